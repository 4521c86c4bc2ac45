"""The figures of a need in a country, by level of regions and target group, as the rows that are answered."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from referral.coverage.ground import Ground
from referral.coverage.groups import Group
from referral.coverage.indicators.catchment import ZONES, e2sfca
from referral.coverage.indicators.counting import distinct_in, distinct_pairs, sum_in, told_in
from referral.coverage.indicators.gaps import next_sites
from referral.coverage.indicators.reach import (
    people_in,
    people_within,
    share,
    weighted_mean,
    weighted_quantile,
)
from referral.coverage.indicators.sphere import Floats, nearest_m, pairs_within
from referral.coverage.rules import RADII_M, REACH_M
from referral.coverage.sites import Sites

PER = 10_000
MOST_GAPS = 5
_DIGITS = 6


class Access(NamedTuple):
    """By settlement: metres to the nearest site, services and free places per head within the catchment."""

    nearest: Floats
    services: Floats
    places: Floats


def access_of(ground: Ground, sites: Sites, weights: Floats) -> Access:
    """A service's supply is shared evenly by its placed sites; places count where they were told and are not old."""
    placed, points = sites.placed, sites.points()
    service = sites.service[placed]
    many = np.bincount(service, minlength=len(sites.maximum))
    pairs = pairs_within(ground.points, points, ZONES[-1][0])
    part = 1.0 / many[service] if len(service) else np.zeros(0)
    free = np.where(np.isnan(sites.available) | sites.stale, 0.0, sites.available)[service] * part
    return Access(
        nearest_m(ground.points, points), e2sfca(pairs, weights, part), e2sfca(pairs, weights, free)
    )


class Reckoned:
    """What follows from sites and from where people live: the same for every group that shares both."""

    def __init__(self, ground: Ground, sites: Sites, weights: Floats) -> None:
        self.ground, self.sites, self.weights = ground, sites, weights
        self.access = access_of(ground, sites, weights)
        self.counts = self._count()
        self._known: dict[int, Mapping[str, Floats]] = {}

    def _count(self) -> dict[str, Any]:
        sites, many = self.sites, len(self.ground.regions)
        region, service = distinct_pairs(sites.region, sites.service[sites.site])
        fresh = np.where(sites.stale, np.nan, 1.0)
        verified = np.zeros(len(sites.maximum), dtype=bool)
        verified[sites.service[sites.verified]] = True
        old = np.where(sites.stale, 1.0, np.nan)
        maximum, available = sites.maximum[service], sites.available[service]
        return {
            "services": np.bincount(region, minlength=many),
            "organizations": distinct_in(sites.region, sites.organization[sites.site], many),
            "sites": np.bincount(sites.region[sites.placed[sites.site]], minlength=many),
            "capacity": sum_in(region, maximum * fresh[service], many),
            "capacity_told": told_in(region, maximum * fresh[service], many),
            "places": sum_in(region, available * fresh[service], many),
            "places_told": told_in(region, available * fresh[service], many),
            "stale_services": told_in(region, old[service], many),
            "stale_capacity": sum_in(region, maximum * old[service], many),
            "verified": np.bincount(region[verified[service]], minlength=many),
        }

    def reach(self, level: int) -> Mapping[str, Floats]:
        """By name one value for each region of the level, whatever stands in the others."""
        if level not in self._known:
            self._known[level] = self._reach(level)
        return self._known[level]

    def _reach(self, level: int) -> Mapping[str, Floats]:
        where, many, weights = self.ground.region_of[level], len(self.ground.regions), self.weights
        nearest = self.access.nearest
        people = people_in(weights, where, many)
        within = {radius: people_within(nearest, weights, where, many, radius) for radius in RADII_M}
        return {
            **{f"within_{radius}": share(within[radius], people) for radius in RADII_M},
            "beyond": people - within[REACH_M],
            "people": people,
            "median": weighted_quantile(nearest, weights, where, many, 0.5),
            "p90": weighted_quantile(nearest, weights, where, many, 0.9),
            "accessibility": weighted_mean(self.access.services, weights, where, many) * PER,
            "accessibility_places": weighted_mean(self.access.places, weights, where, many) * PER,
        }

    @cached_property
    def gaps(self) -> list[dict[str, Any]]:
        """Where one more service would reach most of those beyond reach, one after another."""
        beyond = np.where(self.access.nearest > REACH_M, self.weights, 0.0)
        found = next_sites(self.ground.neighbours, beyond, MOST_GAPS)
        return [
            {
                "settlement": self.ground.town_names[each.settlement],
                "longitude": float(self.ground.longitude[each.settlement]),
                "latitude": float(self.ground.latitude[each.settlement]),
                "people": _whole(each.people),
            }
            for each in found
        ]


