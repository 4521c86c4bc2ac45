"""The pattern of hours of a service at a place, in the zone and with the holidays of its country."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from referral.directory.hsds.objects import OBJECTS
from referral.directory.opening import Hours, read_hours
from referral.directory.profile import Listing
from referral.places.profiles import UnknownCountry, country, holidays_of

# All of a schedule row but its ids and links.
_READ = tuple(
    field.name
    for field in OBJECTS["schedule"].fields
    if field.name != "id" and not field.name.endswith("_id")
)


def hours_of(
    service: Mapping[str, Any], at: Mapping[str, Any], region_path: str | None, listing: Listing
) -> Hours | None:
    """The hours of the service at the place, else of the service, else of the place; None where nobody can tell."""
    location = at.get("location", {})
    rows = at.get("schedules") or service.get("schedules") or location.get("schedules") or []
    if not rows and not listing.exceptions:
        return None
    code = _country(location, region_path)
    zone = listing.zone or _zone(code)
    told = tuple(tuple((name, row[name]) for name in _READ if row.get(name) is not None) for row in rows)
    if zone is None and all(str(row.get("timezone") or "").strip() for row in rows):
        # Each row says how far from UTC its clock is: that is enough for the rows, not for exceptions.
        return _read(told, "UTC", code, (), listing.holidays)
    if zone is None:
        return None
    return _read(told, zone, code, listing.exceptions, listing.holidays)


@lru_cache(maxsize=8_192)
def _read(
    rows: tuple[tuple[tuple[str, Any], ...], ...],
    zone: str,
    code: str | None,
    exceptions: tuple[str, ...],
    holidays: str | None,
) -> Hours | None:
    """Many services keep the same hours, and reading them costs as much as everything else of a row."""
    return read_hours(
        [dict(row) for row in rows], zone=zone, country=code, exceptions=exceptions, holidays=holidays
    )


def _country(location: Mapping[str, Any], region_path: str | None) -> str | None:
    for address in location.get("addresses", ()):
        code = str(address.get("country") or "").strip().upper()
        if len(code) == 2:
            return code
    return region_path.split("/", 1)[0] if region_path else None


def _zone(code: str | None) -> str | None:
    try:
        return country(code).time_zone if code else None
    except UnknownCountry:
        return None


@lru_cache(maxsize=512)
def holidays_in(code: str, year: int) -> Mapping[date, str]:
    """Public holidays by date, with their names; none of a country without a profile."""
    try:
        return dict(holidays_of(code, year))
    except UnknownCountry:
        return {}
