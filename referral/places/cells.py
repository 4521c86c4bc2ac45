"""The grids of the cells that stand in for a confidential place in everything public.

Squares of 5, 10, 20, 40 and 80 km, each grid nested in the next. They depend on nothing but the globe: rows of equal
height, each cut into a whole number of columns by the cosine of the latitude of its 80 km row. Which squares make a
cell is said by `division`. Pure.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

SMALLEST_KM = 5
LARGEST_KM = 80
EDGE = 1e-9
KM_PER_DEGREE = math.pi * 6371.0088 / 180
LARGEST_ROWS = math.floor(180 * KM_PER_DEGREE / LARGEST_KM)
ROW_DEGREES = 180 / LARGEST_ROWS


@dataclass(frozen=True, slots=True)
class Cell:
    """A public stand-in: the middle of a square, in degrees WGS 84 (5 decimals), and the square's size in km.

    The place lies in that square. Where the cell is made of some squares only, the square is the smallest of the grids
    that holds them all.
    """

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


def square_of(lon: float, lat: float, size_km: int) -> tuple[int, int]:
    """Row and column of the point in the grid of that size. A point on an edge has one square like any other.

    Raises ValueError for a point that is not on the globe.
    """
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise ValueError(f"not a point on the globe: longitude {lon}, latitude {lat}")
    split = LARGEST_KM // size_km
    row = min(math.floor((lat + 90) / ROW_DEGREES * split), LARGEST_ROWS * split - 1)
    columns = _columns(row // split) * split
    # 180 degrees east is 180 degrees west: the first column.
    return row, math.floor((lon + 180) / 360 * columns) % columns


def box_of(lon: float, lat: float, size_km: int) -> Box:
    """The rectangle of the square in which the point lies."""
    return box_at(*square_of(lon, lat, size_km), size_km)


def box_at(row: int, column: int, size_km: int) -> Box:
    """The rectangle of a square."""
    split = LARGEST_KM // size_km
    width = 360 / (_columns(row // split) * split)
    height = ROW_DEGREES / split
    return Box(column * width - 180, row * height - 90, (column + 1) * width - 180, (row + 1) * height - 90)


def cell_of(row: int, column: int, size_km: int) -> Cell:
    """The stand-in whose square this is."""
    box = box_at(row, column, size_km)
    return Cell(round((box.west + box.east) / 2, 5), round((box.south + box.north) / 2, 5), size_km)


def _columns(outer_row: int) -> int:
    """How many 80 km columns that row has, by the latitude of its middle."""
    middle = (outer_row + 0.5) * ROW_DEGREES - 90
    return max(1, round(360 * KM_PER_DEGREE * math.cos(math.radians(middle)) / LARGEST_KM))
