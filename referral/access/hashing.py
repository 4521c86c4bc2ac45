"""Passwords are hashed with Argon2id (RFC 9106), by the parameters of the settings, and anew when those have changed.

Every check costs one hash, also of an account that does not exist.
"""

from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from referral.access.configured import configured
from referral.access.rules.passwords import canonical


@lru_cache(maxsize=4)
def _hasher(passes: int, memory_kib: int, lanes: int) -> PasswordHasher:
    return PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=lanes)


@lru_cache(maxsize=4)
def _nobodys(hasher: PasswordHasher) -> str:
    return hasher.hash("nobody has this password")


def _current() -> PasswordHasher:
    now = configured()
    return _hasher(now.passes, now.memory_kib, now.lanes)


def hash_password(password: str) -> str:
    """The hash to keep, with its salt and parameters in it."""
    return _current().hash(canonical(password))


def is_right(password_hash: str | None, password: str) -> bool:
    """Whether the password has this hash; None costs as much, and is never right."""
    hasher = _current()
    # Made once, whoever asks first: an account that exists must not be the quicker one to ask for.
    stand_in = _nobodys(hasher)
    try:
        hasher.verify(password_hash or stand_in, canonical(password))
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made by other parameters than the present ones."""
    return _current().check_needs_rehash(password_hash)
