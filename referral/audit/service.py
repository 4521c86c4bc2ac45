"""Appending to the audit, verifying it, and anchoring its head."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from referral.audit import queries
from referral.audit.chain import MOST_FINDINGS, Finding, Head, Tampering, Walk
from referral.audit.models import AuditEntry, AuditHead
from referral.audit.rules import Entry, check, entry_hash
from referral.kit.clock import now
from referral.kit.db.work import do_last
from referral.kit.identity import Actor

_WAITING = "audit"


@dataclass(frozen=True)
class VerifyAnswer:
    """What a verification found. `findings` is cut at 100; `ok` is never true when there was one."""

    ok: bool
    entries: int
    head: Head
    anchored: bool
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class _Waiting:
    """An entry that is written at the end; `then` is told its number."""

    entry: Entry
    occurred_at: datetime | None
    then: Callable[[int], None] | None


def append(
    session: Session,
    actor: Actor,
    *,
    action: str,
    object_kind: str,
    object_id: str | None,
    details: Mapping[str, Any] | None = None,
    occurred_at: datetime | None = None,
    then: Callable[[int], None] | None = None,
) -> None:
    """Adds an entry in the open unit of work. It is written right before the commit; `then` gets its number.

    All writers wait for the head, so it is locked last (consent → case → referral → audit head) and as briefly as can
    be. Raises `NotForTheAudit` for an undeclared action and for details that are more than ids, codes and counts.
    """
    said = dict(details or {})
    if actor.acting_user is not None:
        # Who was behind the key, in the words of its software: a pseudonym.
        said["acting_user"] = actor.acting_user
    moment = now()
    entry = Entry(
        sequence=0,
        occurred_at=occurred_at or moment,
        recorded_at=moment,
        action=action,
        actor_kind=actor.kind.value,
        actor_id=actor.id,
        organization_id=actor.organization_id,
        object_kind=object_kind,
        object_id=object_id,
        details=said,
    )
    check(entry)
    session.info.setdefault(_WAITING, []).append(_Waiting(entry, occurred_at, then))
    do_last(session, _WAITING, _write)


def _write(session: Session) -> None:
    """Chains what waits behind the head, which is locked from here to the commit."""
    session.flush()
    head, rows = queries.lock_head(session), []
    for waiting in session.info.pop(_WAITING):
        # Read under the lock, so that times rise with the numbers.
        moment = now()
        entry = replace(
            waiting.entry,
            sequence=head.sequence + 1,
            occurred_at=waiting.occurred_at or moment,
            recorded_at=moment,
        )
        fields = {name: getattr(entry, name) for name in Entry.__dataclass_fields__}
        prev_hash, head = head.hash, Head(entry.sequence, entry_hash(head.hash, entry))
        rows.append({**fields, "prev_hash": prev_hash, "hash": head.hash})
        if waiting.then is not None:
            waiting.then(entry.sequence)
    connection = session.connection()
    connection.execute(insert(AuditEntry), rows)
    connection.execute(update(AuditHead).values(sequence=head.sequence, hash=head.hash))
    session.flush()


def verify(session: Session, *, anchor: Head | None = None) -> VerifyAnswer:
    """Reads the whole chain and says what was tampered with; entries that are appended meanwhile do not
    disturb it.
    """
    head = queries.public_head(session)
    walk = Walk(head, anchor=anchor, locate=lambda digest: queries.sequence_of(session, digest))
    findings = list(islice(walk.over(queries.links(session, to=head.sequence)), MOST_FINDINGS))
    # The table's end is read before the head: an honest writer moves both in one commit.
    end = queries.last_sequence(session)
    if end > queries.public_head(session).sequence:
        findings.append(Finding(Tampering.INSERTED, end, "Entries stand behind the head of the chain."))
    return VerifyAnswer(
        ok=not findings,
        entries=walk.entries,
        head=head,
        anchored=anchor is not None,
        findings=tuple(findings[:MOST_FINDINGS]),
    )
