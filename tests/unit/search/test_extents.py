"""Polygons as they are asked for: what is understood, what is refused and how, and the boxes that hold them."""

import math
import random
import re
from typing import Any

import numpy as np
import pytest
import shapely

from referral.search.extents import MOST_POINTS, read_area
from referral.search.rules import Box
from referral.search.sql.corners import corners

RING = [[19, 41], [20, 41], [20, 42], [19, 42], [19, 41]]
POLYGON = {"type": "Polygon", "coordinates": [RING]}
HOLE = [[19.2, 41.2], [19.8, 41.2], [19.8, 41.8], [19.2, 41.8], [19.2, 41.2]]


@pytest.mark.parametrize(
    "said",
    [
        POLYGON,
        {"type": "Polygon", "coordinates": [[[*point, 700] for point in RING]]},
        {"type": "MultiPolygon", "coordinates": [[RING], [[[0, 0], [1, 0], [1, 1], [0, 0]]]]},
        "POLYGON((19 41, 20 41, 20 42, 19 42, 19 41))",
        " polygon Z ((19 41 5, 20 41 5, 20 42 5, 19 42 5, 19 41 5))",
        "19,41 20,41 20,42 19,42",
        "19,41  20,41 20,42 19,42 19,41",
        "1.9e1,+41 20,41 20,42 19,42",
    ],
)
def test_the_same_area_is_understood_in_every_form(said: Any) -> None:
    area = read_area(said)
    assert area.holds(19.5, 41.5)
    assert area.holds(19, 41.5)
    assert area.holds(19, 41)
    assert not area.holds(18.999999, 41.5)
    assert area.hold([19.5, 20.5], [41.5, 41.5]) == [True, False]
    assert read_area(said) == area


def test_a_hole_is_outside_and_its_border_is_not() -> None:
    area = read_area({"type": "Polygon", "coordinates": [RING, HOLE]})
    assert [area.holds(*point) for point in ((19.5, 41.5), (19.2, 41.5), (19.1, 41.5))] == [False, True, True]


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ("", "GeoJSON (Polygon or MultiPolygon), WKT like"),
        ("19,41", "at least three different points"),
        ("19,41 20,41", "at least three different points"),
        ("19,41 20,41 19,41 20,41", "at least three different points"),
        ("19,41 20,41 21,41", "valid"),
        ("19 41 20 41 20 42", "points like '19,41 20,41 20,42'"),
        ("19,41 20,41 1.2.3,4", "points like"),
        ("41,190 41,20 42,20", "The order is longitude, latitude"),
        ("190,41 20,41 20,42", "across the date line ask for a MultiPolygon of two parts"),
        ("nan,41 20,41 20,42", "points like"),
        ("19,41 20,42 20,41 19,42", "Self-intersection"),
        ("POINT(1 2)", "Must be a polygon"),
        ("POLYGON EMPTY", "Must be a polygon"),
        ("POLYGON((1 2", "Not to be read as WKT"),
        ("POLYGON((0 0, 1 0, 1 inf, 0 0))", "finite numbers"),
        (None, "Must be a polygon"),
        (7, "Must be a polygon"),
        ({"type": "Point", "coordinates": [1, 2]}, "Must be a polygon"),
        ({"type": "Feature", "geometry": POLYGON}, "right would be its geometry alone"),
        ({"type": "Polygon"}, "a list of rings"),
        ({"type": "Polygon", "coordinates": []}, "a list of rings"),
        ({"type": "Polygon", "coordinates": [[]]}, "a list of rings"),
        ({"type": "Polygon", "coordinates": RING}, "two finite numbers"),
        ({"type": "Polygon", "coordinates": [RING[:-1]]}, "not closed"),
        (
            {"type": "Polygon", "coordinates": [[["19", 41], [20, 41], [20, 42], ["19", 41]]]},
            "two finite numbers",
        ),
        (
            {"type": "Polygon", "coordinates": [[[True, 41], [20, 41], [20, 42], [True, 41]]]},
            "two finite numbers",
        ),
        (
            {"type": "Polygon", "coordinates": [[[math.nan, 41], [20, 41], [20, 42], [math.nan, 41]]]},
            "finite numbers",
        ),
        (
            {"type": "Polygon", "coordinates": [[[10**400, 41], [20, 41], [20, 42], [10**400, 41]]]},
            "finite numbers",
        ),
        ({"type": "MultiPolygon", "coordinates": [[RING], [RING]]}, "not valid"),
        ({"type": "Polygon", "coordinates": [RING, [[5, 5], [6, 5], [6, 6], [5, 5]]]}, "not valid"),
    ],
)
def test_what_is_no_polygon_is_told_what_would_be_right(said: Any, says: str) -> None:
    with pytest.raises(ValueError) as caught:
        read_area(said)
    assert says in str(caught.value)
    assert str(caught.value).endswith(".")


