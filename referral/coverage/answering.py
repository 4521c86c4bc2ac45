"""What a question about coverage is answered with, as JSON bytes put together from ready pages, and its ETag."""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import orjson

from referral.coverage import reading
from referral.coverage.cube import category
from referral.coverage.errors import NoSuchCoverage, NoSuchRelease
from referral.coverage.queries import GAPS_LEVEL
from referral.coverage.rules import REACH_M, Period, PeriodFault
from referral.directory.needs import Need, need
from referral.kit.clock import iso
from referral.kit.problems import invalid_field

_COARSER = "region"


@dataclass(frozen=True, slots=True)
class Question:
    """One need in one country by level of regions, for a target group; people of a period, None for the newest."""

    country: str
    level: int
    need: Need
    group: str
    period: str | None


def question(*, country: str, level: int, need_code: str, group: str, period: str | None) -> Question:
    """Raises `InvalidInput` for a need or period that there is none of."""
    return Question(country.upper(), level, _need(need_code), group, read_period("period", period))


def compared(asked: Question, other: str | None) -> Question | None:
    """The question that `period:2026-Q3`, `need:legal-aid` or `country:RS` sets beside one. Raises `InvalidInput`."""
    if other is None:
        return None
    what, _, value = other.partition(":")
    if what == "period":
        return replace(asked, period=read_period("compare", value))
    if what == "need":
        return replace(asked, need=_need(value, "compare"))
    if what == "country" and len(value) == 2 and value.isalpha():
        return replace(asked, country=value.upper())
    raise invalid_field("compare", "Must be period:2026-Q3, need:legal-aid or country:RS.")


def _need(code: str, field: str = "need") -> Need:
    try:
        return need(code)
    except LookupError as error:
        raise invalid_field(field, "Must be the code of a need, as GET /api/v1/needs lists them.") from error


def read_period(field: str, text: str | None) -> str | None:
    """The period as it is stored. Raises `InvalidInput` where the text is none."""
    try:
        return None if text is None else str(Period.read(text))
    except PeriodFault as fault:
        raise invalid_field(field, f"{fault}.") from fault


@dataclass(frozen=True, slots=True)
class Found:
    """Which pages answer a question."""

    asked: Question
    page: reading.Presence
    release: reading.People | None

    @property
    def mark(self) -> str:
        """Changes with whatever the answer says."""
        release = f"{self.release.period}.{self.release.revision}" if self.release else ""
        asked = f"{self.asked.country}.{self.asked.level}.{self.asked.need.code}.{self.asked.group}"
        return f"{asked}.{self.page.digest}.{self.page.as_of}.{release}"


def find(asked: Question) -> Found:
    """Raises `NoSuchCoverage`, and `NoSuchRelease` for a period that was asked for and not released."""
    page = reading.presence(asked.country, asked.level, asked.need.key, asked.group)
    if page is None:
        raise NoSuchCoverage(f"{asked.country} has no regions of level {asked.level}.")
    release = reading.released(asked.country, asked.period)
    if release is None and asked.period is not None:
        raise NoSuchRelease(f"No counts of {asked.period} were released for {asked.country}.")
    return Found(asked, page, release)


def etag_of(*found: Found, more: str = "") -> str:
    """A strong ETag of an answer made of these."""
    text = "|".join([*(each.mark for each in found), more])
    return f'"{hashlib.blake2b(text.encode(), digest_size=16).hexdigest()}"'


def body(found: Found) -> bytes:
    """The answer to one question."""
    asked = found.asked
    head = {
        "country": asked.country,
        "level": asked.level,
        "need": asked.need.code,
        "target_group": asked.group,
        "as_of": iso(datetime.fromtimestamp(found.page.as_of, UTC)),
    }
    rows = reading.figures(asked.country, asked.level, found.page)
    return b'%b,"regions":%b,"people":%b}' % (orjson.dumps(head)[:-1], rows, _people(found))


def _people(found: Found) -> bytes:
    asked, release = found.asked, found.release
    if release is None:
        return orjson.dumps({"state": "not_released"})
    told = reading.people(asked.country, release.period, asked.level, category(asked.need.code), asked.group)
    if told is not None:
        return told
    answer = {"state": "not_published", "period": release.period, "revision": release.revision}
    # Regions below the first order, and groups that are not in the cube, have their counts with all others.
    return orjson.dumps({**answer, "published": _COARSER if asked.level > 1 else "target_group=all"})


def gaps(found: Found) -> dict[str, Any]:
    """Regions by how many people live beyond reach, and where one more service would reach most of them."""
    asked = found.asked
    rows = orjson.loads(reading.figures(asked.country, asked.level, found.page))
    rows.sort(key=lambda row: (-(row["people_beyond_reach"] or 0), row["code"]))
    names = ("code", "name", "people_beyond_reach")
    return {
        "country": asked.country,
        "need": asked.need.code,
        "target_group": asked.group,
        "reach_m": REACH_M,
        "regions": [{name: row[name] for name in names} for row in rows],
        "next_sites": orjson.loads(reading.figures(asked.country, GAPS_LEVEL, found.page)),
    }
