"""Invitations and members' codes. A code is found by its hash only, and locked: it opens once."""

from collections.abc import Sequence
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from referral.access.models import Invitation, MemberCode
from referral.access.rules.roles import Role, Standing, may_see, runs_platform
from referral.kit.identity import Actor


def public_invitation_by_hash(session: Session, code_hash: str) -> Invitation | None:
    """The invitation with this code, whatever its state, locked."""
    wanted = select(Invitation).where(Invitation.code_hash == code_hash)
    return session.scalar(wanted.with_for_update().execution_options(populate_existing=True))


def invitation_to_change(session: Session, actor: Actor, invitation_id: str) -> Invitation | None:
    """One invitation that the actor may take back, locked."""
    wanted = select(Invitation).where(Invitation.id == invitation_id)
    found = session.scalar(wanted.with_for_update().execution_options(populate_existing=True))
    return found if found is not None and _may_see(actor, found) else None


def invitations(session: Session, actor: Actor, *, before: str | None, limit: int) -> Sequence[Invitation]:
    """Invitations that the actor may see, newest first, those made before the one with the id `before`."""
    wanted = select(Invitation).order_by(Invitation.id.desc())
    if before is not None:
        wanted = wanted.where(Invitation.id < before)
    if not runs_platform(actor):
        wanted = wanted.where(Invitation.organization_id == actor.organization_id).limit(limit)
    return list(islice((each for each in session.scalars(wanted) if _may_see(actor, each)), limit))


def _may_see(actor: Actor, invitation: Invitation) -> bool:
    return may_see(actor, standing_offered(invitation))


def standing_offered(invitation: Invitation) -> Standing:
    """Where whoever accepts will stand."""
    roles = frozenset(Role(each) for each in invitation.roles)
    return Standing(invitation.organization_id, roles, tuple(invitation.regions))


def open_invitations_by(session: Session, member_id: str) -> Sequence[Invitation]:
    """A member's invitations that could still be accepted, locked for their end."""
    wanted = select(Invitation).where(
        Invitation.created_by == member_id,
        Invitation.accepted_at.is_(None),
        Invitation.revoked_at.is_(None),
    )
    return session.scalars(wanted.order_by(Invitation.id).with_for_update()).all()


def public_code_by_hash(session: Session, code_hash: str, *, purpose: str) -> MemberCode | None:
    """The code of this purpose, whatever its state, locked."""
    wanted = select(MemberCode).where(MemberCode.code_hash == code_hash, MemberCode.purpose == purpose)
    return session.scalar(wanted.with_for_update().execution_options(populate_existing=True))


def code_to_issue(session: Session, code_id: str) -> MemberCode | None:
    """A code that waits for its mail, locked."""
    wanted = select(MemberCode).where(MemberCode.id == code_id)
    return session.scalar(wanted.with_for_update().execution_options(populate_existing=True))


def open_codes(session: Session, member_id: str, *, purpose: str | None = None) -> Sequence[MemberCode]:
    """A member's codes that could still be used, of one purpose or of all, locked for their end."""
    wanted = select(MemberCode).where(MemberCode.member_id == member_id, MemberCode.ended_at.is_(None))
    if purpose is not None:
        wanted = wanted.where(MemberCode.purpose == purpose)
    return session.scalars(wanted.order_by(MemberCode.id).with_for_update()).all()
