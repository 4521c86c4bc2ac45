"""Distances. What is shown and sorted is ellipsoidal, alike on both databases; the sphere only picks candidates."""

import math
from array import array
from collections.abc import Sequence

from pyproj import Geod

# Mean radius of WGS 84, metres (2a + b) / 3.
MEAN_RADIUS_M = 6_371_008.8
_GEOD = Geod(ellps="WGS84")


def distances_m(
    longitude: float, latitude: float, longitudes: Sequence[float], latitudes: Sequence[float]
) -> list[int]:
    """Geodesic distances on WGS 84 (Karney 2013, GeographicLib), metres, rounded to 1 m."""
    many = len(longitudes)
    if many == 0:
        return []
    here = array("d", [longitude]) * many, array("d", [latitude]) * many
    # Arrays are measured in place: no copies, and the last one holds what is asked.
    metres = _GEOD.inv(*here, array("d", longitudes), array("d", latitudes), inplace=True)[2]
    return [round(each) for each in metres]


def haversine_m(longitude: float, latitude: float, to_longitude: float, to_latitude: float) -> float:
    """Distance on the sphere, metres; within 0.6 % of the ellipsoid's."""
    low, high = math.radians(latitude), math.radians(to_latitude)
    half_lat, half_lon = (high - low) / 2, math.radians(to_longitude - longitude) / 2
    a = math.sin(half_lat) ** 2 + math.cos(low) * math.cos(high) * math.sin(half_lon) ** 2
    return 2 * MEAN_RADIUS_M * math.asin(min(1.0, math.sqrt(a)))
