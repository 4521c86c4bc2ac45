"""The attack, made before publishing: what all that is published says of each suppressed cell. Pure.

An attacker has every published cell of every vintage (revision) of a period, and knows that counts are not negative
and that the tables agree where they meet; between revisions in which no published cell fell, also that people were
only added. The smallest and the largest value that a suppressed cell can then have are linear programs (HiGHS).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog

from referral.kit.disclosure.cube import Codes, Cube
from referral.kit.disclosure.polytope import Ids, Polytope, rows_of

CellKey = tuple[str, Codes]
_NEARLY = 1e-6
Vector = NDArray[np.float64]


@dataclass
class Vintage:
    """One revision: values of what it publishes, and of what it suppresses the k of each; by level and codes."""

    published: dict[CellKey, int] = field(default_factory=dict)
    suppressed: dict[CellKey, int] = field(default_factory=dict)


def grows(vintages: Sequence[Vintage]) -> bool:
    """Whether no cell fell from one revision to the next that publishes it: people were added, as far as one sees."""
    last: dict[CellKey, int] = {}
    for vintage in vintages:
        if any(value < last.get(key, 0) for key, value in vintage.published.items()):
            return False
        last |= vintage.published
    return True


def narrowed(
    cube: Cube, vintages: Sequence[Vintage], *, most: int | None = None
) -> list[tuple[int, CellKey]]:
    """The suppressed cells, with their vintage's number, that cannot be 0 or cannot be k - 1; empty where all is well.

    With `most` no more than so many of them are looked for. Raises ValueError where the published values contradict
    each other: no people could be counted so.
    """
    if not any(vintage.suppressed for vintage in vintages):
        return []
    return _Attack(cube, vintages).narrowed(most)


def reaches(cube: Cube, vintages: Sequence[Vintage], cells: Sequence[CellKey]) -> dict[CellKey, int]:
    """The largest whole values that cells of the last vintage can have by all that is published, they are not."""
    *before, last = vintages
    asked = Vintage(last.published, dict.fromkeys(cells, 1))
    attack = _Attack(cube, [*(Vintage(each.published) for each in before), asked])
    return {key: attack.most(number) for number, (_, key, _) in enumerate(attack.cells)}


class _Attack:
    """The linear programs over all vintages, on the variables that are not known to be 0 and told apart by some row."""

    def __init__(self, cube: Cube, vintages: Sequence[Vintage]) -> None:
        polytope = Polytope(cube)
        size = polytope.size * len(vintages)
        known, values, self.cells, wanted = [], [], [], []
        zero = np.zeros(size, dtype=bool)
        for number, vintage in enumerate(vintages):
            shift = number * polytope.size
            for (name, codes), value in sorted(vintage.published.items()):
                variables = polytope.variables(cube.level(name), codes) + shift
                if value == 0:
                    zero[variables] = True
                else:
                    known.append(variables)
                    values.append(float(value))
            for (name, codes), k in sorted(vintage.suppressed.items()):
                self.cells.append((number, (name, codes), k))
                wanted.append(polytope.variables(cube.level(name), codes) + shift)
        links = sparse.block_diag([polytope.links] * len(vintages), format="csr")
        equal = sparse.vstack([rows_of(known, size), links], format="csr")
        self._right = np.concatenate((values, np.zeros(links.shape[0])))
        self._reduce(equal, rows_of(wanted, size), _growth(polytope, vintages), zero)
        self._ks = np.array([k - 1 for _, _, k in self.cells], dtype=float)

    def _reduce(
        self, equal: sparse.csr_array, wanted: sparse.csr_array, growth: sparse.csr_array, zero: Ids
    ) -> None:
        """Leaves out variables that are 0, and makes one of those that stand in the same rows."""
        whole = sparse.vstack([equal, wanted, growth], format="csc")[:, np.flatnonzero(~zero)]
        whole.sort_indices()
        seen: dict[bytes, int] = {}
        for column in range(whole.shape[1]):
            part = slice(whole.indptr[column], whole.indptr[column + 1])
            seen.setdefault(whole.indices[part].tobytes() + whole.data[part].tobytes(), column)
        kept = sparse.csr_array(whole[:, list(seen.values())])
        self._equal = kept[: equal.shape[0]]
        self._wanted = kept[equal.shape[0] : equal.shape[0] + wanted.shape[0]]
        self._growth = kept[equal.shape[0] + wanted.shape[0] :]

    def narrowed(self, most: int | None) -> list[tuple[int, CellKey]]:
        many = len(self.cells)
        low, high = np.zeros(many, dtype=bool), np.zeros(many, dtype=bool)
        self._together(low, high)
        found: list[tuple[int, CellKey]] = []
        for cell in range(many):
            if most is not None and len(found) >= most:
                break
            objective = self._wanted[[cell]].toarray()[0]
            if not low[cell]:
                self._see(self._solve(objective), low, high)
            if low[cell] and not high[cell]:
                self._see(self._solve(-objective), low, high)
            if not (low[cell] and high[cell]):
                found.append((self.cells[cell][0], self.cells[cell][1]))
        return found

    def most(self, cell: int) -> int:
        """The largest value of a cell."""
        row = self._wanted[[cell]]
        return int((row @ self._solve(-row.toarray()[0]))[0] + _NEARLY)

    def _together(self, low: NDArray[np.bool_], high: NDArray[np.bool_]) -> None:
        """One solution shows many cells at once: as few people as may be in those not yet seen at 0, and as many."""
        for _ in range(8):
            before = int(low.sum() + high.sum())
            if not low.all():
                self._see(self._solve(np.asarray((~low).astype(float) @ self._wanted).ravel()), low, high)
            if not high.all():
                self._see(self._fill(~high), low, high)
            if int(low.sum() + high.sum()) - before < 4:
                return

    def _see(self, solution: Vector, low: NDArray[np.bool_], high: NDArray[np.bool_]) -> None:
        values = np.asarray(self._wanted @ solution).ravel()
        low |= values <= _NEARLY
        high |= values >= self._ks - _NEARLY

    def _solve(self, objective: Vector) -> Vector:
        return self._run(objective, self._equal, self._growth)[: self._equal.shape[1]]

    def _fill(self, open_: NDArray[np.bool_]) -> Vector:
        """As many open cells as may be at k - 1: maximises the sum of what each has of it."""
        rows = np.flatnonzero(open_)
        many, size = len(rows), self._equal.shape[1]
        equal = sparse.hstack([self._equal, sparse.csr_array((self._equal.shape[0], many))], format="csr")
        above = sparse.hstack([-self._wanted[rows], sparse.eye_array(many)], format="csr")
        growth = sparse.hstack([self._growth, sparse.csr_array((self._growth.shape[0], many))], format="csr")
        objective = np.concatenate((np.zeros(size), -np.ones(many)))
        limits = np.concatenate((np.full(size, np.inf), self._ks[rows]))
        return self._run(objective, equal, sparse.vstack([growth, above], format="csr"), limits)[:size]

    def _run(
        self,
        objective: Vector,
        equal: sparse.csr_array,
        at_most_zero: sparse.csr_array,
        limits: Vector | None = None,
    ) -> Vector:
        upper = np.full(len(objective), np.inf) if limits is None else limits
        more = (
            {}
            if not at_most_zero.shape[0]
            else {"A_ub": at_most_zero, "b_ub": np.zeros(at_most_zero.shape[0])}
        )
        answer = linprog(
            objective,
            A_eq=equal,
            b_eq=self._right,
            bounds=np.column_stack((np.zeros(len(objective)), upper)),
            method="highs",
            **more,
        )
        if answer.status == 3:
            # Without end: more than any k. A direction is not needed, a large bound shows it.
            return self._run(objective, equal, at_most_zero, np.minimum(upper, 1e6))
        if answer.status != 0:
            raise ValueError(f"the published values contradict each other: {answer.message}")
        return np.asarray(answer.x)


def _growth(polytope: Polytope, vintages: Sequence[Vintage]) -> sparse.csr_array:
    """Rows of at most 0: earlier minus later, in all that does not change by itself, where people were only added."""
    size, many = polytope.size, len(vintages)
    if many < 2 or not grows(vintages):
        return sparse.csr_array((0, size * many))
    lasting = rows_of(polytope.lasting(), size)
    rows = []
    for number in range(many - 1):
        blocks = [sparse.csr_array(lasting.shape) for _ in vintages]
        blocks[number], blocks[number + 1] = lasting, -lasting
        rows.append(sparse.hstack(blocks, format="csr"))
    return sparse.vstack(rows, format="csr")
