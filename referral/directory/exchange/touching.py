"""Which services a changed row is part of: their public answers and index rows are stale."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.directory.hsds.objects import OBJECTS
from referral.directory.models import table_of
from referral.directory.queries.nesting import rows_by
from referral.kit.db.bulk import among

_CHUNK = 2_000
# Where the services of a row are found: table, column that holds the key, column that names the service.
_Path = tuple[str, str, str]
_OF_LOCATION: _Path = ("service_at_location", "location_id", "service_id")
_OF_ORGANIZATION: _Path = ("service", "organization_id", "id")
_BY_ID: dict[str, _Path] = {
    "organization": _OF_ORGANIZATION,
    "location": _OF_LOCATION,
    "taxonomy_term": ("attribute", "taxonomy_term_id", "link_id"),
    "unit": ("service_capacity", "unit_id", "service_id"),
}
_BY_REFERENCE: dict[str, _Path] = {
    "service_at_location_id": ("service_at_location", "id", "service_id"),
    "location_id": _OF_LOCATION,
}
_NO_PART = frozenset({"taxonomy", "metadata", "meta_table_description", "program"})


def touched_services(session: Session, object_: str, rows: Sequence[Mapping[Any, Any]]) -> set[str]:
    """Ids of services whose public answer these rows of an object are part of."""
    if object_ in _NO_PART:
        return set()
    if object_ == "service":
        return _keys(rows, "id")
    if object_ in _BY_ID:
        return _along(session, _BY_ID[object_], _keys(rows, "id"))
    if object_ == "attribute":
        return _of_holders(session, rows)
    touched = _keys(rows, "service_id")
    if object_ == "service_at_location":
        return touched
    for name, path in _BY_REFERENCE.items():
        touched |= _along(session, path, _keys(rows, name))
    if object_ in ("phone", "contact"):
        touched |= _along(session, _OF_ORGANIZATION, _keys(rows, "organization_id"))
    # Only there: a row of `phone` itself answers to "phone_id" with its id, as SQLAlchemy labels it.
    if object_ == "language" and (phones := _keys(rows, "phone_id")):
        touched |= touched_services(session, "phone", list(rows_by(session, "phone", "id", phones)))
    return touched


def _of_holders(session: Session, rows: Sequence[Mapping[Any, Any]]) -> set[str]:
    """Services that the holders of attributes are part of: a translation of a place's name is shown with them."""
    holders: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        holders[str(row.get("link_entity") or "").strip().lower()].add(row["link_id"])
    touched: set[str] = set()
    for entity, ids in holders.items():
        if entity in _NO_PART or entity == "attribute":
            continue
        if entity == "service" or entity not in OBJECTS:
            touched |= ids
        elif entity in _BY_ID:
            touched |= _along(session, _BY_ID[entity], ids)
        else:
            touched |= touched_services(session, entity, list(rows_by(session, entity, "id", ids)))
    return touched


def _keys(rows: Iterable[Mapping[Any, Any]], name: str) -> set[str]:
    return {row[name] for row in rows if row.get(name)}


def _along(session: Session, path: _Path, keys: set[str]) -> set[str]:
    table_name, column, answer = path
    table, ordered = table_of(table_name), sorted(keys)
    found: set[str] = set()
    for start in range(0, len(ordered), _CHUNK):
        statement = sa.select(table.c[answer]).where(among(table.c[column], ordered[start : start + _CHUNK]))
        found |= set(session.execute(statement).scalars())
    return found
