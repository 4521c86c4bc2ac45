"""Records that are followed and never edited: which of them count, and one of them for an actor."""

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session, aliased

from referral.kit.problems import NotFound
from referral.programmes.models import Activity, Enrolment, Instrument, Milestone, Target

Kept = TypeVar("Kept", Target, Enrolment, Milestone, Activity, Instrument)


def in_force(model: type[Kept]) -> ColumnElement[bool]:
    """Whether a version counts: nothing follows it, and it was not retracted."""
    return and_(newest(model), model.retracted.is_(False))


def newest(model: type[Kept]) -> ColumnElement[bool]:
    """Whether nothing follows a version."""
    later = aliased(model)
    return ~select(later.id).where(later.supersedes_id == model.id).correlate(model).exists()


def newest_for(session: Session, model: type[Kept], id_: str, seen: ColumnElement[bool]) -> Kept:
    """The newest version of a record by the id of any, as far as it is seen. Raises `NotFound`."""
    chain = select(model.chain_id).where(model.id == id_).scalar_subquery()
    wanted = select(model).where(model.chain_id == chain, newest(model), seen)
    found = session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


def page_of(
    session: Session, model: type[Kept], *conditions: ColumnElement[bool], before: str | None, limit: int
) -> Sequence[Kept]:
    """The versions in force, newest first, those before the id `before`."""
    wanted = select(model).where(in_force(model), *conditions)
    if before is not None:
        wanted = wanted.where(model.id < before)
    return session.scalars(wanted.order_by(model.id.desc()).limit(limit)).all()


def versions_of(session: Session, model: type[Kept], chain_id: str) -> Sequence[Kept]:
    """Every version of a record that was found for an actor, oldest first."""
    return session.scalars(select(model).where(model.chain_id == chain_id).order_by(model.version)).all()
