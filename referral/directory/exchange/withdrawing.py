"""What a complete source no longer holds is marked withdrawn, never deleted.

An organisation on which something else still hangs, services of another source or keys, is kept: somebody has to
decide, so it is told as a warning. A row that the source has but that was refused is not gone.
A withdrawn service has the standard's status `inactive`, so that whoever reads our HSDS sees it too.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.access.queries import public_organisations_with_keys
from referral.directory.events import ServicesChanged
from referral.directory.exchange.reading.model import Notes
from referral.directory.exchange.staging import Staging
from referral.directory.exchange.touching import touched_services
from referral.directory.models import SourceRecord, table_of
from referral.kit import events
from referral.kit.clock import now
from referral.kit.db.bulk import among, bulk_insert
from referral.kit.db.work import unit_of_work
from referral.kit.ids import new_id

# Services first: an organisation is asked about when its own services are gone.
_TRACKED = ("service", "location", "organization")
_BATCH = 2_000


@dataclass(frozen=True)
class Vanished:
    """Ids by object that the source no longer holds, and organisations that are kept nevertheless."""

    gone: dict[str, list[str]]
    kept: list[str]

    def counts(self) -> dict[str, int]:
        """How many of each object."""
        return {name: len(ids) for name, ids in self.gone.items() if ids}

    def tell(self, source: str, notes: Notes) -> None:
        """A warning for each organisation that is kept."""
        for id_ in self.kept:
            notes.warn(
                file=source,
                column="id",
                value=id_,
                message="gone at the source, but services or keys hang on it: kept, to be decided by a person",
                object="organization",
            )


def vanished(session: Session, staging: Staging, source: str) -> Vanished:
    """What the source held at its last import, is still listed, and stands in this one no more."""
    gone = {object_: _missing(session, staging, source, object_) for object_ in _TRACKED}
    kept = _still_needed(session, gone["organization"], set(gone["service"]))
    gone["organization"] = [id_ for id_ in gone["organization"] if id_ not in kept]
    return Vanished(gone, sorted(kept))


def _missing(session: Session, staging: Staging, source: str, object_: str) -> list[str]:
    table = table_of(object_)
    statement = (
        sa.select(SourceRecord.object_id)
        .join(table, table.c.id == SourceRecord.object_id)
        .where(SourceRecord.source == source, SourceRecord.object == object_, table.c.withdrawn_at.is_(None))
        .order_by(SourceRecord.object_id)
    )
    return [id_ for id_ in session.scalars(statement) if not staging.holds(object_, id_)]


def _still_needed(session: Session, organization_ids: Sequence[str], gone_services: set[str]) -> set[str]:
    service = table_of("service")
    needed: set[str] = set()
    for start in range(0, len(organization_ids), _BATCH):
        chosen = organization_ids[start : start + _BATCH]
        needed |= public_organisations_with_keys(session, chosen)
        statement = sa.select(service.c.id, service.c.organization_id).where(
            among(service.c.organization_id, chosen), service.c.withdrawn_at.is_(None)
        )
        needed |= {owner for id_, owner in session.execute(statement) if id_ not in gone_services}
    return needed


def withdraw(staging: Staging, run_id: str, source: str, notes: Notes) -> dict[str, int]:
    """Marks what vanished and remembers what this run saw; returns how many of each object were marked."""
    with unit_of_work(write=False) as session:
        found = vanished(session, staging, source)
    found.tell(source, notes)
    marked: Counter[str] = Counter()
    for object_, ids in found.gone.items():
        for start in range(0, len(ids), _BATCH):
            with unit_of_work(write=True) as session:
                rows = _mark(session, object_, ids[start : start + _BATCH])
                marked[object_] += len(rows)
                if object_ == "service":
                    _end(session, rows, source)
    for object_ in _TRACKED:
        _note_seen(staging, run_id, source, object_)
    return {name: many for name, many in marked.items() if many}


def _mark(session: Session, object_: str, ids: Sequence[str]) -> list[Mapping[Any, Any]]:
    """Marks rows; returns them as they were."""
    table, moment = table_of(object_), now()
    chosen = [among(table.c.id, ids), table.c.withdrawn_at.is_(None)]
    rows: list[Mapping[Any, Any]] = [*session.execute(sa.select(table).where(*chosen)).mappings()]
    session.execute(
        sa.update(table)
        .where(*chosen)
        .values(withdrawn_at=moment, modified_at=moment, version=table.c.version + 1)
    )
    events.emit(session, ServicesChanged(frozenset(touched_services(session, object_, rows))))
    return rows


def _end(session: Session, rows: Sequence[Mapping[Any, Any]], source: str) -> None:
    """The status of withdrawn services, and what it was before as history."""
    ending = [row for row in rows if row["status"] != "inactive"]
    table = table_of("service")
    session.execute(
        sa.update(table).where(among(table.c.id, [row["id"] for row in ending])).values(status="inactive")
    )
    history = [
        {
            "id": new_id(),
            "resource_id": row["id"],
            "resource_type": "service",
            "last_action_date": now().date().isoformat(),
            "last_action_type": "update",
            "field_name": "status",
            "previous_value": row["status"] or "(none)",
            "replacement_value": "inactive",
            "updated_by": f"import of {source}",
        }
        for row in ending
    ]
    bulk_insert(session, table_of("metadata"), history)


def _note_seen(staging: Staging, run_id: str, source: str, object_: str) -> None:
    after = 0
    while batch := staging.batch(object_, after=after, size=_BATCH):
        after = batch[-1].n
        ids = [row.id for row in batch]
        with unit_of_work(write=True) as session:
            mine = sa.and_(SourceRecord.source == source, SourceRecord.object == object_)
            session.execute(
                sa.delete(SourceRecord).where(mine, among(SourceRecord.__table__.c.object_id, ids))
            )
            rows = [{"source": source, "object": object_, "object_id": id_, "run_id": run_id} for id_ in ids]
            bulk_insert(session, SourceRecord.__table__, rows)  # type: ignore[arg-type]
