"""HSDS objects with all that hangs on them: one SELECT a branch, whatever the number of objects.

Reads public tables only; `location_private` is not among them. What the eyes that read may not see is left out at
every branch; without a word about them they are the public's.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.directory.hsds.objects import OBJECTS
from referral.directory.hsds.shapes import KEPT_REFERENCES, TAXONOMY_TERM, Branch
from referral.directory.hsds.wire import nested_row
from referral.directory.models import UnresolvedReference, table_of
from referral.directory.queries.audience import open_to
from referral.directory.rules import THE_PUBLIC, Sees
from referral.kit.db.bulk import among
from referral.kit.ids import as_uuid

Row = Mapping[str, Any]
# More ids than this in one statement cost more than a second statement does.
_CHUNK = 2_000
# Objects whose nested JSON names another by a reference of its own.
_REFERRING = frozenset(name for name, each in OBJECTS.items() if KEPT_REFERENCES & each.by_name.keys())
_WITHOUT_ATTRIBUTES = frozenset({"attribute", "metadata", "taxonomy", "taxonomy_term"})


def rows_by(
    session: Session, name: str, column: str, values: Iterable[str], *conditions: sa.ColumnElement[bool]
) -> Iterator[Row]:
    """Rows of an object whose column holds one of the values, by id: whoever may see them, unless conditions say."""
    table = table_of(name)
    unique = sorted(set(values))
    for start in range(0, len(unique), _CHUNK):
        chunk = unique[start : start + _CHUNK]
        chosen = sa.select(table).where(among(table.c[column], chunk), *conditions)
        statement = chosen.order_by(table.c.id)
        for row in session.execute(statement).mappings():
            # Columns are named by text alone.
            yield cast(Row, row)


def nested(
    session: Session,
    name: str,
    rows: Sequence[Row],
    branches: tuple[Branch, ...],
    *,
    annotate: bool = True,
    sees: Sees = THE_PUBLIC,
) -> list[dict[str, Any]]:
    """The rows as nested JSON objects, in their order. `annotate` adds attributes and metadata."""
    holders: dict[str, list[tuple[str, dict[str, Any]]]] = defaultdict(list)
    objects = _nest(session, name, rows, branches, holders, sees)
    if annotate and holders:
        _add_attributes(session, holders, sees)
        _add_metadata(session, holders, sees)
    return [each for each in objects if each is not None]


def _nest(
    session: Session,
    name: str,
    rows: Sequence[Row],
    branches: tuple[Branch, ...],
    holders: dict[str, list[tuple[str, dict[str, Any]]]],
    sees: Sees,
) -> list[dict[str, Any] | None]:
    objects = [nested_row(name, row) for row in rows]
    if name in _REFERRING:
        _add_unresolved(session, name, objects)
    for each in objects:
        if each is not None:
            holders[each["id"]].append((name, each))
    for branch in branches:
        children = _children(session, rows, branch, sees)
        made = _nest(session, branch.object, children, branch.branches, holders, sees)
        _attach(branch, rows, objects, children, made)
    return objects


def _add_unresolved(session: Session, name: str, objects: Sequence[dict[str, Any] | None]) -> None:
    """References whose target is not here go out as they came in."""
    by_id = {each["id"]: each for each in objects if each is not None}
    if not by_id:
        return
    reference = UnresolvedReference
    statement = sa.select(reference.object_id, reference.field, reference.value).where(
        reference.object == name,
        reference.field.in_(KEPT_REFERENCES),
        among(reference.object_id, sorted(by_id)),
    )
    for id_, field, value in session.execute(statement):
        if (target := as_uuid(value)) is not None:
            by_id[id_].setdefault(field, target)


def _children(session: Session, rows: Sequence[Row], branch: Branch, sees: Sees) -> list[Row]:
    seen = open_to(sees, branch.object)
    if branch.many:
        return list(rows_by(session, branch.object, branch.via, (row["id"] for row in rows), *seen))
    wanted = (row[branch.via] for row in rows if row[branch.via] is not None)
    return list(rows_by(session, branch.object, "id", wanted, *seen))


def _attach(
    branch: Branch,
    rows: Sequence[Row],
    objects: Sequence[dict[str, Any] | None],
    children: Sequence[Row],
    made: Sequence[dict[str, Any] | None],
) -> None:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for child, object_ in zip(children, made, strict=True):
        if object_ is not None:
            found[child[branch.via] if branch.many else child["id"]].append(object_)
    for row, parent in zip(rows, objects, strict=True):
        hanging = found.get(row["id"] if branch.many else row[branch.via])
        if parent is not None and hanging:
            parent[branch.key] = hanging if branch.many else hanging[0]
        elif parent is not None and branch.key == "unit":
            parent.clear()


def _add_attributes(
    session: Session, holders: dict[str, list[tuple[str, dict[str, Any]]]], sees: Sees
) -> None:
    rows = list(rows_by(session, "attribute", "link_id", holders, *open_to(sees, "attribute")))
    terms = {
        term["id"]: term
        for term in nested(
            session,
            "taxonomy_term",
            list(rows_by(session, "taxonomy_term", "id", (row["taxonomy_term_id"] for row in rows))),
            TAXONOMY_TERM,
            annotate=False,
            sees=sees,
        )
    }
    for row in rows:
        for name, holder in holders[row["link_id"]]:
            if name in _WITHOUT_ATTRIBUTES:
                continue
            attribute = nested_row("attribute", row)
            if attribute is not None:
                attribute["taxonomy_term"] = terms[row["taxonomy_term_id"]]
                holder.setdefault("attributes", []).append(attribute)


def _add_metadata(session: Session, holders: dict[str, list[tuple[str, dict[str, Any]]]], sees: Sees) -> None:
    for row in rows_by(session, "metadata", "resource_id", holders, *open_to(sees, "metadata")):
        entry = nested_row("metadata", row)
        if entry is not None:
            for _, holder in holders[row["resource_id"]]:
                holder.setdefault("metadata", []).append(entry)
