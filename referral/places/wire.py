"""Places as plain values for the wire, in the shapes of `schemas`.."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from shapely.geometry import mapping

from referral.places.models import Region
from referral.places.profiles import CountryProfile
from referral.places.rules import Place

_SHORT = ("code", "names", "languages", "time_zone", "currency", "phone_code", "working_week")


def place_value(place: Place) -> dict[str, Any]:
    """A place."""
    return asdict(place)


def region_value(region: Region) -> dict[str, Any]:
    """A region without its area."""
    return {
        "id": region.id,
        "code": region.code,
        "country": region.country_code,
        "level": region.level,
        "parent_id": region.parent_id,
        "path": region.path,
        "name": region.name,
        "names": region.names,
        "population": region.population,
        "population_source": region.population_source,
        "source": region.source,
        "approximate": region.approximate,
        "latitude": region.latitude,
        "longitude": region.longitude,
    }


def region_with_area(region: Region, shape: Any) -> dict[str, Any]:
    """A region with its area as GeoJSON."""
    return {**region_value(region), "geometry": mapping(shape)}


def country_value(profile: CountryProfile) -> dict[str, Any]:
    """A country in short."""
    return {name: getattr(profile, name) for name in _SHORT}


def profile_value(profile: CountryProfile, holidays: Sequence[tuple[date, str]]) -> dict[str, Any]:
    """A country with everything that people may need to know of it."""
    return {
        **country_value(profile),
        "age_of_consent_for_data": asdict(profile.age_of_consent_for_data),
        "authorities": [asdict(each) for each in profile.authorities],
        "hotlines": [asdict(each) for each in profile.hotlines],
        "holidays": [{"date": day, "name": name} for day, name in holidays],
    }
