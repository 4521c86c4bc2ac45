"""How far people have to the nearest service. `region` says for each settlement in which region it lies, -1 in none."""

import numpy as np

from referral.coverage.indicators.sphere import Floats, Ints


def people_in(people: Floats, region: Ints, regions: int) -> Floats:
    """How many live in each region."""
    inside = region >= 0
    return np.bincount(region[inside], weights=people[inside], minlength=regions).astype(float)


def people_within(distance_m: Floats, people: Floats, region: Ints, regions: int, metres: float) -> Floats:
    """How many of them live at most so far from the nearest service."""
    return people_in(np.where(distance_m <= metres, people, 0.0), region, regions)


def share(part: Floats, whole: Floats) -> Floats:
    """Part of the whole; not a number where there is nobody."""
    found: Floats = np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    return found


def weighted_quantile(distance_m: Floats, people: Floats, region: Ints, regions: int, part: float) -> Floats:
    """For each region the smallest distance within which at least `part` of its people live: the inverse of the
    weighted empirical distribution. Not a number where nobody lives.
    """
    inside = np.flatnonzero((region >= 0) & (people > 0))
    order = inside[np.lexsort((distance_m[inside], region[inside]))]
    found = np.full(regions, np.nan)
    if not len(order):
        return found
    where, so_far = region[order], np.cumsum(people[order])
    starts = np.flatnonzero(np.diff(where, prepend=-1))
    ends = np.append(starts[1:], len(order))
    before = np.concatenate(([0.0], so_far))[starts]
    wanted = before + part * (so_far[ends - 1] - before)
    # Sums of many people in another order differ in the last digits: a hair less is enough.
    at = np.searchsorted(so_far, wanted * (1 - 1e-12), side="left")
    found[where[starts]] = distance_m[order[np.clip(at, starts, ends - 1)]]
    return found


def weighted_mean(values: Floats, people: Floats, region: Ints, regions: int) -> Floats:
    """The mean of the settlements' values by their people; not a number where nobody lives."""
    return share(people_in(values * people, region, regions), people_in(people, region, regions))
