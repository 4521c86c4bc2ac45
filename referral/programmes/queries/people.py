"""Who is in a programme and what they reached, as far as the actor sees their case or the referral of it.

Nobody but the organisation that enrolled somebody finds it. Restricted cases are in nobody's list but the assigned's.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, false, literal, or_, select
from sqlalchemy.orm import Session

from referral.cases.queries.referring import open_case_ids, shown_case_ids
from referral.kit.identity import Actor, ActorKind
from referral.programmes.models import Enrolment, Milestone, Programme
from referral.programmes.queries.records import in_force
from referral.referrals.queries.referrals import listed_ids, open_listed_ids


def sees_enrolment(actor: Actor) -> ColumnElement[bool]:
    """Whether an enrolment is there for the actor."""
    if actor.kind is ActorKind.SYSTEM:
        return literal(True)
    if actor.organization_id is None:
        return false()
    theirs = or_(Enrolment.case_id.in_(shown_case_ids(actor)), Enrolment.referral_id.in_(listed_ids(actor)))
    return and_(Enrolment.organization_id == actor.organization_id, theirs)


def sees_milestone(actor: Actor) -> ColumnElement[bool]:
    """Whether a milestone is there for the actor: with the enrolment that it belongs to."""
    chains = select(Enrolment.chain_id).where(sees_enrolment(actor))
    own: ColumnElement[bool] = Milestone.organization_id == actor.organization_id
    if actor.kind is ActorKind.SYSTEM:
        own = literal(True)
    return and_(own, Milestone.enrolment_id.in_(chains))


def enrolment_of(session: Session, actor: Actor, programme_id: str, person_id: str) -> Enrolment | None:
    """The enrolment of somebody by the actor's organisation that is not over."""
    wanted = select(Enrolment).where(
        Enrolment.programme_id == programme_id,
        Enrolment.person_id == person_id,
        Enrolment.organization_id == actor.organization_id,
        Enrolment.ended_on.is_(None),
        in_force(Enrolment),
    )
    return session.scalar(wanted)


def on_consent(session: Session, chain_id: str) -> Sequence[Enrolment]:
    """The enrolments that rest on a consent and are not over, by whomsoever: for whoever ends it."""
    wanted = select(Enrolment).where(
        Enrolment.consent_chain_id == chain_id, Enrolment.ended_on.is_(None), in_force(Enrolment)
    )
    return session.scalars(wanted.order_by(Enrolment.id)).all()


def of_person(session: Session, person_id: str) -> Sequence[Enrolment]:
    """Every version of every enrolment of somebody: for whoever erases them."""
    wanted = select(Enrolment).where(Enrolment.person_id == person_id)
    return session.scalars(wanted.order_by(Enrolment.id)).all()


def open_of_person(session: Session, person_id: str) -> Sequence[Enrolment]:
    """The enrolments of somebody that are not over, by whomsoever: for whoever erases them."""
    wanted = select(Enrolment).where(
        Enrolment.person_id == person_id, Enrolment.ended_on.is_(None), in_force(Enrolment)
    )
    return session.scalars(wanted.order_by(Enrolment.id)).all()


def still_open(session: Session, actor: Actor, programme: Programme) -> Sequence[Enrolment]:
    """The enrolments that are not over, of cases that are open, as far as the actor sees them; by case."""
    unended = or_(
        Enrolment.case_id.in_(open_case_ids(actor)), Enrolment.referral_id.in_(open_listed_ids(actor))
    )
    wanted = select(Enrolment).where(
        Enrolment.programme_id == programme.id,
        Enrolment.ended_on.is_(None),
        in_force(Enrolment),
        sees_enrolment(actor),
        unended,
    )
    return session.scalars(wanted.order_by(Enrolment.case_id, Enrolment.id)).all()
