"""What a person is told before they agree, in their own language, and the fields of that conversation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import marshmallow as ma
from babel.dates import format_date
from flask_babel import LazyString, lazy_gettext

from referral.cases.rules.terms import ContactChannel, DataCategory, NoticeChannel
from referral.directory.needs import ancestors
from referral.kit.catalogues import LANGUAGES, translations
from referral.web.desk.names import Row
from referral.web.desk.words import ASSENTS, CATEGORIES, DIRECTIONS, GIVERS
from referral.web.page import fields

# The version of the texts below: it is recorded with the consent, and changes when they do.
NOTICE_VERSION = "desk-2026-11"
ADULT = 18
_LINES = (
    lazy_gettext("With your permission we ask %(organisation)s to help you: %(service)s."),
    lazy_gettext("We would tell them only this:"),
    lazy_gettext("They may use it to help you, and for nothing else."),
    lazy_gettext("You may say no. You will get our help all the same."),
    lazy_gettext("You can change your mind at any time: tell any of us, and we stop sharing."),
    lazy_gettext("Your permission ends on %(day)s."),
    lazy_gettext("You may ask who has seen what about you."),
)


@dataclass(frozen=True)
class Notice:
    """The text to be read aloud: `lines` around the list of what is told, its language and direction."""

    tag: str
    before: tuple[str, ...]
    categories: tuple[str, ...]
    after: tuple[str, ...]
    right_to_left: bool
    translated: bool


def notice(
    tag: str, *, organisation: str, service: str, categories: Sequence[str], until: date | None
) -> Notice:
    """In the person's language where the pages have it, else in English: then it has to be interpreted."""
    chosen = next((each for each in _ways(tag) if each in LANGUAGES), "")
    spoken = LANGUAGES[chosen or "en"]
    say = translations(spoken.tag).gettext
    ends = format_date(until, "long", locale=spoken.locale) if until else ""
    told = {"organisation": organisation, "service": service, "day": ends}
    lines = [say(_source(each)) % told for each in _LINES]
    texts = tuple(say(_source(text)) for each, text in CATEGORIES.items() if each in categories)
    whole = spoken.tag == "en" or all(say(_source(each)) != _source(each) for each in _LINES)
    kept = lines if ends else [*lines[:5], *lines[6:]]
    return Notice(
        spoken.tag, tuple(kept[:2]), texts, tuple(kept[2:]), spoken.right_to_left, bool(chosen) and whole
    )


def _source(text: LazyString) -> str:
    """The untranslated text of a lazy one."""
    return str(text._args[0])


def _ways(tag: str) -> list[str]:
    near = {"sr": "sr-Latn", "hr": "bs", "cnr": "sr-Latn"}
    return [tag, near.get(tag, ""), tag.split("-")[0]]


@lru_cache(maxsize=64)
def consent_schema(numbers: tuple[int, ...]) -> type[ma.Schema]:
    """The conversation with these people of a case, by their numbers in it."""
    made: dict[str, Any] = {
        "agreed": fields.choice(("yes", "no"), required=True),
        "categories": fields.choices(DataCategory),
        "direction": fields.choice(DIRECTIONS, load_default="send"),
        "notice_language": fields.text(35, required=True),
        "notice_channel": fields.choice(NoticeChannel, load_default="spoken"),
        "until": fields.day(),
        "statistics": fields.tick(),
        "tier_one": fields.tick(),
        "release": fields.tick(),
        "no_contact": fields.tick(),
        "no_voicemail": fields.tick(),
        "safe_channels": fields.choices(ContactChannel),
        "witness": fields.text(500),
        "signature": fields.text(2_000_000),
        "photo_kept": fields.text(20_000_000),
    }
    for number in numbers:
        made |= {
            f"giver-{number}": fields.choice(GIVERS, load_default="self"),
            f"relationship-{number}": fields.text(500),
            f"capacity-{number}": fields.text(2_000),
            f"assent-{number}": fields.choice(ASSENTS),
        }
    return ma.Schema.from_dict(made, name="ConsentForm")


def is_minor(person: Row) -> bool:
    """Whether the person is certainly a child."""
    return person.age_to is not None and person.age_to < ADULT


def needs_upward(codes: Sequence[str]) -> list[str]:
    """Needs, each followed by the wider ones, nearest first."""
    found = [code for each in codes for code in (each, *(wider.code for wider in ancestors(each)))]
    return list(dict.fromkeys(found))


def day_of(text: str) -> date | None:
    """The day that was typed; None where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def ends_on(today: date, days: int) -> date:
    """The last day of a permission that begins today."""
    return today + timedelta(days=days)
