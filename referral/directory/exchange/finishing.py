"""The end of an import: references that can be resolved now, what the source no longer holds, the run's last word."""

from collections import Counter

import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.directory.events import ServicesChanged
from referral.directory.exchange.applying import Applier, touched_services
from referral.directory.exchange.private import write_withheld
from referral.directory.exchange.staging import CODES, Staging
from referral.directory.hsds.objects import OBJECTS
from referral.directory.models import ImportRun, SourceRecord, UnresolvedReference, table_of
from referral.directory.queries.nesting import rows_by
from referral.kit import events
from referral.kit.clock import now
from referral.kit.db.bulk import bulk_insert
from referral.kit.db.work import unit_of_work

_TRACKED = ("organization", "service", "location")
_BATCH = 2_000


def finish(staging: Staging, run_id: str, source: str | None, applier: Applier) -> dict[str, int]:
    """Completes a run; returns how many of each object were withdrawn."""
    with unit_of_work(write=True) as session:
        _withhold_of_others(session, staging, applier)
        resolve_references(session)
    withdrawn = _withdraw(staging, run_id, source) if source else {}
    with unit_of_work(write=True) as session:
        session.execute(sa.update(ImportRun).where(ImportRun.id == run_id).values(finished_at=now()))
    return withdrawn


def _withhold_of_others(session: Session, staging: Staging, applier: Applier) -> None:
    """Withheld rows of places that stand in the directory but not in this file."""
    ids = staging.query(
        """
        SELECT location_id FROM withheld
        WHERE NOT EXISTS (SELECT 1 FROM staged WHERE object = ? AND staged.id = location_id)
        """,
        (CODES["location"],),
    )
    write_withheld(session, staging, [id_ for (id_,) in ids], applier.counts)


def resolve_references(session: Session) -> int:
    """Puts references in place whose target has come since; returns how many."""
    resolved = 0
    for kept in session.scalars(sa.select(UnresolvedReference)).all():
        target = OBJECTS[kept.object].by_name[kept.field].to
        if next(rows_by(session, str(target), "id", [kept.value]), None) is None:
            continue
        table = table_of(kept.object)
        session.execute(sa.update(table).where(table.c.id == kept.object_id).values({kept.field: kept.value}))
        session.delete(kept)
        rows = list(rows_by(session, kept.object, "id", [kept.object_id]))
        events.emit(session, ServicesChanged(frozenset(touched_services(session, kept.object, rows))))
        resolved += 1
    return resolved


def _withdraw(staging: Staging, run_id: str, source: str) -> dict[str, int]:
    withdrawn: Counter[str] = Counter()
    for object_ in _TRACKED:
        _note_seen(staging, run_id, source, object_)
        with unit_of_work(write=True) as session:
            gone = session.scalars(
                sa.select(SourceRecord.object_id).where(
                    SourceRecord.source == source,
                    SourceRecord.object == object_,
                    SourceRecord.run_id != run_id,
                )
            ).all()
            withdrawn[object_] += _mark(session, object_, list(gone))
    return {name: many for name, many in withdrawn.items() if many}


def _note_seen(staging: Staging, run_id: str, source: str, object_: str) -> None:
    after = 0
    while batch := staging.batch(object_, after=after, size=_BATCH):
        after = batch[-1].n
        ids = [row.id for row in batch]
        with unit_of_work(write=True) as session:
            mine = sa.and_(SourceRecord.source == source, SourceRecord.object == object_)
            session.execute(sa.delete(SourceRecord).where(mine, SourceRecord.object_id.in_(ids)))
            rows = [{"source": source, "object": object_, "object_id": id_, "run_id": run_id} for id_ in ids]
            bulk_insert(session, SourceRecord.__table__, rows)  # type: ignore[arg-type]


def _mark(session: Session, object_: str, ids: list[str]) -> int:
    """Marks rows as withdrawn. An organisation that still has services is kept: somebody must look at it."""
    table = table_of(object_)
    marked = 0
    for start in range(0, len(ids), _BATCH):
        chosen = [table.c.id.in_(ids[start : start + _BATCH]), table.c.withdrawn_at.is_(None)]
        rows = [dict(row) for row in session.execute(sa.select(table).where(*chosen)).mappings()]
        moment = now()
        session.execute(
            sa.update(table)
            .where(*chosen)
            .values(withdrawn_at=moment, modified_at=moment, version=table.c.version + 1)
        )
        marked += len(rows)
        events.emit(session, ServicesChanged(frozenset(touched_services(session, object_, rows))))
    return marked
