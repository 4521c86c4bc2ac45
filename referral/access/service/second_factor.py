"""The second factor: an authenticator and ten recovery codes."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from referral.access import keyring, totp
from referral.access.errors import NoSecondFactor, PasswordWrong, SecondFactorExists, SecondFactorWrong
from referral.access.models import Member, RecoveryCode, SecondFactor
from referral.access.queries import sessions as queries
from referral.access.rules import acts, codes
from referral.access.service.leaving import end_sessions
from referral.access.service.passwords import forget_second_factor
from referral.access.service.standing import own_account
from referral.audit.service import append
from referral.kit.clock import now
from referral.kit.identity import Actor
from referral.kit.ids import new_id

RECOVERY_CODES = 10


def begin(session: Session, actor: Actor) -> tuple[str, str]:
    """A new secret, and its address for authenticators; it counts when a first code has proved it."""
    member = own_account(session, actor)
    factor = queries.second_factor_to_change(session, member.id)
    if factor is not None and factor.confirmed_at is not None:
        raise SecondFactorExists
    secret = totp.new_secret()
    if factor is None:
        factor = SecondFactor(member_id=member.id, last_step=0)
        session.add(factor)
    factor.sealed, factor.created_at = keyring.seal_factor(secret, member.id), now()
    return secret, totp.address(secret, account=member.email)


def confirm(session: Session, actor: Actor, typed: str) -> list[str]:
    """Turns the second factor on by its first code, ends all other sessions, and returns ten recovery codes."""
    member = own_account(session, actor)
    factor = queries.second_factor_to_change(session, member.id)
    if factor is None:
        raise NoSecondFactor
    if factor.confirmed_at is not None:
        raise SecondFactorExists
    if not use_code(factor, typed):
        raise SecondFactorWrong
    factor.confirmed_at = now()
    end_sessions(session, member.id, but=actor.session_id)
    made = _new_recovery_codes(session, member.id)
    append(session, actor, action=acts.SECOND_FACTOR_ADDED, object_kind="member", object_id=member.id)
    return made


def use_code(factor: SecondFactor, typed: str) -> bool:
    """Whether this is the authenticator's present code; it does not work again. The row is locked by the caller."""
    code = codes.read_short(typed)
    secret = keyring.open_factor(factor.sealed, factor.member_id)
    if code is None or secret is None:
        return False
    step = totp.matching_step(secret, code, at=now(), after=factor.last_step)
    if step is None:
        return False
    factor.last_step = step
    return True


def use_recovery_code(session: Session, member_id: str, typed: str) -> bool:
    """Whether this is an unused recovery code; it does not work again."""
    code = codes.read(typed)
    found = None if code is None else queries.recovery_code(session, member_id, keyring.code_hash(code))
    if found is None:
        return False
    found.used_at = now()
    return True


def disable(session: Session, actor: Actor, *, proved: str) -> None:
    """Takes the second factor away; `proved` is the hash that the password was compared with."""
    member = proved_account(session, actor, proved)
    if queries.second_factor_to_change(session, member.id) is None:
        raise NoSecondFactor
    forget_second_factor(session, member.id)
    append(session, actor, action=acts.SECOND_FACTOR_REMOVED, object_kind="member", object_id=member.id)


def renew_recovery_codes(session: Session, actor: Actor, *, proved: str) -> list[str]:
    """Ten new recovery codes; the old ones end."""
    member = proved_account(session, actor, proved)
    factor = queries.second_factor_to_change(session, member.id)
    if factor is None or factor.confirmed_at is None:
        raise NoSecondFactor
    made = _new_recovery_codes(session, member.id)
    append(session, actor, action=acts.RECOVERY_CODES_MADE, object_kind="member", object_id=member.id)
    return made


def proved_account(session: Session, actor: Actor, proved: str) -> Member:
    """The actor's account, if its password is still the one that was proved a moment ago."""
    member = own_account(session, actor)
    if member.password_hash != proved:
        raise PasswordWrong
    return member


def _new_recovery_codes(session: Session, member_id: str) -> list[str]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.member_id == member_id))
    made = [keyring.new_code() for _ in range(RECOVERY_CODES)]
    session.add_all(
        RecoveryCode(id=new_id(), member_id=member_id, code_hash=keyring.code_hash(code)) for code in made
    )
    return made
