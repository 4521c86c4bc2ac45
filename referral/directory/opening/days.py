"""The dates on which a rule holds, by dateutil's recurrence rules (RFC 5545).

Each `by` field is expanded on its own and the dates must be in all of them: given together, dateutil looks for a
match to the year 9999 where two fields exclude each other. A rule's period is computed next to the dates asked for,
so that a date in ten years costs what today does.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache, partial
from typing import Literal

from dateutil import rrule

from referral.directory.opening.hours import WEEK, Frequency, Rule

_FREQUENCY: dict[Frequency, Literal[0, 1, 2, 3]] = {
    "DAILY": rrule.DAILY,
    "WEEKLY": rrule.WEEKLY,
    "MONTHLY": rrule.MONTHLY,
    "YEARLY": rrule.YEARLY,
}


@lru_cache(maxsize=1024)
def days_of(rule: Rule, start: date, stop: date) -> tuple[date, ...]:
    """The dates of the rule from `start` to `stop`, both included, in order."""
    begin = start if rule.first is None else max(start, rule.first)
    until = stop if rule.last is None else min(stop, rule.last)
    if begin > until:
        return ()
    found, *others = ([moment.date() for moment in part] for part in _parts(rule, begin, until))
    wanted = set(found).intersection(*others)
    return tuple(day for day in found if day in wanted and day >= begin)


def period_start(freq: Frequency, day: date, wkst: str = "MO") -> date:
    """The first day of the day, week, month or year that holds a date."""
    if freq == "WEEKLY":
        return day - timedelta(days=(day.weekday() - WEEK.index(wkst)) % 7)
    if freq == "MONTHLY":
        return day.replace(day=1)
    return day.replace(month=1, day=1) if freq == "YEARLY" else day


def _parts(rule: Rule, begin: date, until: date) -> Iterator[rrule.rrule]:
    """One recurrence rule for each thing that a date must fulfil."""
    recurring = partial(rrule.rrule, dtstart=_midnight(begin), until=_midnight(until))
    if rule.interval > 1:
        yield _periods(rule, begin, until)
    if rule.byday:
        # A numbered weekday is the nth of the month or year, a plain one comes every week.
        freq = _FREQUENCY[rule.freq] if rule.byday[0][:-2] else rrule.WEEKLY
        yield recurring(freq, byweekday=[_weekday(each) for each in rule.byday])
    if rule.bymonthday:
        freq = rrule.YEARLY if rule.bymonth else rrule.MONTHLY
        yield recurring(freq, bymonth=rule.bymonth or None, bymonthday=rule.bymonthday)
    if rule.byweekno:
        yield recurring(rrule.YEARLY, byweekno=rule.byweekno, wkst=WEEK.index(rule.wkst))
    if rule.byyearday:
        yield recurring(rrule.YEARLY, byyearday=rule.byyearday)
    if not (rule.interval > 1 or rule.byday or rule.bymonthday or rule.byweekno or rule.byyearday):
        yield recurring(rrule.DAILY)


def _periods(rule: Rule, begin: date, until: date) -> rrule.rrule:
    """All days of every nth day, week, month or year, from the last one that begins by `begin`."""
    start = period_start(rule.freq, begin, rule.wkst)
    anchor = period_start(rule.freq, rule.anchor or begin, rule.wkst)
    back = _distance(rule.freq, anchor, start) % rule.interval
    if rule.freq in ("DAILY", "WEEKLY"):
        start -= timedelta(days=back * (7 if rule.freq == "WEEKLY" else 1))
    else:
        months = start.year * 12 + start.month - 1 - back * (12 if rule.freq == "YEARLY" else 1)
        start = date(months // 12, months % 12 + 1, 1)
    return rrule.rrule(
        _FREQUENCY[rule.freq],
        dtstart=_midnight(start),
        until=_midnight(until),
        interval=rule.interval,
        wkst=WEEK.index(rule.wkst),
        byweekday=range(7) if rule.freq == "WEEKLY" else None,
        bymonthday=range(1, 32) if rule.freq == "MONTHLY" else None,
        byyearday=range(1, 367) if rule.freq == "YEARLY" else None,
    )


def _distance(freq: Frequency, one: date, other: date) -> int:
    """How many days, weeks, months or years lie between the beginnings of two of them."""
    if freq == "DAILY":
        return (other - one).days
    if freq == "WEEKLY":
        return (other - one).days // 7
    years = other.year - one.year
    return years if freq == "YEARLY" else years * 12 + other.month - one.month


def _weekday(text: str) -> rrule.weekday:
    return rrule.weekday(WEEK.index(text[-2:]), int(text[:-2]) if text[:-2] else None)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
