"""Codes in place of a password: invitations, resets, confirmations. 100 bits cannot be guessed, so a right code always
opens; wrong ones are counted by the network that they come from.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from referral.access import hashing, keyring, limits
from referral.access.entering.proving import profile_of
from referral.access.errors import CodeNotValid
from referral.access.limits import Subject
from referral.access.models import Member
from referral.access.rules.attempts import CODES, MAILS, NETWORK
from referral.access.service import invitations, passwords
from referral.access.service.members import Profile, check_password, checked_address
from referral.kit.db.work import unit_of_work


@contextmanager
def _counted(network: str) -> Iterator[None]:
    """Counts wrong codes; raises `TooManyTries` instead of `CodeNotValid` where there were too many."""
    try:
        yield
    except CodeNotValid:
        limits.take({Subject("codes", keyring.subject("codes", network)): CODES})
        raise


def accept_invitation(code: str, profile: Profile, password: str, *, network: str) -> Member:
    """Makes a member; raises `CodeNotValid`, `EmailTaken`, `InvalidInput`, `TooManyTries`."""
    profile = Profile(checked_address(profile.email), profile.name, profile.shown_name, profile.language)
    check_password(password, profile)
    with _counted(network):
        with unit_of_work(write=True) as session:
            invitations.check_code(session, code)
        password_hash = hashing.hash_password(password)
        return _in_one(
            lambda session: invitations.accept(session, code, profile, password_hash=password_hash)
        )


def redeem_reset(code: str, password: str, *, network: str) -> None:
    """Sets a password by a code; raises `CodeNotValid`, `InvalidInput`, `TooManyTries`."""
    with _counted(network):
        with unit_of_work(write=True) as session:
            profile = profile_of(passwords.account_of_reset(session, code))
        check_password(password, profile)
        password_hash = hashing.hash_password(password)
        _in_one(lambda session: passwords.redeem_reset(session, code, password_hash=password_hash))


def redeem_confirmation(code: str, *, network: str) -> None:
    """Confirms an address by a code; raises `CodeNotValid`, `TooManyTries`."""
    with _counted(network):
        _in_one(lambda session: passwords.redeem_confirmation(session, code))


def _in_one(act: Callable[[Session], Member]) -> Member:
    with unit_of_work(write=True) as session:
        return act(session)


def ask_for_reset(email: str, *, network: str) -> None:
    """Asks for a mail; the same is done for an address that nobody has. Raises `TooManyTries`, `InvalidInput`."""
    address = checked_address(email)
    limits.take(
        {
            Subject("mails", keyring.subject("mails", address)): MAILS,
            Subject("network", keyring.subject("mails of network", network)): NETWORK,
        }
    )
    with unit_of_work(write=True) as session:
        passwords.ask_for_reset(session, address)
