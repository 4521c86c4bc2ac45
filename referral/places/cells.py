"""Fixed grid cells that stand in for a confidential place in everything public.

A cell starts at 5 km and doubles until it holds 2,000 inhabitants or 5 settlements, 80 km at most. The grids are
nested and depend on nothing but the globe: rows of equal height, each cut into a whole number of columns by the
cosine of the latitude of its 80 km row. So two points in one 5 km square always get the identical cell, and nothing
about the exact point but its square ever leaves. Never random: fresh noise averages out. Pure.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

SMALLEST_KM = 5
LARGEST_KM = 80
ENOUGH_INHABITANTS = 2_000
ENOUGH_SETTLEMENTS = 5
KM_PER_DEGREE = math.pi * 6371.0088 / 180
LARGEST_ROWS = math.floor(180 * KM_PER_DEGREE / LARGEST_KM)


@dataclass(frozen=True, slots=True)
class Cell:
    """A public stand-in: the cell's centre in degrees WGS 84 (5 decimals) and its size in km."""

    lon: float
    lat: float
    size_km: int


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in degrees; west and south edges belong to it, east and north ones to the neighbours."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, lon: float, lat: float) -> bool:
        """Whether the point is in the box."""
        return self.west <= lon < self.east and self.south <= lat < self.north


Settled = tuple[float, float, int]
SettlementsIn = Callable[[Box], Iterable[Settled]]


def cell_for(lon: float, lat: float, settlements_in: SettlementsIn) -> Cell:
    """The cell that stands in for a point.

    `settlements_in(box)` gives (lon, lat, population) of at least all settlements within the box. Raises ValueError
    for a point that is not on the globe.
    """
    _check(lon, lat)
    size = SMALLEST_KM
    box = box_of(lon, lat, size)
    while size < LARGEST_KM and not _settled(box, settlements_in(box)):
        size *= 2
        box = box_of(lon, lat, size)
    return Cell(round((box.west + box.east) / 2, 5), round((box.south + box.north) / 2, 5), size)


def box_of(lon: float, lat: float, size_km: int) -> Box:
    """The rectangle of the grid of that size in which the point lies."""
    split = LARGEST_KM // size_km
    height = 180 / LARGEST_ROWS
    outer = min(math.floor((lat + 90) / height), LARGEST_ROWS - 1)
    columns = _columns(outer * height - 90 + height / 2) * split
    row = min(math.floor((lat + 90) / height * split), LARGEST_ROWS * split - 1)
    # 180 degrees east is 180 degrees west: the first column.
    column = math.floor((lon + 180) / 360 * columns) % columns
    return Box(
        column * 360 / columns - 180,
        row * height / split - 90,
        (column + 1) * 360 / columns - 180,
        (row + 1) * height / split - 90,
    )


def _columns(latitude: float) -> int:
    """How many 80 km columns the row around that latitude has."""
    around = 360 * KM_PER_DEGREE * math.cos(math.radians(latitude))
    return max(1, round(around / LARGEST_KM))


def _settled(box: Box, settlements: Iterable[Settled]) -> bool:
    populations = [population for lon, lat, population in settlements if box.holds(lon, lat)]
    return len(populations) >= ENOUGH_SETTLEMENTS or sum(populations) >= ENOUGH_INHABITANTS


def _check(lon: float, lat: float) -> None:
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise ValueError(f"not a point on the globe: longitude {lon}, latitude {lat}")
