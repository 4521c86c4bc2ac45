"""Closed cases whose people are still readable, for the run that ends retention."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from referral.cases.models import Case, Grant, Objection, Person
from referral.cases.words import CaseStatus, ObjectionState
from referral.kit.identity import Actor, ActorKind


def closed_before(
    session: Session, actor: Actor, moment: datetime, *, after: str | None, limit: int
) -> Sequence[Case]:
    """Cases that were closed before a moment and of which somebody is readable, by id, those after the id `after`."""
    readable = exists().where(Person.case_id == Case.id, Person.erased_at.is_(None))
    wanted = select(Case).where(Case.status == CaseStatus.CLOSED, Case.closed_at <= moment, readable)
    if actor.kind is not ActorKind.SYSTEM:
        wanted = wanted.where(Case.organization_id == actor.organization_id)
    if after is not None:
        wanted = wanted.where(Case.id > after)
    return session.scalars(wanted.order_by(Case.id).limit(limit)).all()


def people_of(session: Session, case_id: str) -> Sequence[str]:
    """The ids of the people of a case that was found, in one order."""
    return session.scalars(select(Person.id).where(Person.case_id == case_id).order_by(Person.id)).all()


def in_use(session: Session, person: Person) -> bool:
    """Whether another organisation still has access to the person, or an objection waits for its decision."""
    access = exists().where(Grant.person_id == person.id, Grant.ended_at.is_(None))
    waits = exists().where(Objection.person_id == person.id, Objection.state == ObjectionState.OPEN)
    either: ColumnElement[bool] = access | waits
    return bool(session.scalar(select(either)))