class Figures:
    """The figures of one set of sites on a ground, for one target group."""

    def __init__(self, reckoned: Reckoned, group: Group) -> None:
        self.ground, self.group, self._reckoned = reckoned.ground, group, reckoned

    def rows(self, level: int) -> list[dict[str, Any]]:
        """One row for each region of the level, by code."""
        reach = self._reckoned.reach(level)
        return [self._row(number, reach) for number in self.ground.numbers(level)]

    def _row(self, number: int, reach: Mapping[str, Floats]) -> dict[str, Any]:
        count = {name: values[number] for name, values in self._reckoned.counts.items()}
        population, source, year = self.ground.population(number, self.group)
        capacity = _whole(count["capacity"]) if count["capacity_told"] else None
        places = _whole(count["places"]) if count["places_told"] else None
        return {
            **region_of_row(self.ground, number),
            "population": _number(population),
            "population_source": source,
            "population_year": year,
            **{name: int(count[name]) for name in ("services", "organizations", "sites")},
            "capacity": capacity,
            "places": places,
            "services_per_10000": _per(int(count["services"]), population),
            "capacity_per_10000": _per(capacity, population),
            "places_per_10000": _per(places, population),
            "stale": {"services": int(count["stale_services"]), "capacity": _whole(count["stale_capacity"])},
            "verified_share": _number(count["verified"] / count["services"]) if count["services"] else None,
            "within_reach": {str(radius): _number(reach[f"within_{radius}"][number]) for radius in RADII_M},
            "people_beyond_reach": _whole(reach["beyond"][number]) if reach["people"][number] > 0 else None,
            "distance_median_m": _metres(reach["median"][number]),
            "distance_p90_m": _metres(reach["p90"][number]),
            "accessibility": _number(reach["accessibility"][number]),
            "accessibility_places": _number(reach["accessibility_places"][number])
            if places is not None
            else None,
        }

    @property
    def gaps(self) -> list[dict[str, Any]]:
        """Those of what it shares with others."""
        return self._reckoned.gaps


def region_of_row(ground: Ground, number: int) -> dict[str, Any]:
    """What every row says of its region."""
    region = ground.regions[number]
    return {
        "id": region.id,
        "code": region.code,
        "level": region.level,
        "name": region.name,
        "names": dict(sorted(region.names.items())),
        "approximate": region.approximate,
    }


def figures_of(ground: Ground, sites: Sites, groups: tuple[Group, ...]) -> Iterator[tuple[Group, Figures]]:
    """Figures for each group; what is the same for two groups is reckoned once."""
    known: dict[tuple[bytes, str], Figures] = {}
    reckoned: dict[tuple[bytes, int], Reckoned] = {}
    for group in groups:
        chosen, weights = sites.admits[group.code], ground.weights(group)
        key = chosen.tobytes(), group.code if group.by_age else ""
        if key not in known:
            alike = key[0], id(weights)
            if alike not in reckoned:
                reckoned[alike] = Reckoned(ground, sites.only(chosen), weights)
            known[key] = Figures(reckoned[alike], group)
        yield group, known[key]


def _number(value: float | None) -> float | None:
    return None if value is None or not np.isfinite(value) else round(float(value), _DIGITS)


def _metres(value: float) -> int | None:
    return round(float(value)) if np.isfinite(value) else None


def _whole(value: float) -> int:
    return round(float(value))


def _per(value: int | None, population: float | None) -> float | None:
    return None if value is None or not population else _number(value / population * PER)
