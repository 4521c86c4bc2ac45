"""Counts tries in the database, exactly: each takes its place in one statement, however many come at once.

A place is taken, and committed, before a password or a code is looked at. Two processes never share a place.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Integer, bindparam, text, update
from sqlalchemy.orm import Session

from referral.access.errors import TooManyTries
from referral.access.models import AttemptCount
from referral.access.rules import acts
from referral.access.rules.attempts import Limit, wait_for
from referral.audit.service import append
from referral.kit.clock import now
from referral.kit.db.types import UtcDateTime
from referral.kit.db.work import unit_of_work
from referral.kit.identity import ANONYMOUS

_TAKE = (
    text(
        "INSERT INTO attempt_count (subject, since, taken) VALUES (:subject, :moment, 1) "
        "ON CONFLICT (subject) DO UPDATE SET "
        "taken = CASE WHEN attempt_count.since <= :cut THEN 1 ELSE attempt_count.taken + 1 END, "
        "since = CASE WHEN attempt_count.since <= :cut THEN excluded.since ELSE attempt_count.since END "
        "RETURNING since, taken"
    )
    .bindparams(bindparam("moment", type_=UtcDateTime), bindparam("cut", type_=UtcDateTime))
    .columns(since=UtcDateTime, taken=Integer)
)


@dataclass(frozen=True)
class Subject:
    """What is counted: a keyed hash, and its kind for the audit."""

    kind: str
    key: str


Taken = tuple[Subject, ...]


def take(limits: Mapping[Subject, Limit], *, member_id: str | None = None) -> Taken:
    """Takes a place for each subject; raises `TooManyTries` (429) where one has none left.

    The first try too many is recorded, with the member's id where the account exists.
    """
    waits, full = [], []
    with unit_of_work(write=True) as session:
        for subject, limit in sorted(limits.items(), key=lambda each: each[0].key):
            moment = now()
            values = {"subject": subject.key, "moment": moment, "cut": moment - limit.window}
            row = session.execute(_TAKE, values).one()
            waits.append(wait_for(limit, taken=row.taken, since=row.since, moment=moment))
            if row.taken == limit.most + 1:
                full.append(subject.kind)
        if full:
            _record(session, member_id, full)
    if any(waits):
        seconds = max(waits)
        raise TooManyTries(
            f"Too many wrong tries; wait {seconds} seconds.", headers={"Retry-After": str(seconds)}
        )
    return tuple(limits)


def _record(session: Session, member_id: str | None, full: list[str]) -> None:
    details = {"counted_by": full}
    append(session, ANONYMOUS, action=acts.LOCKED, object_kind="member", object_id=member_id, details=details)


def give_back(session: Session, subjects: Iterable[Subject]) -> None:
    """What was right was no try to guess: its place is free again."""
    for subject in sorted(subjects, key=lambda each: each.key):
        fewer = update(AttemptCount).where(AttemptCount.subject == subject.key, AttemptCount.taken > 0)
        session.execute(fewer.values(taken=AttemptCount.taken - 1))


def forgive(session: Session, subject: Subject) -> None:
    """Whoever proved to be the owner by a code starts anew."""
    session.execute(update(AttemptCount).where(AttemptCount.subject == subject.key).values(taken=0))
