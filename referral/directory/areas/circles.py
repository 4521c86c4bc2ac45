"""Circles on the ellipsoid by straight lines through the earth: sums and products only, so that Python, SQLite and
PostgreSQL reckon the same to the last bit.

A straight line of `2 R sin(r / 2R)` spans a way of r on a sphere of radius R. On WGS 84 the way along the surface
differs from that by less than a centimetre up to 100 km and by metres at 1,000 km, which is the widest radius that is
taken. Half a metre is added: distances are shown rounded to a metre, and what is shown within is within.
"""

import math
from typing import NamedTuple

from referral.kit.spatial import MEAN_RADIUS_M, distances_m
from referral.places.cells import box_of

WIDEST_M = 1_000_000.0
_NEVER = -1.0
# WGS 84: the half axis at the equator in metres, the flattening.
_AXIS_M = 6_378_137.0
_FLATTENING = 1 / 298.257223563
_ECCENTRICITY_2 = _FLATTENING * (2 - _FLATTENING)
_ROUNDING_M = 0.5


class Circle(NamedTuple):
    """Earth-centred metres of the middle, and squares of straight lines: to within `certain` a place is served, beyond
    `possible` it is not; between the two, around a hidden place, nobody can say.
    """

    x: float
    y: float
    z: float
    certain: float
    possible: float

    def square_to(self, x: float, y: float, z: float) -> float:
        """The square of the straight line to a point, in this order of sums."""
        return (self.x - x) * (self.x - x) + (self.y - y) * (self.y - y) + (self.z - z) * (self.z - z)


def earth_centred(longitude: float, latitude: float) -> tuple[float, float, float]:
    """Metres from the earth's centre, of a point on the ellipsoid in degrees."""
    lon, lat = math.radians(longitude), math.radians(latitude)
    upright = _AXIS_M / math.sqrt(1 - _ECCENTRICITY_2 * math.sin(lat) ** 2)
    across = upright * math.cos(lat)
    return (
        across * math.cos(lon),
        across * math.sin(lon),
        upright * (1 - _ECCENTRICITY_2) * math.sin(lat),
    )


def circle_around(longitude: float, latitude: float, metres: float, *, cell_km: float | None) -> Circle:
    """The circle around a place. Of a hidden one the position is its cell's middle, and the place may be anywhere in
    the cell: certain is what lies within the radius from all of the cell, possible what does from any of it.
    """
    slack = 0.0 if cell_km is None else _half_diagonal_m(longitude, latitude, cell_km)
    x, y, z = earth_centred(longitude, latitude)
    return Circle(x, y, z, _square_of_line(metres - slack), _square_of_line(metres + slack))


def _square_of_line(metres: float) -> float:
    if metres < 0:
        return _NEVER
    return float((2 * MEAN_RADIUS_M * math.sin((metres + _ROUNDING_M) / (2 * MEAN_RADIUS_M))) ** 2)


def _half_diagonal_m(longitude: float, latitude: float, cell_km: float) -> float:
    """From the middle of a cell to its farthest corner."""
    box = box_of(longitude, latitude, round(cell_km))
    corners = [(x, y) for x in (box.west, box.east) for y in (box.south, box.north)]
    away = distances_m(longitude, latitude, [x for x, _ in corners], [y for _, y in corners])
    return max(away) + 1.0
