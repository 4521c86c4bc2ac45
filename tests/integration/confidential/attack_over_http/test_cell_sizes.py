"""The size of a cell as an oracle: where a house would have been given another cell, it is not.

The grid, the rule and the towns are known to everybody. So for each smallest square of the square that is published the
attacker asks which cell a house there would have, and rules out those that would have another. What is left must
hold the people that a cell is to hold; a rule that lets each square grow by itself is broken that way.
"""

from collections.abc import Callable, Iterator

import pytest
from shapely import union_all
from shapely.geometry import Point, box
from shapely.geometry.base import BaseGeometry

from referral.places.cells import LARGEST_KM, SMALLEST_KM, Box, Cell, box_of, cell_of, square_of
from referral.places.division import ENOUGH_INHABITANTS, ENOUGH_SETTLEMENTS, divide
from tests.integration.confidential.attack_over_http.attacker import Attacker, Published
from tests.integration.confidential.attack_over_http.world import HIDDEN, SETTLEMENTS, House, Position

Rule = Callable[[float, float], Cell]
# A hair, so that the borders of neighbouring squares meet.
HAIR = 1e-7
# Where in a square the rule is asked: what rules out half of a square would be seen.
SPOTS = [(north, east) for north in (0.01, 0.5, 0.99) for east in (0.01, 0.5, 0.99)]

pytestmark = pytest.mark.only_on("spatialite", reason="cells are reckoned by the same code on both databases")
each_house = pytest.mark.parametrize("house", [pytest.param(house, id=house.key) for house in HIDDEN])


def in_force(longitude: float, latitude: float) -> Cell:
    """The product's rule."""
    return divide(longitude, latitude, SETTLEMENTS.settlements_in).cell_at(longitude, latitude)


def doubling(longitude: float, latitude: float) -> Cell:
    """The rule that gives itself away: the square of a place doubles until it holds enough."""
    size = SMALLEST_KM
    while size < LARGEST_KM and not holds_enough([box_of(longitude, latitude, size)]):
        size *= 2
    return cell_of(*square_of(longitude, latitude, size), size)


def holds_enough(boxes: list[Box]) -> bool:
    """The promise of a cell."""
    people = [population for each in boxes for _, _, population in SETTLEMENTS.settlements_in(each)]
    return len(people) >= ENOUGH_SETTLEMENTS or sum(people) >= ENOUGH_INHABITANTS


def squares(published: Published) -> Iterator[Box]:
    """The smallest squares of the published one."""
    latitude, longitude = published.position
    assert published.cell_km is not None
    whole = box_of(longitude, latitude, published.cell_km)
    across = published.cell_km // SMALLEST_KM
    wide, high = (whole.east - whole.west) / across, (whole.north - whole.south) / across
    for row in range(across):
        for column in range(across):
            yield box_of(whole.west + wide * (column + 0.5), whole.south + high * (row + 0.5), SMALLEST_KM)


def left_by(rule: Rule, published: Published) -> list[Box]:
    """The squares that are not ruled out; of each square all must be left, or nothing."""
    latitude, longitude = published.position
    assert published.cell_km is not None
    shown = Cell(longitude, latitude, published.cell_km)
    left = []
    for each in squares(published):
        wide, high = each.east - each.west, each.north - each.south
        told = [rule(each.west + wide * east, each.south + high * north) == shown for north, east in SPOTS]
        assert len(set(told)) == 1, f"LEAK: a part of a square is ruled out: {each}"
        left += [each] if told[0] else []
    return left


def area(boxes: list[Box]) -> BaseGeometry:
    return union_all([box(each.west, each.south, each.east, each.north).buffer(HAIR) for each in boxes])


def shown_as(rule: Rule, position: Position) -> Published:
    cell = rule(position[1], position[0])
    return Published((cell.lat, cell.lon), cell.size_km)


@each_house
def test_what_the_size_leaves_holds_the_people_that_a_cell_must_hold(
    attacker: Attacker, house: House
) -> None:
    """2,000 inhabitants or 5 settlements among whom the house may be."""
    published = attacker.published(house)
    left = left_by(in_force, published)
    assert area(left).covers(Point(house.position[::-1])), "the attack is wrong"
    share = f"{len(left)} of {len(list(squares(published)))} squares"
    assert holds_enough(left), f"LEAK: the size leaves {share} of {house.key}, where nobody lives"


def test_so_it_would_be_for_a_house_in_any_square_around() -> None:
    latitude, longitude = HIDDEN[0].position
    around = box_of(longitude, latitude, LARGEST_KM)
    whole = Published(((around.south + around.north) / 2, (around.west + around.east) / 2), LARGEST_KM)
    middles = [((each.south + each.north) / 2, (each.west + each.east) / 2) for each in squares(whole)]
    assert len(middles) == 256
    for shown in {shown_as(in_force, middle) for middle in middles}:
        assert holds_enough(left_by(in_force, shown)), shown


def test_the_attack_breaks_a_rule_that_lets_each_square_grow_by_itself(attacker: Attacker) -> None:
    """Without this the attack might see nothing anywhere. The towns beside the mill would have cells of their own."""
    mill = next(house for house in HIDDEN if house.key == "mill")
    left = left_by(doubling, shown_as(doubling, mill.position))
    assert [each == box_of(mill.position[1], mill.position[0], SMALLEST_KM) for each in left] == [True]
    assert not holds_enough(left)
    assert len(left_by(in_force, attacker.published(mill))) == 2
