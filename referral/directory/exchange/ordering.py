"""Rows that refer to rows of their own kind are put behind what they refer to."""

from referral.directory.exchange.reading.model import Notes
from referral.directory.exchange.staging import CODES, Staging

_SELF = (("organization", "parent_organization_id"), ("taxonomy_term", "parent_id"))


def order_parents_first(staging: Staging, notes: Notes) -> None:
    """Renumbers organisations and taxonomy terms so that a parent has the smaller number; cycles are cut and told."""
    for object_, field in _SELF:
        named = f"SELECT 1 FROM staged WHERE object = ? AND payload ->> '{field}' IS NOT NULL LIMIT 1"
        if not staging.query(named, (CODES[object_],)):
            continue
        rows = staging.query(
            f"SELECT n, id, payload ->> '{field}' FROM staged WHERE object = ? ORDER BY n", (CODES[object_],)
        )
        parents = {id_: parent for _, id_, parent in rows if parent is not None}
        numbers = {id_: n for n, id_, _ in rows}
        _renumber(staging, _ordered(list(numbers), parents, _Cut(staging, object_, field, notes)), numbers)


class _Cut:
    """Takes a reference out that would close a circle."""

    def __init__(self, staging: Staging, object_: str, field: str, notes: Notes) -> None:
        self.staging, self.object, self.field, self.notes = staging, object_, field, notes

    def __call__(self, id_: str) -> None:
        for row in self.staging.with_ids(self.object, [id_]):
            self.notes.warn(
                file=row.file,
                row=row.line,
                column=self.field,
                value=row.values.get(self.field),
                message="the parents form a circle; cut here",
                object=self.object,
            )
            row.values[self.field] = None
            self.staging.replace(row)


def _ordered(ids: list[str], parents: dict[str, str], cut: _Cut) -> list[str]:
    done: dict[str, None] = {}
    for id_ in ids:
        chain: dict[str, None] = {}
        current: str | None = id_
        while current is not None and current not in done:
            chain[current] = None
            above = parents.get(current)
            if above in chain:
                cut(current)
                parents.pop(current)
                above = None
            current = above
        for each in reversed(chain):
            done[each] = None
    return list(done)


def _renumber(staging: Staging, order: list[str], numbers: dict[str, int]) -> None:
    free = sorted(numbers.values())
    moves = [
        (-free[place], numbers[id_]) for place, id_ in enumerate(each for each in order if each in numbers)
    ]
    staging.database.executemany("UPDATE staged SET n = ? WHERE n = ?", moves)
    staging.database.execute("UPDATE staged SET n = -n WHERE n < 0")
