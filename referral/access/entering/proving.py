"""Proving the password again, before what would let a stranger at an open screen take the account over."""

from referral.access import hashing, keyring, limits
from referral.access.entering.signing_in import take_for_second_factor
from referral.access.errors import PasswordWrong
from referral.access.limits import Subject
from referral.access.models import Member
from referral.access.queries.members import public_member
from referral.access.rules.attempts import ACCOUNT
from referral.access.service import passwords, second_factor
from referral.access.service.members import Profile, check_password
from referral.access.service.standing import own_account
from referral.kit.db.work import unit_of_work
from referral.kit.identity import Actor


def prove(actor: Actor, password: str) -> str:
    """The hash that the password was right for; raises `PasswordWrong` (403), `TooManyTries` (429)."""
    with unit_of_work(write=False) as session:
        member = None if actor.member_id is None else public_member(session, actor.member_id)
        known = None if member is None else member.password_hash
    subject = Subject("password", keyring.subject("password", str(actor.member_id)))
    taken = limits.take({subject: ACCOUNT}, member_id=actor.member_id)
    if not hashing.is_right(known, password) or known is None:
        raise PasswordWrong
    with unit_of_work(write=True) as session:
        limits.give_back(session, taken)
    return known


def change_password(actor: Actor, *, present: str, password: str) -> None:
    """Sets a new password; all other sessions end."""
    with unit_of_work(write=True) as session:
        check_password(password, profile_of(own_account(session, actor)))
    proved = prove(actor, present)
    password_hash = hashing.hash_password(password)
    with unit_of_work(write=True) as session:
        passwords.change_password(session, actor, proved=proved, password_hash=password_hash)


def profile_of(member: Member) -> Profile:
    """What the account says of its owner."""
    return Profile(member.email, member.name, member.shown_name, member.language)


def confirm_second_factor(actor: Actor, code: str) -> list[str]:
    """Turns the second factor on; raises `SecondFactorWrong`, `TooManyTries`."""
    taken = take_for_second_factor(str(actor.member_id))
    with unit_of_work(write=True) as session:
        made = second_factor.confirm(session, actor, code)
        limits.give_back(session, taken)
        return made


def disable_second_factor(actor: Actor, password: str) -> None:
    """Takes the second factor away."""
    proved = prove(actor, password)
    with unit_of_work(write=True) as session:
        second_factor.disable(session, actor, proved=proved)


def renew_recovery_codes(actor: Actor, password: str) -> list[str]:
    """Ten new recovery codes."""
    proved = prove(actor, password)
    with unit_of_work(write=True) as session:
        return second_factor.renew_recovery_codes(session, actor, proved=proved)
