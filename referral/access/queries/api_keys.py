"""Keys, administrators' tokens and failed attempts. What is named `public_…` runs before anybody is known."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from referral.access.models import Administrator, ApiKey, FailedAttempt, Member
from referral.access.rules.roles import runs_platform
from referral.kit.identity import Actor


def public_key_by_prefix(session: Session, prefix: str) -> ApiKey | None:
    """The key that begins so, whatever its state."""
    return session.scalar(select(ApiKey).where(ApiKey.prefix == prefix))


def public_administrator_by_prefix(session: Session, prefix: str) -> Administrator | None:
    """The administrator whose token begins so, whatever its state."""
    return session.scalar(select(Administrator).where(Administrator.prefix == prefix))


def public_failures(session: Session, source: str, *, since: datetime, most: int) -> list[datetime]:
    """When attempts from a source failed, newest first, at most so many."""
    newest = select(FailedAttempt.at).where(FailedAttempt.source == source, FailedAttempt.at > since)
    return list(session.scalars(newest.order_by(FailedAttempt.at.desc()).limit(most)))


def key_by_id(session: Session, actor: Actor, key_id: str) -> ApiKey | None:
    """One key, locked for a change; an organisation's actor finds only its own organisation's."""
    wanted = select(ApiKey).where(ApiKey.id == key_id)
    if not runs_platform(actor):
        wanted = wanted.where(ApiKey.organization_id == actor.organization_id)
    return session.scalar(wanted.with_for_update())


def keys(session: Session, actor: Actor, *, before: str | None, limit: int) -> Sequence[ApiKey]:
    """Keys, newest first, those made before the one with the id `before`."""
    wanted = select(ApiKey).order_by(ApiKey.id.desc()).limit(limit)
    if not runs_platform(actor):
        wanted = wanted.where(ApiKey.organization_id == actor.organization_id)
    if before is not None:
        wanted = wanted.where(ApiKey.id < before)
    return session.scalars(wanted).all()


def public_organisations_with_keys(session: Session, organization_ids: Sequence[str]) -> set[str]:
    """Which of these organisations have a key or a member: nobody may take them out of the directory unasked."""
    keys_of = select(ApiKey.organization_id).where(ApiKey.organization_id.in_(organization_ids))
    members_of = select(Member.organization_id).where(Member.organization_id.in_(organization_ids))
    return {str(each) for each in session.scalars(keys_of.union(members_of))}


def keys_made_by(session: Session, member_id: str) -> Sequence[ApiKey]:
    """A member's keys that still open, locked for their end."""
    wanted = select(ApiKey).where(ApiKey.created_by == member_id, ApiKey.revoked_at.is_(None))
    return session.scalars(wanted.order_by(ApiKey.id).with_for_update()).all()


def administrators(session: Session) -> Sequence[Administrator]:
    """All administrators, in the order in which they were made."""
    return session.scalars(select(Administrator).order_by(Administrator.id)).all()
