"""Secrets for machines and keyed hashes. No passwords here: those need a slow hash."""

import hashlib
import hmac
import secrets
from functools import lru_cache

PREFIX_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"


def random_secret() -> str:
    """256 random bits as 43 characters that need no escaping in addresses and headers."""
    return secrets.token_urlsafe(32)


def random_prefix(length: int) -> str:
    """Random characters to recognise a key by; without those that are easily taken for each other."""
    return "".join(secrets.choice(PREFIX_ALPHABET) for _ in range(length))


def secret_hash(secret: str) -> str:
    """SHA-256 in hex. Right for secrets of 256 random bits, which nobody can guess through; wrong for
    passwords.
    """
    return hashlib.sha256(secret.encode()).hexdigest()


def same(one: str, other: str) -> bool:
    """Equality that takes the same time wherever the first difference stands."""
    return hmac.compare_digest(one.encode(), other.encode())


def keyed_hash(key: str, *, purpose: str, text: str) -> str:
    """HMAC-SHA-256 in hex under a key derived for one purpose: hashes of two purposes can't be compared."""
    return hmac.digest(_derived(key, purpose), text.encode(), "sha256").hex()


@lru_cache(maxsize=64)
def _derived(key: str, purpose: str) -> bytes:
    return hmac.digest(key.encode(), purpose.encode(), "sha256")
