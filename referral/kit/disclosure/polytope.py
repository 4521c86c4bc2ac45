"""The people that an attacker does not know, as variables: one for each combination of codes of each table. Pure."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from referral.kit.disclosure.cube import Codes, Cube, Level

Ids = NDArray[np.int64]


class Polytope:
    """Variables of one vintage of a cube; `size` of them, all of at least 0."""

    def __init__(self, cube: Cube) -> None:
        self.cube = cube
        self._ids: list[Ids] = []
        start = 0
        for table in cube.tables:
            shape = tuple(len(cube.domains[each]) for each in table)
            many = int(np.prod(shape, dtype=np.int64))
            self._ids.append(np.arange(start, start + many, dtype=np.int64).reshape(shape))
            start += many
        self.size = start
        self._positions = {
            name: {code: at for at, code in enumerate(codes)} for name, codes in cube.domains.items()
        }
        self._margins: dict[str, Ids] = {}

    def variables(self, level: Level, codes: Codes) -> Ids:
        """The variables whose sum is the cell."""
        margin = self._margins.get(level.name)
        if margin is None:
            margin = self._margins[level.name] = self._margin(self.cube.table_of(level), level.dimensions)
        at = tuple(self._positions[name][code] for name, code in zip(level.dimensions, codes, strict=True))
        return np.asarray(margin[at]).ravel()

    def _margin(self, table: int, dimensions: Sequence[str]) -> Ids:
        """The table's variables with these dimensions in front and the others behind, as one."""
        names = self.cube.tables[table]
        front = [names.index(each) for each in dimensions]
        moved = np.moveaxis(self._ids[table], front, range(len(front)))
        return moved.reshape(*moved.shape[: len(front)], -1)

    def lasting(self) -> list[Ids]:
        """For each table the cells of those of its dimensions in which nobody gets another code."""
        found: list[Ids] = []
        for number, table in enumerate(self.cube.tables):
            margin = self._margin(number, [each for each in table if each not in self.cube.changing])
            found += list(margin.reshape(-1, margin.shape[-1]))
        return found

    @cached_property
    def links(self) -> sparse.csr_array:
        """Rows whose product with the variables is 0: where tables meet, their margins agree."""
        rows: list[tuple[Ids, Ids]] = []
        for number in range(1, len(self.cube.tables)):
            names = set(self.cube.tables[number])
            met = [
                each for each in self.cube.tables[number] if any(each in t for t in self.cube.tables[:number])
            ]
            other = next(at for at in range(number) if set(met) <= set(self.cube.tables[at]) & names)
            ours, theirs = self._margin(number, met), self._margin(other, met)
            many = int(np.prod(ours.shape[:-1], dtype=np.int64))
            rows += list(zip(ours.reshape(many, -1), theirs.reshape(many, -1), strict=True))
        return _matrix(
            [np.concatenate(pair) for pair in rows],
            [np.concatenate((np.ones(len(a)), -np.ones(len(b)))) for a, b in rows],
            self.size,
        )


def rows_of(groups: Sequence[Ids], size: int) -> sparse.csr_array:
    """One row for each group, with ones at its variables."""
    return _matrix(groups, [np.ones(len(each)) for each in groups], size)


def _matrix(groups: Sequence[Ids], values: Sequence[NDArray[np.float64]], size: int) -> sparse.csr_array:
    if not groups:
        return sparse.csr_array((0, size))
    starts = np.concatenate(([0], np.cumsum([len(each) for each in groups])))
    return sparse.csr_array(
        (np.concatenate(values), np.concatenate(groups), starts), shape=(len(groups), size)
    )
