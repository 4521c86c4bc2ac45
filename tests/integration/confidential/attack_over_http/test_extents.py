"""Areas as an oracle: boxes, the borders of regions, and how many there are within metres of a postal code."""

from collections.abc import Callable
from typing import Any

import pytest
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from tests.integration.confidential.attack_over_http.attacker import (
    Attacker,
    Estimate,
    assert_nothing_learned,
    flips_at,
    located,
)
from tests.integration.confidential.attack_over_http.world import ALONE, BORDER, DECOYS, HIDDEN, HOUSES, House

WEST, SOUTH, EAST, NORTH = 19.0, 40.5, 21.0, 42.0
FARTHEST_M = 100_000.0
Ask = Callable[..., Any]


def found(answer: Any, house: House) -> bool:
    return house.service in [each["service"]["id"] for each in answer.json["results"]]


def by_box(ask: Callable[[House, list[float]], Any]) -> Callable[[House], Estimate]:
    """Each side of a box is pushed in until the house falls out of it."""

    def attack(house: House) -> Estimate:
        def edge(side: int, outer: float, inner: float) -> float:
            def is_out(value: float) -> bool:
                box = [WEST, SOUTH, EAST, NORTH]
                box[side] = value if outer < inner else outer + inner - value
                return not found(ask(house, box), house)

            at = flips_at(min(outer, inner), max(outer, inner), is_out, until=1e-6)
            return at if outer < inner else outer + inner - at

        west, east = edge(0, WEST, EAST), edge(2, EAST, WEST)
        south, north = edge(1, SOUTH, NORTH), edge(3, NORTH, SOUTH)
        assert abs(west - east) + abs(south - north) < 1e-5, "the box closed on more than one point"
        return Estimate(((south + north) / 2, (west + east) / 2), within_m=2)

    return attack


def test_bisecting_a_box(attacker: Attacker) -> None:
    def ask(house: House, box: list[float]) -> Any:
        return attacker.get("/search", organisation=house.organization, bbox=",".join(map(repr, box)))

    assert_nothing_learned(attacker, by_box(ask), ALONE)


def test_bisecting_a_box_by_post_with_a_point_and_words(attacker: Attacker) -> None:
    """Other filters choose another statement."""

    def ask(house: House, box: list[float]) -> Any:
        return attacker.post("/search", q=house.key, near=f"{SOUTH},{WEST}", bbox=box, limit=100)

    assert_nothing_learned(attacker, by_box(ask), ALONE)


@pytest.mark.parametrize("near", [{}, {"near": f"{SOUTH},{WEST}"}], ids=["listed", "nearest"])
def test_bisecting_a_polygon(attacker: Attacker, near: dict[str, str]) -> None:
    """A box as a polygon, with a corner more, so that no box of its own equals it."""

    def ask(house: House, box: list[float]) -> Any:
        west, south, east, north = box
        east, north = max(east, west + 1e-7), max(north, south + 1e-7)
        roof = [[east, north], [(west + east) / 2, north + 1e-7], [west, north]]
        polygon = {"type": "Polygon", "coordinates": [[[west, south], [east, south], *roof, [west, south]]]}
        return attacker.post("/search", organisation=house.organization, within=polygon, **near)

    assert_nothing_learned(attacker, by_box(ask), ALONE)


@pytest.mark.parametrize("by", ["get", "post"])
def test_counting_what_lies_within_metres_of_postal_codes(attacker: Attacker, by: str) -> None:
    """Each decoy has a postal code of its own: its place is a probe, the number of hits says whether it is near."""
    ask = {"get": attacker.get, "post": attacker.post}[by]

    def attack(house: House) -> Estimate:
        circles = []
        for postal_code, position in DECOYS.items():

            def is_counted(metres: float, postal_code: str = postal_code) -> bool:
                question = {
                    "postcode": postal_code,
                    "proximity": metres,
                    "organization_id": house.organization,
                }
                return bool(ask("/service_at_locations", **question).json["total_items"])

            circles.append((position, flips_at(0.0, FARTHEST_M, is_counted, until=0.2)))
        return located(circles, within_m=2)

    assert_nothing_learned(attacker, attack, ALONE)


def regions(attacker: Attacker) -> dict[str, BaseGeometry]:
    """Areas by code, as anybody may have them."""
    listed = attacker.get("/regions").json["regions"]
    return {each["code"]: shape(attacker.get(f"/regions/{each['id']}").json["geometry"]) for each in listed}


def regions_of(attacker: Attacker, areas: dict[str, BaseGeometry], house: House) -> set[str]:
    """In which the house is found, with and without a point and words."""
    answers = []
    for question in (
        {},
        {"near": f"{SOUTH},{WEST}"},
        {"q": house.key},
        {"near": f"{SOUTH},{WEST}", "q": house.key},
    ):
        asked = {"limit": 100, "organisation": house.organization, **question}
        answers.append(
            {code for code in areas if found(attacker.get("/search", region=code, **asked), house)}
        )
    assert all(each == answers[0] for each in answers)
    return answers[0]


def test_the_borders_of_regions(attacker: Attacker) -> None:
    """A border that runs through a cell would cut it, were the region that of the house and not that of the middle."""
    areas = regions(attacker)
    cut = 0
    for house in ALONE:
        published = attacker.published(house)
        position = Point(published.position[::-1])
        answered = regions_of(attacker, areas, house)
        assert answered == {code for code, area in areas.items() if area.covers(position)}, (
            f"LEAK: {house.key}"
        )
        own = {code for code, area in areas.items() if area.covers(Point(house.position[::-1]))}
        cut += own != answered
        assert house.hidden or own == answered
    assert cut, "no border runs between a house and the middle of its cell"


def test_a_house_is_in_the_region_that_is_told_of_it(attacker: Attacker) -> None:
    """Country and region in the answer are those of the published position, too."""
    areas = regions(attacker)
    for house in HOUSES:
        (result,) = attacker.get("/search", organisation=house.organization, near=f"{SOUTH},{WEST}").json[
            "results"
        ]
        place = result["location"]
        assert areas[place["region"]].covers(Point(place["longitude"], place["latitude"])), house.key
    harbour = next(each for each in HIDDEN if each.key == "harbour")
    assert harbour.position[1] < BORDER < attacker.published(harbour).position[1]
