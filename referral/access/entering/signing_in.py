"""Signing in: a mail address and a password, then a second factor where there is one.

An unknown address and a wrong password cost the same and are answered the same.
"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from referral.access import hashing, keyring, limits
from referral.access.configured import configured
from referral.access.errors import SecondFactorWrong, SessionOver, SignInRefused
from referral.access.limits import Subject
from referral.access.models import Member
from referral.access.queries import members as member_queries
from referral.access.queries import sessions as queries
from referral.access.rules import acts
from referral.access.rules.addresses import canonical_address, is_demo
from referral.access.rules.attempts import ACCOUNT, DEVICE, NETWORK, SECOND_FACTOR, Limit
from referral.access.service import second_factor, sessions
from referral.access.service.passwords import account_subject
from referral.access.service.sessions import Begun
from referral.audit.service import append
from referral.kit import crypto
from referral.kit.db.work import unit_of_work
from referral.kit.identity import ANONYMOUS, Actor


@dataclass(frozen=True)
class Visit:
    """From where somebody knocks: the network, the browser's name, and the cookies that it brought."""

    network: str
    agent: str = ""
    device: str | None = None
    session_token: str | None = None


@dataclass(frozen=True)
class SignedIn:
    """A begun session, and the mark by which its browser is known from now on."""

    begun: Begun
    device: str


def sign_in(email: str, password: str, visit: Visit) -> SignedIn:
    """Begins a session; where there is a second factor, one that opens only its step.

    Raises `SignInRefused` (401) and `TooManyTries` (429).
    """
    address = canonical_address(email) or email
    found = _account(address)
    member_id, password_hash = found if found is not None else (None, None)
    taken = limits.take(_limits(address, visit, member_id), member_id=member_id)
    right = hashing.is_right(password_hash, password)
    if member_id is None or password_hash is None or not right:
        _record_refusal(member_id)
        raise SignInRefused
    return _begin(member_id, password_hash, _renewed(password_hash, password), visit, taken)


def _account(address: str) -> tuple[str, str] | None:
    """Id and password's hash of an account that may sign in."""
    with unit_of_work(write=False) as session:
        member = member_queries.public_member_by_email(session, address)
    if member is None or (is_demo(address) and not configured().demo_accounts):
        return None
    return member.id, member.password_hash


def _limits(address: str, visit: Visit, member_id: str | None) -> dict[Subject, Limit]:
    """A browser that was right before is counted by itself: what strangers try does not keep it out."""
    device = keyring.device_of(visit.device, member_id)
    if device is not None:
        return {Subject("device", device): DEVICE}
    network = Subject("network", keyring.subject("network", visit.network))
    return {account_subject(address): ACCOUNT, network: NETWORK}


def _renewed(password_hash: str, password: str) -> str:
    return hashing.hash_password(password) if hashing.is_outdated(password_hash) else password_hash


def _begin(member_id: str, proved: str, renewed: str, visit: Visit, taken: limits.Taken) -> SignedIn:
    with unit_of_work(write=True) as session:
        member = member_queries.public_member(session, member_id)
        # Ended, or given another password, while this one was hashed.
        if member is None or member.ended_at is not None or member.password_hash != proved:
            raise SignInRefused
        member.password_hash = renewed
        factor = queries.public_second_factor(session, member.id)
        pending = factor is not None and factor.confirmed_at is not None
        limits.give_back(session, taken)
        former = None if visit.session_token is None else crypto.secret_hash(visit.session_token)
        begun = sessions.begin(session, member, agent=visit.agent, pending=pending, former=former)
        kept = keyring.device_of(visit.device, member.id) is not None
        device = visit.device if kept and visit.device else keyring.new_device(member.id)
        return SignedIn(begun, device)


def _record_refusal(member_id: str | None) -> None:
    with unit_of_work(write=True) as session:
        append(session, ANONYMOUS, action=acts.REFUSED, object_kind="member", object_id=member_id)


def second_step(actor: Actor, code: str) -> Begun:
    """Makes a pending session whole by an authenticator's code or a recovery code.

    Raises `SecondFactorWrong` (403), `TooManyTries` (429), `SessionOver` (401).
    """
    if actor.member_id is None:
        raise SessionOver
    taken = take_for_second_factor(actor.member_id)
    try:
        with unit_of_work(write=True) as session:
            row = sessions.pending_session(session, actor)
            if not _proves(session, row.member, actor, code):
                raise SecondFactorWrong
            limits.give_back(session, taken)
            return sessions.raise_by_second_factor(session, row)
    except SecondFactorWrong:
        _record_refusal(actor.member_id)
        raise


def take_for_second_factor(member_id: str) -> limits.Taken:
    """A place to try a second factor in; raises `TooManyTries`."""
    subject = Subject("second_factor", keyring.subject("second factor", member_id))
    return limits.take({subject: SECOND_FACTOR}, member_id=member_id)


def _proves(session: Session, member: Member, actor: Actor, code: str) -> bool:
    factor = queries.second_factor_to_change(session, member.id)
    if factor is None or factor.confirmed_at is None:
        return False
    if second_factor.use_code(factor, code):
        return True
    if not second_factor.use_recovery_code(session, member.id, code):
        return False
    append(session, actor, action=acts.RECOVERY_CODE_USED, object_kind="member", object_id=member.id)
    return True
