"""Sessions, second factors and recovery codes. Sessions are seen by their own member only."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from referral.access.models import MemberSession, RecoveryCode, SecondFactor
from referral.kit.identity import Actor


def public_session_by_hash(session: Session, token_hash: str) -> MemberSession | None:
    """The session whose token has this hash, whatever its state."""
    return session.scalar(select(MemberSession).where(MemberSession.token_hash == token_hash))


def session_to_change(session: Session, actor: Actor, session_id: str) -> MemberSession | None:
    """One of the actor's own sessions, locked."""
    wanted = select(MemberSession).where(
        MemberSession.id == session_id, MemberSession.member_id == actor.member_id
    )
    return session.scalar(wanted.with_for_update(of=MemberSession).execution_options(populate_existing=True))


def open_sessions(session: Session, member_id: str) -> Sequence[MemberSession]:
    """A member's sessions that nobody has ended, newest first; some may be over by their age."""
    wanted = select(MemberSession).where(
        MemberSession.member_id == member_id, MemberSession.ended_at.is_(None)
    )
    return session.scalars(wanted.order_by(MemberSession.id.desc())).all()


def public_second_factor(session: Session, member_id: str) -> SecondFactor | None:
    """A member's second factor, confirmed or begun."""
    return session.get(SecondFactor, member_id)


def second_factor_to_change(session: Session, member_id: str) -> SecondFactor | None:
    """The same, locked: two requests with one code come one after the other."""
    wanted = select(SecondFactor).where(SecondFactor.member_id == member_id)
    return session.scalar(wanted.with_for_update().execution_options(populate_existing=True))


def recovery_code(session: Session, member_id: str, code_hash: str) -> RecoveryCode | None:
    """An unused recovery code, locked."""
    wanted = select(RecoveryCode).where(
        RecoveryCode.member_id == member_id,
        RecoveryCode.code_hash == code_hash,
        RecoveryCode.used_at.is_(None),
    )
    return session.scalar(wanted.with_for_update().execution_options(populate_existing=True))


def recovery_codes_left(session: Session, member_id: str) -> int:
    """How many recovery codes a member has not used."""
    wanted = select(RecoveryCode.id).where(
        RecoveryCode.member_id == member_id, RecoveryCode.used_at.is_(None)
    )
    return len(session.scalars(wanted).all())
