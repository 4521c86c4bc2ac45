"""How long sessions last."""

from dataclasses import dataclass
from datetime import datetime, timedelta

# Between the password and the second factor.
PENDING = timedelta(minutes=10)
# How often being used is written down; shorter would be a write a request.
NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Lifetime:
    """When a session ends by itself: so long without use, and so long after signing in."""

    idle: timedelta
    absolute: timedelta


@dataclass(frozen=True)
class Times:
    """The moments of one session."""

    started_at: datetime
    last_used_at: datetime
    ended_at: datetime | None
    pending: bool


def expires_at(times: Times, lifetime: Lifetime) -> datetime:
    """When the session ends if it is not used again."""
    if times.pending:
        return times.started_at + PENDING
    return min(times.last_used_at + lifetime.idle, times.started_at + lifetime.absolute)


def is_over(times: Times, lifetime: Lifetime, moment: datetime) -> bool:
    """Whether the session opens nothing any more."""
    return times.ended_at is not None or moment >= expires_at(times, lifetime)
