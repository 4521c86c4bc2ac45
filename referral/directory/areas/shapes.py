"""A GeoJSON text made an area that can be asked: valid, within the globe, split at the date line; or why not.

Edges are straight lines in degrees, as RFC 7946 draws them. An edge over more than half the globe goes the short way
round, across the date line; longitudes beyond 180 are taken for the other side of it.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import shapely
from shapely import affinity
from shapely.geometry import MultiPolygon, Polygon, box
from shapely.geometry.base import BaseGeometry

from referral.directory.areas.geojson import NoArea, PolygonRings, Ring, read_polygons
from referral.places.derive import as_multipolygon, polygons_of

# Four times round: nothing that is meant is farther out.
_FARTHEST_DEGREES = 720.0
# About 12 square metres: less is a point or a line that was written as an area.
_SMALLEST = 1e-9


class ShapeRead(NamedTuple):
    """The area, and what was put right in it."""

    shape: MultiPolygon
    warnings: tuple[str, ...]


def read_shape(text: str) -> ShapeRead:
    """The area of a GeoJSON text. Raises `NoArea` with the reason."""
    polygons, warnings = read_polygons(text)
    parts: list[BaseGeometry] = [_polygon(each) for each in polygons]
    defects = [shapely.is_valid_reason(part) for part in parts if not part.is_valid]
    if defects:
        warnings.append(f"made valid: {_words(defects[0])}")
        parts = [shapely.make_valid(part) for part in parts]
    # Longitudes beyond 180 are turned back before the globe is looked at.
    whole = shapely.union_all([piece for part in parts for piece in _on_the_globe(part)])
    shape = as_multipolygon(whole)
    if shape.is_empty or shape.area < _SMALLEST:
        raise NoArea("nothing is left of it: its corners lie on one point or line")
    return ShapeRead(shape, tuple(warnings))


def _words(defect: str) -> str:
    """GEOS's reason, beginning in lower case: `self-intersection[19 41]`."""
    return defect[:1].lower() + defect[1:]


def _polygon(rings: PolygonRings) -> Polygon:
    for ring in (rings.outer, *rings.holes):
        _check_numbers(ring)
    outer = _unwrapped(rings.outer)
    holes = [_beside(_unwrapped(hole), outer) for hole in rings.holes]
    return Polygon(outer, holes)


def _check_numbers(ring: Ring) -> None:
    if not np.all(np.isfinite(ring)):
        raise NoArea("a coordinate is no finite number")
    longitude, latitude = np.abs(ring).max(axis=0)
    if latitude > 90:
        swapped = longitude <= 90 and latitude <= 180
        hint = "; longitude stands before latitude: are they swapped?" if swapped else ""
        raise NoArea(f"a latitude is beyond 90 degrees{hint}")
    if longitude > _FARTHEST_DEGREES:
        raise NoArea("a longitude is beyond the globe; it is from -180 to 180 degrees")


def _unwrapped(ring: Ring) -> Ring:
    """The ring without jumps: an edge over more than half the globe is one across the date line.

    An edge over all of it runs along a parallel from the one side of the map to the other, and stays.
    """
    steps = np.diff(ring[:, 0])
    jumps = np.where((np.abs(steps) > 180) & (np.abs(steps) < 360), -360 * np.sign(steps), 0.0)
    turned = ring.copy()
    turned[1:, 0] += np.cumsum(jumps)
    if abs(turned[-1, 0] - turned[0, 0]) > 1:
        raise NoArea("it goes around a pole; draw it as a polygon that is cut at the date line")
    return turned


def _beside(hole: Ring, outer: Ring) -> Ring:
    """The hole on the same turn as the ring around it."""
    middle = (outer[:, 0].min() + outer[:, 0].max()) / 2
    turns = round((middle - (hole[:, 0].min() + hole[:, 0].max()) / 2) / 360)
    moved = hole.copy()
    moved[:, 0] += 360 * turns
    return moved


def _on_the_globe(part: BaseGeometry) -> Iterator[Any]:
    """The pieces of an area between -180 and 180 degrees."""
    west, _, east, _ = part.bounds
    if west >= -180 and east <= 180:
        yield from polygons_of(part)
        return
    first, last = int(np.floor((west + 180) / 360)), int(np.floor((east + 180) / 360))
    for turn in range(first, last + 1):
        piece = part.intersection(box(360 * turn - 180, -90, 360 * turn + 180, 90))
        yield from polygons_of(affinity.translate(piece, xoff=-360.0 * turn))
