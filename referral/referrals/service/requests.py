"""Requests that are done once: what was answered to a key, and that a key is not used for two things."""

import hashlib
from datetime import timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from referral.kit.clock import now
from referral.kit.db.engine import current
from referral.kit.identity import Actor
from referral.referrals.errors import IdempotencyKeyInUse, IdempotencyKeyReused
from referral.referrals.models import IdempotencyKey

REMEMBERED = timedelta(days=7)


def hash_of(*parts: bytes) -> str:
    """What tells two requests apart: method, address and body."""
    return hashlib.sha256(b"\n".join(parts)).hexdigest()


def answered_before(session: Session, actor: Actor, key: str, body_hash: str) -> IdempotencyKey | None:
    """What was done for this key of the client; None where it is new.

    Raises `IdempotencyKeyInUse` while the first request runs, `IdempotencyKeyReused` for another request.
    """
    client = str(actor.client_id)
    if not current().dialect.try_lock(session.connection(), f"{client} {key}"):
        raise IdempotencyKeyInUse
    found = session.get(IdempotencyKey, (client, key))
    if found is not None and found.body_hash != body_hash:
        message = "Was used for another request; right would be a key of its own."
        errors = [{"in": "header", "field": "Idempotency-Key", "message": message}]
        raise IdempotencyKeyReused(f"Idempotency-Key: {message}", errors=errors)
    return found


def remember(session: Session, actor: Actor, key: str, body_hash: str, *, status: int, made: Any) -> None:
    """Keeps what the request did, in the transaction that did it. `made` has an id, and a version where it has one."""
    session.add(
        IdempotencyKey(
            client_id=str(actor.client_id),
            key=key,
            organization_id=actor.organization_id,
            body_hash=body_hash,
            status=status,
            resource_id=made.id,
            resource_version=getattr(made, "version", 1),
            created_at=now(),
        )
    )


def forget(session: Session) -> None:
    """Keys of requests that were done a week ago."""
    session.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < now() - REMEMBERED))
