"""Where a synthetic country's services stand and what they offer, drawn as columns of numbers.

Towns attract organisations by their population; around a town places lie in a Gaussian cluster of 1 to 4 km, one in
twenty far out. The same size and seed give the same plan (with one version of numpy). Pure but for the town data.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from referral.directory.demo.synthetic_words import (
    CONFIDENTIAL_EVERY,
    CONFIDENTIAL_NEED,
    COUNTRIES,
    HOURS,
    MORE_LANGUAGES,
    NEED_WEIGHTS,
    RARE_PAIR,
    RARE_PAIR_SERVICES,
    SHELTERS,
)
from referral.places.geonames import SettlementRecord, read_world

Numbers = NDArray[np.int64]
Draw = np.random.Generator

SERVICES_PER_ORGANIZATION = 8
LOCATIONS_PER_SERVICE = 0.6
RURAL = 0.05
NOTHING = -1
NEEDS = (*NEED_WEIGHTS, CONFIDENTIAL_NEED)
LANGUAGES = tuple(MORE_LANGUAGES)
_KM_PER_DEGREE = 111.2


@dataclass(frozen=True, slots=True)
class Plan:
    """Columns by row number: town and organisation of each place; place, needs, hours, languages of each service."""

    towns: tuple[SettlementRecord, ...]
    organization_town: list[int]
    location_organization: list[int]
    location_town: list[int]
    latitude: list[float]
    longitude: list[float]
    service_location: list[int]
    second_location: list[int]
    need: list[int]
    second_need: list[int]
    hours: list[int]
    languages: list[tuple[int, ...]]
    maximum: list[int]
    available: list[int]


@cache
def country_towns() -> tuple[SettlementRecord, ...]:
    """The inhabited settlements of the eight countries."""
    return tuple(town for town in read_world().settlements(COUNTRIES) if town.population > 0)


def make_plan(services: int, *, seed: int) -> Plan:
    """Draws everything for `services` services; ValueError below one."""
    if services < 1:
        raise ValueError(f"a synthetic country has at least one service, not {services}")
    draw = np.random.default_rng(seed)
    towns = country_towns()
    organizations = max(1, services // SERVICES_PER_ORGANIZATION)
    locations = max(organizations, int(services * LOCATIONS_PER_SERVICE))
    people = np.array([town.population for town in towns], dtype=float)
    home = draw.choice(len(towns), organizations, p=people / people.sum())
    owner = np.concatenate(
        [np.arange(organizations), draw.integers(organizations, size=locations - organizations)]
    )
    where = _towns_of_locations(draw, towns, home, owner)
    latitude, longitude = _positions(draw, towns, where)
    at = _places_of_services(draw, services, locations)
    need = _needs(draw, services)
    maximum = np.where(draw.random(services) < 0.3, draw.integers(4, 60, services), NOTHING)
    return Plan(
        towns=towns,
        organization_town=home.tolist(),
        location_organization=owner.tolist(),
        location_town=where.tolist(),
        latitude=latitude.tolist(),
        longitude=longitude.tolist(),
        service_location=at.tolist(),
        second_location=_second_locations(draw, at, owner, need).tolist(),
        need=need.tolist(),
        second_need=_second_needs(draw, need).tolist(),
        hours=draw.integers(len(HOURS), size=services).tolist(),
        languages=_languages(draw, need, longitude[at]),
        maximum=maximum.tolist(),
        available=(draw.random(services) * (maximum + 1)).astype(int).tolist(),
    )


def _towns_of_locations(
    draw: Draw, towns: tuple[SettlementRecord, ...], home: Numbers, owner: Numbers
) -> Numbers:
    """Three branches of four are in the organisation's own town, the others in any town of its country."""
    where = home[owner]
    country = np.array([COUNTRIES.index(town.country_code) for town in towns])
    people = np.array([town.population for town in towns], dtype=float)
    away = (draw.random(len(owner)) < 0.25) & (np.arange(len(owner)) >= len(home))
    for number in range(len(COUNTRIES)):
        movers = np.flatnonzero(away & (country[where] == number))
        inside = np.flatnonzero(country == number)
        where[movers] = draw.choice(inside, len(movers), p=people[inside] / people[inside].sum())
    return where


