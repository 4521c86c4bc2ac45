"""Given geometries, checked: valid, of numbers, on the earth, and no larger than a filter should be. No database."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry import box, shape

from referral.coverage.ogc.rules.cql import FilterRefused

MOST_CORNERS = 2_000
_KINDS = (
    "Point",
    "MultiPoint",
    "LineString",
    "MultiLineString",
    "Polygon",
    "MultiPolygon",
    "GeometryCollection",
)


@dataclass(frozen=True, slots=True)
class Shape:
    """A geometry in degrees: WKB, and the rectangle around it (west, south, east, north)."""

    wkb: bytes
    bounds: tuple[float, float, float, float]


def shape_of(given: dict[str, Any]) -> Shape:
    """The geometry of a filter, GeoJSON or `bbox`; raises `FilterRefused` where it is none that can be asked with."""
    if "bbox" in given:
        return shape_of_box(_box(given["bbox"]))
    if given.get("type") not in _KINDS:
        raise FilterRefused(f"A geometry is one of {', '.join(_KINDS)}, or a BBOX.")
    try:
        made = shapely.force_2d(shape(given))
    except (
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        IndexError,
        shapely.errors.ShapelyError,
    ) as error:
        raise FilterRefused("The geometry's coordinates can't be read.") from error
    corners = shapely.get_coordinates(made)
    if not 0 < len(corners) <= MOST_CORNERS:
        raise FilterRefused(f"A geometry has 1 to {MOST_CORNERS} corners.")
    if not np.isfinite(corners).all() or (np.abs(corners) > (180, 90)).any():
        raise FilterRefused("Coordinates are degrees, longitude (-180 to 180) before latitude (-90 to 90).")
    if not made.is_valid:
        raise FilterRefused("The geometry crosses or touches itself where it must not.")
    return _made(made)


def shape_of_box(sides: tuple[float, float, float, float]) -> Shape:
    """A rectangle; one that crosses the date line (west greater than east) is two."""
    west, south, east, north = sides
    parts = [(west, east)] if west <= east else [(west, 180.0), (-180.0, east)]
    made = shapely.MultiPolygon([box(one, south, other, north) for one, other in parts])
    if west != east and south != north:
        return _made(made)
    # Without an area it is a line or a point, which is what it meets.
    lines = [shapely.LineString([(one, south), (other, north)]) for one, other in parts]
    return _made(shapely.Point(west, south) if (west, south) == (east, north) else lines[0])


def _box(sides: Any) -> tuple[float, float, float, float]:
    numbers = [each for each in sides if isinstance(each, int | float)] if isinstance(sides, list) else []
    if len(numbers) == 6:
        numbers = [*numbers[:2], *numbers[3:5]]
    if len(numbers) != 4 or not np.isfinite(numbers).all():
        raise FilterRefused("A BBOX is four numbers: west, south, east, north.")
    west, south, east, north = map(float, numbers)
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        raise FilterRefused("A BBOX is west, south, east, north in degrees, south not above north.")
    return west, south, east, north


def _made(geometry: Any) -> Shape:
    west, south, east, north = (float(side) for side in geometry.bounds)
    return Shape(shapely.to_wkb(geometry), (west, south, east, north))
