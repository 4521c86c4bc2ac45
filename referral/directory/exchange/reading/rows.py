"""A row of raw values as one record: every value cleaned, doubts told, the row refused where it cannot be
used.

Refused are organisations, services and locations without an id, and organisations and services without a
name. Other rows without an id get one derived from what they say, so that a re-ordered file gives the same
ids.
"""

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from referral.directory.exchange.reading import cleaning, repairs
from referral.directory.exchange.reading.cleaning import Doubt
from referral.directory.exchange.reading.model import Notes, Origin, Record
from referral.directory.hsds.objects import OBJECTS

MUST_HAVE_ID = frozenset({"organization", "service", "location"})
MUST_HAVE_NAME = frozenset({"organization", "service"})


def record_of(
    object_name: str,
    raw: Mapping[str, object],
    *,
    id: str | None,
    origin: Origin,
    notes: Notes,
    partial: bool = False,
) -> Record | None:
    """Clean raw values into a record, or note why not. Keys that are no field of the object must be gone
    before, except those that begin with `x_`, which pass unchanged. A `partial` record adds to one
    said elsewhere.
    """
    values = clean_values(object_name, raw, origin=origin, notes=notes)
    return accepted(object_name, id, values, origin=origin, notes=notes, partial=partial)


def clean_values(
    object_name: str, raw: Mapping[str, object], *, origin: Origin, notes: Notes
) -> dict[str, Any]:
    values: dict[str, Any] = dict(raw)
    for name, value in raw.items():
        if value is None or name.startswith("x_"):
            continue
        try:
            cleaned = cleaning.clean(object_name, name, value)
        except Doubt as doubt:
            values[name] = None if doubt.kept is None else doubt.kept
            doubted(object_name, name, values, value, doubt, origin=origin, notes=notes)
        else:
            # A repair may have filled a field that the source left empty.
            values[name] = cleaned
    return values


def doubted(
    object_name: str,
    name: str,
    values: dict[str, Any],
    value: object,
    doubt: Doubt,
    *,
    origin: Origin,
    notes: Notes,
) -> None:
    """Put doubtful values where a repair can, and tell."""
    message = doubt.message
    if doubt.kept is None:
        repaired = repairs.misplaced(object_name, name, values, str(value).strip())
        message = repaired or f"{message}; left out"
    notes.warn(
        file=origin.file, row=origin.row, column=name, value=value, message=message, object=object_name
    )


def accepted(
    object_name: str,
    id: str | None,
    values: dict[str, Any],
    *,
    origin: Origin,
    notes: Notes,
    partial: bool = False,
) -> Record | None:
    """The record, where it has what it needs to be one."""
    if not id:
        if object_name in MUST_HAVE_ID:
            _refuse(object_name, "id", "an id", origin=origin, notes=notes)
            return None
        id = derived_id(object_name, values)
        if id is None:
            _refuse(object_name, None, "at least one value", origin=origin, notes=notes)
            return None
    if object_name in MUST_HAVE_NAME and not partial and values.get("name") is None:
        _refuse(object_name, "name", "a name", origin=origin, notes=notes, value=f"id {id}")
        return None
    if object_name == "location":
        doubt = repairs.coordinates(values)
        if doubt is not None:
            where = f"{values.get('latitude')}, {values.get('longitude')}"
            notes.warn(
                file=origin.file,
                row=origin.row,
                column="latitude",
                value=where,
                message=doubt,
                object=object_name,
            )
    return Record(object_name, id, values, origin)


def _refuse(
    object_name: str, column: str | None, expected: str, *, origin: Origin, notes: Notes, value: object = None
) -> None:
    notes.reject(
        file=origin.file,
        row=origin.row,
        column=column,
        value=value,
        expected=f"{expected} for {object_name}",
        object=object_name,
    )


def derived_id(object_name: str, values: Mapping[str, Any]) -> str | None:
    """An id out of what a record says (its references among it); None where it says nothing."""
    said = sorted((name, str(value)) for name, value in values.items() if value is not None)
    if not said:
        return None
    digest = blake2b(repr(said).encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()
    parent = next(
        (values[each.name] for each in OBJECTS[object_name].references if values.get(each.name)), None
    )
    return f"{parent}/{object_name}/{digest}" if parent else f"{object_name}/{digest}"
