"""Drawn areas: what is put right, what cannot be used and why, and which points the result holds."""

import json
import re
from typing import Any

import pytest
from shapely.geometry import Point

from referral.directory.areas import Drawn, RegionNames, read_area
from referral.directory.areas.geojson import MOST_CORNERS, NoArea
from referral.directory.areas.shapes import read_shape

Position = tuple[float, float]


def ring(
    west: float, south: float, east: float, north: float, *, clockwise: bool = False
) -> list[list[float]]:
    corners = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return corners[::-1] if clockwise else corners


def polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


SQUARE = ring(19, 41, 20, 42)
TWO = {"type": "MultiPolygon", "coordinates": [[SQUARE], [ring(21, 41, 22, 42)]]}
CRS84 = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
ACROSS = [[170, -20], [-170, -20], [-170, -10], [170, -10], [170, -20]]
BOW = [[19, 41], [20, 42], [20, 41], [19, 42], [19, 41]]


@pytest.mark.parametrize(
    ("content", "inside", "outside"),
    [
        pytest.param(
            polygon(SQUARE), [(19.5, 41.5), (19, 41.5), (20, 42)], [(18.9, 41.5)], id="edges belong to it"
        ),
        pytest.param(
            polygon(ring(19, 41, 20, 42, clockwise=True)), [(19.5, 41.5)], [(20.5, 41.5)], id="winding"
        ),
        pytest.param(
            polygon(SQUARE, ring(19.4, 41.4, 19.6, 41.6)),
            [(19.1, 41.1), (19.4, 41.5)],
            [(19.5, 41.5)],
            id="hole",
        ),
        pytest.param(
            {
                "type": "MultiPolygon",
                "coordinates": [[SQUARE, ring(19.4, 41.4, 19.6, 41.6)], [ring(19.45, 41.45, 19.5, 41.5)]],
            },
            [(19.47, 41.47)],
            [(19.55, 41.55)],
            id="island in a hole",
        ),
        pytest.param(TWO, [(19.5, 41.5), (21.5, 41.5)], [(20.5, 41.5)], id="islands"),
        pytest.param(
            {"type": "Feature", "properties": None, "geometry": polygon(SQUARE)},
            [(19.5, 41.5)],
            [],
            id="feature",
        ),
        pytest.param(
            {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": TWO}]},
            [(19.5, 41.5), (21.5, 41.5)],
            [(20.5, 41.5)],
            id="collection of features",
        ),
        pytest.param(
            {
                "type": "GeometryCollection",
                "geometries": [{"type": "Point", "coordinates": [0, 0]}, polygon(SQUARE)],
            },
            [(19.5, 41.5)],
            [(0, 0)],
            id="a point beside",
        ),
        pytest.param(polygon([[*each, 120.5] for each in SQUARE]), [(19.5, 41.5)], [], id="heights"),
        pytest.param(polygon(SQUARE[:-1]), [(19.5, 41.5)], [], id="not closed"),
        pytest.param(polygon(BOW), [(19.1, 41.5), (19.9, 41.5)], [(19.5, 41.8), (19.5, 41.2)], id="bow tie"),
        pytest.param(
            polygon(SQUARE, ring(19.5, 41.5, 20.5, 41.6)),
            [(19.2, 41.2)],
            [(19.7, 41.55)],
            id="hole over the edge",
        ),
        pytest.param(
            {"type": "MultiPolygon", "coordinates": [[SQUARE], [ring(19.5, 41, 20.5, 42)]]},
            [(19.7, 41.5), (20.4, 41.5)],
            [],
            id="overlapping",
        ),
        pytest.param(
            polygon(ring(170, -20, 190, -10)),
            [(175, -15), (-175, -15), (180, -15), (-180, -15)],
            [(165, -15), (-165, -15)],
            id="beyond 180",
        ),
        pytest.param(polygon(ACROSS), [(175, -15), (-175, -15)], [(0, -15)], id="across the date line"),
        pytest.param(
            polygon(ACROSS, [[-178, -16], [-176, -16], [-176, -14], [-178, -14], [-178, -16]]),
            [(175, -15), (-174, -15)],
            [(-177, -15)],
            id="across the date line with a hole",
        ),
        pytest.param(
            polygon(ring(-190, 60, -170, 70)), [(-175, 65), (175, 65)], [(-165, 65)], id="beyond -180"
        ),
        pytest.param(polygon(ring(-180, -90, 180, 90)), [(0, 0), (180, 90), (-180, -90)], [], id="the globe"),
        pytest.param(
            polygon(ring(-180, 60, 180, 90)),
            [(0, 89), (-180, 61)],
            [(0, 59)],
            id="a polar cap as a rectangle",
        ),
        pytest.param({**polygon(SQUARE), "crs": CRS84}, [(19.5, 41.5)], [], id="named WGS 84"),
    ],
)
def test_an_area_holds_what_it_shows(content: Any, inside: list[Position], outside: list[Position]) -> None:
    shape = read_shape(json.dumps(content)).shape
    assert shape.is_valid
    assert shape.bounds[0] >= -180
    assert shape.bounds[2] <= 180
    assert all(part.exterior.is_ccw for part in shape.geoms)
    assert [point for point in inside if not shape.covers(Point(point))] == []
    assert [point for point in outside if shape.covers(Point(point))] == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{", "not well-formed JSON"),
        ("[]", "no GeoJSON object"),
        ("null", "no GeoJSON object"),
        ({"type": "Feature", "geometry": None}, "no GeoJSON object"),
        ({"type": "FeatureCollection", "features": []}, "holds no Polygon"),
        ({"type": "Point", "coordinates": [19, 41]}, "holds no Polygon"),
        ({"type": "LineString", "coordinates": SQUARE}, "holds no Polygon"),
        ({"type": "Circle"}, "'Circle' is no type of GeoJSON"),
        ({"type": ["Polygon"]}, "is no type of GeoJSON"),
        ({"type": "Polygon"}, "no list of rings"),
        ({"type": "Polygon", "coordinates": []}, "no list of rings"),
        ({"type": "Polygon", "coordinates": [[[19, 41], [20, 41]]]}, "fewer than three corners"),
        ({"type": "Polygon", "coordinates": [[]]}, "fewer than three corners"),
        (polygon([["19", "41"], ["20", "41"], ["20", "42"], ["19", "41"]]), "a list of two numbers"),
        (polygon([[19], [20], [20], [19]]), "a list of two numbers"),
        (polygon([[19, 41], [20, 41], [19.5, 41], [19, 41]]), "on one point or line"),
        (polygon([[19, 41]] * 5), "on one point or line"),
        (polygon(ring(41, 119, 42, 120)), "are they swapped?"),
        (polygon(ring(4_000_000, 5_000_000, 4_100_000, 5_100_000)), "a latitude is beyond 90 degrees"),
        (polygon(ring(3_000, 41, 3_001, 42)), "a longitude is beyond the globe"),
        (polygon([[0, 60], [120, 60], [-120, 60], [0, 60]]), "around a pole"),
        ({**polygon(SQUARE), "crs": {"properties": {"name": "EPSG:6870"}}}, "are not WGS 84"),
        (polygon(SQUARE[:1] * (MOST_CORNERS + 1)), "corners; simplify"),
        ("[" * 2_000 + "]" * 2_000, "not well-formed JSON"),
        ("9" * (4 * 1024**2 + 1), "larger than 4 MB"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_says_why(content: Any, reason: str) -> None:
    with pytest.raises(NoArea, match=re.escape(reason)):
        read_shape(content if isinstance(content, str) else json.dumps(content))


def test_nested_too_deep_is_said() -> None:
    content: dict[str, Any] = polygon(SQUARE)
    for _ in range(30):
        content = {"type": "GeometryCollection", "geometries": [content]}
    with pytest.raises(NoArea, match="nested too deep"):
        read_shape(json.dumps(content))


@pytest.mark.parametrize(
    ("content", "warnings"),
    [
        (polygon(SQUARE), ()),
        (polygon(SQUARE[:-1]), ("the extent: a ring that does not end where it begins was closed",)),
        (polygon(BOW), ("the extent: made valid: self-intersection[19.5 41.5]",)),
    ],
)
def test_what_was_put_right_is_said(content: Any, warnings: tuple[str, ...]) -> None:
    read = read_area(
        {"name": "Valley", "extent": json.dumps(content), "extent_type": "geojson"}, RegionNames([])
    )
    assert read.warnings == warnings
    assert [area.name for area in read.areas] == ["Valley"]


def test_the_same_area_drawn_otherwise_has_the_same_digest() -> None:
    ways = [SQUARE, SQUARE[::-1], [*SQUARE[2:], *SQUARE[1:3]]]
    shapes = [Drawn("", read_shape(json.dumps(polygon(each))).shape) for each in ways]
    assert len({each.digest for each in shapes}) == 1
    assert shapes[0].digest != Drawn("", read_shape(json.dumps(polygon(ring(19, 41, 20, 43)))).shape).digest
