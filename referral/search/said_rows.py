"""What sites say, written: the narrow rows, and the texts, hours, languages and windows that stand beside them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from functools import lru_cache
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.directory.eligibility import CODES, Compiled, compile_criteria, to_attributes
from referral.directory.opening import Hours
from referral.directory.profile import Listing, criteria_of, listing_of
from referral.directory.profile.listing import NAMES
from referral.directory.profile.modes import CODE as MODE
from referral.kit.db.bulk import among, bulk_insert
from referral.search.generations import PATTERNS
from referral.search.hours.horizon import write_out
from referral.search.hours.patterns import hours_of
from referral.search.interning import interned
from referral.search.models import Partition, SearchFacts, SearchHours
from referral.search.saying import Said, said_by, windows

_COMPILED = tuple(field.name for field in fields(Compiled))
_SAID = tuple(field.name for field in fields(Said))
# The codes of the attributes that are read here.
SAID_CODES = frozenset({*CODES, *NAMES, MODE})
Pairs = Iterable[tuple[str, str]]


def said_of_service(service: Mapping[str, Any], pairs: Pairs) -> dict[str, Any]:
    """What is the same at all places of a service."""
    pairs = frozenset(pairs)
    facts, compiled = _whom(pairs, service.get("minimum_age"), service.get("maximum_age"))
    listing = _listing(pairs)
    return {
        "facts": facts,
        "compiled": compiled,
        "listing": listing,
        "said": said_by(service, listing),
        "windows": windows(listing),
    }


@lru_cache(maxsize=4_096)
def _whom(
    pairs: frozenset[tuple[str, str]], minimum_age: float | None, maximum_age: float | None
) -> tuple[str | None, Compiled]:
    criteria = criteria_of(pairs, minimum_age=minimum_age, maximum_age=maximum_age)
    facts = to_attributes(criteria)
    return orjson.dumps(facts).decode() if facts else None, compile_criteria(criteria)


@lru_cache(maxsize=4_096)
def _listing(pairs: frozenset[tuple[str, str]]) -> Listing:
    return listing_of(pairs)


def hours_of_site(
    service: Mapping[str, Any], at: Mapping[str, Any], region_path: str | None, said: Mapping[str, Any]
) -> Hours | None:
    """The opening hours of a service at one of its places."""
    return hours_of(service, at, region_path, said["listing"])


def write_said(
    session: Session, part: Partition, sites: Sequence[Mapping[str, Any]], siblings: Mapping[int, str]
) -> None:
    """All rows but the sites themselves. `key`, `spoken`, `own_needs` and `hours` come with each site."""
    facts, _ = interned(session, SearchFacts, "facts", {site["facts"] for site in sites if site["facts"]})
    hours = _hours(session, [site["hours"] for site in sites if site["hours"] is not None])
    filters = [
        {
            "key": site["key"],
            "service_id": site["service_id"],
            "longitude": site["longitude"],
            "latitude": site["latitude"],
            "siblings": siblings.get(site["key"]),
            **{name: getattr(site["compiled"], name) for name in _COMPILED},
            **{name: getattr(site["said"], name) for name in _SAID},
            "hours_key": hours.get(site["hours"], 0),
            "facts_key": facts.get(site["facts"], 0),
            "languages": " ".join(["", *site["spoken"], ""]) if site["spoken"] else "",
        }
        for site in sites
    ]
    bulk_insert(session, part.filter, filters)
    bulk_insert(session, part.spoken, _spoken(sites))
    days = [
        {"site_key": site["key"], "opens": opens, "closes": closes}
        for site in sites
        for opens, closes in site["windows"]
    ]
    bulk_insert(session, part.intake, days)


def delete_said(session: Session, part: Partition, keys: Sequence[int]) -> None:
    """Takes the rows of sites away; texts and hours stay for others."""
    session.execute(sa.delete(part.filter).where(among(part.filter.c.key, keys)))
    for table in (part.spoken, part.intake):
        session.execute(sa.delete(table).where(among(table.c.site_key, keys)))


def _hours(session: Session, rows: Sequence[Hours]) -> dict[Hours, int]:
    texts = {hours: hours.to_json() for hours in set(rows)}
    keys, fresh = interned(session, SearchHours, "hours", texts.values())
    by_key = {keys[text]: hours for hours, text in texts.items()}
    if fresh:
        write_out(session, [(key, by_key[key]) for key in fresh])
        PATTERNS.written()
    return {hours: keys[text] for hours, text in texts.items()}


def _spoken(sites: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"language": language, "need_key": need, "site_key": site["key"]}
        for site in sites
        for language in site["spoken"] or ("",)
        for need in site["own_needs"] or (0,)
    ]
