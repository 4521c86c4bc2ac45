"""A country as arrays: its regions, its settlements, who lives where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from referral.coverage.groups import ALL, Group
from referral.coverage.indicators.reach import people_in
from referral.coverage.indicators.sphere import Floats, Ints, Pairs, pairs_within, unit_vectors
from referral.coverage.populations import Band, people_of
from referral.coverage.rules import REACH_M
from referral.directory.areas.circles import earth_centred
from referral.places.hierarchy import TOWNS_SOURCE


@dataclass(frozen=True, slots=True)
class RegionOnGround:
    """A region as it is told; degrees of a point in it. `people` is what an imported boundary file said of it."""

    id: str
    code: str
    level: int
    path: str
    name: str
    names: Mapping[str, str]
    approximate: bool
    longitude: float
    latitude: float
    people: int | None
    people_source: str | None


@dataclass(frozen=True)
class Ground:
    """Regions by level and code; settlements (with people or without) by id. `region_of[level]` says for each
    settlement the number of its region among all, -1 for none. The last rows of the settlements are the points of
    regions that have none: nobody lives there, and a service whose area holds one serves the region.
    """

    country: str
    regions: Sequence[RegionOnGround]
    town_names: Sequence[str]
    longitude: Floats
    latitude: Floats
    people: Floats
    region_of: Mapping[int, Ints]
    bands: Mapping[str, Sequence[Band]]
    points: Floats = field(init=False)
    earth: Floats = field(init=False)
    _weights: dict[str, Floats] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "points", unit_vectors(self.longitude, self.latitude))
        centred = [earth_centred(lon, lat) for lon, lat in zip(self.longitude, self.latitude, strict=True)]
        object.__setattr__(self, "earth", np.array(centred, dtype=float).reshape(-1, 3))

    @property
    def levels(self) -> list[int]:
        """The levels that the country has."""
        return sorted({region.level for region in self.regions})

    @cached_property
    def neighbours(self) -> Pairs:
        """Settlements within reach of each other."""
        return pairs_within(self.points, self.points, REACH_M)

    @cached_property
    def towns_people(self) -> Floats:
        """The sum of the towns in each region, whatever its level."""
        found = np.zeros(len(self.regions))
        for numbers in self.region_of.values():
            found += people_in(self.people, numbers, len(self.regions))
        return found

    def numbers(self, level: int) -> list[int]:
        """The regions of a level, by their numbers."""
        return [number for number, region in enumerate(self.regions) if region.level == level]

    def weights(self, group: Group) -> Floats:
        """How many of the group live in each settlement: the towns' people, scaled in each of the narrowest regions of
        which a table tells the group to what it tells.
        """
        key = group.code if group.by_age and self.bands else ALL
        if key not in self._weights:
            self._weights[key] = self._scaled(group)
        return self._weights[key]

    def _scaled(self, group: Group) -> Floats:
        weights = self.people.copy()
        if not self.bands:
            return weights
        settled = np.zeros(len(weights), dtype=bool)
        for level in sorted(self.region_of, reverse=True):
            region = self.region_of[level]
            for number in self.numbers(level):
                told = people_of(self.bands.get(self.regions[number].id, ()), group)
                here = (region == number) & ~settled
                if told is None or not here.any() or self.people[here].sum() <= 0:
                    continue
                weights[here] = self.people[here] * told.people / self.towns_people[number]
                settled |= here
        return weights

    def population(self, number: int, group: Group) -> tuple[float | None, str | None, int | None]:
        """People of the group in a region, the source and year: the table's figure, else the towns' sum for everybody.

        None, where nobody tells: neither a table nor a town.
        """
        region = self.regions[number]
        told = people_of(self.bands.get(region.id, ()), group)
        if told is not None:
            return float(told.people), told.source, told.year
        if group.by_age:
            return None, None, None
        if region.people is not None:
            return float(region.people), region.people_source, None
        if self.towns_people[number] <= 0:
            return None, None, None
        return float(self.towns_people[number]), TOWNS_SOURCE, None


def region_numbers(regions: Sequence[RegionOnGround], paths: Sequence[str | None]) -> dict[int, Ints]:
    """For each level and settlement the number of the region that holds it, by the path of its smallest region."""
    by_path = {region.path: (number, region.level) for number, region in enumerate(regions)}
    found: dict[int, NDArray[np.int64]] = {
        level: np.full(len(paths), -1, dtype=np.int64) for level in {region.level for region in regions}
    }
    for town, path in enumerate(paths):
        for number, level in chain_of(by_path, path):
            found[level][town] = number
    return found


def chain_of(by_path: Mapping[str, tuple[int, int]], path: str | None) -> list[tuple[int, int]]:
    """(number, level) of a region and all those around it, from the country down."""
    parts, so_far, found = (path or "").split("/")[:-1], "", []
    for part in parts:
        so_far += f"{part}/"
        if so_far in by_path:
            found.append(by_path[so_far])
    return found


def _official(region: Any) -> tuple[int | None, str | None]:
    """What the file of the boundaries said, where the population is not the sum of the towns."""
    if region.population is None or region.population_source in (None, TOWNS_SOURCE):
        return None, None
    return region.population, region.population_source


def ground_of(
    country: str, regions: Sequence[Any], towns: Sequence[Any], bands: Mapping[str, Sequence[Band]]
) -> Ground:
    """From rows of regions and settlements as the places have them."""
    made = [
        RegionOnGround(
            *(each.id, each.code, each.level, each.path, each.name, dict(each.names), each.approximate),
            *(each.longitude, each.latitude, *_official(each)),
        )
        for each in sorted(regions, key=lambda each: (each.level, each.code))
    ]
    paths_by_id = {region.id: region.path for region in made}
    rows = [
        (
            town.name,
            town.longitude,
            town.latitude,
            float(max(0, town.population)),
            paths_by_id.get(town.region_id),
        )
        for town in towns
    ]
    settled = {path for *_, path in rows if path is not None}
    lonely = [each for each in made if not any(path.startswith(each.path) for path in settled)]
    rows += [(each.name, each.longitude, each.latitude, 0.0, each.path) for each in lonely]
    return Ground(
        country,
        made,
        [row[0] for row in rows],
        np.array([row[1] for row in rows], dtype=float),
        np.array([row[2] for row in rows], dtype=float),
        np.array([row[3] for row in rows], dtype=float),
        region_numbers(made, [row[4] for row in rows]),
        bands,
    )
