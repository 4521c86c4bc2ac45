"""Two languages on one sheet: the worker's, and beside it the person's."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from flask import g, request
from flask_babel import force_locale
from markupsafe import Markup

from referral.kit.catalogues import LANGUAGES, Language
from referral.web.page.languages import language

# Beside the languages of the pages, which of them readers of others understand best.
_NEAR = {"sr": "sr-Latn", "hr": "bs", "cnr": "sr-Latn", "sh": "sr-Latn"}


def chosen(spoken: Iterable[str] = ()) -> Language | None:
    """The second language: as it was asked for, else the first one that the person speaks and the pages know."""
    asked = request.args.get("also")
    wanted = [asked] if asked is not None else [_NEAR.get(each, each) for each in spoken]
    found = (LANGUAGES[each] for each in wanted if each in LANGUAGES and each != language().tag)
    return next(found, None)


@contextmanager
def speaking(other: Language) -> Iterator[None]:
    """Texts, dates and numbers in another language than that of the answer."""
    before, g.language = language(), other
    try:
        with force_locale(other.locale):
            yield
    finally:
        g.language = before


def both(other: Language | None) -> Callable[[object], Markup]:
    """A function that says a text in both languages; in one where they are the same word."""

    def say(text: object) -> Markup:
        own = str(text)
        if other is None:
            return Markup("{}").format(own)
        with speaking(other):
            also = str(text)
        if also == own:
            return Markup("{}").format(own)
        way = "rtl" if other.right_to_left else "ltr"
        return Markup('{} <span class="also" lang="{}" dir="{}">{}</span>').format(own, other.tag, way, also)

    return say
