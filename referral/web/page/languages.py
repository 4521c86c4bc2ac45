"""Which language and which clock a reader gets: what they chose on these pages, else what their browser asks for."""

from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from babel.support import NullTranslations
from flask import Flask, g, has_request_context, request
from flask_babel import Babel, Domain
from werkzeug.utils import cached_property

from referral.kit.catalogues import LANGUAGES, SOURCE, Language, translations
from referral.kit.languages import Wanted, read_accept_language

LANGUAGE_COOKIE, ZONE_COOKIE = "language", "zone"
# What is near enough to one of ours for its readers.
_NEAR = {"sr": "sr-Latn", "hr": "bs", "cnr": "sr-Latn", "sh": "sr-Latn", "me": "sr-Latn"}
_BY_LOWER = {tag.lower(): tag for tag in LANGUAGES}


class _Catalogues(Domain):
    def get_translations(self) -> NullTranslations:
        return translations(language().tag if has_request_context() else SOURCE)


class _Babel(Babel):
    @cached_property
    def domain_instance(self) -> Domain:
        return _Catalogues()


def install(app: Flask) -> None:
    """Gives templates and views their messages, dates and numbers in the reader's language."""
    babel = _Babel()
    babel.init_app(app, locale_selector=lambda: language().locale)


def language() -> Language:
    """The language of this answer."""
    if "language" not in g:
        chosen = request.cookies.get(LANGUAGE_COOKIE, "")
        g.language = LANGUAGES.get(chosen) or _asked_for(request.headers.get("Accept-Language", "")[:1_000])
    found: Language = g.language
    return found


@lru_cache(maxsize=512)
def _asked_for(header: str) -> Language:
    wanted = read_accept_language(header) if header else None
    for each in wanted.ranges if wanted is not None else ():
        parts = each.split("-")
        while parts:
            tag = "-".join(parts)
            found = _BY_LOWER.get(tag) or _NEAR.get(tag)
            if found is not None:
                return LANGUAGES[found]
            parts.pop()
    return LANGUAGES[SOURCE]


def wanted() -> Wanted:
    """The language of listings' texts: the page's own, then what the browser asks for."""
    also = request.headers.get("Accept-Language", "")[:900]
    made = read_accept_language(f"{language().tag}, {also}" if also else language().tag)
    return made if made is not None else Wanted((language().tag.lower(),))


def zone() -> ZoneInfo:
    """The reader's clock, as the browser told it; UTC where it did not."""
    name = request.cookies.get(ZONE_COOKIE, "")
    return ZoneInfo(name) if name in _zones() else ZoneInfo("UTC")


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
