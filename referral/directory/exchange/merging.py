"""Rows that stand in a source more than once become one, or the later one is refused."""

from collections.abc import Iterator
from typing import Any

from referral.directory.exchange.criteria_rows import agreed
from referral.directory.exchange.reading.model import Notes
from referral.directory.exchange.staging import CODES, Staged, Staging
from referral.directory.hsds.objects import OBJECTS
from referral.kit.ids import derived_id

_TABULAR = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods")


def stands_alone(file: str, *, mapped: bool) -> bool:
    """Whether each record of a file is an object of its own, as in a table: a second one of its id is a mistake."""
    return not mapped and file.lower().endswith(_TABULAR)


def _groups(staging: Staging, object_: str) -> Iterator[list[Staged]]:
    repeated = staging.query(
        "SELECT id FROM staged WHERE object = ? GROUP BY id HAVING count(*) > 1", (CODES[object_],)
    )
    for (id_,) in repeated:
        yield sorted(staging.with_ids(object_, [id_]), key=lambda row: row.n)


def merge_repeated(staging: Staging, *, mapped: bool, notes: Notes) -> None:
    """Makes one row of each id.

    In nested JSON and mapped sources one object appears in many places: what it says is put together, and a
    contradiction is told. In a table a second row of the same id is a mistake: alike it is counted and left out,
    unlike refused.
    A child that hangs on two parents of one kind becomes one child for each.
    """
    for object_ in OBJECTS:
        for group in _groups(staging, object_):
            first, rest = group[0], group[1:]
            kept = [first]
            dropped = []
            for row in rest:
                alone = stands_alone(row.file, mapped=mapped)
                if alone and _differs(first, row):
                    _refuse(staging.row(row.n), first, notes)
                    dropped.append(row.n)
                elif alone:
                    staging.count_repeated(object_)
                    dropped.append(row.n)
                elif not _joined(kept, row, staging, notes):
                    dropped.append(row.n)
            staging.drop(dropped)
            for row in kept:
                staging.replace(row)


def _differs(first: Staged, row: Staged) -> bool:
    return any(first.values.get(name) != value for name, value in row.values.items() if value is not None)


def _refuse(row: Staged, first: Staged, notes: Notes) -> None:
    notes.reject(
        file=row.file,
        row=row.line,
        column="id",
        value=row.said("id"),
        expected=f"an id of its own: row {first.line} of {first.file} has it with other content",
        object=row.object,
    )


def _joined(kept: list[Staged], row: Staged, staging: Staging, notes: Notes) -> bool:
    """Puts a row into the first that takes its references; true where it stays as a row of its own."""
    references = OBJECTS[row.object].references
    for target in kept:
        clash = [
            field.name
            for field in references
            if row.values.get(field.name)
            and target.values.get(field.name, row.values[field.name]) not in (None, row.values[field.name])
        ]
        if not clash:
            _fill(target, row, notes)
            return False
    parents = [f"{field.name}={row.values[field.name]}" for field in references if row.values.get(field.name)]
    first_id, row.id = row.id, derived_id("second parent", row.object, row.id, *parents)
    staging.database.execute("INSERT INTO twin VALUES (?, ?, ?)", (CODES[row.object], row.id, first_id))
    kept.append(row)
    return True


def _fill(target: Staged, row: Staged, notes: Notes) -> None:
    for name, value in row.values.items():
        present = target.values.get(name)
        if name not in target.values or present is None:
            target.values[name] = value
        elif value is not None and value != present:
            if name == "x_confidential":
                # One row that calls a place confidential is enough.
                target.values[name] = True
                continue
            if name == "x_criteria":
                target.values[name] = agreed(present, value)
                _tell(target, row, name, notes, "what is not the same has to be asked")
                continue
            if isinstance(present, list) and isinstance(value, list):
                target.values[name] = list(dict.fromkeys([*present, *value]))
                continue
            _tell(target, row, name, notes, "the first was kept")


def _tell(target: Staged, row: Staged, name: str, notes: Notes, consequence: str) -> None:
    notes.warn(
        file=row.file,
        row=row.line,
        column=name,
        value=_shown(row.values[name]),
        message=f"said otherwise before (row {target.line}); {consequence}",
        object=row.object,
    )


def _shown(value: Any) -> str:
    return str(value)[:200]
