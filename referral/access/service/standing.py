"""Who acts and on whom, loaded under lock: what every verb about members begins with."""

from sqlalchemy.orm import Session

from referral.access.errors import MembershipOver, NoSuchMember, SessionOver
from referral.access.models import Member
from referral.access.queries import members as queries
from referral.kit.identity import Actor, ActorKind
from referral.kit.problems import StaleVersion


def locked_self(session: Session, actor: Actor) -> str | None:
    """The acting member's id, the membership locked so that nothing is made by somebody who is just leaving.

    None for actors that are no members. Raises `SessionOver` where the membership has ended.
    """
    if actor.kind is not ActorKind.MEMBER or actor.member_id is None:
        return None
    return own_account(session, actor).id


def own_account(session: Session, actor: Actor) -> Member:
    """The acting member, locked; raises `SessionOver` where the membership has ended."""
    member = None if actor.member_id is None else queries.public_member(session, actor.member_id)
    if member is None or member.ended_at is not None:
        raise SessionOver
    return member


def member_to_change(session: Session, actor: Actor, member_id: str) -> Member:
    """A member whom the actor may see, locked; raises `NoSuchMember`."""
    member = queries.member_to_change(session, actor, member_id)
    if member is None:
        raise NoSuchMember
    return member


def check_open(member: Member) -> None:
    """Raises `MembershipOver` for a membership that has ended."""
    if member.ended_at is not None:
        raise MembershipOver


def check_version(member: Member, version: int) -> None:
    """Raises `StaleVersion` where the member was changed since that version was read."""
    if member.version != version:
        raise StaleVersion
