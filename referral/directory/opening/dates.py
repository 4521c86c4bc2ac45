"""What is different on which dates: exceptions, public holidays, and days of which nobody can tell."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta

from referral.directory.opening.days import days_of
from referral.directory.opening.hours import Hours, Span, SpecialDays

# The public holidays of a country (ISO code) in a year, with their names.
HolidaysOf = Callable[[str, int], Mapping[date, str]]


def special_days(exceptions: Iterable[SpecialDays], first: date, last: date) -> dict[date, tuple[Span, ...]]:
    """The hours of each special day. Of two exceptions for a day the shorter holds, or the one that begins later."""
    found: dict[date, tuple[Span, ...]] = {}
    for each in sorted(exceptions, key=lambda one: (one.first - one.last, one.first)):
        begin, stop = max(first, each.first), min(last, each.last)
        for ahead in range((stop - begin).days + 1):
            found[begin + timedelta(days=ahead)] = each.spans
    return found


def closing_holidays(hours: Hours, first: date, last: date, holidays: HolidaysOf) -> dict[date, str]:
    """The public holidays between the dates on which it is closed, with names; exceptions go before them."""
    if hours.holidays == "open" or hours.country is None:
        return {}
    special = special_days(hours.exceptions, first, last)
    return {
        day: name
        for year in range(first.year, last.year + 1)
        for day, name in holidays(hours.country, year).items()
        if first <= day <= last and day not in special
    }


def unknown_days(hours: Hours, first: date, last: date, holidays: HolidaysOf) -> list[date]:
    """The days, in order, that only uncertain rules name."""
    named = {day for rule in hours.uncertain for day in days_of(rule, first, last)}
    known = {day for rule, _ in hours.certain for day in days_of(rule, first, last)}
    known.update(special_days(hours.exceptions, first, last), closing_holidays(hours, first, last, holidays))
    return sorted(named - known)