def _positions(draw: Draw, towns: tuple[SettlementRecord, ...], where: Numbers) -> tuple[Any, Any]:
    """Degrees, six places. The spread grows with the town: 1 km in a village, 4 km in a capital, 12 km far out."""
    people = np.array([town.population for town in towns], dtype=float)[where]
    sigma = np.clip((people / 10_000) ** 0.35, 1.0, 4.0)
    sigma[draw.random(len(where)) < RURAL] = 12.0
    lat = np.array([town.latitude for town in towns])[where]
    lon = np.array([town.longitude for town in towns])[where]
    north, east = draw.normal(size=(2, len(where))) * sigma / _KM_PER_DEGREE
    return np.round(lat + north, 6), np.round(lon + east / np.cos(np.radians(lat)), 6)


def _places_of_services(draw: Draw, services: int, locations: int) -> Numbers:
    """Every place has a service where there are enough of them; the others are where chance puts them."""
    first = np.arange(min(services, locations))
    return np.concatenate([first, draw.integers(locations, size=services - len(first))])


def _second_locations(draw: Draw, at: Numbers, owner: Numbers, need: Numbers) -> Numbers:
    """One service in ten is at its organisation's first place too, unless it is there already or confidential."""
    head = owner[at]
    open_to_all = need != NEEDS.index(CONFIDENTIAL_NEED)
    return np.where((draw.random(len(at)) < 0.1) & (head != at) & open_to_all, head, NOTHING)


def _needs(draw: Draw, services: int) -> Numbers:
    weights = np.array(list(NEED_WEIGHTS.values()), dtype=float)
    need = draw.choice(len(weights), services, p=weights / weights.sum())
    shelters = np.flatnonzero(np.isin(need, [NEEDS.index(code) for code in SHELTERS]))
    need[shelters[CONFIDENTIAL_EVERY - 1 :: CONFIDENTIAL_EVERY]] = NEEDS.index(CONFIDENTIAL_NEED)
    return need


def _second_needs(draw: Draw, need: Numbers) -> Numbers:
    """One service in four answers a second need, which is never the one of the rare pair nor the confidential one."""
    other = draw.integers(len(NEED_WEIGHTS), size=len(need))
    forbidden = (
        (other == need) | (other == NEEDS.index(RARE_PAIR[0])) | (need == NEEDS.index(CONFIDENTIAL_NEED))
    )
    return np.where((draw.random(len(need)) < 0.25) & ~forbidden, other, NOTHING)


def _languages(draw: Draw, need: Numbers, longitude: Any) -> list[tuple[int, ...]]:
    """The languages beside the country's own. The rare pair is given to services evenly spread from west to east."""
    spoken = draw.random((len(need), len(LANGUAGES))) < np.array(list(MORE_LANGUAGES.values()))
    rare_need, rare_language = NEEDS.index(RARE_PAIR[0]), LANGUAGES.index(RARE_PAIR[1])
    candidates = np.flatnonzero(need == rare_need)
    candidates = candidates[np.argsort(longitude[candidates], kind="stable")]
    spoken[candidates, rare_language] = False
    chosen = np.linspace(0, len(candidates) - 1, min(RARE_PAIR_SERVICES, len(candidates))).astype(int)
    spoken[candidates[chosen], rare_language] = True
    patterns = [
        tuple(i for i in range(len(LANGUAGES)) if bits >> i & 1) for bits in range(2 ** len(LANGUAGES))
    ]
    return [patterns[bits] for bits in (spoken @ (1 << np.arange(len(LANGUAGES)))).tolist()]
