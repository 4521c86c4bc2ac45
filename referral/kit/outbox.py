"""The outbox: what somebody outside may have to hear of, written in the transaction that made it true.

Nothing is sent here. Whoever sends reads the rows afterwards, so that a rolled back change never goes out and
a committed one is never lost.
"""

from typing import Any

from sqlalchemy.orm import Session

from referral.kit.clock import now
from referral.kit.db.models import OutboxMessage


def enqueue_message(session: Session, event: str, payload: dict[str, Any]) -> OutboxMessage:
    """Notes a message; it waits until its transaction is committed and somebody sends it."""
    message = OutboxMessage(event=event, payload=payload, created_at=now())
    session.add(message)
    return message
