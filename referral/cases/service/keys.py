"""Data keys: made with a person, moved with a case, wrapped anew by a rotation, destroyed by an erasure."""

import time
from dataclasses import dataclass

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from referral.audit.service import append
from referral.cases import acts
from referral.cases.errors import PersonErased
from referral.cases.models import DataKeyRow
from referral.cases.queries import privacy
from referral.cases.words import KeyKind
from referral.kit.clock import now
from referral.kit.crypto import DataKey, Wrapped, keys
from referral.kit.crypto.ledger import ledger
from referral.kit.identity import Actor

BATCH = 200
BATCH_SECONDS = 0.5


@dataclass(frozen=True)
class Rotated:
    """What one batch of a rotation did, and whether it found nothing more to do."""

    keys: int
    finished: bool


def create_key(session: Session, *, organization_id: str, subject: str, kind: KeyKind) -> DataKey:
    """A fresh key for a subject."""
    key, wrapped = keys.ring().new_data_key(organization_id=organization_id, subject=subject)
    row = DataKeyRow(subject_id=subject, kind=kind, created_at=now(), **_columns(wrapped))
    session.add(row)
    session.flush()
    return key


def key_of(session: Session, subject: str) -> DataKey:
    """The key of a subject. Raises `PersonErased`, also where only the ledger knows of it, and `KeyLost`."""
    row = privacy.data_key(session, subject)
    if row is None or subject in ledger().erased():
        raise PersonErased
    return keys.unwrap(_wrapped(row))


def move_key(session: Session, subject: str, *, organization_id: str) -> None:
    """Wraps the key of a subject for another organisation."""
    row = session.get(DataKeyRow, subject, with_for_update=True, populate_existing=True)
    if row is not None:
        _store(row, keys.ring().rewrap(_wrapped(row), organization_id=organization_id))


def destroy_key(session: Session, subject: str) -> None:
    """The key is gone, and with it everything that it sealed."""
    whose = DataKeyRow.subject_id == subject
    # Overwritten first: the row's place in the file may be read for a while after the row is gone.
    session.execute(update(DataKeyRow).where(whose).values(wrapped=bytes(60)))
    session.execute(delete(DataKeyRow).where(whose))


def rotate_batch(session: Session, actor: Actor, *, seconds: float = BATCH_SECONDS) -> Rotated:
    """Wraps some keys anew with the present version, for at most about so many seconds.

    Only the wrapping changes, so whoever reads meanwhile reads on. Where it breaks off, the next batch goes on.
    """
    current = keys.ring().current
    until = time.monotonic() + seconds
    rows = privacy.keys_to_rotate(session, current, limit=BATCH)
    done = 0
    for row in rows:
        _store(row, keys.ring().rewrap(_wrapped(row)))
        done += 1
        if time.monotonic() > until:
            break
    if done:
        details = {"to": current, "keys": done}
        append(
            session, actor, action=acts.KEYS_ROTATED, object_kind="keys", object_id=current, details=details
        )
    return Rotated(done, finished=done == len(rows) < BATCH)


def _wrapped(row: DataKeyRow) -> Wrapped:
    return Wrapped(row.key_id, row.organization_id, row.subject_id, row.wrapped)


def _columns(wrapped: Wrapped) -> dict[str, object]:
    return {
        "organization_id": wrapped.organization_id,
        "key_id": wrapped.key_id,
        "wrapped": wrapped.sealed,
    }


def _store(row: DataKeyRow, wrapped: Wrapped) -> None:
    row.organization_id = wrapped.organization_id
    row.key_id = wrapped.key_id
    row.wrapped = wrapped.sealed
