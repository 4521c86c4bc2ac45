"""What was withheld goes to `location_private`, and whatever of it stood in public tables is taken away there."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Protocol

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.directory.exchange.staging import Staging
from referral.directory.models import LocationPrivate, UnresolvedReference, table_of

# Objects whose whole rows are withheld; of the others only fields are. Children first.
_WHOLE = ("metadata", "attribute", "language", "phone", "contact", "address", "accessibility", "url")


class Tally(Protocol):
    """What counts rows by what became of them."""

    added: Counter[str]
    changed: Counter[str]
    unchanged: Counter[str]


def tally(rows: dict[str, Any], before: dict[str, Any], counts: Tally) -> None:
    """Counts withheld rows as if they were public ones. A location whose exact data alone changed has changed."""
    for name, now in rows.items():
        known = {row["id"]: row for row in before.get(name, [])}
        for row in now:
            present = known.get(row["id"])
            same = present is not None and {**present, **row} == present
            if name in _WHOLE:
                (counts.added if present is None else counts.unchanged if same else counts.changed)[name] += 1
            elif present is not None and not same and counts.unchanged[name]:
                counts.unchanged[name] -= 1
                counts.changed[name] += 1


def count_withheld(session: Session, staging: Staging, location_ids: Iterable[str], counts: Tally) -> None:
    """Counts the withheld rows of these locations against what was withheld before; asked before they are written."""
    for location_id, _, rows in _withheld(staging, location_ids):
        kept = session.get(LocationPrivate, location_id)
        tally(rows, kept.withheld if kept is not None else {}, counts)


def write_withheld(session: Session, staging: Staging, location_ids: Iterable[str]) -> None:
    """Writes the private rows of these locations, joined with what was withheld before."""
    for location_id, position, rows in _withheld(staging, location_ids):
        _write(session, location_id, position, rows)


def _withheld(
    staging: Staging, location_ids: Iterable[str]
) -> Iterator[tuple[str, tuple[float | None, float | None], dict[str, Any]]]:
    for location_id in location_ids:
        found = staging.query(
            "SELECT latitude, longitude, payload FROM withheld WHERE location_id = ?", (location_id,)
        )
        for latitude, longitude, payload in found:
            yield location_id, (latitude, longitude), orjson.loads(payload)


def _write(
    session: Session,
    location_id: str,
    position: tuple[float | None, float | None],
    rows: dict[str, Any],
) -> None:
    latitude, longitude = position
    kept = session.get(LocationPrivate, location_id)
    if kept is None:
        session.add(
            LocationPrivate(location_id=location_id, latitude=latitude, longitude=longitude, withheld=rows)
        )
    else:
        kept.withheld = joined(kept.withheld, rows)
        if latitude is not None:
            kept.latitude, kept.longitude = latitude, longitude
    session.flush()
    _remove_public(session, rows)


def joined(before: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    """Withheld rows by object and id; what is said now stands over what was said before."""
    answer: dict[str, Any] = {}
    for name in {*before, *now}:
        by_id = {row["id"]: row for row in before.get(name, [])}
        for row in now.get(name, []):
            by_id[row["id"]] = {**by_id.get(row["id"], {}), **row}
        answer[name] = list(by_id.values())
    return answer


def _remove_public(session: Session, rows: dict[str, Any]) -> None:
    for name in _WHOLE:
        ids = [row["id"] for row in rows.get(name, [])]
        if ids:
            session.execute(
                sa.delete(UnresolvedReference).where(
                    UnresolvedReference.object == name, UnresolvedReference.object_id.in_(ids)
                )
            )
            session.execute(sa.delete(table_of(name)).where(table_of(name).c.id.in_(ids)))
