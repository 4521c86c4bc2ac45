"""Time in which an organisation works, and how long a clock's span is in it.

A day of work is what the organisation's regular week gives on average for a day that is open, a week is its whole
week; so "7 days" end after a week of work wherever the weekend lies, and "1 working day" at the same hour of the next.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from referral.directory.opening import (
    Closed,
    HolidaysOf,
    Hours,
    Interval,
    Open,
    Rule,
    intervals,
    opens_next,
    state_at,
)

OFFICE_OPENS, OFFICE_CLOSES = 8 * 3600, 16 * 3600
MONDAY_TO_FRIDAY = ("monday", "tuesday", "wednesday", "thursday", "friday")
_OFFICE_DAY = timedelta(seconds=OFFICE_CLOSES - OFFICE_OPENS)
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
_WINDOW, _LONGEST_WINDOW = timedelta(days=14), timedelta(days=120)
_EARLIEST, _LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2500, 1, 1, tzinfo=UTC)
# After so long without any work in it, a calendar does not tell when its people work.
_IDLE = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Calendar:
    """When an organisation works: its hours, the public holidays of countries, and the country's working days.

    Where the hours have run out or not begun, as those of a project or a season, office hours stand in: who waits
    for an answer does not wait for the next season.
    """

    hours: Hours
    holidays: HolidaysOf
    week: tuple[str, ...] = ("MO", "TU", "WE", "TH", "FR")


@dataclass(frozen=True, slots=True)
class Absence:
    """Nobody is on duty. `until` in the organisation's own zone; None: not within 400 days. `holiday` by its name."""

    until: datetime | None
    holiday: str | None


class Unit(StrEnum):
    """What a span is told in."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"


@dataclass(frozen=True, slots=True)
class Span:
    """How long somebody has."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        """Refuses no time at all."""
        if self.amount < 1:
            raise ValueError(f"a span of {self.amount} {self.unit}; right would be 1 or more")

    @property
    def wall(self) -> timedelta:
        """The span of a clock that never stops."""
        if self.unit is Unit.MINUTES:
            return timedelta(minutes=self.amount)
        return timedelta(hours=self.amount) if self.unit is Unit.HOURS else timedelta(days=self.amount)


def calendar_of(
    hours: Hours | None,
    *,
    zone: str,
    country: str | None,
    holidays: HolidaysOf,
    week: Iterable[str] = MONDAY_TO_FRIDAY,
) -> Calendar:
    """The calendar of hours that are known, or 08:00 to 16:00 on the working days of the country.

    `week` are English names of days, as a country profile has them; `zone` is an IANA name.
    """
    byday = tuple(day[:2].upper() for day in week)
    if hours is None or not hours.certain:
        hours = _office(zone, country, byday)
    return Calendar(hours, holidays, byday)


def working_time(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """How much of the time between two moments is worked."""
    return sum((ends - begins for begins, ends in _open(calendar, start, end)), timedelta())


def after_working(calendar: Calendar, start: datetime, amount: timedelta) -> datetime:
    """The first moment by which so much time has been worked since `start`, in UTC.

    A calendar that names no work for 400 days goes on as office days from Monday to Friday.
    """
    left, at, window = amount, start.astimezone(UTC), _WINDOW
    worked_at = at
    while left > timedelta() and at - worked_at < _IDLE:
        stop = min(at + window, worked_at + _IDLE)
        for begins, ends in _open(calendar, at, stop):
            if ends - begins >= left:
                return begins + left
            left, worked_at = left - (ends - begins), ends
        at, window = stop, min(window * 2, _LONGEST_WINDOW)
    if left <= timedelta():
        return at
    office = _office(calendar.hours.zone, None, calendar.week)
    return after_working(replace(calendar, hours=office), at, left)


def working_span(span: Span, calendar: Calendar, start: datetime) -> timedelta:
    """How much work a span is. 24 hours are a day of work, fewer hours are hours, but never more than such a day."""
    day, week = _regular(calendar.hours, start.year)
    if span.unit is Unit.WORKING_DAYS:
        return day * span.amount
    if span.unit is Unit.DAYS:
        return week * span.amount / 7
    return day * (span.wall / _DAY) if span.wall >= _DAY else min(span.wall, day)


def nobody_until(calendar: Calendar, at: datetime) -> Absence | None:
    """Who sends at this moment is told that nobody is on duty until then; None while somebody is."""
    state = state_at(calendar.hours, at, calendar.holidays)
    if isinstance(state, Open):
        return None
    until = opens_next(calendar.hours, at, calendar.holidays)
    holiday = state.holiday if isinstance(state, Closed) else None
    return Absence(until.astimezone(ZoneInfo(calendar.hours.zone)) if until else None, holiday)


def _office(zone: str, country: str | None, byday: tuple[str, ...]) -> Hours:
    return Hours(zone, country, (Rule("WEEKLY", OFFICE_OPENS, OFFICE_CLOSES, byday=byday),))


def _open(calendar: Calendar, start: datetime, end: datetime) -> Iterator[Interval]:
    """When it works between two moments, cut at both, in order."""
    hours = calendar.hours
    first, last = _season(hours)
    office = _office(hours.zone, hours.country, calendar.week)
    parts = (
        (office, start, min(end, first)),
        (hours, max(start, first), min(end, last)),
        (office, max(start, last), end),
    )
    for valid, begin, stop in parts:
        for begins, ends in intervals(valid, begin, stop, calendar.holidays):
            yield max(begins, begin), min(ends, stop)


@lru_cache(maxsize=4096)
def _season(hours: Hours) -> tuple[datetime, datetime]:
    """Between which moments the hours say anything."""
    zone, rules = ZoneInfo(hours.zone), [rule for rule, _ in hours.certain]
    firsts, lasts = [rule.first for rule in rules], [rule.last for rule in rules]
    begin, stop = _EARLIEST, _LATEST
    if rules and None not in firsts:
        begin = datetime.combine(min(day for day in firsts if day), time(), zone).astimezone(UTC)
    if rules and None not in lasts:
        after = max(day for day in lasts if day) + _DAY
        stop = datetime.combine(after, time(), zone).astimezone(UTC)
    return begin, stop


@lru_cache(maxsize=4096)
def _regular(hours: Hours, year: int) -> tuple[timedelta, timedelta]:
    """A day and a week of work: means of those of a year that have any, without holidays and exceptions."""
    if hours.always:
        return _DAY, _WEEK
    regular, zone = replace(hours, exceptions=(), holidays="open"), ZoneInfo(hours.zone)
    start = datetime(year, 1, 1, tzinfo=zone).astimezone(UTC)
    end = start + 52 * _WEEK
    worked = [
        (max(one, start), min(other, end)) for one, other in intervals(regular, start, end, _no_holidays)
    ]
    total = sum((ends - begins for begins, ends in worked), timedelta())
    if not total:
        return _OFFICE_DAY, _OFFICE_DAY * 5
    first = date(year, 1, 1)
    days = {
        (begins.astimezone(zone).date() - first).days + ahead
        for begins, ends in worked
        for ahead in range((_last(ends, zone) - begins.astimezone(zone).date()).days + 1)
    }
    return total / len(days), total / len({day // 7 for day in days})


def _last(ends: datetime, zone: ZoneInfo) -> date:
    """The last date that has part of what ends then."""
    return (ends - timedelta(microseconds=1)).astimezone(zone).date()


def _no_holidays(_: str, __: int) -> Mapping[date, str]:
    return {}
