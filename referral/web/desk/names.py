"""What services, organisations, regions, languages and needs are called, for pages that know their ids."""

from collections.abc import Collection
from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError
from flask_babel import get_locale
from sqlalchemy.orm import Session

from referral.directory.needs import all_needs
from referral.directory.needs.taxonomy import UnknownNeed, need
from referral.directory.queries.audience import open_to
from referral.directory.queries.nesting import rows_by
from referral.directory.rules import sees
from referral.kit.identity import Actor
from referral.places.queries import public_regions
from referral.web.page.languages import language

# What people who seek help here mostly speak; any other one is typed by its code.
SPOKEN = (
    *("ar", "fa", "prs", "ps", "ur", "ku", "ckb", "tr", "uk", "ru", "fr", "en", "es", "sq", "sr", "bs"),
    *("mk", "rom", "hy", "ka", "az", "so", "ti", "am", "bn", "pa", "hi", "ta", "ne", "zh", "vi", "pt", "ht"),
    *("de", "it", "el", "ro", "bg"),
)


# A row of a room's tables, which are its own.
Row = Any


def names_of(session: Session, actor: Actor, name: str, ids: Collection[str | None]) -> dict[str, str]:
    """Names of services or organisations by id, as far as their listings are shown to the actor."""
    wanted = {each for each in ids if each}
    rows = rows_by(session, name, "id", wanted, *open_to(sees(actor), name)) if wanted else ()
    return {row["id"]: row["name"] for row in rows}


def service_names(session: Session, actor: Actor, lines: Collection[dict[str, Any]]) -> dict[str, str]:
    """Names of the services and receivers that lines of referrals name, by id."""
    services = names_of(session, actor, "service", [each.get("service") for each in lines])
    return services | names_of(session, actor, "organization", [each.get("receiver") for each in lines])


def case_label(case: Row) -> str:
    """What a case is called on pages: its own number, else a part of its id; never a name."""
    return case.number or f"#{case.id[-6:].upper()}"


def language_name(tag: str) -> str:
    """A language by its tag in the reader's language; the tag where it has no name."""
    try:
        return str(Locale.parse(tag, sep="-").get_display_name(get_locale()) or tag)
    except (UnknownLocaleError, ValueError):
        named = get_locale().languages.get(tag.split("-")[0]) if get_locale() else None
        return str(named or tag)


def languages() -> list[tuple[str, str]]:
    """Languages for a form, by name."""
    return sorted(((tag, language_name(tag)) for tag in SPOKEN), key=lambda each: each[1])


def need_choices() -> list[tuple[str, str]]:
    """All needs for a form, wider ones before their narrower ones."""
    return list(_needs(language().tag))


@lru_cache(maxsize=16)
def _needs(tag: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (each.code, ("" if each.parent is None else "– ") + each.labels[tag]) for each in all_needs()
    )


def need_label(code: str) -> str:
    """A need in the reader's language."""
    try:
        return need(code).labels[language().tag]
    except UnknownNeed:
        return code


def region_choices(session: Session) -> list[tuple[str, str]]:
    """Regions of the first level for a form, by country."""
    tag = language().tag
    found = public_regions(session, level=1)
    return [(each.id, f"{each.country_code} · {each.names.get(tag, each.name)}") for each in found]
