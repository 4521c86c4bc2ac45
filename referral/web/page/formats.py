"""Dates, times, numbers and distances as the reader's language writes them. Filters of the templates."""

from datetime import date, datetime

from babel.dates import format_date, format_datetime, format_time, get_day_names
from babel.numbers import format_decimal
from flask import Flask
from flask_babel import get_locale, lazy_gettext, ngettext

from referral.kit.clock import now
from referral.web.page.languages import zone

NOT_SAID = lazy_gettext("Not said")
_NEAR_M = 1_000


def day(value: date | datetime | str | None, form: str = "medium") -> str:
    """A day: 25 Nov 2026."""
    found = date.fromisoformat(value[:10]) if isinstance(value, str) and value else value
    if not found or isinstance(found, str):
        return str(NOT_SAID)
    if isinstance(found, datetime):
        found = found.astimezone(zone()).date()
    return format_date(found, format=form, locale=get_locale())


def moment(value: datetime | str | None) -> str:
    """A moment by the reader's clock; where that is not known, with the name of the one that is used."""
    found = datetime.fromisoformat(value) if isinstance(value, str) and value else value
    if not found or isinstance(found, str):
        return str(NOT_SAID)
    clock = zone()
    told = format_datetime(found, "medium", tzinfo=clock, locale=get_locale())
    return f"{told} UTC" if clock.key == "UTC" else told


def hour(value: str | None) -> str:
    """`08:30` as the language writes it; 24 hours everywhere, as timetables do."""
    found = datetime.fromisoformat(f"2000-01-01T{value[:5]}") if value else None
    return format_time(found, "HH:mm", locale=get_locale()) if found else ""


def weekday(number: int) -> str:
    """0 is Monday."""
    return str(get_day_names("wide", context="stand-alone", locale=get_locale())[number])


def number(value: float) -> str:
    """With the language's separators."""
    return format_decimal(value, locale=get_locale())


def distance(metres: int | None) -> str:
    """`850 m`, `12.4 km`."""
    if metres is None:
        return ""
    if metres < _NEAR_M:
        return f"{number(round(metres, -1))} m"
    kilometres = metres / 1000
    return f"{number(round(kilometres, 1 if kilometres < 100 else 0))} km"


def ago(value: datetime | str | None) -> str:
    """How many days ago: today, yesterday, 5 days ago."""
    found = datetime.fromisoformat(value) if isinstance(value, str) and value else value
    if not found or isinstance(found, str):
        return str(NOT_SAID)
    days = (now() - found).days
    return str(lazy_gettext("today")) if days < 1 else ngettext("%(num)d day ago", "%(num)d days ago", days)


def install(app: Flask) -> None:
    """Adds the filters."""
    for each in (day, moment, hour, weekday, number, distance, ago):
        app.jinja_env.filters[each.__name__] = each
