"""A box in degrees as the geography index has it: by the cuboid around its part of the unit sphere.

PostGIS keeps for each geography the cuboid of its points in space, and `&&` compares cuboids. An envelope as a polygon
would not do: its edges are great circles, which leave the parallels. The cuboid of a box of meridians and parallels has
its sides where a coordinate is extreme: at the box's own corners, on the equator, and at multiples of 90 degrees.
"""

from referral.search.rules import Box

# Degrees, about a centimetre: rounding must not lose what lies on the border.
_SLACK = 1e-7


def corners(box: Box) -> str:
    """Points, as EWKT, whose cuboid is the box's. The box must not cross the date line."""
    south, north = max(box.south - _SLACK, -90.0), min(box.north + _SLACK, 90.0)
    west, east = box.west - _SLACK, box.east + _SLACK
    latitudes = [south, north, *([0.0] if south < 0 < north else [])]
    longitudes = [west, east, *(float(turn) for turn in range(-180, 181, 90) if west < turn < east)]
    points = (f"({_on_earth(lon)!r} {lat!r})" for lon in longitudes for lat in latitudes)
    return f"SRID=4326;MULTIPOINT({','.join(points)})"


def _on_earth(longitude: float) -> float:
    if longitude < -180:
        return longitude + 360
    return longitude - 360 if longitude > 180 else longitude
