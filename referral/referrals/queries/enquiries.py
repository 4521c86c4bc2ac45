"""Enquiries as an actor finds them: those of one's organisation, and those in which it was asked."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, exists, false, literal, or_, select
from sqlalchemy.orm import Session

from referral.kit.identity import Actor, ActorKind
from referral.kit.problems import NotFound
from referral.referrals.models import Enquiry, EnquiryService
from referral.referrals.rules.enquiries import EnquiryState


def _asked(actor: Actor) -> ColumnElement[bool]:
    return exists().where(
        EnquiryService.enquiry_id == Enquiry.id, EnquiryService.organization_id == actor.organization_id
    )


def _found_by(actor: Actor, side: str | None = None) -> ColumnElement[bool]:
    if actor.kind is ActorKind.SYSTEM:
        return literal(True)
    if actor.organization_id is None:
        return false()
    own: ColumnElement[bool] = Enquiry.organization_id == actor.organization_id
    sides = {"asked": own, "received": _asked(actor)}
    return sides[side] if side is not None else or_(*sides.values())


def enquiry_for(session: Session, actor: Actor, enquiry_id: str, *, lock: bool = False) -> Enquiry:
    """The enquiry. Unknown and forbidden are the same `NotFound`. With `lock` the row is locked until the commit."""
    wanted = select(Enquiry).where(Enquiry.id == enquiry_id, _found_by(actor))
    if lock:
        wanted = wanted.with_for_update(of=Enquiry).execution_options(populate_existing=True)
    found = session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


def enquiries(
    session: Session,
    actor: Actor,
    *,
    side: str | None,
    states: Collection[EnquiryState],
    before: str | None,
    limit: int,
) -> Sequence[Enquiry]:
    """A list, newest first, those before the id `before`."""
    found = select(Enquiry).where(_found_by(actor, side))
    if states:
        found = found.where(Enquiry.state.in_(sorted(states)))
    if before is not None:
        found = found.where(Enquiry.id < before)
    return session.scalars(found.order_by(Enquiry.id.desc()).limit(limit)).all()


def services_of(
    session: Session, actor: Actor, enquiry_ids: Collection[str], *, lock: bool = False
) -> dict[str, list[EnquiryService]]:
    """The services that were asked, by enquiry: for the asker all of them, for others their own."""
    wanted = select(EnquiryService).where(EnquiryService.enquiry_id.in_(enquiry_ids))
    if actor.kind is not ActorKind.SYSTEM:
        own = actor.organization_id
        seen = or_(EnquiryService.asker_organization_id == own, EnquiryService.organization_id == own)
        wanted = wanted.where(seen)
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    found: dict[str, list[EnquiryService]] = {each: [] for each in enquiry_ids}
    for row in session.scalars(wanted.order_by(EnquiryService.id)):
        found[row.enquiry_id].append(row)
    return found


def over_by(session: Session, moment: datetime, *, limit: int) -> Sequence[str]:
    """Open enquiries whose time is over, the longest over first."""
    wanted = select(Enquiry.id).where(Enquiry.state == EnquiryState.OPEN, Enquiry.ends_at <= moment)
    return session.scalars(wanted.order_by(Enquiry.ends_at).limit(limit)).all()


def lapsed_by(session: Session, moment: datetime, *, limit: int) -> Sequence[str]:
    """Enquiries of which places are held no longer, and still counted as held."""
    wanted = select(EnquiryService.enquiry_id).where(
        EnquiryService.held > 0, EnquiryService.held_until <= moment
    )
    return session.scalars(wanted.order_by(EnquiryService.held_until).limit(limit)).all()
