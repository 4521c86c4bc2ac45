"""Is it open at a moment, until when, and when does it open next."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from referral.directory.opening.dates import HolidaysOf, closing_holidays
from referral.directory.opening.expanding import in_utc, opened_between, stretches, unknown_intervals
from referral.directory.opening.hours import Hours

_INSTANT = timedelta(microseconds=1)
# The next opening is mostly within a week; the window grows by this until it holds one.
_FIRST_DAYS, _GROWTH = 8, 4
# The day before may still be asked about by a zone behind UTC, and what began the day before that is merged in.
_BEFORE = timedelta(days=3)
_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Open:
    """Open. `until` in UTC; None: without a break for more than 400 days, as where it is always open."""

    until: datetime | None


@dataclass(frozen=True, slots=True)
class Closed:
    """Closed. `opens_next` in UTC, None: not within 400 days. `holiday` names the public holiday that closes it."""

    opens_next: datetime | None
    holiday: str | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody can tell."""


State = Open | Closed | Unknown


def state_at(hours: Hours | None, moment: datetime, holidays: HolidaysOf) -> State:
    """Open, closed or unknown at a moment. No hours are unknown. Raises ValueError for a moment without a zone."""
    moment = in_utc(moment)
    if hours is None:
        return Unknown()
    for stretch in stretches(hours, moment, moment + _INSTANT, holidays):
        return Open(stretch.ends)
    if unknown_intervals(hours, moment, moment + _INSTANT, holidays):
        return Unknown()
    day = moment.astimezone(ZoneInfo(hours.zone)).date()
    holiday = closing_holidays(hours, day, day, holidays).get(day)
    return Closed(opens_next(hours, moment, holidays), holiday)


def opens_next(
    hours: Hours, moment: datetime, holidays: HolidaysOf, *, within_days: int = 400
) -> datetime | None:
    """The first opening after a moment, in UTC; None where there is none within so many days.

    Where it is open at the moment, the opening after the next closing. Days that are unknown are passed over.
    """
    moment = in_utc(moment)
    if hours.unbroken and hours.rules[0].first is None:
        return None
    days = min(_FIRST_DAYS, within_days)
    while True:
        limit = moment + timedelta(days=days)
        found = opened_between(hours, moment.date() - _BEFORE, limit.date() + _AFTER, holidays)
        begins = next((begins for begins, _ in found if moment < begins <= limit), None)
        if begins is not None or days >= within_days:
            return begins
        days = min(days * _GROWTH, within_days)
