"""Whether an organisation can be reached here: who of it would answer, and who could approve."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from referral.access.models import ApiKey, Member, MemberRole
from referral.access.rules.policy import Scope
from referral.access.rules.roles import Role
from referral.kit.clock import now


def holders_of(session: Session, organization_id: str, role: Role) -> list[str]:
    """The members of an organisation who hold a role now, by id."""
    wanted = select(Member.id).join(MemberRole, MemberRole.member_id == Member.id)
    wanted = wanted.where(
        Member.organization_id == organization_id, Member.ended_at.is_(None), MemberRole.role == role.value
    )
    return list(session.scalars(wanted.order_by(Member.id)))


def answers_referrals(session: Session, organization_id: str) -> bool:
    """Whether a member takes referrals in, or software of the organisation does by a key."""
    if holders_of(session, organization_id, Role.FOCAL_POINT):
        return True
    scopes = select(ApiKey.scopes).where(
        ApiKey.organization_id == organization_id, ApiKey.revoked_at.is_(None), ApiKey.expires_at > now()
    )
    return any(Scope.REFERRAL_RESPOND in each for each in session.scalars(scopes))


def is_closed(session: Session, organization_id: str) -> bool:
    """Whether nobody is left of an organisation: no active member, and no key that still opens."""
    member = select(Member.id).where(Member.organization_id == organization_id, Member.ended_at.is_(None))
    key = select(ApiKey.id).where(
        ApiKey.organization_id == organization_id, ApiKey.revoked_at.is_(None), ApiKey.expires_at > now()
    )
    return all(session.scalar(wanted.limit(1)) is None for wanted in (member, key))


def works_for(session: Session, member_id: str, organization_id: str) -> bool:
    """Whether an active member, or a key that still opens, is of the organisation."""
    member = select(Member.id).where(
        Member.id == member_id, Member.organization_id == organization_id, Member.ended_at.is_(None)
    )
    if session.scalar(member) is not None:
        return True
    key = select(ApiKey.id).where(
        ApiKey.id == member_id,
        ApiKey.organization_id == organization_id,
        ApiKey.revoked_at.is_(None),
        ApiKey.expires_at > now(),
    )
    return session.scalar(key) is not None
