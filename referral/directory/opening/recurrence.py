"""Which days a schedule row names: `freq`, `interval`, `byday` and the like as rules that have no hours yet.

Where a row names days but leaves open which of them are meant, as with every second week from nobody knows when, all
of them are named and the row is not sure.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from referral.directory.hourtexts import weekdays
from referral.directory.opening.cells import LATEST, Cells
from referral.directory.opening.days import days_of, period_start
from referral.directory.opening.hours import WEEK, Frequency, Rule

_FREQUENCIES: dict[str, tuple[Frequency, int]] = {
    **dict.fromkeys(("daily", "day", "every day", "everyday"), ("DAILY", 1)),
    **dict.fromkeys(("weekly", "week", "every week"), ("WEEKLY", 1)),
    **dict.fromkeys(("biweekly", "bi-weekly", "fortnightly", "every two weeks"), ("WEEKLY", 2)),
    **dict.fromkeys(("monthly", "month", "every month"), ("MONTHLY", 1)),
    **dict.fromkeys(("yearly", "year", "every year", "annual", "annually"), ("YEARLY", 1)),
}
_LISTED = re.compile(r"\s*[,;]\s*")
# A month has five of a weekday at most, a year 53.
_MOST_IN: dict[str, int] = {"MONTHLY": 5, "YEARLY": 53}
_COUNTED_AT_ONCE = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Bounds:
    """From when until when a row holds, both included, and the date of its first event where it says one."""

    first: date | None
    last: date | None
    start: date | None
    counts_from: date | None

    @property
    def none_left(self) -> bool:
        """Whether it ends before it begins."""
        return self.first is not None and self.last is not None and self.first > self.last

    @property
    def one_day(self) -> bool:
        return self.first is not None and self.first == self.last


def bounds_of(cells: Cells) -> Bounds:
    """`valid_from`, `valid_to`, `dtstart` and `until` taken together."""
    start, valid_from = cells.day("dtstart"), cells.day("valid_from")
    begins = [each for each in (start, valid_from) if each is not None]
    ends = [each for each in (cells.day("until"), cells.day("valid_to")) if each is not None]
    return Bounds(max(begins, default=None), min(ends, default=None), start, start or valid_from)


def says_days(cells: Cells) -> bool:
    """Whether the row names days in any other way than by its dates."""
    return any(cells.text(name) for name in ("freq", "byday", "bymonthday", "byweekno", "byyearday"))


def named_days(cells: Cells, bounds: Bounds) -> list[Rule]:
    """The days of the row as rules without hours; none where it names no days that can be understood."""
    freq, usual_interval = _frequency(cells)
    rules = [_every(rule, cells, bounds, usual_interval) for rule in _shapes(freq, cells, bounds)]
    last = _last_counted(rules, cells, bounds)
    if last is not None:
        bounds = replace(bounds, last=last if bounds.last is None else min(bounds.last, last))
    return [replace(rule, first=bounds.first, last=bounds.last) for rule in rules]


def _frequency(cells: Cells) -> tuple[Frequency | None, int]:
    text = cells.text("freq").lower()
    if text and text not in _FREQUENCIES:
        cells.sure = False
    return _FREQUENCIES.get(text, (None, 1))


def _shapes(freq: Frequency | None, cells: Cells, bounds: Bounds) -> list[Rule]:
    """One rule, or two where both numbered and plain weekdays are named: either makes a day one of them."""
    byday = _weekdays(cells)
    dates: dict[str, Any] = {
        "bymonthday": cells.numbers("bymonthday", 31),
        "byweekno": cells.numbers("byweekno", 53),
        "byyearday": cells.numbers("byyearday", 366),
    }
    if not byday and not any(dates.values()):
        return _undivided(freq, cells, bounds)
    if not byday and not dates["bymonthday"] and not dates["byyearday"]:
        # Weeks of the year alone: the day of the week is that of the first event.
        byday = () if bounds.start is None else (WEEK[bounds.start.weekday()],)
        cells.sure = cells.sure and bool(byday)
    chosen = freq or _implied(byday, dates)
    if not byday:
        return [Rule(chosen, **dates)]
    return [Rule(chosen, byday=days, **dates) for days in _kinds(byday, chosen, cells)]


def _implied(byday: tuple[str, ...], dates: dict[str, Any]) -> Frequency:
    if dates["byweekno"] or dates["byyearday"]:
        return "YEARLY"
    return "MONTHLY" if dates["bymonthday"] or any(day[:-2] for day in byday) else "WEEKLY"


def _undivided(freq: Frequency | None, cells: Cells, bounds: Bounds) -> list[Rule]:
    """The days of a row without any `by` field."""
    start = bounds.start
    if start is not None and freq == "WEEKLY":
        return [Rule(freq, byday=(WEEK[start.weekday()],))]
    if start is not None and freq == "MONTHLY":
        return [Rule(freq, bymonthday=(start.day,))]
    if start is not None and freq == "YEARLY":
        return [Rule(freq, bymonth=(start.month,), bymonthday=(start.day,))]
    if freq == "DAILY" or bounds.one_day:
        return [Rule("DAILY")]
    if bounds.first is not None and bounds.last is not None:
        # Some weeks, and not a word on which days of them.
        cells.sure = False
        return [Rule("DAILY")]
    return []


def _weekdays(cells: Cells) -> tuple[str, ...]:
    text = _LISTED.sub(",", cells.text("byday"))
    found = (weekdays(text) or weekdays(text.upper())) if text else ()
    if found is None:
        cells.sure = False
    return tuple(day.removeprefix("+") for day in found or ())


def _kinds(byday: tuple[str, ...], freq: Frequency, cells: Cells) -> Iterator[tuple[str, ...]]:
    """The numbered and the plain weekdays apart. A number that the frequency has no use for makes the row unsure."""
    plain = {day for day in byday if not day[:-2]}
    numbered = set(byday) - plain
    if any(not 1 <= abs(int(day[:-2])) <= _MOST_IN.get(freq, 0) for day in numbered):
        cells.sure = False
        plain, numbered = {day[-2:] for day in byday}, set()
    return (in_order(kind) for kind in (plain, numbered) if kind)


def in_order(byday: Iterable[str]) -> tuple[str, ...]:
    """Weekdays by the week, then by their number."""
    return tuple(sorted(set(byday), key=lambda day: (WEEK.index(day[-2:]), int(day[:-2] or 0))))


def _every(rule: Rule, cells: Cells, bounds: Bounds, usual_interval: int) -> Rule:
    """The rule with its interval, its weeks beginning where it matters."""
    interval = max(cells.number("interval") or 1, usual_interval)
    wkst = cells.text("wkst").upper()[:2]
    if wkst in WEEK and (rule.byweekno or (interval > 1 and rule.freq == "WEEKLY")):
        rule = replace(rule, wkst=wkst)
    if interval == 1:
        return rule
    if bounds.counts_from is None:
        cells.sure = False
        return rule
    return replace(rule, interval=interval, anchor=period_start(rule.freq, bounds.counts_from, rule.wkst))


def _last_counted(rules: list[Rule], cells: Cells, bounds: Bounds) -> date | None:
    """The date of the last event where `count` says how many there are; the first counts from `dtstart`."""
    count = cells.number("count")
    if count is None:
        return None
    if bounds.counts_from is None:
        cells.sure = False
        return None
    start = bounds.counts_from
    while start.year < LATEST:
        stop = start + _COUNTED_AT_ONCE
        days = sorted({day for rule in rules for day in days_of(rule, start, stop)})
        if count <= len(days):
            return days[count - 1]
        count -= len(days)
        start = stop + timedelta(days=1)
    return None
