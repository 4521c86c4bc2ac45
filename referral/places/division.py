"""Which cell stands in for a point: every 80 km square is divided among cells that leave nothing over.

The cell of a point says no more than that the point lies somewhere in the cell. So all points of a cell have the
identical cell, and each cell as a whole holds 2,000 inhabitants or 5 settlements; only an 80 km square that holds
fewer is a cell all the same. The division depends on the grid and the settlements alone, never on what is hidden.
And never random: fresh noise averages out.

How it is made, from the smallest squares upwards:
* A 5 km square that holds enough is a cell. The others are the rest of the square around them.
* A rest that has grown together to hold enough is a cell, in one piece or not.
* Any other rest joins a cell of the square that it is the rest of: the one whose people and its own lose least, that
  is, inhabitants times how often the square in which the place is known to lie doubles. Where that costs the cell more
  than one more doubling costs the rest, it waits for the next larger square. So villages give shelter to the land
  around, towns stay by themselves, and a coast, a lake or an empty mountain widens one cell, not all.

A cell is shown as the smallest square of the grids that holds all of it (`Cell`); no two cells have the same. Pure.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from referral.places.cells import (
    LARGEST_KM,
    SMALLEST_KM,
    Cell,
    SettlementsIn,
    box_of,
    cell_of,
    square_of,
)

ENOUGH_INHABITANTS = 2_000
ENOUGH_SETTLEMENTS = 5
# When it is weighed who loses by a wider cell, so many count as living unlisted in each 5 km square: the list of
# settlements begins at 500 inhabitants. They never count towards enough.
UNLISTED = 500
# How many divisions a process keeps, about 3 KB each: a country has ten, a continent a thousand.
KEPT = 1_000
ACROSS = LARGEST_KM // SMALLEST_KM


class Square(NamedTuple):
    """A square of one of the grids."""

    size_km: int
    row: int
    column: int

    def quarters(self) -> tuple[Square, ...]:
        """The four squares of the next smaller grid in it."""
        half, row, column = self.size_km // 2, self.row * 2, self.column * 2
        return tuple(Square(half, row + north, column + east) for north in (0, 1) for east in (0, 1))

    def around(self) -> Square:
        """The square of the next larger grid that holds it."""
        return Square(self.size_km * 2, self.row // 2, self.column // 2)

    def with_(self, other: Square) -> Square:
        """The smallest square that holds both; they lie in one 80 km square."""
        one = self
        while one != other:
            one, other = (one.around(), other) if one.size_km <= other.size_km else (one, other.around())
        return one

    def doublings_to(self, wider: Square) -> int:
        """How often its side doubles up to that of a square around it."""
        return (wider.size_km // self.size_km).bit_length() - 1


@dataclass(slots=True)
class _Part:
    """Smallest squares that belong together: a cell, or a rest that has none yet."""

    square: Square
    squares: list[Square]
    inhabitants: int
    settlements: int

    def holds_enough(self) -> bool:
        return self.settlements >= ENOUGH_SETTLEMENTS or self.inhabitants >= ENOUGH_INHABITANTS

    def people(self) -> int:
        return self.inhabitants + UNLISTED * len(self.squares)

    def loss_with(self, other: _Part) -> int:
        """What its people lose when the two become one."""
        return self.people() * self.square.doublings_to(self.square.with_(other.square))

    def take(self, other: _Part) -> None:
        self.square = self.square.with_(other.square)
        self.squares += other.squares
        self.inhabitants += other.inhabitants
        self.settlements += other.settlements


@dataclass(frozen=True, slots=True)
class Division:
    """The cells of one 80 km square: `of_square` gives the number of the cell of each smallest square, by rows."""

    cells: tuple[Cell, ...]
    of_square: bytes

    def cell_at(self, lon: float, lat: float) -> Cell:
        """The cell of a point in the 80 km square."""
        return self.cells[self.of_square[_position(*square_of(lon, lat, SMALLEST_KM))]]


def divide(lon: float, lat: float, settlements_in: SettlementsIn) -> Division:
    """The division of the 80 km square in which the point lies.

    `settlements_in(box)` gives (lon, lat, population) of at least all settlements within the box. Raises ValueError
    for a point that is not on the globe.
    """
    whole = Square(LARGEST_KM, *square_of(lon, lat, LARGEST_KM))
    populations: dict[Square, list[int]] = defaultdict(list)
    for x, y, people in settlements_in(box_of(lon, lat, LARGEST_KM).widened()):
        if square_of(x, y, LARGEST_KM) == whole[1:]:
            populations[Square(SMALLEST_KM, *square_of(x, y, SMALLEST_KM))].append(people)
    cells, rest = _divided(whole, populations)
    # Where there is a rest still, it is all: the largest square stands for its few.
    parts = cells if rest is None else [rest]
    of_square = bytearray(ACROSS * ACROSS)
    for number, part in enumerate(parts):
        for square in part.squares:
            of_square[_position(square.row, square.column)] = number
    return Division(tuple(_shown(part.square) for part in parts), bytes(of_square))


def cell_for(lon: float, lat: float, settlements_in: SettlementsIn) -> Cell:
    """The cell that stands in for a point; see `divide`."""
    return divide(lon, lat, settlements_in).cell_at(lon, lat)


class Divisions:
    """The divisions made so far out of one list of settlements, for the cells of many points."""

    def __init__(self) -> None:
        self._made: dict[tuple[int, int], Division] = {}

    def cell_for(self, lon: float, lat: float, settlements_in: SettlementsIn) -> Cell:
        """The same as the function of that name."""
        square = square_of(lon, lat, LARGEST_KM)
        division = self._made.get(square)
        if division is None:
            if len(self._made) >= KEPT:
                self._made.clear()
            division = self._made[square] = divide(lon, lat, settlements_in)
        return division.cell_at(lon, lat)


def _position(row: int, column: int) -> int:
    return row % ACROSS * ACROSS + column % ACROSS


def _shown(square: Square) -> Cell:
    return cell_of(square.row, square.column, square.size_km)


def _divided(square: Square, populations: dict[Square, list[int]]) -> tuple[list[_Part], _Part | None]:
    """The cells of a square, and its rest: the smallest squares in it that belong to none of them."""
    if square.size_km == SMALLEST_KM:
        people = populations.get(square, [])
        part = _Part(square, [square], sum(people), len(people))
        return ([part], None) if part.holds_enough() else ([], part)
    quarters = [_divided(quarter, populations) for quarter in square.quarters()]
    cells = [cell for found, _ in quarters for cell in found]
    rests = [rest for _, rest in quarters if rest is not None]
    for other in rests[1:]:
        rests[0].take(other)
    return _settled(square, cells, rests[0] if rests else None)


def _settled(square: Square, cells: list[_Part], rest: _Part | None) -> tuple[list[_Part], _Part | None]:
    """The cells of a square when its rest has become one, has joined one, or waits."""
    if rest is None:
        return cells, None
    if rest.holds_enough():
        return [*cells, rest], None
    if not cells:
        return [], rest
    chosen = min(cells, key=lambda each: (each.loss_with(rest) + rest.loss_with(each), each.square))
    if square.size_km < LARGEST_KM and chosen.loss_with(rest) > rest.people():
        return cells, rest
    chosen.take(rest)
    return cells, None
