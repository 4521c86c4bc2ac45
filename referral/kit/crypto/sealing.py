"""Small secrets of the server's own, sealed under its secret key: not people's data, which has keys of its own."""

import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12


def seal(key: str, *, purpose: str, text: str, bound_to: str) -> bytes:
    """AES-256-GCM under a key derived for one purpose. What is sealed opens only for the same `bound_to`."""
    nonce = os.urandom(_NONCE_BYTES)
    derived = hmac.digest(key.encode(), purpose.encode(), "sha256")
    return nonce + AESGCM(derived).encrypt(nonce, text.encode(), bound_to.encode())


def unseal(key: str, *, purpose: str, sealed: bytes, bound_to: str) -> str | None:
    """What was sealed, or None where the key is another or the bytes were changed or moved."""
    derived = hmac.digest(key.encode(), purpose.encode(), "sha256")
    nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    try:
        return AESGCM(derived).decrypt(nonce, rest, bound_to.encode()).decode()
    except (InvalidTag, ValueError):
        return None
