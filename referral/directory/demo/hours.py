"""Opening hours as the demo files write them, turned into the recurrence fields of HSDS schedules (RFC 5545).

`MO-FR 08:00-12:00 13:00-16:00; SA 09:00-12:00` gives three rules, one for each stretch of hours; `24/7` is every day
from 00:00 to 23:59; `1TU,3TU 10:00-13:00` and `day 5,20 09:00-12:00` are monthly; `every 2 WE 09:00-12:00` is every
second week. A closing time before the opening time means the next morning. Pure.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_SPAN = re.compile(r"(\d\d:\d\d)-(\d\d:\d\d)")
_MONTHLY = re.compile(r"-?\d(?:MO|TU|WE|TH|FR|SA|SU)(?:,-?\d(?:MO|TU|WE|TH|FR|SA|SU))*")
_FIRST_MONDAY = date(2026, 1, 5)


class HoursError(ValueError):
    """Hours that the demo files may not hold. The message quotes them."""


@dataclass(frozen=True, slots=True)
class _When:
    """The days of one rule: how often, and which days of the week or month."""

    freq: str
    byday: str | None = None
    bymonthday: str | None = None
    interval: int | None = None


def schedules(text: str, *, offset: float) -> Iterator[dict[str, Any]]:
    """The HSDS schedule fields of each stretch of hours; `offset` is the zone's distance from UTC in hours."""
    for part in text.split(";"):
        if part.strip() == "24/7":
            yield _row(_When("WEEKLY", ",".join(DAYS)), ("00:00", "23:59"), offset) | {"description": "24/7"}
            continue
        spans = _SPAN.findall(part)
        days = _SPAN.sub("", part).strip()
        if not spans or not days:
            raise HoursError(f"not opening hours: {text!r}")
        for span in spans:
            yield _row(_when(days), span, offset) | {"description": f"{days} {span[0]}-{span[1]}"}


def _when(days: str) -> _When:
    words = days.split()
    if words[0] == "day":
        return _When("MONTHLY", bymonthday=words[1])
    if words[0] == "every":
        return _When("WEEKLY", _weekdays(words[2]), interval=int(words[1]))
    if _MONTHLY.fullmatch(days):
        return _When("MONTHLY", byday=days)
    return _When("WEEKLY", _weekdays(days))


def _weekdays(text: str) -> str:
    chosen: set[str] = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        if first not in DAYS or (last or first) not in DAYS:
            raise HoursError(f"not days of the week: {text!r}")
        chosen.update(DAYS[DAYS.index(first) : DAYS.index(last or first) + 1])
    return ",".join(day for day in DAYS if day in chosen)


def _row(when: _When, span: tuple[str, str], offset: float) -> dict[str, Any]:
    """Only what is said: an interval needs a first date, given as the first such day of 2026."""
    row: dict[str, Any] = {"freq": when.freq, "timezone": offset, "opens_at": span[0], "closes_at": span[1]}
    if when.byday:
        row["byday"] = when.byday
    if when.bymonthday:
        row["bymonthday"] = when.bymonthday
    if when.interval:
        row["interval"] = when.interval
    row["dtstart"] = _first_day(when).isoformat()
    row["wkst"] = "MO"
    return row


def _first_day(when: _When) -> date:
    """The first date in 2026 on or after its first Monday on which a weekly rule falls."""
    if when.freq != "WEEKLY" or not when.byday:
        return _FIRST_MONDAY.replace(day=1)
    ahead = min(DAYS.index(day) for day in when.byday.split(","))
    return date.fromordinal(_FIRST_MONDAY.toordinal() + ahead)
