"""The one formula by which `sort=match` orders services. Pure.

    score = sum of weight × value over the criteria, divided by 1,000 × the sum of the weights: from 0 to 1

Each value is a whole number from 0 to 1,000 and never falls when its criterion gets better, and the score is a sum with
weights that are not negative: whatever is better in one criterion and equal in the others never ranks lower. What was
not asked for, or is not known of anybody yet, has NEUTRAL for everybody. Ties stand by the service's id.

| criterion | 1,000 | between | 0 |
|---|---|---|---|
| need | the very need that was asked for | 800: only a narrower one | |
| eligibility | takes the whole party | 500: has to be asked | does not |
| languages | speaks one that was asked for | 400: has not said | |
| distance | at the place | 10,000,000 / (10,000 + metres) | |
| open | open at the moment asked for | 400: nobody can tell | closed |
| capacity | has the places, told lately | 500: not known or told too long ago; 300: waiting list | full |
| freshness | checked, and not due again | falls to 300 while overdue by as long again; 300: never | |
| turnaround | | NEUTRAL until referrals tell | |
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

NEUTRAL = 500
BEST = 1_000
_HALF_WAY_M = 10_000


class Values(NamedTuple):
    """The value of each criterion, 0 to 1,000."""

    need: int = NEUTRAL
    eligibility: int = NEUTRAL
    languages: int = NEUTRAL
    distance: int = NEUTRAL
    open: int = NEUTRAL
    capacity: int = NEUTRAL
    freshness: int = NEUTRAL
    turnaround: int = NEUTRAL


CRITERIA = Values._fields
DEFAULT_WEIGHTS: Mapping[str, int] = MappingProxyType(
    {
        "need": 15,
        "eligibility": 25,
        "languages": 12,
        "distance": 22,
        "open": 10,
        "capacity": 10,
        "freshness": 4,
        "turnaround": 2,
    }
)

# What `eligibility`, `languages` and `open` are by their state.
OF_STATE: Mapping[str, int] = MappingProxyType({"met": BEST, "unknown": 500, "unmet": 0})
SPOKEN, NOT_SAID_SPOKEN = BEST, 400
OPEN_VALUES = (0, BEST, 400)
EXACT_NEED, NARROWER_NEED = BEST, 800


def score(values: Values, weights: tuple[int, ...]) -> int:
    """The weighted sum, a whole number, so that both databases and all machines order alike."""
    return sum(map(int.__mul__, values, weights))


def of_distance(metres: int | None) -> int:
    """Falls with the distance, by half at 10 km; NEUTRAL where there is none."""
    return NEUTRAL if metres is None else BEST * _HALF_WAY_M // (_HALF_WAY_M + metres)


def of_freshness(days_since: int | None, due_after: int) -> int:
    """`days_since` it was checked, None: never; due again `due_after` days."""
    if days_since is None:
        return 300
    overdue = days_since - due_after
    if overdue <= 0:
        return BEST
    return max(300, BEST - 700 * overdue // due_after)


def shares(values: Values, weights: tuple[int, ...]) -> dict[str, dict[str, float | int]]:
    """The parts of a score for people: each criterion's value from 0 to 1, and its weight."""
    pairs = zip(CRITERIA, values, weights, strict=True)
    return {name: {"value": value / BEST, "weight": weight} for name, value, weight in pairs}


def share(total: int, weights: tuple[int, ...]) -> float:
    """A score from 0 to 1, five decimals."""
    whole = BEST * sum(weights)
    return round(total / whole, 5) if whole else 0.0
