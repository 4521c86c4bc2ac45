"""The end of an import: what is withheld of other places, references that can be resolved now, what the source no
longer holds, the run's last word."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.directory.events import ServicesChanged
from referral.directory.exchange.applying import Applier
from referral.directory.exchange.arrivals import count_arrivals, write_arrivals
from referral.directory.exchange.audiences import settle_audiences
from referral.directory.exchange.concealing import conceal_all
from referral.directory.exchange.private import count_withheld, write_withheld
from referral.directory.exchange.reading.model import Notes
from referral.directory.exchange.staging import CODES, Staging
from referral.directory.exchange.touching import touched_services
from referral.directory.exchange.withdrawing import vanished, withdraw
from referral.directory.hsds.objects import OBJECTS
from referral.directory.models import ImportRun, UnresolvedReference, table_of
from referral.directory.queries.nesting import rows_by
from referral.kit import events
from referral.kit.clock import now
from referral.kit.db.work import unit_of_work


def finish(run_id: str, source: str | None, applier: Applier, notes: Notes) -> dict[str, int]:
    """Completes a run; returns how many of each object were withdrawn."""
    staging = applier.staging
    with unit_of_work(write=True) as session:
        others = _withheld_of_others(staging)
        count_withheld(session, staging, others, applier.counts)
        write_withheld(session, staging, others)
        count_arrivals(session, staging, applier.counts)
        write_arrivals(session, staging)
        resolve_references(session)
        conceal_all(session)
        settle_audiences(session)
    withdrawn = withdraw(staging, run_id, source, notes) if source else {}
    with unit_of_work(write=True) as session:
        session.execute(sa.update(ImportRun).where(ImportRun.id == run_id).values(finished_at=now()))
    return withdrawn


def foresee(source: str | None, applier: Applier, notes: Notes) -> dict[str, int]:
    """What `finish` would count and withdraw. Writes nothing."""
    staging = applier.staging
    with unit_of_work(write=False) as session:
        count_withheld(session, staging, _withheld_of_others(staging), applier.counts)
        count_arrivals(session, staging, applier.counts)
        if source is None:
            return {}
        found = vanished(session, staging, source)
    found.tell(source, notes)
    return found.counts()


def _withheld_of_others(staging: Staging) -> list[str]:
    """Places with withheld rows that stand in the directory but not in this file."""
    found = staging.query(
        """
        SELECT location_id FROM withheld
        WHERE NOT EXISTS (SELECT 1 FROM staged WHERE object = ? AND staged.id = location_id)
        """,
        (CODES["location"],),
    )
    return [id_ for (id_,) in found]


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
