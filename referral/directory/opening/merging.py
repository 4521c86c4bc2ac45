"""Stretches put together: those of local time in seconds, and those of UTC."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from referral.directory.opening.hours import DAY, Span

Interval = tuple[datetime, datetime]
_LAST_MINUTE = 60


def joined(spans: Iterable[Span]) -> list[Span]:
    """Local stretches in seconds. One that closes at 23:59 lasts until midnight where another begins there."""
    found: list[Span] = []
    for opens, closes in sorted(spans):
        after = opens - found[-1][1] if found else DAY
        if after <= 0 or (opens % DAY == 0 and after <= _LAST_MINUTE):
            found[-1] = (found[-1][0], max(found[-1][1], closes))
        else:
            found.append((opens, closes))
    return found


def merged(intervals: Iterable[Interval]) -> list[Interval]:
    """Sorted and disjoint; what touches is one, what ends before it begins is none."""
    found: list[Interval] = []
    for begins, ends in sorted(each for each in intervals if each[0] < each[1]):
        if found and begins <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], ends))
        else:
            found.append((begins, ends))
    return found


def without(intervals: Iterable[Interval], taken: Iterable[Interval]) -> Iterator[Interval]:
    """What is left of merged intervals where other merged intervals are taken out."""
    out = list(taken)
    for begins, ends in intervals:
        for one, other in out:
            if one < ends and other > begins:
                if begins < one:
                    yield begins, one
                begins = other
        if begins < ends:
            yield begins, ends
