"""Passwords: set by their owner, or by a code that an administrator printed or that a mail brought.

With the password all sessions end, but the one in which it was changed.
"""

from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from referral.access import keyring, limits
from referral.access.errors import CodeNotValid, PasswordWrong, RoleNotYours
from referral.access.models import Member, MemberCode, RecoveryCode, SecondFactor
from referral.access.queries import codes as queries
from referral.access.queries.members import public_member, public_member_by_email, standing_of
from referral.access.rules import acts, codes
from referral.access.rules.roles import may_let_in
from referral.access.service.keys import Created
from referral.access.service.leaving import end_sessions
from referral.access.service.standing import check_open, locked_self, member_to_change, own_account
from referral.audit.service import append
from referral.kit.clock import now
from referral.kit.identity import ANONYMOUS, Actor
from referral.kit.ids import new_id
from referral.kit.outbox import enqueue_message

RESET, CONFIRM = "reset", "confirm"
RESET_MAIL = "access.password_reset_mail"
CONFIRM_MAIL = "access.email_confirmation_mail"
PRINTED_LIFE = timedelta(days=7)
MAILED_LIFE = timedelta(hours=2)
CONFIRM_LIFE = timedelta(days=3)


def account_subject(email: str) -> limits.Subject:
    """What tries of an account's password are counted by, whether there is such an account or not."""
    return limits.Subject("account", keyring.subject("account", email))


def change_password(session: Session, actor: Actor, *, proved: str, password_hash: str) -> Member:
    """Sets the actor's own password; `proved` is the hash that the present password was compared with."""
    member = own_account(session, actor)
    if member.password_hash != proved:
        raise PasswordWrong
    _set(session, member, password_hash, keep=actor.session_id)
    append(session, actor, action=acts.PASSWORD_CHANGED, object_kind="member", object_id=member.id)
    return member


def _set(session: Session, member: Member, password_hash: str, *, keep: str | None = None) -> None:
    member.password_hash = password_hash
    end_sessions(session, member.id, but=keep)
    for code in queries.open_codes(session, member.id, purpose=RESET):
        code.ended_at = now()


def print_reset(
    session: Session, actor: Actor, member_id: str, *, remove_second_factor: bool
) -> Created[MemberCode]:
    """A code, shown once, by which a member sets a new password within a week; older ones end.

    With `remove_second_factor` the authenticator goes at once: for who lost phone and recovery codes. Raises
    `RoleNotYours` where the member has a role that the actor could not give.
    """
    member = member_to_change(session, actor, member_id)
    check_open(member)
    if not may_let_in(actor, standing_of(member)) or member.id == actor.member_id:
        raise RoleNotYours
    for each in queries.open_codes(session, member.id, purpose=RESET):
        each.ended_at = now()
    code = keyring.new_code()
    made = _new_code(session, member.id, RESET, life=PRINTED_LIFE, maker=locked_self(session, actor))
    made.code_hash = keyring.code_hash(code)
    if remove_second_factor:
        forget_second_factor(session, member.id)
        end_sessions(session, member.id)
    details = {"second_factor_removed": remove_second_factor}
    append(session, actor, action=acts.RESET_MADE, object_kind="member", object_id=member.id, details=details)
    return Created(made, code)


def forget_second_factor(session: Session, member_id: str) -> None:
    """Takes a second factor away, with its recovery codes."""
    for table in (SecondFactor, RecoveryCode):
        session.execute(delete(table).where(table.member_id == member_id))


def _new_code(
    session: Session,
    member_id: str | None,
    purpose: str,
    *,
    life: timedelta,
    email: str | None = None,
    maker: str | None = None,
) -> MemberCode:
    moment = now()
    made = MemberCode(
        id=new_id(),
        member_id=member_id,
        purpose=purpose,
        email=email,
        created_at=moment,
        created_by=maker,
        expires_at=moment + life,
    )
    session.add(made)
    return made


def ask_for_reset(session: Session, email: str) -> None:
    """Notes that somebody asked for a mail by which to set a password. Of an unknown address the same is written.

    Only a confirmed address gets a mail: a mistyped one may be a stranger's.
    """
    member = public_member_by_email(session, email)
    known = member is not None and member.email_confirmed_at is not None
    member_id = member.id if member is not None and known else None
    made = _new_code(session, member_id, RESET, life=MAILED_LIFE, email=email if known else None)
    enqueue_message(session, RESET_MAIL, {"code_id": made.id})
    append(session, ANONYMOUS, action=acts.RESET_ASKED, object_kind="member", object_id=member_id)


def ask_for_confirmation(session: Session, actor: Actor) -> MemberCode:
    """Notes that a mail must go to the member's address, which proves it."""
    member = own_account(session, actor)
    for each in queries.open_codes(session, member.id, purpose=CONFIRM):
        each.ended_at = now()
    made = _new_code(session, member.id, CONFIRM, life=CONFIRM_LIFE, email=member.email)
    enqueue_message(session, CONFIRM_MAIL, {"code_id": made.id})
    append(session, actor, action=acts.EMAIL_ASKED, object_kind="member", object_id=member.id)
    return made


def issue_mailed_code(session: Session, code_id: str) -> tuple[str, str, str] | None:
    """For whoever sends the mail: (address, language, code), made now, so that no secret waits in the outbox.

    Again, the code before ends. None where nothing is to be sent: nobody has the address, or the code is over.
    """
    made = queries.code_to_issue(session, code_id)
    if made is None or made.email is None or made.member_id is None or not _is_open(made):
        return None
    member = public_member(session, made.member_id)
    if member is None or member.ended_at is not None:
        return None
    code = keyring.new_code()
    made.code_hash = keyring.code_hash(code)
    return made.email, member.language, code


def _is_open(code: MemberCode) -> bool:
    return code.ended_at is None and code.expires_at > now()


def _found(session: Session, typed: str, purpose: str) -> tuple[MemberCode, Member]:
    read = codes.read(typed)
    code = (
        None
        if read is None
        else queries.public_code_by_hash(session, keyring.code_hash(read), purpose=purpose)
    )
    if code is None or code.member_id is None or not _is_open(code):
        raise CodeNotValid
    member = public_member(session, code.member_id)
    if member is None or member.ended_at is not None:
        raise CodeNotValid
    return code, member


def account_of_reset(session: Session, typed: str) -> Member:
    """Whose password a code would set; raises `CodeNotValid`. Nothing is changed."""
    return _found(session, typed, RESET)[1]


def redeem_reset(session: Session, typed: str, *, password_hash: str) -> Member:
    """Sets a password by a code: all sessions end, and the account's wrong tries are forgiven."""
    code, member = _found(session, typed, RESET)
    code.ended_at = now()
    _set(session, member, password_hash)
    if code.email is not None and code.email == member.email and member.email_confirmed_at is None:
        member.email_confirmed_at = now()
    limits.forgive(session, account_subject(member.email))
    append(session, ANONYMOUS, action=acts.RESET, object_kind="member", object_id=member.id)
    return member


def redeem_confirmation(session: Session, typed: str) -> Member:
    """Notes that the address is the member's, as the code proves that a mail arrived there."""
    code, member = _found(session, typed, CONFIRM)
    if code.email != member.email:
        raise CodeNotValid
    code.ended_at = now()
    if member.email_confirmed_at is None:
        member.email_confirmed_at = now()
        member.version += 1
    append(session, ANONYMOUS, action=acts.EMAIL_CONFIRMED, object_kind="member", object_id=member.id)
    return member
