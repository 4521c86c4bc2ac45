"""Every 80 km square is divided among cells: all of it, each with enough people, by nothing but the settlements."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.places.cells import (
    LARGEST_KM,
    SMALLEST_KM,
    Box,
    Cell,
    Settled,
    SettlementsIn,
    box_of,
    square_of,
)
from referral.places.division import ACROSS, KEPT, Divisions, cell_for, divide
from referral.places.towngrid import TownGrid

HERE = (19.8187, 41.3275)
WHOLE = box_of(*HERE, LARGEST_KM)
Leaf = tuple[int, int]


def at(row: float, column: float) -> tuple[float, float]:
    """A point by squares of 5 km from the south-west corner of the 80 km square: (0.5, 0.5) is in its first."""
    lon = WHOLE.west + (WHOLE.east - WHOLE.west) * column / ACROSS
    return lon, WHOLE.south + (WHOLE.north - WHOLE.south) * row / ACROSS


def town(row: int, column: int, people: int) -> Settled:
    return (*at(row + 0.3, column + 0.6), people)


def fixed(*towns: Settled) -> SettlementsIn:
    return lambda _: towns


def size(row: int, column: int, *towns: Settled) -> int:
    return cell_for(*at(row + 0.5, column + 0.5), fixed(*towns)).size_km


@dataclass
class Union:
    """The smallest squares that have one cell, and who is said to live there."""

    squares: set[Leaf]
    people: list[int]

    def holds_enough(self) -> bool:
        return len(self.people) >= 5 or sum(self.people) >= 2_000


def unions(cell_at: Callable[[float, float], Cell], towns: list[Settled]) -> dict[Cell, Union]:
    """What an attacker draws on her map: the cell of each square, by asking the rule for it."""
    found: dict[Cell, Union] = defaultdict(lambda: Union(set(), []))
    for row in range(ACROSS):
        for column in range(ACROSS):
            found[cell_at(*at(row + 0.5, column + 0.5))].squares.add((row, column))
    for lon, lat, people in towns:
        if square_of(lon, lat, LARGEST_KM) == square_of(*HERE, LARGEST_KM):
            found[cell_at(lon, lat)].people.append(people)
    return found


PEOPLE = st.one_of(st.integers(0, 1_999), st.integers(500, 200_000))
SPOT = st.floats(0, ACROSS, exclude_max=True, allow_nan=False)
INSIDE = st.floats(0.001, ACROSS - 0.001, allow_nan=False)
TOWNS = st.lists(st.tuples(SPOT, SPOT, PEOPLE), max_size=60).map(
    lambda each: [(*at(row, column), people) for row, column, people in each]
)
# Where a country has its towns: in a corner, the others are sea.
COAST = st.lists(st.tuples(st.floats(0, 6), st.floats(0, 3), PEOPLE), max_size=25).map(
    lambda each: [(*at(row, column), people) for row, column, people in each]
)


@given(st.one_of(TOWNS, COAST))
def test_each_cell_as_a_whole_holds_enough_or_is_all_there_is(towns: list[Settled]) -> None:
    for cell, union in unions(divide(*HERE, fixed(*towns)).cell_at, towns).items():
        if not union.holds_enough():
            assert (cell.size_km, len(union.squares)) == (LARGEST_KM, ACROSS * ACROSS)


@given(st.one_of(TOWNS, COAST), INSIDE, INSIDE, st.randoms(use_true_random=False))
def test_all_points_of_a_cell_have_the_identical_cell(
    towns: list[Settled], row: float, column: float, chance: random.Random
) -> None:
    settlements_in = TownGrid(towns).settlements_in
    shown = cell_for(*at(row, column), settlements_in)
    union = unions(divide(*HERE, settlements_in).cell_at, towns)[shown]
    assert tuple(each % ACROSS for each in square_of(*at(row, column), SMALLEST_KM)) in union.squares
    for north, east in chance.choices(sorted(union.squares), k=20):
        other = at(north + chance.uniform(0.001, 0.999), east + chance.uniform(0.001, 0.999))
        assert cell_for(*other, settlements_in) == shown


@given(st.one_of(TOWNS, COAST))
def test_a_cell_is_shown_as_the_smallest_square_that_holds_it(towns: list[Settled]) -> None:
    for cell, union in unions(divide(*HERE, fixed(*towns)).cell_at, towns).items():
        shown = square_of(cell.lon, cell.lat, cell.size_km)
        corners = [at(row + 0.5, column + 0.5) for row, column in union.squares]
        assert {square_of(*corner, cell.size_km) for corner in corners} == {shown}
        if cell.size_km > SMALLEST_KM:
            assert len({square_of(*corner, cell.size_km // 2) for corner in corners}) > 1


@given(st.one_of(TOWNS, COAST))
def test_no_two_cells_are_shown_as_the_same(towns: list[Settled]) -> None:
    division = divide(*HERE, fixed(*towns))
    assert len(set(division.cells)) == len(division.cells)


@given(TOWNS, TOWNS, st.randoms(use_true_random=False))
def test_neither_the_order_of_the_towns_nor_those_elsewhere_matter(
    towns: list[Settled], others: list[Settled], chance: random.Random
) -> None:
    elsewhere = [(lon + 3, lat - 2, people) for lon, lat, people in others]
    mixed = [*towns, *elsewhere]
    chance.shuffle(mixed)
    assert divide(*HERE, fixed(*mixed)) == divide(*HERE, fixed(*towns))


@given(st.floats(-180, 180), st.floats(-90, 90), st.lists(st.tuples(SPOT, SPOT, PEOPLE), max_size=20))
def test_so_it_is_everywhere_on_the_globe(
    lon: float, lat: float, spots: list[tuple[float, float, int]]
) -> None:
    whole = box_of(lon, lat, LARGEST_KM)
    towns = [
        (
            whole.west + (whole.east - whole.west) * x / ACROSS,
            whole.south + (whole.north - whole.south) * y / ACROSS,
            n,
        )
        for x, y, n in spots
    ]
    division = divide(lon, lat, fixed(*towns))
    counts: dict[Cell, list[int]] = {cell: [] for cell in division.cells}
    for x, y, people in towns:
        if square_of(x, y, LARGEST_KM) == square_of(lon, lat, LARGEST_KM):
            counts[division.cell_at(x, y)].append(people)
    for there in counts.values():
        assert Union(set(), there).holds_enough() or len(counts) == 1


@pytest.mark.parametrize(
    ("people", "there"), [([2_000], 5), ([1_999], 10), ([0] * 5, 5), ([0] * 4, 10), ([999, 1_001], 5)]
)
def test_two_thousand_inhabitants_or_five_hamlets_are_enough(people: list[int], there: int) -> None:
    towns = [*full((4, 4)), *[town(4, 4, each) for each in people]]
    assert size(4, 4, *towns) == there


def test_towns_outside_the_largest_square_do_not_count() -> None:
    assert size(3, 3, (25.0, 45.0, 1_000_000)) == LARGEST_KM


def test_where_there_is_not_enough_at_all_the_largest_square_is_the_cell() -> None:
    assert {size(row, column, town(3, 3, 1_999)) for row in (0, 15) for column in (0, 15)} == {LARGEST_KM}


def full(*without: Leaf, people: int = 5_000) -> Iterator[Settled]:
    """A town in each smallest square but these."""
    for row in range(ACROSS):
        for column in range(ACROSS):
            if (row, column) not in without:
                yield town(row, column, people)


def test_an_empty_square_shares_the_cell_of_one_beside_it_and_all_others_stay_small() -> None:
    cells = unions(divide(*HERE, fixed(*full((4, 4)))).cell_at, list(full((4, 4))))
    (wide,) = (cell for cell in cells if cell.size_km > SMALLEST_KM)
    assert wide.size_km == 10
    assert cells[wide].squares == {(4, 4), (4, 5)}


def test_it_shares_with_the_village_and_not_with_the_city() -> None:
    towns = [*full((4, 4), (5, 5), people=300_000), town(5, 5, 2_500)]
    assert size(4, 4, *towns) == size(5, 5, *towns) == 10
    assert size(4, 5, *towns) == size(5, 4, *towns) == SMALLEST_KM


def test_a_city_alone_among_hills_stays_by_itself_while_a_village_is_in_reach() -> None:
    """Its cell would not be widened for 15 empty squares; the village five kilometres on takes them all."""
    towns = [town(5, 5, 100_000), town(6, 6, 2_100)]
    assert size(5, 5, *towns) == SMALLEST_KM
    assert size(6, 6, *towns) == size(0, 0, *towns) == LARGEST_KM


def test_villages_that_are_enough_together_are_a_cell_without_the_town_among_them() -> None:
    villages = (4, 5), (5, 4), (5, 5)
    towns = [*full(*villages), *[town(*each, 700) for each in villages]]
    assert {size(*each, *towns) for each in villages} == {10}
    assert size(4, 4, *towns) == SMALLEST_KM


def test_divisions_are_made_once_and_not_kept_without_end() -> None:
    asked: list[Box] = []

    def settlements_in(box: Box) -> list[Settled]:
        asked.append(box)
        return [town(3, 3, 9_000)]

    divisions = Divisions()
    for row in range(ACROSS):
        assert divisions.cell_for(*at(row, 2), settlements_in) == cell_for(
            *at(row, 2), fixed(town(3, 3, 9_000))
        )
    assert len(asked) == 1
    for number in range(KEPT + 5):
        divisions.cell_for(-170 + number % 400 * 0.85, number // 400 * 5, settlements_in)
    divisions.cell_for(*HERE, settlements_in)
    assert asked[0] == asked[-1], "the first was still kept"


@pytest.mark.parametrize(("lon", "lat"), [(200.0, 10.0), (10.0, -91.0), (float("nan"), 10.0)])
def test_a_division_of_what_is_not_on_the_globe_is_refused(lon: float, lat: float) -> None:
    with pytest.raises(ValueError, match="not a point on the globe"):
        Divisions().cell_for(lon, lat, fixed())
