"""Consents and the access given by them."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session, aliased

from referral.cases.models import Case, Consent, ConsentRecipient, Grant, Person
from referral.cases.rules.terms import Basis
from referral.kit.identity import Actor, ActorKind
from referral.kit.problems import NotFound


def consent_for(session: Session, actor: Actor, consent_id: str, *, lock: bool = False) -> Consent:
    """A consent of a case that the actor's organisation answers for, or that gave it access once.

    With `lock` the row is locked until the commit, before the case and the referral. Unknown and forbidden are the
    same `NotFound`. Whether the actor may do what they want to is decided with the case.
    """
    wanted = select(Consent).where(Consent.id == consent_id)
    if actor.kind is not ActorKind.SYSTEM:
        answers = (
            exists()
            .where(Person.id == Consent.person_id, Person.case_id == Case.id)
            .where(Case.organization_id == actor.organization_id)
        )
        given = exists().where(
            Grant.person_id == Consent.person_id, Grant.organization_id == actor.organization_id
        )
        wanted = wanted.where(or_(answers, given))
    if lock:
        wanted = wanted.with_for_update(of=Consent).execution_options(populate_existing=True)
    found = session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


def newest_of(session: Session, consent: Consent, *, lock: bool = False) -> Consent:
    """The newest version of the same consent."""
    wanted = select(Consent).where(Consent.chain_id == consent.chain_id)
    wanted = wanted.order_by(Consent.version.desc()).limit(1)
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return session.scalars(wanted).one()


def version(session: Session, consent_id: str) -> Consent:
    """One version by the id that an access names. Raises `NotFound`."""
    found = session.get(Consent, consent_id)
    if found is None:
        raise NotFound
    return found


def newest_held(session: Session, consent_id: str) -> Consent:
    """The newest version of a consent, which nobody changes until the commit. Raises `NotFound`.

    For a decision on what goes out: whoever calls this has seen to the actor's right.
    """
    chain = select(Consent.chain_id).where(Consent.id == consent_id).scalar_subquery()
    wanted = select(Consent).where(Consent.chain_id == chain).order_by(Consent.version.desc()).limit(1)
    held = wanted.with_for_update(read=True).execution_options(populate_existing=True)
    found = session.scalars(held).first()
    if found is None:
        raise NotFound
    return found


def consents_of(session: Session, person_id: str) -> Sequence[Consent]:
    """Every version of every consent of a person whom the actor sees, oldest first."""
    wanted = select(Consent).where(Consent.person_id == person_id)
    return session.scalars(wanted.order_by(Consent.recorded_at, Consent.id)).all()


def recipients_of(session: Session, consent: Consent) -> Sequence[ConsentRecipient]:
    """Whom a version names, first choices before fallbacks."""
    wanted = select(ConsentRecipient).where(ConsentRecipient.consent_id == consent.id)
    return session.scalars(wanted.order_by(ConsentRecipient.position, ConsentRecipient.number)).all()


def grants_of(session: Session, person_id: str) -> Sequence[Grant]:
    """All access to a person, ended or not, oldest first."""
    return session.scalars(
        select(Grant).where(Grant.person_id == person_id).order_by(Grant.recorded_at, Grant.id)
    ).all()


def open_grants(session: Session, chain_id: str) -> Sequence[Grant]:
    """The access that rests on any version of a consent."""
    versions = select(Consent.id).where(Consent.chain_id == chain_id)
    wanted = select(Grant).where(Grant.consent_id.in_(versions), Grant.ended_at.is_(None))
    return session.scalars(wanted.order_by(Grant.recorded_at, Grant.id)).all()


def chain_grants(session: Session, chain_id: str) -> Sequence[Grant]:
    """All access that ever rested on any version of a consent."""
    versions = select(Consent.id).where(Consent.chain_id == chain_id)
    return session.scalars(
        select(Grant).where(Grant.consent_id.in_(versions)).order_by(Grant.recorded_at, Grant.id)
    ).all()


def grants_by_reference(session: Session, reference_id: str) -> Sequence[Grant]:
    """The access that one referral opened, one row a person."""
    return session.scalars(
        select(Grant).where(Grant.reference_id == reference_id).order_by(Grant.recorded_at, Grant.id)
    ).all()


def open_grant(session: Session, actor: Actor, person_id: str, *, level: int) -> Grant:
    """The actor's organisation's access to a person, of at least this level. Raises `NotFound`."""
    wanted = select(Grant).where(
        Grant.person_id == person_id,
        Grant.organization_id == actor.organization_id,
        Grant.ended_at.is_(None),
        Grant.level >= level,
    )
    found = session.scalars(wanted.order_by(Grant.level.desc()).limit(1)).first()
    if found is None:
        raise NotFound
    return found


def growing_up(session: Session, day: date, *, limit: int) -> Sequence[Consent]:
    """Newest versions that somebody else gave for a minor who is to be asked again from about this day on."""
    newer = aliased(Consent)
    wanted = (
        select(Consent)
        .where(Consent.ask_again_on <= day, Consent.withdrawn_at.is_(None))
        .where(~exists().where(newer.supersedes_id == Consent.id))
    )
    return session.scalars(wanted.order_by(Consent.ask_again_on, Consent.id).limit(limit)).all()


def expired(session: Session, moment: datetime, *, limit: int) -> Sequence[Consent]:
    """Newest versions that ran out and by which there still is access below identity; oldest first.

    The access may rest on an earlier version. What rests on a law ends by nobody's clock.
    """
    newer, earlier = aliased(Consent), aliased(Consent)
    waiting = (
        exists()
        .where(earlier.chain_id == Consent.chain_id, Grant.consent_id == earlier.id)
        .where(Grant.ended_at.is_(None), Grant.level < 2)
    )
    wanted = (
        select(Consent)
        .where(Consent.expires_at <= moment, Consent.withdrawn_at.is_(None))
        .where(Consent.basis == Basis.CONSENT)
        .where(~exists().where(newer.supersedes_id == Consent.id))
        .where(waiting)
    )
    return session.scalars(wanted.order_by(Consent.expires_at, Consent.id).limit(limit)).all()
