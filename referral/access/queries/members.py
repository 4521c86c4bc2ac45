"""Members: one's own organisation's; for whoever runs the platform, those who hold a role that the platform gives."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from referral.access.models import Member, MemberRole
from referral.access.rules.roles import BY_PLATFORM, Role, Standing, may_see, runs_platform
from referral.kit.identity import Actor


def standing_of(member: Member) -> Standing:
    """Where the member stands, for the rules."""
    return Standing(member.organization_id, member.roles, member.regions)


def public_member_by_email(session: Session, email: str) -> Member | None:
    """The account with this canonical address, if its membership has not ended."""
    return session.scalar(select(Member).where(Member.email == email, Member.ended_at.is_(None)))


def public_member(session: Session, member_id: str) -> Member | None:
    """A member by id, locked: for what a code or a session has proved to be theirs."""
    return session.scalar(_locked(select(Member).where(Member.id == member_id)))


def member_by_id(session: Session, actor: Actor, member_id: str) -> Member | None:
    """One member whom the actor may see."""
    member = session.get(Member, member_id)
    return member if member is not None and may_see(actor, standing_of(member)) else None


def locked_members(session: Session, member_ids: Iterable[str]) -> dict[str, Member]:
    """Members by id, whatever their state, locked in the order of their ids."""
    wanted = select(Member).where(Member.id.in_(sorted(set(member_ids)))).order_by(Member.id)
    return {each.id: each for each in session.scalars(_locked(wanted))}


def members(
    session: Session, actor: Actor, *, organization_id: str | None, after: str | None, limit: int
) -> Sequence[Member]:
    """Active members of an organisation (None: of none) whom the actor may see, in the order in which they came."""
    wanted = select(Member).where(Member.ended_at.is_(None)).order_by(Member.id).limit(limit)
    if organization_id is None:
        wanted = wanted.where(Member.organization_id.is_(None))
    else:
        wanted = wanted.where(Member.organization_id == organization_id)
    if runs_platform(actor):
        given = select(MemberRole.member_id).where(MemberRole.role.in_(sorted(BY_PLATFORM)))
        wanted = wanted.where(Member.id.in_(given))
    else:
        wanted = wanted.where(Member.organization_id == actor.organization_id)
    if after is not None:
        wanted = wanted.where(Member.id > after)
    return session.scalars(wanted).all()


def active_members(session: Session, member_ids: Iterable[str]) -> dict[str, Member]:
    """Members who have not ended, by id, locked so that they do not end meanwhile; of whichever organisation."""
    wanted = select(Member).where(Member.id.in_(sorted(set(member_ids))), Member.ended_at.is_(None))
    return {each.id: each for each in session.scalars(_locked(wanted.order_by(Member.id)))}


def shown_names(session: Session, member_ids: Collection[str]) -> dict[str, str]:
    """How members of any organisation are called to partners, by id."""
    rows = session.execute(select(Member.id, Member.shown_name).where(Member.id.in_(member_ids)))
    return {row.id: row.shown_name for row in rows}


def lock_administrators(session: Session, *, role: Role, organization_id: str | None) -> None:
    """Waits until nobody else changes this organisation's administrators, and keeps others waiting."""
    wanted = select(Member.id).where(Member.id.in_(_holders(role, organization_id))).order_by(Member.id)
    session.execute(wanted.with_for_update()).all()


def administrators_left(session: Session, *, role: Role, organization_id: str | None, without: str) -> int:
    """How many would hold the role if this member did not. Ask after `lock_administrators`."""
    holders = _holders(role, organization_id).where(Member.id != without)
    return len(session.scalars(holders).all())


def _holders(role: Role, organization_id: str | None) -> Select[str]:
    wanted = select(Member.id).join(MemberRole, MemberRole.member_id == Member.id)
    wanted = wanted.where(MemberRole.role == role.value, Member.ended_at.is_(None))
    if organization_id is None:
        return wanted.where(Member.organization_id.is_(None))
    return wanted.where(Member.organization_id == organization_id)


def _locked(wanted: Select[Member]) -> Select[Member]:
    # What another transaction changed before the lock was given must be read anew.
    return wanted.with_for_update().execution_options(populate_existing=True)
