"""The cube of what may be published: dimensions with their codes, and levels in the order of their priority. Pure.

A level is a set of dimensions: every combination of their codes is a cell. Levels lie in `tables`, the widest sets of
dimensions that are ever crossed. The tables form a join tree (each shares with those before it a set of dimensions
that stands whole in one of them), so that counts which agree wherever tables meet are the counts of some people: what
an attacker can infer from all tables together is then exactly what the linear programs of `audit` infer.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product

Codes = tuple[str, ...]


class CubeFault(ValueError):
    """The declaration contradicts itself; the text says where."""


@dataclass(frozen=True, slots=True)
class Level:
    """One table to publish: its name, and the dimensions that it crosses; none for the total."""

    name: str
    dimensions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """How many people, and by how many organisations they were counted."""

    value: int
    contributors: int


@dataclass(frozen=True)
class Cube:
    """`domains`: the codes of each dimension. `levels`: by priority, the first is refused last. `changing`: dimensions
    in which people get another code as time goes by, without anybody being added.
    """

    domains: Mapping[str, Codes]
    tables: tuple[tuple[str, ...], ...]
    levels: tuple[Level, ...]
    changing: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Raises `CubeFault`."""
        for number, table in enumerate(self.tables):
            if unknown := set(table) - set(self.domains):
                raise CubeFault(f"table {table}: unknown dimensions {sorted(unknown)}")
            met = set(table) & {each for before in self.tables[:number] for each in before}
            if number and not any(met <= set(before) for before in self.tables[:number]):
                raise CubeFault(
                    f"table {table} meets those before it in {sorted(met)}, which no single one holds"
                )
        for level in self.levels:
            self.table_of(level)
        if len({level.name for level in self.levels}) < len(self.levels):
            raise CubeFault("two levels have one name")

    def table_of(self, level: Level) -> int:
        """The number of the first table in which the level lies. Raises `CubeFault`."""
        for number, table in enumerate(self.tables):
            if set(level.dimensions) <= set(table):
                return number
        raise CubeFault(f"level {level.name}: its dimensions {level.dimensions} lie in no table")

    def level(self, name: str) -> Level:
        """The level of that name. Raises `CubeFault`."""
        for level in self.levels:
            if level.name == name:
                return level
        raise CubeFault(f"there is no level {name}")

    def cells(self, level: Level) -> list[Codes]:
        """The codes of every cell of a level, in the order of its dimensions and their codes."""
        return list(product(*(self.domains[each] for each in level.dimensions)))


def tabulate(cube: Cube, records: Iterable[tuple[Mapping[str, str], str]]) -> dict[str, dict[Codes, Count]]:
    """Counts by level and cell, zeros included, of records (code by dimension, organisation).

    Raises `CubeFault` for a code that its dimension does not have.
    """
    known = {name: frozenset(codes) for name, codes in cube.domains.items()}
    values: dict[tuple[str, Codes], int] = defaultdict(int)
    contributors: dict[tuple[str, Codes], set[str]] = defaultdict(set)
    for record, organization in records:
        for name, codes in known.items():
            if record[name] not in codes:
                raise CubeFault(f"{name} has no code {record[name]!r}")
        for level in cube.levels:
            key = level.name, tuple(record[each] for each in level.dimensions)
            values[key] += 1
            contributors[key].add(organization)
    return {
        level.name: {
            codes: Count(values[level.name, codes], len(contributors[level.name, codes]))
            if (level.name, codes) in values
            else Count(0, 0)
            for codes in cube.cells(level)
        }
        for level in cube.levels
    }
