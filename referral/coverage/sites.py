"""The sites of services as arrays, and which regions each serves: by its areas, else by where it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray

from referral.coverage.ground import Ground, chain_of
from referral.coverage.groups import ALL, Group
from referral.coverage.indicators.sphere import Floats, Ints, unit_vectors

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Told:
    """What a service told last of its places: how many it has and how many are free, and whether that is old by now."""

    maximum: float | None
    available: float | None
    stale: bool


@dataclass(frozen=True)
class Sites:
    """Sites of one country. `service`, `organization`: numbers from 0. Positions are not numbers where there are none.

    `region` and `site` are pairs: which regions each site serves. `capacity` by service.
    """

    service: Ints
    organization: Ints
    longitude: Floats
    latitude: Floats
    region: Ints
    site: Ints
    verified: Bools
    maximum: Floats
    available: Floats
    stale: Bools
    admits: Mapping[str, Bools]

    @property
    def placed(self) -> Bools:
        """Which have a position."""
        return ~np.isnan(self.longitude)

    def points(self) -> Floats:
        """Unit vectors of those with a position."""
        return unit_vectors(self.longitude[self.placed], self.latitude[self.placed])

    def only(self, chosen: Bools) -> "Sites":
        """Those sites alone."""
        if chosen.all():
            return self
        number = np.cumsum(chosen) - 1
        pairs = chosen[self.site]
        return Sites(
            self.service[chosen],
            self.organization[chosen],
            self.longitude[chosen],
            self.latitude[chosen],
            self.region[pairs],
            number[self.site[pairs]],
            self.verified[chosen],
            self.maximum,
            self.available,
            self.stale,
            {name: mask[chosen] for name, mask in self.admits.items()},
        )


def admits(row: Any, group: Group) -> bool:
    """Whether a site takes people of a group, as far as it says; who says nothing turns nobody away."""
    if group.code == ALL:
        return True
    if group.bit is not None:
        bit = 1 << group.bit
        return (row.groups_any == 0 or bool(row.groups_any & bit)) and not row.groups_excluded & bit
    last = 32767 if group.age_to is None else group.age_to
    return any(
        getattr(row, f"min_age_{sex}") <= getattr(row, f"max_age_{sex}")
        and getattr(row, f"min_age_{sex}") <= last
        and getattr(row, f"max_age_{sex}") >= group.age_from
        for sex in group.sexes
    )


def countries_of(row: Any) -> set[str]:
    """The countries in which a site counts: where it is, else where it is at home; and those that its areas name."""
    here = (row.region_path or "").split("/")[0]
    found = {here} if here else set(row.countries.split())
    for _, kind, *what in orjson.loads(row.areas) if row.areas else ():
        if kind == "region" and what[0]:
            found.add(what[0].split("/")[0])
    return found


class Serving:
    """Which regions of a country a site serves. Areas that many services share are looked at once."""

    def __init__(self, ground: Ground, shapes: Mapping[str, Any]) -> None:
        """`shapes`: drawn areas by digest."""
        self.ground, self.shapes = ground, shapes
        self._by_path = {region.path: (number, region.level) for number, region in enumerate(ground.regions)}
        self._known: dict[bytes, list[int]] = {}

    def regions(self, row: Any) -> list[int]:
        """The numbers of the regions: those of its areas; where none can be read, those around its position; without
        a position the country alone.
        """
        found = self._by_areas(row.areas) if row.areas else []
        if found:
            return found
        if row.region_path:
            return [number for number, _ in chain_of(self._by_path, row.region_path)]
        return self.ground.numbers(0) if self.ground.country in row.countries.split() else []

    def _by_areas(self, told: bytes) -> list[int]:
        told = bytes(told)
        if told not in self._known:
            regions: set[int] = set()
            for _, kind, *what in orjson.loads(told):
                regions |= self._by_area(kind, what)
            self._known[told] = sorted(regions)
        return self._known[told]

    def _by_area(self, kind: str, what: Sequence[Any]) -> set[int]:
        if kind == "region":
            return self._by_region(what[0])
        if kind == "shape" and what[0] in self.shapes:
            ground = self.ground
            inside = shapely.intersects_xy(self.shapes[what[0]], ground.longitude, ground.latitude)
            return self._around(inside)
        if kind == "circles":
            inside = np.zeros(len(self.ground.people), dtype=bool)
            for x, y, z, certain, _possible in what[0]:
                inside |= ((self.ground.earth - (x, y, z)) ** 2).sum(axis=1) <= certain
            return self._around(inside)
        return set()

    def _by_region(self, path: str) -> set[int]:
        """The regions in a region, and those around it: part of them is served."""
        return {
            number
            for number, region in enumerate(self.ground.regions)
            if region.path.startswith(path) or path.startswith(region.path)
        }

    def _around(self, inside: Bools) -> set[int]:
        """The regions of which some settlement lies inside."""
        found: set[int] = set()
        for numbers in self.ground.region_of.values():
            found |= {int(number) for number in np.unique(numbers[inside]) if number >= 0}
        return found


def sites_of(
    rows: Sequence[Any],
    serving: Serving,
    told: Mapping[str, Told],
    groups: Sequence[Group],
    verified_since: int,
) -> Sites:
    """The arrays of these rows of the index. `verified_since`: days since 1970."""
    services = {id_: number for number, id_ in enumerate(dict.fromkeys(row.service_id for row in rows))}
    organizations = {
        id_: number for number, id_ in enumerate(dict.fromkeys(row.organization_id for row in rows))
    }
    served = [serving.regions(row) for row in rows]
    capacities = [told.get(id_, Told(None, None, False)) for id_ in services]
    return Sites(
        np.array([services[row.service_id] for row in rows], dtype=np.int64),
        np.array([organizations[row.organization_id] for row in rows], dtype=np.int64),
        _floats(row.longitude for row in rows),
        _floats(row.latitude for row in rows),
        np.array([region for regions in served for region in regions], dtype=np.int64),
        np.repeat(np.arange(len(rows), dtype=np.int64), [len(regions) for regions in served]),
        np.array([row.verified_on >= verified_since for row in rows], dtype=bool),
        _floats(each.maximum for each in capacities),
        _floats(each.available for each in capacities),
        np.array([each.stale for each in capacities], dtype=bool),
        {group.code: np.array([admits(row, group) for row in rows], dtype=bool) for group in groups},
    )


def _floats(values: Any) -> Floats:
    return np.array([np.nan if value is None else value for value in values], dtype=float)


def digests_in(rows: Sequence[Any]) -> set[str]:
    """The drawn areas that rows name."""
    found = set()
    for told in {bytes(row.areas) for row in rows if row.areas}:
        found |= {what[0] for _, kind, *what in orjson.loads(told) if kind == "shape"}
    return found
