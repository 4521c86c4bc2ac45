"""Key-encryption keys: versions of one root key, from which every organisation has its own, and the index key.

The root keys never touch the database. An organisation's key-encryption key is derived (HKDF-SHA-256) from the root
key's version and the organisation's id; it wraps one data key per subject. A wrapped key says which version it needs.
"""

import base64
import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from referral.kit.crypto.envelope import KEY_BYTES, NONCE_BYTES, DataKey, bound
from referral.kit.crypto.errors import KeyLost, SealBroken
from referral.kit.crypto.tokens import keyed_hash

_WRAPPED_BYTES = NONCE_BYTES + KEY_BYTES + 16


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A data key as it is stored: useless without the root key whose version is `key_id`."""

    key_id: str
    organization_id: str
    subject: str
    sealed: bytes = field(repr=False)


def derive(root: bytes, info: bytes) -> bytes:
    """A key for one use of a root key: HKDF (RFC 5869) with SHA-256."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(root)


def random_key() -> bytes:
    """256 random bits."""
    return os.urandom(KEY_BYTES)


@dataclass(frozen=True)
class KeyRing:
    """All versions that can be read, and the one that is written with."""

    current: str
    roots: Mapping[str, bytes] = field(repr=False)
    index: bytes = field(repr=False)

    def new_data_key(self, *, organization_id: str, subject: str) -> tuple[DataKey, Wrapped]:
        """A fresh data key and its wrapped form."""
        key = random_key()
        return DataKey(subject, key), self._wrap(key, organization_id, subject)

    def unwrap(self, wrapped: Wrapped) -> DataKey:
        """The data key. Raises `KeyLost` where its version is not here, `SealBroken` where it was tampered with."""
        return DataKey(wrapped.subject, self._plain(wrapped))

    def rewrap(self, wrapped: Wrapped, *, organization_id: str | None = None) -> Wrapped:
        """The same data key under the current version, and for another organisation if one is named."""
        return self._wrap(self._plain(wrapped), organization_id or wrapped.organization_id, wrapped.subject)

    def blind_index(self, *, organization_id: str, purpose: str, text: str) -> str:
        """HMAC-SHA-256 in hex, equal for equal texts inside one organisation and one purpose, and only there."""
        derived = derive(self.index, bound(b"referral index v1\n", organization_id))
        return keyed_hash(base64.b64encode(derived).decode(), purpose=purpose, text=text)

    def _wrap(self, key: bytes, organization_id: str, subject: str) -> Wrapped:
        nonce = os.urandom(NONCE_BYTES)
        aead = self._organisations_key(self.current, organization_id)
        sealed = aead.encrypt(nonce, key, _bound_key(self.current, organization_id, subject))
        return Wrapped(self.current, organization_id, subject, nonce + sealed)

    def _plain(self, wrapped: Wrapped) -> bytes:
        aead = self._organisations_key(wrapped.key_id, wrapped.organization_id)
        if len(wrapped.sealed) != _WRAPPED_BYTES:
            raise SealBroken("a stored data key does not have the length of one")
        nonce, rest = wrapped.sealed[:NONCE_BYTES], wrapped.sealed[NONCE_BYTES:]
        try:
            return aead.decrypt(
                nonce, rest, _bound_key(wrapped.key_id, wrapped.organization_id, wrapped.subject)
            )
        except InvalidTag:
            raise SealBroken(
                f"a stored data key does not open with the key '{wrapped.key_id}': it was changed or moved, "
                "or the key of that name is another one"
            ) from None

    def _organisations_key(self, key_id: str, organization_id: str) -> AESGCM:
        root = self.roots.get(key_id)
        if root is None:
            raise KeyLost(key_id)
        return AESGCM(derive(root, bound(b"referral organisation v1\n", organization_id)))


def _bound_key(key_id: str, organization_id: str, subject: str) -> bytes:
    return bound(b"referral data key v1\n", key_id, organization_id, subject)
