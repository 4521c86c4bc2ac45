"""Jobs: work that a worker does later, once, whoever of several workers gets to it first.

A worker leases a job; when it dies, the lease runs out and another worker takes over. A job in a transaction
writes what it does and that it is done in one commit, so its effect happens exactly once. A job that talks to
the network may not hold a transaction; it opens its own units of work, can run twice after a crash, and has
to be idempotent. A failed attempt is repeated later and later, until the attempts are used up.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import delete, insert, literal, or_, select, update
from sqlalchemy.orm import Session

from referral.kit.clock import now
from referral.kit.db.engine import current
from referral.kit.db.models import Job
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from referral.kit.ids import new_id
from referral.kit.problems import Refusal

Payload = Mapping[str, Any]
InTransaction = Callable[[Session, Payload], None]
Outside = Callable[[Payload], None]

MOST_ATTEMPTS = 8
FIRST_DELAY = timedelta(seconds=10)
LONGEST_DELAY = timedelta(hours=2)
REMEMBERED = timedelta(days=7)

_log = structlog.get_logger("referral.jobs")


@dataclass(frozen=True)
class Kind:
    """How jobs of one kind are done. Exactly one of the two functions is set."""

    in_transaction: InTransaction | None
    outside: Outside | None
    lease: timedelta
    most_attempts: int


@dataclass(frozen=True)
class Lease:
    """One job as a worker holds it; `attempt` tells it from every other time the job was leased."""

    id: str
    kind: str
    payload: Payload
    worker: str
    attempt: int


class LeaseLost(RuntimeError):
    """Another worker has taken the job over meanwhile."""


class UnknownKind(LookupError):
    """No handler is registered for the kind of a job."""


_kinds: dict[str, Kind] = {}
_periodic: dict[str, int] = {}
_planned: dict[tuple[str, str], int] = {}


def handle(
    kind: str, handler: InTransaction, *, lease_seconds: int = 60, most_attempts: int = MOST_ATTEMPTS
) -> None:
    """Jobs of this kind run in one transaction that the worker opens and closes."""
    _kinds[kind] = Kind(handler, None, timedelta(seconds=lease_seconds), most_attempts)


def handle_outside(
    kind: str, handler: Outside, *, lease_seconds: int = 300, most_attempts: int = MOST_ATTEMPTS
) -> None:
    """Jobs of this kind run without a transaction: for everything that waits on the network. Must be
    idempotent.
    """
    _kinds[kind] = Kind(None, handler, timedelta(seconds=lease_seconds), most_attempts)


def every(kind: str, seconds: int) -> None:
    """Declares that a job of this kind is wanted once in each stretch of so many seconds, whatever the
    workers.
    """
    _periodic[kind] = seconds


def enqueue(
    session: Session, kind: str, payload: Payload, *, run_at: datetime | None = None, key: str | None = None
) -> bool:
    """Adds a job in the open transaction. A key that is already there adds nothing and answers False.

    A key is remembered until seven days after its job ended.
    """
    moment = now()
    values = {
        "id": new_id(),
        "kind": kind,
        "key": key,
        "payload": dict(payload),
        "run_at": run_at or moment,
        "attempts": 0,
        "created_at": moment,
    }
    if key is None:
        session.execute(insert(Job).values(values))
        return True
    return bool(current().dialect.insert_new(session.connection(), Job.__table__, values))


def backoff(attempts: int) -> timedelta:
    """The pause after so many failed attempts: doubled each time, two hours at most, up to a tenth more by
    chance.
    """
    pause = min(FIRST_DELAY.total_seconds() * 2.0 ** min(attempts - 1, 20), LONGEST_DELAY.total_seconds())
    return timedelta(seconds=pause * (1 + random.random() / 10))  # noqa: S311 - spreads load, hides nothing


def _due(moment: datetime) -> Any:
    return (
        select(Job)
        .where(
            Job.finished_at.is_(None),
            Job.run_at <= moment,
            or_(Job.leased_until.is_(None), Job.leased_until < moment),
        )
        .order_by(Job.run_at, Job.id)
        .limit(1)
    )


def lease_next(worker: str) -> Lease | None:
    """Leases the job that has been due longest, past those that other workers hold."""
    with unit_of_work(write=False) as session:
        if session.execute(_due(now()).with_only_columns(literal(1))).first() is None:
            return None
    with unit_of_work(write=True) as session:
        moment = now()
        # PostgreSQL skips rows that others are leasing; on SQLite the unit of work has the file for itself.
        job = session.scalar(_due(moment).with_for_update(skip_locked=True))
        if job is None:
            return None
        kind = _kinds.get(job.kind)
        job.leased_by = worker
        job.leased_until = moment + (kind.lease if kind else timedelta(minutes=1))
        job.attempts += 1
        return Lease(job.id, job.kind, job.payload, worker, job.attempts)


def run_once(worker: str) -> bool:
    """Does one job, if one is due; says whether one was."""
    lease = lease_next(worker)
    if lease is None:
        return False
    try:
        _perform(lease)
    except LeaseLost:
        _log.warning("lease_lost", kind=lease.kind, job=lease.id)
    except Exception as error:  # noqa: BLE001 - a worker outlives each of its jobs; the job is repeated
        _log.warning(
            "job_failed", kind=lease.kind, job=lease.id, attempt=lease.attempt, error=error_code(error)
        )
        _record_failure(lease, error)
    return True


def _perform(lease: Lease) -> None:
    kind = _kinds.get(lease.kind)
    if kind is None:
        raise UnknownKind(lease.kind)
    if kind.outside is not None:
        kind.outside(lease.payload)
    with unit_of_work(write=True, actor=SYSTEM) as session:
        # First, so that the row stays locked: nobody can take the job over while its transaction is open.
        _finish(session, lease, outcome="done")
        if kind.in_transaction is not None:
            kind.in_transaction(session, lease.payload)


def _mine(lease: Lease) -> tuple[Any, ...]:
    return (
        Job.id == lease.id,
        Job.leased_by == lease.worker,
        Job.attempts == lease.attempt,
        Job.finished_at.is_(None),
    )


def _finish(session: Session, lease: Lease, *, outcome: str) -> None:
    done = session.connection().execute(
        update(Job).where(*_mine(lease)).values(finished_at=now(), outcome=outcome, leased_until=None)
    )
    if done.rowcount != 1:
        raise LeaseLost(lease.id)


def _record_failure(lease: Lease, error: Exception) -> None:
    kind = _kinds.get(lease.kind)
    used_up = lease.attempt >= (kind.most_attempts if kind else MOST_ATTEMPTS)
    moment = now()
    values: dict[str, Any] = {"last_error": error_code(error), "leased_until": None}
    if used_up:
        values |= {"finished_at": moment, "outcome": "gave_up"}
    else:
        values["run_at"] = moment + backoff(lease.attempt)
    with unit_of_work(write=True) as session:
        session.connection().execute(update(Job).where(*_mine(lease)).values(**values))


def error_code(error: Exception) -> str:
    """A refusal's code, or the error's class: never its text, which may name somebody."""
    return (error.code() if isinstance(error, Refusal) else type(error).__name__)[:100]


def plan_periodic() -> None:
    """Enqueues what `every` declared for the present stretch of time, once among all workers."""
    seconds_now = int(now().timestamp())
    for kind, seconds in _periodic.items():
        stretch = seconds_now // seconds
        known = (current().url, kind)
        if _planned.get(known) == stretch:
            continue
        with unit_of_work(write=True) as session:
            enqueue(session, kind, {}, key=f"{kind}@{seconds}:{stretch}")
        _planned[known] = stretch


def sweep(session: Session, _payload: Payload) -> None:
    """Forgets jobs that were done a week ago. Those that were given up stay until somebody looks at them."""
    session.execute(delete(Job).where(Job.finished_at < now() - REMEMBERED, Job.outcome == "done"))


SWEEP = "kit.sweep_jobs"
handle(SWEEP, sweep)
every(SWEEP, 86_400)
