"""What the worker does for the door."""

from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from referral.access.models import AttemptCount, FailedAttempt, MemberCode, MemberSession
from referral.kit import jobs
from referral.kit.clock import now

FORGET_FAILURES = "access.forget_failures"
FORGET_SESSIONS = "access.forget_sessions"
# Longer than every window in which something is counted.
_REMEMBERED = timedelta(hours=1)
# Longer than the longest life that a session, or a code, can have.
_KEPT = timedelta(days=30)


def forget_failures(session: Session, _payload: jobs.Payload) -> None:
    """Failed attempts are of no use after an hour."""
    session.execute(delete(FailedAttempt).where(FailedAttempt.at < now() - _REMEMBERED))
    session.execute(delete(AttemptCount).where(AttemptCount.since < now() - _REMEMBERED))


def forget_sessions(session: Session, _payload: jobs.Payload) -> None:
    """What opened something a month ago says today only when somebody worked: the audit knows what matters."""
    session.execute(delete(MemberSession).where(MemberSession.started_at < now() - _KEPT))
    session.execute(delete(MemberCode).where(MemberCode.created_at < now() - _KEPT))


def register() -> None:
    """Tells the worker which jobs of this room there are, and how often."""
    jobs.handle(FORGET_FAILURES, forget_failures)
    jobs.every(FORGET_FAILURES, 3600)
    jobs.handle(FORGET_SESSIONS, forget_sessions)
    jobs.every(FORGET_SESSIONS, 86_400)