def circle(points: int) -> list[list[float]]:
    turns = [2 * math.pi * n / points for n in range(points)]
    ring = [[20 + math.cos(turn), 41 + math.sin(turn)] for turn in turns]
    return [*ring, ring[0]]


def test_a_thousand_points_are_enough() -> None:
    read_area({"type": "Polygon", "coordinates": [circle(MOST_POINTS - 1)]})
    with pytest.raises(ValueError, match="has 1001 points; at most 1000"):
        read_area({"type": "Polygon", "coordinates": [circle(MOST_POINTS)]})
    with pytest.raises(ValueError, match="send it by POST"):
        read_area(" ".join(["19.123456789,41.123456789"] * 5_000))


def test_windows_hold_all_of_an_area_and_little_else() -> None:
    chance, sliver = random.Random(1), 0.0
    for _ in range(200):
        middle = chance.uniform(-150, 150), chance.uniform(-60, 60)
        turns = sorted(chance.uniform(0, 2 * math.pi) for _ in range(chance.choice((3, 4, 9))))
        ring = [
            [
                middle[0] + 20 * math.cos(turn) * (size := chance.uniform(0.2, 1)),
                middle[1] + 20 * math.sin(turn) * size,
            ]
            for turn in turns
        ]
        try:
            area = read_area({"type": "Polygon", "coordinates": [[*ring, ring[0]]]})
        except ValueError:
            continue
        windows = shapely.union_all([shapely.box(*each) for each in boxes(area.windows)])
        assert len(area.windows) <= 16
        assert area.shape.difference(windows).area < 1e-9
        assert all(any(box.holds(*point) for box in area.windows) for point in ring)
        sliver = max(sliver, windows.area / area.shape.area)
    diagonal = read_area("0,0 0.1,0 50,50 49.9,50")
    assert sum((east - west) * (north - south) for west, south, east, north in boxes(diagonal.windows)) < 200


def boxes(windows: tuple[Box, ...]) -> list[tuple[float, float, float, float]]:
    return [(each.west, each.south, each.east, each.north) for each in windows]


def test_a_box_across_the_date_line_is_two() -> None:
    box = Box(170, -10, -170, 10)
    assert box.parts() == [Box(170, -10, 180, 10), Box(-180, -10, -170, 10)]
    assert Box(0, 0, 2, 2).shared(Box(1, 1, 3, 3)) == Box(1, 1, 2, 2)
    assert Box(0, 0, 2, 2).shared(Box(2, 2, 3, 3)) == Box(2, 2, 2, 2)
    assert Box(0, 0, 1, 1).shared(Box(2, 0, 3, 1)) is None


def on_sphere(longitude: Any, latitude: Any) -> Any:
    lon, lat = np.radians(longitude), np.radians(latitude)
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=-1)


def test_the_corners_of_a_box_span_all_of_it_in_space() -> None:
    chance = random.Random(2)
    for _ in range(2_000):
        west, east = sorted(chance.choice((chance.uniform(-180, 180), -180, -90, 0, 90, 180)) for _ in "ab")
        south, north = sorted(chance.choice((chance.uniform(-90, 90), -90, 0, 90)) for _ in "ab")
        text = corners(Box(west, south, east, north))
        points = [[*map(float, each)] for each in re.findall(r"\(([-\d.e]+) ([-\d.e]+)\)", text)]
        assert text == f"SRID=4326;MULTIPOINT({','.join(f'({lon!r} {lat!r})' for lon, lat in points)})"
        span = np.array([on_sphere(*point) for point in points])
        inside = on_sphere(
            np.array([chance.uniform(west, east) for _ in range(50)]),
            np.array([chance.uniform(south, north) for _ in range(50)]),
        )
        assert (inside >= span.min(axis=0) - 1e-15).all(), (west, south, east, north)
        assert (inside <= span.max(axis=0) + 1e-15).all(), (west, south, east, north)
        assert all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in points)
