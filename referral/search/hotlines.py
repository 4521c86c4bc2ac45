"""Who answers at any hour: the country's lines, with every answer about a need of protection."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from referral.kit.db.engine import current
from referral.kit.db.work import unit_of_work
from referral.places.profiles import UnknownCountry, country
from referral.places.queries import public_country_near
from referral.search.asking import PLACES_KEPT_S, Question, period
from referral.search.partitions import fetch
from referral.search.rules import Hit
from referral.search.sql import lists, spelling

_MOST_COUNTRIES = 3


def hotlines_for(question: Question, hits: Sequence[Hit]) -> list[dict[str, Any]]:
    """The lines of the country that was asked about, else of those of the results; none for other needs."""
    if not any(each.protection for each in question.needs):
        return []
    codes = _country_asked(question)
    if not codes:
        paths = lists.region_paths(spelling(), fetch, [hit.service_id for hit in hits])
        codes = tuple(dict.fromkeys(path.split("/", 1)[0] for path in paths))[:_MOST_COUNTRIES]
    return [line for code in codes for line in _lines(code)]


def _country_asked(question: Question) -> tuple[str, ...]:
    near, path = question.near, question.asked.region_path
    if near is not None:
        code = near.place.get("country") or _country_of(
            round(near.longitude, 2), round(near.latitude, 2), current().url, period(PLACES_KEPT_S)
        )
        return (code,) if code else ()
    return (path.split("/", 1)[0],) if path else ()


@lru_cache(maxsize=2_048)
def _country_of(longitude: float, latitude: float, _url: str, _period: int) -> str | None:
    with unit_of_work(write=False) as session:
        return public_country_near(session, longitude, latitude)


@lru_cache(maxsize=64)
def _lines(code: str) -> tuple[dict[str, Any], ...]:
    try:
        profile = country(code)
    except UnknownCountry:
        return ()
    return tuple(
        {
            "country": profile.code,
            "kind": line.kind,
            "number": line.number,
            "who_may_call": line.who_may_call,
            "hours": line.hours,
            "languages": list(line.languages),
            "verified": line.verified,
        }
        for line in profile.hotlines
    )
