"""Sealing values: AES-256-GCM under one data key per subject, bound to the place where the value stands.

A sealed value is `0x01 ‖ nonce (12 bytes) ‖ ciphertext and tag`. Its associated data name table, column, row and
subject, so that it opens nowhere else: not in another column, row or person, however it got there.
"""

import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from referral.kit.crypto.errors import SealBroken

FORMAT = b"\x01"
NONCE_BYTES = 12
KEY_BYTES = 32
_SHORTEST = len(FORMAT) + NONCE_BYTES + 16


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sealed value stands, and whose it is."""

    table: str
    column: str
    row: str
    subject: str


def bound(domain: bytes, *parts: str) -> bytes:
    """Associated data: each part with its length before it, so that no two lists of parts give the same bytes."""
    encoded = [part.encode() for part in parts]
    return domain + b"".join(len(part).to_bytes(4, "big") + part for part in encoded)


class DataKey:
    """The key of one subject. It never shows in a repr, and seals nothing of anybody else."""

    __slots__ = ("_aead", "subject")

    def __init__(self, subject: str, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"a data key of {len(key)} bytes; right would be {KEY_BYTES}")
        self.subject = subject
        self._aead = AESGCM(key)

    def __repr__(self) -> str:
        return f"<DataKey of {self.subject}>"

    def seal(self, place: Place, plain: bytes) -> bytes:
        """The value, sealed for this place."""
        nonce = os.urandom(NONCE_BYTES)
        return FORMAT + nonce + self._aead.encrypt(nonce, plain, self._bound(place))

    def open(self, place: Place, sealed: bytes) -> bytes:
        """The value that was sealed for this place. Raises `SealBroken` for everything else."""
        if len(sealed) < _SHORTEST or sealed[:1] != FORMAT:
            raise SealBroken(f"what stands in {place.table}.{place.column} is not a sealed value")
        nonce, rest = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        try:
            return self._aead.decrypt(nonce, rest, self._bound(place))
        except InvalidTag:
            raise SealBroken(
                f"the value in {place.table}.{place.column} was changed, moved or sealed with another key"
            ) from None

    def _bound(self, place: Place) -> bytes:
        if place.subject != self.subject:
            raise SealBroken("a data key opens and seals only what is its own subject's")
        return bound(b"referral sealed v1\n", place.table, place.column, place.row, place.subject)
