"""Where a hidden house serves people as an oracle: the edge of its radius has the cell's middle for its own middle."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.integration.confidential.attack_over_http.attacker import (
    AROUND,
    GEOD,
    Attacker,
    Estimate,
    Published,
    assert_nothing_learned,
    flips_at,
    moved,
    near,
)
from tests.integration.confidential.attack_over_http.world import ALONE, SERVED_KM, House, Position

FARTHEST_M = 60_000.0
Says = Callable[[Position, House], bool]


def middle(points: list[Position], start: Position) -> Estimate:
    """The middle of a circle through points around a start, by least squares on the map around it."""
    metres = []
    for latitude, longitude in points:
        towards, _, away = GEOD.inv(start[1], start[0], longitude, latitude)
        metres.append((away * np.sin(np.radians(towards)), away * np.cos(np.radians(towards))))
    east, north = np.array(metres).T
    solved = np.linalg.lstsq(
        np.column_stack([2 * east, 2 * north, np.ones(len(points))]), east**2 + north**2, rcond=None
    )[0]
    radius = np.sqrt(solved[2] + solved[0] ** 2 + solved[1] ** 2)
    left = np.abs(np.hypot(east - solved[0], north - solved[1]) - radius).max()
    found = moved(start, float(np.degrees(np.arctan2(solved[0], solved[1]))), float(np.hypot(*solved[:2])))
    return Estimate(found, max(3.0, float(left)))


def by_edge(attacker: Attacker, is_beyond: Says) -> Callable[[House], Estimate]:
    """On several ways away from what is published, the point from which on the answer is another."""

    def attack(house: House) -> Estimate:
        published: Published = attacker.published(house)
        edge = []
        for direction in AROUND:

            def is_so(metres: float, direction: float = direction) -> bool:
                return is_beyond(moved(published.position, direction, metres), house)

            edge.append(moved(published.position, direction, flips_at(10.0, FARTHEST_M, is_so, until=0.2)))
        return middle(edge, published.position)

    return attack


def results(answer: Any, house: House) -> list[dict[str, Any]]:
    return [each for each in answer.json["results"] if each["service"]["id"] == house.service]


@pytest.mark.parametrize("by", ["get", "post"])
def test_where_the_filter_leaves_it_out(attacker: Attacker, by: str) -> None:
    ask, serves = {"get": (attacker.get, "true"), "post": (attacker.post, True)}[by]

    def is_left_out(place: Position, house: House) -> bool:
        asked = {"near": near(place), "serves": serves, "organisation": house.organization}
        return not results(ask("/search", **asked), house)

    assert_nothing_learned(attacker, by_edge(attacker, is_left_out), ALONE)


def test_where_the_reason_is_no_longer_met(attacker: Attacker) -> None:
    def is_not_met(place: Position, house: House) -> bool:
        (only,) = results(attacker.get("/search", near=near(place), organisation=house.organization), house)
        return str(only["match"]["serves"]["state"]) != "met"

    assert_nothing_learned(attacker, by_edge(attacker, is_not_met), ALONE)


def test_what_is_said_of_the_area_is_the_public_text(attacker: Attacker) -> None:
    for house in ALONE:
        (only,) = results(
            attacker.get("/search", near=near(house.position), organisation=house.organization), house
        )
        assert only["match"]["serves"]["areas"] == [f"within {SERVED_KM} km"]
