"""Which regions hold a point: all shapes in memory, in one tree, asked for many points at once.

The answer is deterministic, also on a border: imported areas come before approximate ones, then the smaller country
code, then, in each level, the smaller region code. A point up to about two kilometres outside every shape, on a quay
or beyond a generalised coast, belongs to the nearest. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely import STRtree

TOLERANCE_DEGREES = 0.02


@dataclass(frozen=True, slots=True)
class RegionRef:
    """A region without its shape. `path` is the codes from the country down: `AL/AL-11/`."""

    id: str
    code: str
    country: str
    level: int
    name: str
    path: str
    approximate: bool


class RegionIndex:
    """The regions of one version. Immutable after it is built."""

    def __init__(self, regions: Iterable[tuple[RegionRef, Any]]) -> None:
        """Takes regions with their shapes (shapely, degrees WGS 84)."""
        # In this order the first hit of a level is the one that counts.
        pairs = sorted(
            regions, key=lambda pair: (pair[0].approximate, pair[0].country, pair[0].level, pair[0].code)
        )
        self._refs = [ref for ref, _ in pairs]
        self._shapes = np.array([shape for _, shape in pairs], dtype=object)
        shapely.prepare(self._shapes)
        self._tree = STRtree(self._shapes)

    def __len__(self) -> int:
        return len(self._refs)

    def regions_of(self, points: Sequence[tuple[float, float]]) -> list[list[RegionRef]]:
        """For each (lon, lat) the regions that hold it, from the country down; empty outside all of them."""
        if not self._refs or not points:
            return [[] for _ in points]
        spots: Any = shapely.points(np.asarray(points, dtype=float))
        hits: list[list[int]] = [[] for _ in points]
        for point, region in self._tree.query(spots, predicate="intersects").T:
            hits[point].append(int(region))
        outside = [number for number, found in enumerate(hits) if not found]
        for number, near in zip(outside, self._near(spots[outside]), strict=True):
            hits[number] = near
        return [self._one_a_level(found) for found in hits]

    def _near(self, spots: Any) -> list[list[int]]:
        """The regions nearest to points outside: all those that are as near as the nearest one."""
        pairs, distances = self._tree.query_nearest(
            spots, max_distance=TOLERANCE_DEGREES, return_distance=True, all_matches=True
        )
        found: list[list[int]] = [[] for _ in spots]
        for (spot, region), _ in zip(pairs.T, distances, strict=True):
            found[spot].append(int(region))
        return found

    def _one_a_level(self, found: list[int]) -> list[RegionRef]:
        levels: dict[int, RegionRef] = {}
        country: str | None = None
        for number in sorted(found):
            ref = self._refs[number]
            country = country or ref.country
            if ref.country == country:
                levels.setdefault(ref.level, ref)
        return [levels[level] for level in sorted(levels)]
