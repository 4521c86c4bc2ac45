"""Whether a place is served: met, unmet or unknown, with the areas behind it; circles, also around hidden places."""

import math
import random

import pytest
from pyproj import Geod
from shapely.geometry import MultiPolygon, box

from referral.directory.areas import (
    Area,
    Circle,
    Drawn,
    Radius,
    Spot,
    Unclear,
    Within,
    circle_around,
    earth_centred,
    place_areas,
    serves,
)
from referral.places.cells import box_of
from referral.places.division import cell_for

TIRANA, KUKES = (19.82, 41.33), (20.42, 42.08)
IN_TIRANA, IN_KUKES = "AL/AL-11/", "AL/AL-07/"
MAP = Drawn("the valley", MultiPolygon([box(19, 41, 20, 42)]))
COUNTY, COUNTRY, WORLD, TEXT = (
    Within("Tirana", IN_TIRANA),
    Within("Albania", "AL/"),
    Within("worldwide", ""),
    Unclear("ask us"),
)
GEOD = Geod(ellps="WGS84")


@pytest.mark.parametrize(
    ("areas", "place", "region", "state", "names"),
    [
        ([], TIRANA, IN_TIRANA, "unknown", ()),
        ([COUNTY], TIRANA, IN_TIRANA, "met", ("Tirana",)),
        ([COUNTY], TIRANA, "AL/AL-11/AL-11-3/", "met", ("Tirana",)),
        ([COUNTY], KUKES, IN_KUKES, "unmet", ("Tirana",)),
        ([COUNTY], TIRANA, None, "unknown", ("Tirana",)),
        ([COUNTY], TIRANA, "AL/", "unmet", ("Tirana",)),
        ([Within("AL-1", "AL/AL-1/")], TIRANA, IN_TIRANA, "unmet", ("AL-1",)),
        ([COUNTRY], KUKES, IN_KUKES, "met", ("Albania",)),
        ([COUNTRY], TIRANA, "ME/ME-1/", "unmet", ("Albania",)),
        ([WORLD], TIRANA, None, "met", ("worldwide",)),
        ([MAP], TIRANA, None, "met", ("the valley",)),
        ([MAP], (19, 41), None, "met", ("the valley",)),
        ([MAP], KUKES, IN_KUKES, "unmet", ("the valley",)),
        ([TEXT], KUKES, IN_KUKES, "unknown", ("ask us",)),
        ([TEXT, COUNTY], TIRANA, IN_TIRANA, "met", ("Tirana",)),
        ([TEXT, COUNTY], KUKES, IN_KUKES, "unknown", ("ask us",)),
        ([MAP, COUNTY], KUKES, IN_KUKES, "unmet", ("the valley", "Tirana")),
        ([MAP, COUNTY, COUNTRY], TIRANA, IN_TIRANA, "met", ("the valley", "Tirana", "Albania")),
        ([MAP, COUNTY], KUKES, None, "unknown", ("Tirana",)),
    ],
)
def test_a_place_is_served(
    areas: list[Area], place: tuple[float, float], region: str | None, state: str, names: tuple[str, ...]
) -> None:
    assert serves(areas, *place, region) == (state, names)


def test_the_date_line_is_one_line() -> None:
    east = Drawn("east of it", MultiPolygon([box(-180, -20, -170, -10)]))
    for longitude in (180.0, -180.0):
        assert serves([east], longitude, -15, None).state == "met"
    assert serves([east], 179.9, -15, None).state == "unmet"


def around(metres: float, *spots: Spot, own: Spot | None = None) -> list[Area]:
    return list(place_areas([Radius("radius", metres)], own, spots))


def test_a_radius_is_around_the_services_place_or_else_around_its_others() -> None:
    here, there = Spot(*TIRANA), Spot(*KUKES)
    assert serves(around(5_000, there, own=here), *TIRANA, None).state == "met"
    assert serves(around(5_000, there, own=here), *KUKES, None).state == "unmet"
    for place in (TIRANA, KUKES):
        assert serves(around(5_000, here, there), *place, None).state == "met"
    assert around(5_000) == [Unclear("radius")]


@pytest.mark.parametrize("latitude", [-90.0, -60.5, 0.0, 41.3, 89.9])
@pytest.mark.parametrize("metres", [1.0, 800.0, 30_000.0, 100_000.0])
def test_a_radius_ends_where_the_ellipsoidal_distance_does(latitude: float, metres: float) -> None:
    """To half a metre, which is the rounding of the distance that is shown; also over the date line and the poles."""
    circle = circle_around(179.99, latitude, metres, cell_km=None)
    for direction in range(0, 360, 30):
        for step, inside in ((-0.05, True), (0.45, True), (0.55, False), (3.0, False)):
            longitude, north, _ = GEOD.fwd(179.99, latitude, direction, metres + step)
            assert (circle.square_to(*earth_centred(longitude, north)) <= circle.possible) is inside, step


def test_the_widest_radius_is_right_to_a_thousandth() -> None:
    circle = circle_around(*TIRANA, 1_000_000, cell_km=None)
    for direction in range(0, 360, 30):
        for share, inside in ((0.999, True), (1.001, False)):
            longitude, latitude, _ = GEOD.fwd(*TIRANA, direction, 1_000_000 * share)
            assert (circle.square_to(*earth_centred(longitude, latitude)) <= circle.possible) is inside


def test_around_a_hidden_place_met_and_unmet_hold_wherever_in_its_cell_it_is() -> None:
    """Certain is what every place of the cell would say, possible what any would; the cell is all that goes in."""
    chance = random.Random(4)
    for _ in range(40):
        longitude, latitude = chance.uniform(-179, 179), chance.uniform(-80, 80)
        cell = cell_for(longitude, latitude, lambda _: [])
        area = around(90_000, own=Spot(cell.lon, cell.lat, float(cell.size_km)))
        square = box_of(longitude, latitude, cell.size_km)
        for _ in range(20):
            hidden = chance.uniform(square.west, square.east), chance.uniform(square.south, square.north)
            asked = GEOD.fwd(*hidden, chance.uniform(0, 360), chance.uniform(0, 250_000))[:2]
            metres = GEOD.inv(*hidden, *asked)[2]
            state = serves(area, *asked, None).state
            assert state != "met" or metres <= 90_001
            assert state != "unmet" or metres >= 89_999


def test_a_radius_smaller_than_the_cell_is_never_certain() -> None:
    (area,) = around(1_000, own=Spot(*TIRANA, 5.0))
    assert isinstance(area.circles[0], Circle)  # type: ignore[union-attr]
    assert serves([area], *TIRANA, None).state == "unknown"
    assert serves([area], *KUKES, None).state == "unmet"
    assert math.sqrt(area.circles[0].possible) < 1_000 + 5_000  # type: ignore[union-attr]
