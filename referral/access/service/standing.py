"""Who acts and on whom, loaded under lock: what every verb about members begins with."""

from sqlalchemy.orm import Session

from referral.access.errors import MembershipOver, NoSuchMember, RoleNotYours, SessionOver
from referral.access.models import Member
from referral.access.queries import members as queries
from referral.access.rules.roles import may_see
from referral.kit.identity import Actor, ActorKind
from referral.kit.problems import StaleVersion


def locked_self(session: Session, actor: Actor) -> str | None:
    """The acting member's id, the membership locked so that nothing is made by somebody who is just leaving.

    None for actors that are no members. Raises `SessionOver` where the membership has ended.
    """
    if actor.kind is not ActorKind.MEMBER or actor.member_id is None:
        return None
    member = own_account(session, actor)
    _check_roles(actor, member)
    return member.id


def own_account(session: Session, actor: Actor) -> Member:
    """The acting member, locked; raises `SessionOver` where the membership has ended."""
    member = None if actor.member_id is None else queries.public_member(session, actor.member_id)
    if member is None or member.ended_at is not None:
        raise SessionOver
    return member


def member_to_change(session: Session, actor: Actor, member_id: str) -> Member:
    """A member whom the actor may see, locked together with the actor; raises `NoSuchMember`.

    Whoever has just been ended, or has just lost a role, changes nobody any more: `SessionOver`, `RoleNotYours`.
    """
    themselves = () if actor.member_id is None else (actor.member_id,)
    there = queries.locked_members(session, (member_id, *themselves))
    for each in themselves:
        if each not in there or there[each].ended_at is not None:
            raise SessionOver
        _check_roles(actor, there[each])
    member = there.get(member_id)
    if member is None or not may_see(actor, queries.standing_of(member)):
        raise NoSuchMember
    return member


def _check_roles(actor: Actor, member: Member) -> None:
    if not actor.roles <= member.roles:
        raise RoleNotYours


def check_open(member: Member) -> None:
    """Raises `MembershipOver` for a membership that has ended."""
    if member.ended_at is not None:
        raise MembershipOver


def check_version(member: Member, version: int) -> None:
    """Raises `StaleVersion` where the member was changed since that version was read."""
    if member.version != version:
        raise StaleVersion
