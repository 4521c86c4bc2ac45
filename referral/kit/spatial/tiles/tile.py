"""A tile of the web's square map (WebMercatorQuad): z, x from the west, y from the north. Pure, but for expressions.

Positions in a tile are whole numbers from 0 at its west and north to `EXTENT` at its east and south.
"""

import math
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

EXTENT = 4096
# The latitude at which the square ends.
NORTHERNMOST = 85.051_128_779_806_59


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile: 0 ≤ x, y < 2^z."""

    z: int
    x: int
    y: int

    @property
    def exists(self) -> bool:
        """Whether the numbers name a tile at all."""
        return self.z >= 0 and 0 <= self.x < 1 << self.z and 0 <= self.y < 1 << self.z

    def box(self, margin: int = 0) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees, `margin` units wider on each side."""
        over = margin / EXTENT
        west, east = (self._longitude(self.x + part) for part in (-over, 1 + over))
        north, south = (self._latitude(self.y + part) for part in (-over, 1 + over))
        return max(west, -180.0), south, min(east, 180.0), north

    def unit_degrees(self) -> float:
        """Degrees of longitude in one unit."""
        return 360.0 / (1 << self.z) / EXTENT

    def _longitude(self, x: float) -> float:
        return x / (1 << self.z) * 360.0 - 180.0

    def _latitude(self, y: float) -> float:
        return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / (1 << self.z)))))


def position(
    longitude: sa.ColumnElement[Any], latitude: sa.ColumnElement[Any]
) -> tuple[sa.ColumnElement[int], sa.ColumnElement[int]]:
    """Where a position lies in the tile of `position_values`, as expressions; null north and south of the square map.

    The spherical Mercator of EPSG:3857, written out so that both databases do the same arithmetic.
    """
    across = sa.bindparam("tile_across", type_=sa.Float(53))
    x = (longitude + 180.0) / 360.0 * across
    inclined = sa.func.ln(sa.func.tan(math.pi / 4 + latitude * (math.pi / 360.0)))
    y = (0.5 - inclined / (2 * math.pi)) * across
    on_the_map = latitude.between(-NORTHERNMOST, NORTHERNMOST)
    return _whole(x, "tile_left"), sa.case((on_the_map, _whole(y, "tile_top")))


def position_values(tile: Tile) -> dict[str, float]:
    """The values of `position` for a tile."""
    across = float((1 << tile.z) * EXTENT)
    return {"tile_across": across, "tile_left": tile.x * EXTENT, "tile_top": tile.y * EXTENT}


def _whole(value: sa.ColumnElement[Any], start: str) -> sa.ColumnElement[int]:
    return sa.cast(sa.func.floor(value), sa.Integer) - sa.bindparam(start, type_=sa.Integer())
