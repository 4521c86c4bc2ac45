"""What is withheld of confidential places, in `location_private`: counted, joined and written."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Protocol

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.directory.exchange.revealing import WITHHELD_WHOLE
from referral.directory.exchange.staging import Staging
from referral.directory.models import LocationPrivate, table_of
from referral.directory.queries.nesting import rows_by

Position = tuple[float | None, float | None]
Rows = dict[str, list[dict[str, Any]]]


class Tally(Protocol):
    """What counts rows by what became of them."""

    added: Counter[str]
    changed: Counter[str]
    unchanged: Counter[str]


def tally(rows: Rows, before: Rows, counts: Tally) -> None:
    """Counts withheld rows as if they were public ones. A location whose exact data alone changed has changed."""
    for name, now in rows.items():
        known = {row["id"]: row for row in before.get(name, [])}
        for row in now:
            present = known.get(row["id"])
            same = present is not None and {**present, **row} == present
            if name in WITHHELD_WHOLE:
                (counts.added if present is None else counts.unchanged if same else counts.changed)[name] += 1
            elif present is not None and not same and counts.unchanged[name]:
                counts.unchanged[name] -= 1
                counts.changed[name] += 1


def count_withheld(session: Session, staging: Staging, location_ids: Iterable[str], counts: Tally) -> None:
    """Counts the withheld rows of these locations against what is held; asked before they are written."""
    for location_id, _, rows in _withheld(staging, location_ids):
        kept = session.get(LocationPrivate, location_id)
        tally(rows, _held(session, rows, kept.withheld if kept is not None else {}), counts)


def _held(session: Session, rows: Rows, withheld: Rows) -> Rows:
    """What was withheld before, and those of the rows that stand in public tables as yet."""
    answer = dict(withheld)
    for name in rows.keys() & set(WITHHELD_WHOLE):
        known = answer.get(name, [])
        ids = {row["id"] for row in rows[name]} - {row["id"] for row in known}
        answer[name] = [*known, *(dict(row) for row in rows_by(session, name, "id", ids))]
    return answer


def write_withheld(session: Session, staging: Staging, location_ids: Iterable[str]) -> None:
    """Writes the private rows of these locations, joined with what was withheld before."""
    for location_id, position, rows in _withheld(staging, location_ids):
        keep(session, location_id, position, rows)


def _withheld(staging: Staging, location_ids: Iterable[str]) -> Iterator[tuple[str, Position, Rows]]:
    for location_id in location_ids:
        found = staging.query(
            "SELECT latitude, longitude, payload FROM withheld WHERE location_id = ?", (location_id,)
        )
        for latitude, longitude, payload in found:
            yield location_id, (latitude, longitude), orjson.loads(payload)


def keep(session: Session, location_id: str, position: Position, rows: Rows) -> None:
    """Keeps an exact (latitude, longitude) and withheld rows of one place; no position leaves the one before."""
    latitude, longitude = position
    kept = session.get(LocationPrivate, location_id)
    if kept is None:
        kept = LocationPrivate(location_id=location_id, latitude=None, longitude=None, withheld={})
        session.add(kept)
    kept.withheld = joined(kept.withheld, rows)
    if latitude is not None:
        kept.latitude, kept.longitude = latitude, longitude
    session.flush()


def joined(before: Rows, now: Rows) -> Rows:
    """Withheld rows by object and id; what is said now stands over what was said before."""
    answer: Rows = {}
    for name in sorted({*before, *now}):
        by_id = {row["id"]: row for row in before.get(name, [])}
        for row in now.get(name, []):
            by_id[row["id"]] = {**by_id.get(row["id"], {}), **row}
        answer[name] = list(by_id.values())
    return answer


def withheld_ids(session: Session) -> Iterator[tuple[str, str, str]]:
    """(object, id, place) of every row that is withheld whole."""
    for kept in session.scalars(sa.select(LocationPrivate).execution_options(yield_per=200)):
        for name in WITHHELD_WHOLE:
            for row in kept.withheld.get(name, ()):
                yield name, row["id"], kept.location_id


def cells_by_position(session: Session) -> dict[tuple[float, float], tuple[float, float, float]]:
    """The cell (longitude, latitude, size in km) that stands in for each exact (latitude, longitude) held."""
    location, kept = table_of("location"), LocationPrivate
    rows = session.execute(
        sa.select(
            kept.latitude, kept.longitude, location.c.longitude, location.c.latitude, location.c.cell_km
        )
        .join(location, location.c.id == kept.location_id)
        .where(kept.latitude.is_not(None), location.c.cell_km.is_not(None))
        .order_by(kept.location_id.desc())
    )
    return {(latitude, longitude): (lon, lat, size) for latitude, longitude, lon, lat, size in rows}
