"""Programmes as an actor finds them: those in which the actor's organisation works. What they count is not here."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, false, literal, or_, select
from sqlalchemy.orm import Session

from referral.kit.identity import Actor, ActorKind
from referral.kit.problems import NotFound
from referral.programmes.models import (
    Instrument,
    Programme,
    ProgrammeAlliance,
    ProgrammePartner,
    ProgrammeTerritory,
    Target,
)
from referral.programmes.queries.records import in_force


def works_in(actor: Actor) -> ColumnElement[bool]:
    """Whether the actor's organisation works in a programme now."""
    if actor.kind is ActorKind.SYSTEM:
        return literal(True)
    if actor.organization_id is None:
        return false()
    theirs = select(ProgrammePartner.programme_id).where(
        ProgrammePartner.organization_id == actor.organization_id, ProgrammePartner.ended_at.is_(None)
    )
    return Programme.id.in_(theirs)


def programme_for(session: Session, actor: Actor, programme_id: str, *, lock: bool = False) -> Programme:
    """The programme. Unknown and forbidden are the same `NotFound`."""
    wanted = select(Programme).where(Programme.id == programme_id, works_in(actor))
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    found = session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


def programmes(session: Session, actor: Actor, *, after: str | None, limit: int) -> Sequence[Programme]:
    """The programmes in which the actor's organisation works, by id, those behind `after`."""
    wanted = select(Programme).where(works_in(actor))
    if after is not None:
        wanted = wanted.where(Programme.id > after)
    return session.scalars(wanted.order_by(Programme.id).limit(limit)).all()


def known_programme(session: Session, _actor: Actor, programme_id: str) -> bool:
    """Whether the frame was recorded, by whomsoever: for recording it once."""
    return session.get(Programme, programme_id) is not None


def territories(session: Session, programme: Programme) -> Sequence[ProgrammeTerritory]:
    """Where it works."""
    wanted = select(ProgrammeTerritory).where(ProgrammeTerritory.programme_id == programme.id)
    return session.scalars(wanted.order_by(ProgrammeTerritory.number, ProgrammeTerritory.id)).all()


def territory_of(session: Session, programme: Programme, territory_id: str) -> ProgrammeTerritory | None:
    """One territory of the programme; None for another's."""
    found = session.get(ProgrammeTerritory, territory_id)
    return found if found is not None and found.programme_id == programme.id else None


def partners(session: Session, programme: Programme) -> Sequence[ProgrammePartner]:
    """Who works in it now."""
    wanted = select(ProgrammePartner).where(
        ProgrammePartner.programme_id == programme.id, ProgrammePartner.ended_at.is_(None)
    )
    return session.scalars(wanted.order_by(ProgrammePartner.began_at, ProgrammePartner.id)).all()


def alliances(session: Session, programme: Programme) -> Sequence[ProgrammeAlliance]:
    """Who agreed to work together."""
    wanted = select(ProgrammeAlliance).where(ProgrammeAlliance.programme_id == programme.id)
    return session.scalars(wanted.order_by(ProgrammeAlliance.number, ProgrammeAlliance.id)).all()


def targets(
    session: Session,
    actor: Actor,
    programme: Programme,
    *,
    before: str | None = None,
    limit: int | None = None,
) -> Sequence[Target]:
    """The targets that hold, newest first: the programme's own, and those of the actor's organisation."""
    whose = or_(Target.organization_id.is_(None), Target.organization_id == actor.organization_id)
    wanted = select(Target).where(Target.programme_id == programme.id, in_force(Target))
    if actor.kind is not ActorKind.SYSTEM:
        wanted = wanted.where(whose)
    if before is not None:
        wanted = wanted.where(Target.id < before)
    return session.scalars(wanted.order_by(Target.id.desc()).limit(limit)).all()


def may_see_target(actor: Actor) -> ColumnElement[bool]:
    """The programme's own targets, and those of the actor's organisation."""
    if actor.kind is ActorKind.SYSTEM:
        return literal(True)
    mine = or_(Target.organization_id.is_(None), Target.organization_id == actor.organization_id)
    return and_(mine, Target.programme_id.in_(select(Programme.id).where(works_in(actor))))


def alliances_with_instruments(session: Session, programme: Programme) -> set[str]:
    """The alliances that some version of an instrument names."""
    wanted = select(Instrument.alliance_id).where(Instrument.programme_id == programme.id)
    return {each for each in session.scalars(wanted) if each is not None}
