"""The published cube of a country, as data: which counts of people come out at all, and in which order of priority.

No other combination is ever published. People are counted once, by the first need of their referral; needs of victims
of trafficking and of violence, and those of children at risk, stand apart, since a higher threshold holds for them.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from statistics import median
from typing import Any

from referral.coverage.rules import Outcome
from referral.directory.needs import Need, all_needs, ancestors, need
from referral.kit.disclosure import Codes, Cube, Level, Thresholds

UNKNOWN, ABROAD = "unknown", "abroad"
TRAFFICKING, VIOLENCE, PROTECTION = "trafficking", "gender-based-violence", "child-and-other-protection"
AGES = ("adult", "child", UNKNOWN)
LEVELS = (
    Level("national", ()),
    Level("national_by_need", ("need",)),
    Level("region", ("region",)),
    Level("national_by_outcome", ("outcome",)),
    Level("national_by_age", ("age",)),
    Level("region_by_need", ("region", "need")),
    Level("need_by_outcome", ("need", "outcome")),
    Level("region_by_outcome", ("region", "outcome")),
    Level("need_by_age", ("need", "age")),
    Level("flow", ("region", "destination")),
    Level("region_by_need_by_outcome", ("region", "need", "outcome")),
    Level("region_by_need_by_age", ("region", "need", "age")),
)
TABLES = (("region", "need", "outcome"), ("region", "need", "age"), ("region", "destination"))
THRESHOLDS = Thresholds(
    k=5,
    sensitive_k=10,
    contributors=3,
    sensitive={"need": frozenset({TRAFFICKING, VIOLENCE, PROTECTION}), "age": frozenset({"child"})},
)
# Levels that tell how long things took, and from which moment to which.
TIMED = ("national", "national_by_need", "region", "region_by_need")
STEPS = {
    "acknowledge": ("sent_at", "acknowledged_at"),
    "decide": ("sent_at", "decided_at"),
    "serve": ("decided_at", "first_contact_at"),
    "confirm": ("completed_at", "ended_at"),
}


@cache
def category(code: str) -> str:
    """The need under which people are counted. Raises LookupError for a code that is no need's."""
    found = need(code)
    if found.protection:
        return {"trafficking": TRAFFICKING, "violence": VIOLENCE}.get(_victims(found) or "", PROTECTION)
    return (found, *ancestors(code))[-1].code


def _victims(found: Need) -> str | None:
    return next((each.victims for each in (found, *ancestors(found.code)) if each.victims), None)


@cache
def categories() -> Codes:
    """All of them, in the order of the taxonomy, and the unknown."""
    return (*dict.fromkeys(category(each.code) for each in all_needs()), UNKNOWN)


def cube_of(regions: Sequence[str]) -> Cube:
    """The cube of a country with these first-order regions."""
    domains = {
        "region": (*regions, UNKNOWN),
        "need": categories(),
        "outcome": tuple(Outcome),
        "age": AGES,
        "destination": (*regions, ABROAD, UNKNOWN),
    }
    return Cube(domains, TABLES, LEVELS, changing=frozenset({"outcome"}))


def medians_of(cube: Cube, level: Level, records: Iterable[tuple[dict[str, str], Any]]) -> list[list[Any]]:
    """[[codes], {step: median hours}] of a timed level, of steps that enough people and organisations have."""
    by_cell: dict[Codes, list[Any]] = {}
    for codes, fact in records:
        by_cell.setdefault(tuple(codes[each] for each in level.dimensions), []).append(fact)
    found = []
    for cell in cube.cells(level):
        told = {
            step: hours
            for step, (begins, ends) in STEPS.items()
            if (hours := _median_hours(level, cell, by_cell.get(cell, ()), begins, ends)) is not None
        }
        if told:
            found.append([list(cell), told])
    return found


def _median_hours(level: Level, codes: Codes, facts: Iterable[Any], begins: str, ends: str) -> float | None:
    timed = [(fact, _hours(getattr(fact, begins), getattr(fact, ends))) for fact in facts]
    hours = [(fact.sender, taken) for fact, taken in timed if taken is not None]
    if len(hours) < THRESHOLDS.k_of(level, codes) or len({who for who, _ in hours}) < THRESHOLDS.contributors:
        return None
    return round(median(taken for _, taken in hours), 1)


def _hours(begins: datetime | None, ends: datetime | None) -> float | None:
    if begins is None or ends is None or ends < begins:
        return None
    return (ends - begins).total_seconds() / 3600
