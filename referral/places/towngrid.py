"""All towns in numpy arrays, south to north, for the cells of many points at once. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from referral.places.cells import Box, Settled


class TownGrid:
    """Towns by latitude: a rectangle costs two bisections and a mask."""

    def __init__(self, towns: Iterable[Sequence[float]]) -> None:
        """Takes (lon, lat, population)."""
        table = np.array([tuple(town) for town in towns], dtype=float).reshape(-1, 3)
        self._table = table[np.argsort(table[:, 1], kind="stable")]
        self._latitudes = np.ascontiguousarray(self._table[:, 1])

    def settlements_in(self, box: Box) -> list[Settled]:
        """(lon, lat, population) of the towns in the rectangle."""
        first, last = np.searchsorted(self._latitudes, [box.south, box.north], side="left")
        band = self._table[first:last]
        inside = band[(band[:, 0] >= box.west) & (band[:, 0] < box.east)]
        return [(float(lon), float(lat), int(population)) for lon, lat, population in inside]
