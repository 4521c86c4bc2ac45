"""Hours into stretches of time: merged, sorted, in UTC.

Wall time becomes UTC as RFC 5545 (3.3.5) has it: a time that the clocks skip is read with the offset from before the
change, so that 02:30 is 03:30 of summer; one that they show twice is the first of the two. A stretch that would end
before it begins on such a night is none. Hours belong to the day on which they begin: a night shift goes on into an
exception or a public holiday, and what is said of these days is said of what begins on them. A row for a single date
was made for that date, holiday or not.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from referral.directory.opening.dates import HolidaysOf, closing_holidays, special_days, unknown_days
from referral.directory.opening.days import days_of
from referral.directory.opening.hours import DAY, Hours, Span
from referral.directory.opening.merging import Interval, joined, merged, without

# How many days around a window the ends of a stretch are looked for, in turn.
_REACHES = (2, 9, 40, 130, 400)
# Hours may last until the end of the next day, and a fixed offset may be 12 hours behind UTC. Ahead of it by 14, the
# day after the last one begins on the last one.
_SETTLED_AFTER = timedelta(days=2)


class Stretch(NamedTuple):
    """Open without a break, in UTC. An end is None where none is within 400 days of the window asked for."""

    begins: datetime | None
    ends: datetime | None


def intervals(hours: Hours, start: datetime, end: datetime, holidays: HolidaysOf) -> list[Interval]:
    """When it is open: disjoint sorted intervals in UTC, end excluded, all that have part of [start, end).

    An interval keeps its true beginning and end beyond the window; where there is none within 400 days of the
    window, as with day and night, it is cut at the window. Raises ValueError for a moment without a zone.
    """
    start, end = in_utc(start), in_utc(end)
    return [(one.begins or start, one.ends or end) for one in stretches(hours, start, end, holidays)]


def unknown_intervals(hours: Hours, start: datetime, end: datetime, holidays: HolidaysOf) -> list[Interval]:
    """When nobody can tell: the parts within [start, end) of days that only uncertain rules name, in UTC.

    What a night shift of the day before still covers is not among them.
    """
    start, end = in_utc(start), in_utc(end)
    if start >= end or not hours.uncertain:
        return []
    zone = ZoneInfo(hours.zone)
    days = unknown_days(hours, start.astimezone(zone).date(), end.astimezone(zone).date(), holidays)
    midnights = [day.toordinal() * DAY for day in days]
    whole = ((_moment(each, zone), _moment(each + DAY, zone)) for each in midnights)
    cut = merged((max(start, one), min(end, other)) for one, other in whole)
    return list(without(cut, intervals(hours, start, end, holidays)))


def stretches(hours: Hours, start: datetime, end: datetime, holidays: HolidaysOf) -> list[Stretch]:
    """The same as `intervals` with ends that may not be known; `start` and `end` in UTC."""
    if start >= end:
        return []
    if hours.unbroken:
        one = _since(hours.rules[0].first, hours.rules[0].offset, hours.zone)
        return [one] if one.begins is None or one.begins < end else []
    found: list[Stretch] = []
    for reach in _REACHES:
        first = start.date() - _SETTLED_AFTER - timedelta(days=reach)
        last = end.date() + timedelta(days=reach)
        opened = opened_between(hours, first, last, holidays)
        found = [_settled(one, first, last) for one in opened if one[0] < end and one[1] > start]
        if all(one.begins and one.ends for one in found):
            break
    return found


def opened_between(hours: Hours, first: date, last: date, holidays: HolidaysOf) -> list[Interval]:
    """What begins on the days from `first` to `last`, merged, in UTC."""
    local: dict[int | None, list[Span]] = {}
    for offset, span in _local(hours, first, last, holidays):
        local.setdefault(offset, []).append(span)
    return merged(
        (_moment(opens, clock), _moment(closes, clock))
        for offset, spans in local.items()
        for clock in (_clock(offset, hours.zone),)
        for opens, closes in joined(spans)
    )


def in_utc(moment: datetime) -> datetime:
    """Raises ValueError where the moment has no zone."""
    if moment.utcoffset() is None:
        raise ValueError(f"a moment needs a zone: {moment.isoformat()}")
    return moment.astimezone(UTC)


def _local(hours: Hours, first: date, last: date, holidays: HolidaysOf) -> Iterator[tuple[int | None, Span]]:
    """Offset, and beginning and end in seconds of local time, counted as if every day had as many."""
    special = special_days(hours.exceptions, first, last)
    closed = closing_holidays(hours, first, last, holidays)
    for rule, (opens, closes) in hours.certain:
        for day in days_of(rule, first, last):
            if day not in special and (rule.dated or day not in closed):
                midnight = day.toordinal() * DAY
                yield rule.offset, (midnight + opens, midnight + closes)
    for day, spans in special.items():
        midnight = day.toordinal() * DAY
        yield from ((None, (midnight + opens, midnight + closes)) for opens, closes in spans)


def _since(first: date | None, offset: int | None, zone: str) -> Stretch:
    begins = None if first is None else _moment(first.toordinal() * DAY, _clock(offset, zone))
    return Stretch(begins, None)


def _settled(one: Interval, first: date, last: date) -> Stretch:
    """The ends that days outside of `first` to `last` cannot move."""
    earliest = datetime.combine(first + _SETTLED_AFTER, time(), UTC)
    latest = datetime.combine(last, time(), UTC)
    return Stretch(one[0] if one[0] >= earliest else None, one[1] if one[1] <= latest else None)


def _clock(offset: int | None, zone: str) -> tzinfo:
    return ZoneInfo(zone) if offset is None else timezone(timedelta(minutes=offset))


def _moment(seconds: int, clock: tzinfo) -> datetime:
    days, rest = divmod(seconds, DAY)
    wall = datetime.combine(date.fromordinal(days), time()) + timedelta(seconds=rest)
    return wall.replace(tzinfo=clock).astimezone(UTC)
