"""The areas of a GeoJSON text (RFC 7946) as rings of numbers; anything else in it is said, in words for people."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import orjson

# A national border in full detail has some 50,000 corners.
MOST_CORNERS = 200_000
MOST_BYTES = 4 * 1024**2
_DEEPEST = 20
_WGS84 = ("CRS84", "EPSG::4326", "EPSG:4326")
Ring = np.ndarray[Any, np.dtype[np.float64]]


class NoArea(ValueError):
    """The text holds no area that can be used; the message says why and what would be right."""


class PolygonRings(NamedTuple):
    """One polygon: the outer ring and its holes, each closed, longitude before latitude."""

    outer: Ring
    holes: list[Ring]


def read_polygons(text: str) -> tuple[list[PolygonRings], list[str]]:
    """All polygons, and warnings about what was put right. Raises `NoArea`."""
    if len(text.encode()) > MOST_BYTES:
        raise NoArea(f"it is larger than {MOST_BYTES // 1024**2} MB; simplify the area")
    try:
        content = orjson.loads(text)
    except ValueError:
        raise NoArea("it is not well-formed JSON") from None
    warnings: list[str] = []
    found = list(_polygons(content, warnings, 0))
    if not found:
        raise NoArea("it holds no Polygon or MultiPolygon")
    if sum(len(ring) for each in found for ring in (each.outer, *each.holes)) > MOST_CORNERS:
        raise NoArea(f"it has more than {MOST_CORNERS} corners; simplify the area")
    return found, list(dict.fromkeys(warnings))


def _polygons(content: Any, warnings: list[str], depth: int) -> Iterator[PolygonRings]:
    if not isinstance(content, dict) or depth > _DEEPEST:
        raise NoArea("it is no GeoJSON object" if depth <= _DEEPEST else "it is nested too deep")
    _refuse_other_systems(content)
    kind = content.get("type")
    inner = {"Feature": "geometry", "FeatureCollection": "features", "GeometryCollection": "geometries"}
    if isinstance(kind, str) and kind in inner:
        parts = content.get(inner[kind])
        for part in parts if isinstance(parts, list) else [parts]:
            yield from _polygons(part, warnings, depth + 1)
    elif kind == "Polygon":
        yield _polygon(content.get("coordinates"), warnings)
    elif kind == "MultiPolygon":
        yield from (_polygon(each, warnings) for each in _listed(content.get("coordinates"), kind))
    elif kind in ("Point", "MultiPoint", "LineString", "MultiLineString"):
        warnings.append(f"a {kind} is no area and is left out")
    else:
        raise NoArea(f"{str(kind)[:40]!r} is no type of GeoJSON; an area is a Polygon or MultiPolygon")


def _refuse_other_systems(content: dict[str, Any]) -> None:
    """RFC 7946 knows WGS 84 only; older files name another system in `crs`."""
    named = content.get("crs")
    if named is not None and not any(system in str(named) for system in _WGS84):
        raise NoArea("its coordinates are not WGS 84; convert them to longitude and latitude in degrees")


def _listed(value: Any, kind: str) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise NoArea(f"the coordinates of its {kind} are no list of rings")
    return value


def _polygon(coordinates: Any, warnings: list[str]) -> PolygonRings:
    outer, *holes = [_ring(each, warnings) for each in _listed(coordinates, "Polygon")]
    return PolygonRings(outer, holes)


def _ring(positions: Any, warnings: list[str]) -> Ring:
    if not isinstance(positions, list) or not all(_is_position(each) for each in positions):
        raise NoArea("a position is a list of two numbers, longitude and latitude")
    ring = np.array([each[:2] for each in positions], dtype=np.float64).reshape(-1, 2)
    if len(ring) and not np.array_equal(ring[0], ring[-1]):
        warnings.append("a ring that does not end where it begins was closed")
        ring = np.vstack([ring, ring[:1]])
    if len(ring) < 4:
        raise NoArea("a ring has fewer than three corners")
    return ring


def _is_position(each: Any) -> bool:
    return (
        isinstance(each, list)
        and len(each) >= 2
        and all(isinstance(number, int | float) and not isinstance(number, bool) for number in each[:2])
    )
