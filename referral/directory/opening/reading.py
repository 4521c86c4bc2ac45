"""HSDS schedule rows and exceptions into hours; what is not certain stays so.

A row whose days are known and whose hours are not makes these days unknown, unless another row is certain of them. A
row that names no days that can be understood is left out, as is one that only says that it is closed, since days that
nobody names are closed. Where nothing certain is left there are no hours at all.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from referral.directory.opening.canonical import canonical, round_the_clock
from referral.directory.opening.cells import Cells
from referral.directory.opening.clocks import clocked
from referral.directory.opening.exceptions import read_exceptions
from referral.directory.opening.hours import DAY, Hours, OnHolidays, Rule, SpecialDays
from referral.directory.opening.recurrence import Bounds, bounds_of, named_days, says_days

_CLOSED = re.compile(r"(?:[\w ,&-]+:\s*)?closed\.?", re.I)
_HOLIDAY = re.compile(r"holiday\b.*", re.I | re.S)
_DAY_AND_NIGHT = re.compile(
    r"(?:open\s+)?24\s*(?:/|x|hours?(?:\s+a\s+day)?,?)\s*7(?:\s+days(?:\s+a\s+week)?)?\.?", re.I
)


def read_hours(
    schedules: Sequence[Mapping[str, Any]],
    *,
    zone: str,
    country: str | None,
    exceptions: Sequence[str] = (),
    holidays: str | None = None,
) -> Hours | None:
    """The hours that rows of HSDS `schedule` tell, or None where they tell nothing certain.

    `zone` is the place's IANA zone. `holidays` is `open` or `closed`; unless said, a place is closed on public
    holidays if it is not open day and night. Exceptions replace what rows say of the same dates. Raises ValueError
    for an exception, a zone or a word for holidays that cannot be read; a row never does.
    """
    _check(zone)
    rows = [Cells(row) for row in schedules]
    special = {(each.first, each.last): each for each in _special_rows(rows, zone)}
    special |= {(each.first, each.last): each for each in read_exceptions(exceptions)}
    rules = canonical(rule for cells in rows for rule in _rules(cells, zone))
    if not any(rule.span for rule in rules):
        if not special:
            return None
        rules = [Rule("DAILY")]
    always = round_the_clock(rules)
    return Hours(
        zone=zone,
        country=country.upper() if country else None,
        rules=tuple(always or rules),
        exceptions=tuple(special.values()),
        holidays=_on_holidays(holidays, "open" if always else "closed"),
        always=always is not None,
    )


def _rules(cells: Cells, zone: str) -> list[Rule]:
    bounds = bounds_of(cells)
    if bounds.none_left or _says_closed(cells) or _for_holidays(cells, bounds):
        return []
    if _says_day_and_night(cells):
        return [Rule("DAILY", 0, DAY, first=bounds.first, last=bounds.last)] if cells.sure else []
    rules = named_days(cells, bounds)
    hours = clocked(cells, zone)
    if hours is None or not cells.sure:
        return rules
    opens, closes = hours.span
    return [replace(rule, opens=opens, closes=closes, offset=hours.offset) for rule in rules]


def _special_rows(rows: Iterable[Cells], zone: str) -> list[SpecialDays]:
    """Rows for some dates that say closed, or that were holiday hours in HSDS 1.x, replace the regular hours."""
    found: dict[tuple[date, date], set[tuple[int, int]]] = {}
    for cells in rows:
        bounds = bounds_of(cells)
        if bounds.none_left or bounds.first is None or bounds.last is None or says_days(cells):
            continue
        hours = clocked(cells, zone)
        if _says_closed(cells):
            found.setdefault((bounds.first, bounds.last), set())
        elif hours is not None and _for_holidays(cells, bounds):
            found.setdefault((bounds.first, bounds.last), set()).add(hours.span)
    return [SpecialDays(*dates, tuple(sorted(spans))) for dates, spans in found.items()]


def _for_holidays(cells: Cells, bounds: Bounds) -> bool:
    between = bounds.first is not None and bounds.last is not None
    return between and not says_days(cells) and _HOLIDAY.fullmatch(cells.text("description")) is not None


def _says_closed(cells: Cells) -> bool:
    opens, closes = cells.text("opens_at").lower(), cells.text("closes_at").lower()
    if "closed" in (opens, closes):
        return True
    return not opens and not closes and _CLOSED.fullmatch(cells.text("description")) is not None


def _says_day_and_night(cells: Cells) -> bool:
    if any(
        cells.text(name) for name in ("opens_at", "closes_at", "byday", "bymonthday", "byweekno", "byyearday")
    ):
        return False
    return any(_DAY_AND_NIGHT.fullmatch(cells.text(name)) for name in ("description", "notes"))


def _on_holidays(said: str | None, default: OnHolidays) -> OnHolidays:
    if said is None:
        return default
    if said == "open":
        return "open"
    if said == "closed":
        return "closed"
    raise ValueError(
        f"{said!r} does not tell what happens on public holidays; right would be 'open' or 'closed'"
    )


def _check(zone: str) -> None:
    try:
        ZoneInfo(zone)
    except (LookupError, ValueError, OSError):
        raise ValueError(
            f"{zone!r} is not a time zone; right would be an IANA name as 'Europe/Tirane'"
        ) from None
