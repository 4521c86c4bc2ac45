"""What is derived from the installation's secret: tokens against forged requests, known devices, sealed secrets,
subjects to count by.

A changed SECRET_KEY ends open forms, forgets devices, and makes authenticators useless (recovery codes still work).
"""

import secrets

from referral.access.configured import configured
from referral.access.rules import codes
from referral.kit import crypto

_SECOND_FACTOR = "second factor"


def csrf_token(session_token: str) -> str:
    """The token that goes with one session's token, and with no other."""
    return crypto.keyed_hash(configured().secret_key, purpose="csrf", text=session_token)


def subject(kind: str, text: str) -> str:
    """What tries are counted by: a keyed hash, so that the table names neither addresses nor accounts."""
    return crypto.keyed_hash(configured().secret_key, purpose=f"attempts: {kind}", text=text)


def new_device(member_id: str) -> str:
    """The value of a cookie that says: from here this member signed in before."""
    nonce = crypto.random_prefix(20)
    return f"{member_id}.{nonce}.{_device_mark(member_id, nonce)}"


def device_of(cookie: str | None, member_id: str | None) -> str | None:
    """What tries from a known device are counted by, or None where the cookie is not this member's."""
    owner, _, rest = (cookie or "").partition(".")
    nonce, _, mark = rest.partition(".")
    if member_id is None or owner != member_id or not crypto.same(mark, _device_mark(owner, nonce)):
        return None
    return subject("device", f"{member_id}.{nonce}")


def _device_mark(member_id: str, nonce: str) -> str:
    return crypto.keyed_hash(configured().secret_key, purpose="device", text=f"{member_id}.{nonce}")


def new_code() -> str:
    """A code as people read it: 100 random bits in groups."""
    return codes.written([secrets.randbelow(32) for _ in range(codes.LENGTH)])


def code_hash(code: str) -> str:
    """The hash of a code in its canonical form (`rules.codes.read`)."""
    return crypto.secret_hash(code.replace("-", ""))


def seal_factor(secret: str, member_id: str) -> bytes:
    """An authenticator's secret as it is kept; it opens for this member only."""
    key = configured().secret_key
    return crypto.seal(key, purpose=_SECOND_FACTOR, text=secret, bound_to=member_id)


def open_factor(sealed: bytes, member_id: str) -> str | None:
    """An authenticator's secret, or None where SECRET_KEY has changed."""
    key = configured().secret_key
    return crypto.unseal(key, purpose=_SECOND_FACTOR, sealed=sealed, bound_to=member_id)
