"""Distances as an oracle: radius, metres, order, the nearest of two places, cursors, and the words of empty answers."""

import base64
import re
from collections.abc import Callable
from typing import Any

from tests.integration.confidential.attack_over_http.attacker import (
    AROUND,
    Attacker,
    Circle,
    Estimate,
    assert_nothing_learned,
    away,
    flips_at,
    located,
    moved,
    near,
)
from tests.integration.confidential.attack_over_http.world import (
    ALONE,
    DECOYS,
    WITH_OFFICE,
    House,
    Position,
    decoy,
)

FARTHEST_KM = 60.0
Ask = Callable[..., Any]


def probes(attacker: Attacker, house: House) -> list[Position]:
    """Points around what is published, at several kilometres."""
    start = attacker.published(house).position
    return [moved(start, direction, 6_000 + 40 * direction) for direction in AROUND]


def results(answer: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = answer.json["results"]
    return found


def ids(answer: Any) -> list[str]:
    return [each["service"]["id"] for each in results(answer)]


def by_radius(ask: Ask, attacker: Attacker) -> Callable[[House], Estimate]:
    """The radius at which the house begins to be found, from each probe."""

    def attack(house: House) -> Estimate:
        def radius_m(probe: Position) -> float:
            def is_found(km: float) -> bool:
                question = {"near": near(probe), "radius_km": km, "organisation": house.organization}
                return house.service in ids(ask("/search", **question))

            return flips_at(0.001, FARTHEST_KM, is_found, until=0.000_2) * 1_000

        return located([(probe, radius_m(probe)) for probe in probes(attacker, house)], within_m=2)

    return attack


def test_bisecting_the_radius(attacker: Attacker) -> None:
    assert_nothing_learned(attacker, by_radius(attacker.get, attacker), ALONE)


def test_bisecting_the_radius_by_post(attacker: Attacker) -> None:
    assert_nothing_learned(attacker, by_radius(attacker.post, attacker), ALONE)


def test_trilateration_by_the_metres_that_are_told(attacker: Attacker) -> None:
    def attack(house: House) -> Estimate:
        circles = []
        for probe in probes(attacker, house):
            (only,) = results(attacker.get("/search", near=near(probe), organisation=house.organization))
            circles.append((probe, float(only["distance_m"])))
            assert only["match"]["distance"]["metres"] == only["distance_m"]
        return located(circles, within_m=2)

    assert_nothing_learned(attacker, attack, ALONE)


def test_trilateration_by_what_stands_in_cursors(attacker: Attacker) -> None:
    """A page that ends with the house: its cursor says the rank, the id and a number of the question, no more."""
    marks: dict[str, set[str]] = {}

    def attack(house: House) -> Estimate:
        circles = []
        for probe in probes(attacker, house):
            everything = ids(attacker.get("/search", near=near(probe), limit=100))
            count = everything.index(house.service) + 1
            cursor = attacker.get("/search", near=near(probe), limit=count).json["cursor"]
            if cursor is None:
                continue
            decoded = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
            _, rank, id_, mark = decoded.split(".")
            assert id_ == house.service
            marks.setdefault(near(probe), set()).add(mark)
            first = attacker.get("/search", near=near(probe), limit=1).json["cursor"]
            marks[near(probe)].add(base64.urlsafe_b64decode(first + "==").decode().rsplit(".", 1)[1])
            circles.append((probe, float(rank)))
        return located(circles, within_m=2)

    assert_nothing_learned(attacker, attack, ALONE)
    assert all(len(each) == 1 for each in marks.values()), "the number depends on more than the question"


def test_order_among_decoys(attacker: Attacker) -> None:
    """On the way from a known place the house is the nearer from a point on: both are equally far from there."""

    def attack(house: House) -> Estimate:
        aim = moved(attacker.published(house).position, 75, 900)
        circles: list[Circle] = []
        for postal_code, start in DECOYS.items():

            def on_the_way(share: float, start: Position = start) -> Position:
                return start[0] + (aim[0] - start[0]) * share, start[1] + (aim[1] - start[1]) * share

            def is_first(share: float, id_: str = decoy(postal_code), step: Any = on_the_way) -> bool:
                order = ids(attacker.get("/search", near=near(step(share)), limit=100))
                return order.index(house.service) < order.index(id_)

            point = on_the_way(flips_at(0.0, 1.0, is_first, until=1e-5))
            circles.append((point, away(point, start)))
        return located(circles, within_m=3)

    assert_nothing_learned(attacker, attack, ALONE)


def test_which_of_two_places_is_the_nearer(attacker: Attacker) -> None:
    """A service is answered at its nearest place: between an open office and the house the answer changes."""

    def attack(house: House) -> Estimate:
        assert house.office is not None
        middle = attacker.published(house).position
        circles: list[Circle] = []
        for sideways in (-9_000, -4_000, 0, 4_000, 9_000):
            aim = moved(middle, 100, sideways)
            start = moved(house.office, 100, sideways)

            def on_the_way(share: float, start: Position = start, aim: Position = aim) -> Position:
                return start[0] + (aim[0] - start[0]) * share, start[1] + (aim[1] - start[1]) * share

            def is_house(share: float, step: Any = on_the_way) -> bool:
                question = {"near": near(step(share)), "organisation": house.organization}
                (only,) = results(attacker.get("/search", **question))
                return bool(only["location"]["id"] == house.location)

            point = on_the_way(flips_at(-0.5, 1.5, is_house, until=1e-5))
            circles.append((point, away(point, house.office)))
        return located(circles, within_m=3)

    assert_nothing_learned(attacker, attack, WITH_OFFICE)


def test_what_an_empty_answer_says(attacker: Attacker) -> None:
    """`Without radius_km the nearest is 7.3 km away`: where 7.3 turns to 7.4 it is 7.35 km."""

    def attack(house: House) -> Estimate:
        middle = attacker.published(house).position
        circles: list[Circle] = []
        for direction in AROUND:

            def told(metres: float, direction: float = direction) -> float:
                question = {"near": near(moved(middle, direction, metres)), "radius_km": 0.001}
                empty = attacker.get("/search", organisation=house.organization, **question).json
                found = re.search(r"Without radius_km the nearest is ([\d.]+) km", empty["empty_because"])
                assert found is not None, empty
                return float(found[1])

            start = told(7_000)
            metres = flips_at(7_000, 7_200, lambda each, v=start, t=told: t(each) > v, until=0.2)  # type: ignore[misc]
            circles.append((moved(middle, direction, metres), start * 1_000 + 50))
        return located(circles, within_m=3)

    assert_nothing_learned(attacker, attack, ALONE)
