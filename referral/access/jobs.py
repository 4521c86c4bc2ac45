"""What the worker does for the door."""

from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from referral.access.models import FailedAttempt
from referral.kit import jobs
from referral.kit.clock import now

FORGET_FAILURES = "access.forget_failures"
_REMEMBERED = timedelta(hours=1)


def forget_failures(session: Session, _payload: jobs.Payload) -> None:
    """Failed attempts are of no use after an hour."""
    session.execute(delete(FailedAttempt).where(FailedAttempt.at < now() - _REMEMBERED))


def register() -> None:
    """Tells the worker which jobs of this room there are, and how often."""
    jobs.handle(FORGET_FAILURES, forget_failures)
    jobs.every(FORGET_FAILURES, 3600)
