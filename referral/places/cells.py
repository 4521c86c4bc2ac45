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
EDGE = 1e-9
KM_PER_DEGREE = math.pi * 6371.0088 / 180
LARGEST_ROWS = math.floor(180 * KM_PER_DEGREE / LARGEST_KM)
ROW_DEGREES = 180 / LARGEST_ROWS


@dataclass(frozen=True, slots=True)
class Cell:
    """A public stand-in: the cell's centre in degrees WGS 84 (5 decimals) and its size in km."""

    lon: float
    lat: float
    size_km: int


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in degrees."""

    west: float
    south: float
    east: float
    north: float

    def widened(self) -> Box:
        """The rectangle and a hair more, so that rounding loses nothing on its edges."""
        return Box(self.west - EDGE, self.south - EDGE, self.east + EDGE, self.north + EDGE)


Settled = tuple[float, float, int]
SettlementsIn = Callable[[Box], Iterable[Settled]]


def cell_for(lon: float, lat: float, settlements_in: SettlementsIn) -> Cell:
    """The cell that stands in for a point.

    `settlements_in(box)` gives (lon, lat, population) of at least all settlements within the box. Raises ValueError
    for a point that is not on the globe.
    """
    _check(lon, lat)
    size = SMALLEST_KM
    while size < LARGEST_KM and not _settled(lon, lat, size, settlements_in):
        size *= 2
    box = box_of(lon, lat, size)
    return Cell(round((box.west + box.east) / 2, 5), round((box.south + box.north) / 2, 5), size)


def square_of(lon: float, lat: float, size_km: int) -> tuple[int, int]:
    """Row and column of the point in the grid of that size. A point on an edge has one square like any other."""
    split = LARGEST_KM // size_km
    row = min(math.floor((lat + 90) / ROW_DEGREES * split), LARGEST_ROWS * split - 1)
    columns = _columns(row // split) * split
    # 180 degrees east is 180 degrees west: the first column.
    return row, math.floor((lon + 180) / 360 * columns) % columns


def box_of(lon: float, lat: float, size_km: int) -> Box:
    """The rectangle of the square in which the point lies."""
    split = LARGEST_KM // size_km
    row, column = square_of(lon, lat, size_km)
    width = 360 / (_columns(row // split) * split)
    height = ROW_DEGREES / split
    return Box(column * width - 180, row * height - 90, (column + 1) * width - 180, (row + 1) * height - 90)


def _columns(outer_row: int) -> int:
    """How many 80 km columns that row has, by the latitude of its middle."""
    middle = (outer_row + 0.5) * ROW_DEGREES - 90
    return max(1, round(360 * KM_PER_DEGREE * math.cos(math.radians(middle)) / LARGEST_KM))


def _settled(lon: float, lat: float, size_km: int, settlements_in: SettlementsIn) -> bool:
    square = square_of(lon, lat, size_km)
    near = settlements_in(box_of(lon, lat, size_km).widened())
    populations = [people for x, y, people in near if square_of(x, y, size_km) == square]
    return len(populations) >= ENOUGH_SETTLEMENTS or sum(populations) >= ENOUGH_INHABITANTS


def _check(lon: float, lat: float) -> None:
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise ValueError(f"not a point on the globe: longitude {lon}, latitude {lat}")
