"""An area on the map as it is asked for: a polygon or several, in degrees (WGS 84, longitude first), edges straight
on the map as in GeoJSON. What lies on the border is inside. Pure.

`read_area` takes GeoJSON (a Polygon or MultiPolygon as a dict), or text: WKT, or a list `lon,lat lon,lat …` that need
not be closed. ValueError with a sentence that says what is wrong and what would be right.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from referral.search.rules import Box

MOST_POINTS = 1_000
MOST_TEXT = 60_000
_KINDS = ("Polygon", "MultiPolygon")
_FORMS = (
    "Must be a polygon: GeoJSON (Polygon or MultiPolygon), WKT like POLYGON((19 41, 20 41, 20 42, 19 41)), "
    "or points like '19,41 20,41 20,42'; longitude first."
)
_PAIR = re.compile(r"([-+]?[\d.]+(?:[eE][-+]?\d+)?),([-+]?[\d.]+(?:[eE][-+]?\d+)?)", re.ASCII)
# How often an area that fills little of its box is cut in halves, whose own boxes are smaller.
_CUTS = 4
_FILLED = 0.5
# No number of degrees; false also of what is not a number.
_BEYOND = 1e9


@dataclass(frozen=True, slots=True)
class Area:
    """A valid area. `windows` are boxes that hold all of it together, none across the date line."""

    wkt: str
    shape: BaseGeometry = field(compare=False, repr=False)
    windows: tuple[Box, ...] = field(compare=False, repr=False)

    def holds(self, longitude: float, latitude: float) -> bool:
        """Whether a position is inside or on the border."""
        return bool(shapely.intersects_xy(self.shape, longitude, latitude))

    def hold(self, longitudes: Sequence[float], latitudes: Sequence[float]) -> list[bool]:
        """The same of many at once."""
        found: list[bool] = shapely.intersects_xy(self.shape, longitudes, latitudes).tolist()
        return found


def read_area(said: Any) -> Area:
    """The area that is said."""
    shape = _from_text(said) if isinstance(said, str) else _from_geojson(said)
    if not shape.is_valid:
        reason = shapely.is_valid_reason(shape)
        raise ValueError(f"The polygon is not valid: {reason}. Its border must not cross or touch itself.")
    if not shape.area > 0:
        raise ValueError(
            "The polygon has no area; right would be at least three points that are not in line."
        )
    shapely.prepare(shape)
    return Area(shapely.to_wkt(shape, rounding_precision=-1), shape, _windows(shape))


def _from_text(text: str) -> BaseGeometry:
    if len(text) > MOST_TEXT:
        raise ValueError(f"A polygon of at most {MOST_POINTS} points can be asked for; send it by POST.")
    if re.match(r"\s*[A-Za-z]", text):
        return _from_wkt(text)
    pairs = [_PAIR.fullmatch(each) for each in text.split()]
    points = [[_number(pair[1]), _number(pair[2])] for pair in pairs if pair is not None]
    if len(points) < len(pairs) or not points:
        raise ValueError(_FORMS)
    closed = points if points[0] == points[-1] else [*points, points[0]]
    return _polygons([[closed]])


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(_FORMS) from None


def _from_wkt(text: str) -> BaseGeometry:
    try:
        shape = shapely.from_wkt(text)
    except shapely.errors.ShapelyError as error:
        raise ValueError(f"Not to be read as WKT ({str(error)[:100]}). {_FORMS}") from error
    if shape.geom_type not in _KINDS or shape.is_empty:
        raise ValueError(_FORMS)
    return _from_geojson(shape.__geo_interface__)


def _from_geojson(said: Any) -> BaseGeometry:
    kind = said.get("type") if isinstance(said, dict) else None
    if kind in ("Feature", "FeatureCollection"):
        raise ValueError(f"A {kind} is no geometry; right would be its geometry alone, a Polygon.")
    if kind not in _KINDS:
        raise ValueError(_FORMS)
    coordinates = said.get("coordinates")
    polygons = [coordinates] if kind == "Polygon" else coordinates
    return _polygons([[_ring(ring) for ring in _list(polygon)] for polygon in _list(polygons)])


def _list(said: Any) -> Sequence[Any]:
    if not isinstance(said, list | tuple) or not said:
        raise ValueError(
            "Coordinates of a polygon are a list of rings, each a list of [longitude, latitude]."
        )
    return said


def _ring(said: Any) -> list[list[float]]:
    points = [[*point[:2]] if isinstance(point, list | tuple) else [] for point in _list(said)]
    if points[0] != points[-1]:
        raise ValueError("A ring is not closed: its last position must be its first again.")
    return points


def _polygons(polygons: Sequence[Sequence[list[list[float]]]]) -> BaseGeometry:
    points = [point for polygon in polygons for ring in polygon for point in ring]
    if len(points) > MOST_POINTS:
        raise ValueError(f"The polygon has {len(points)} points; at most {MOST_POINTS} can be asked for.")
    for point in points:
        _check(point)
    if any(len({(*point,) for point in ring}) < 3 for polygon in polygons for ring in polygon):
        raise ValueError("A ring needs at least three different points.")
    made = [shapely.Polygon(shell, holes) for shell, *holes in polygons]
    return made[0] if len(made) == 1 else shapely.MultiPolygon(made)


def _check(point: list[Any]) -> None:
    numbers = all(isinstance(each, int | float) and not isinstance(each, bool) for each in point)
    if len(point) != 2 or not numbers or not all(-_BEYOND < each < _BEYOND for each in point):
        raise ValueError("Each position must be [longitude, latitude], two finite numbers in degrees.")
    longitude, latitude = point
    if not -90 <= latitude <= 90:
        raise ValueError(f"Latitude {latitude} must be from -90 to 90. The order is longitude, latitude.")
    if not -180 <= longitude <= 180:
        raise ValueError(
            f"Longitude {longitude} must be from -180 to 180; across the date line ask for a MultiPolygon of two parts."
        )


def _windows(shape: BaseGeometry) -> tuple[Box, ...]:
    bounds = [shape.bounds]
    for _ in range(_CUTS):
        if sum(map(_size, bounds)) * _FILLED <= shape.area:
            break
        bounds = [half for each in bounds for half in _halves(shape, each)]
    return tuple(Box(*each) for each in bounds)


Bounds = tuple[float, float, float, float]


def _size(bounds: Bounds) -> float:
    return (bounds[2] - bounds[0]) * (bounds[3] - bounds[1])


def _halves(shape: BaseGeometry, bounds: Bounds) -> Iterator[Bounds]:
    """The boxes of what the area has in both halves of this box, cut across its longer side."""
    west, south, east, north = bounds
    if east - west >= north - south:
        middle = (west + east) / 2
        halves = [(west, south, middle, north), (middle, south, east, north)]
    else:
        middle = (south + north) / 2
        halves = [(west, south, east, middle), (west, middle, east, north)]
    for half in halves:
        held = shape.intersection(shapely.box(*half))
        if not held.is_empty:
            yield _kept(held.bounds, half)


def _kept(found: Bounds, half: Bounds) -> Bounds:
    """A little wider: a crossing is computed with a rounding error. Not beyond the half, whose border is shared."""
    tiny = 1e-9
    west, south, east, north = found
    return (
        max(west - tiny, half[0]),
        max(south - tiny, half[1]),
        min(east + tiny, half[2]),
        min(north + tiny, half[3]),
    )
