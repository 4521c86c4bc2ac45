"""Every SELECT of the audit."""

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from referral.audit.chain import Head, Link
from referral.audit.models import AuditEntry, AuditHead
from referral.audit.rules import Entry

_AT_ONCE = 1000


class AuditNotReady(RuntimeError):
    """The chain has no head: the database was not made by the migrations."""


def lock_head(session: Session) -> Head:
    """The head, locked until the commit: entries are chained one after the other."""
    return _head(
        session, select(AuditHead.sequence, AuditHead.hash).where(AuditHead.id == 1).with_for_update()
    )


def public_head(session: Session) -> Head:
    """Where the chain ends now. It names nobody."""
    return _head(session, select(AuditHead.sequence, AuditHead.hash).where(AuditHead.id == 1))


def _head(session: Session, wanted: Select[int, str]) -> Head:
    row = session.execute(wanted).one_or_none()
    if row is None:
        raise AuditNotReady("the audit has no head: run flask db upgrade")
    return Head(row.sequence, row.hash)


def links(session: Session, *, to: int) -> Iterator[Link]:
    """All entries in order up to a sequence number, read in pages: the memory does not grow with the
    chain.
    """
    columns = AuditEntry.__table__.columns
    names = tuple(Entry.__dataclass_fields__)
    wanted = [columns[name] for name in (*names, "prev_hash", "hash")]
    last: int | None = None
    while True:
        page = select(*wanted).where(AuditEntry.sequence <= to).order_by(AuditEntry.sequence).limit(_AT_ONCE)
        rows = session.execute(page if last is None else page.where(AuditEntry.sequence > last)).all()
        for *fields, prev_hash, own_hash in rows:
            yield Link(Entry(*fields), prev_hash, own_hash)
        if len(rows) < _AT_ONCE:
            return
        last = rows[-1].sequence


def last_sequence(session: Session) -> int:
    """The highest sequence number that stands in the table."""
    return session.scalar(select(func.max(AuditEntry.sequence))) or 0


def sequence_of(session: Session, entry_hash: str) -> int | None:
    """Where the entry with this hash stands."""
    return session.scalar(select(AuditEntry.sequence).where(AuditEntry.hash == entry_hash).limit(1))


def public_hash_at(session: Session, sequence: int) -> str | None:
    """The hash of the entry with this number; None where there is none. It names nobody."""
    return session.scalar(select(AuditEntry.hash).where(AuditEntry.sequence == sequence))


def entries_about(
    session: Session, object_ids: Sequence[str], *, actions: Collection[str]
) -> Sequence[AuditEntry]:
    """What was done to these objects, as far as it is one of the actions, in its order. For rooms that show a person
    who saw their data: whoever calls this has seen to it that the actor may know.
    """
    wanted = select(AuditEntry).where(AuditEntry.object_id.in_(object_ids), AuditEntry.action.in_(actions))
    return session.scalars(wanted.order_by(AuditEntry.sequence)).all()
