"""Small cryptography: secrets for machines, keyed hashes, Ed25519 signatures. No passwords here: those need
a slow hash.
"""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

PREFIX_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"


_NONCE_BYTES = 12


class KeyFileError(ValueError):
    """A key file is missing, unreadable or of another kind."""


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
    derived = hmac.digest(key.encode(), purpose.encode(), "sha256")
    return hmac.new(derived, text.encode(), "sha256").hexdigest()


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


def create_signing_key(path: Path) -> str:
    """Writes a new Ed25519 private key (PEM, readable by its owner only) and returns the public one in
    hex.
    """
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise KeyFileError(f"{path} cannot be written: {error.strerror}") from error
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
    return _public_hex(key)


def _private_key(path: Path) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        raise KeyFileError(f"{path} cannot be read: {error.strerror}") from error
    except (ValueError, TypeError) as error:
        raise KeyFileError(f"{path} holds no private key without a passphrase") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFileError(f"{path} holds a key that is not Ed25519")
    return key


def _public_hex(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def sign(path: Path, message: bytes) -> tuple[str, str]:
    """The Ed25519 signature of a message and the public key, both in hex."""
    key = _private_key(path)
    return key.sign(message).hex(), _public_hex(key)


def signature_holds(*, public_key: str, signature: str, message: bytes) -> bool:
    """Whether the signature (hex) over the message was made by the owner of the public key (hex)."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(
            bytes.fromhex(signature), message
        )
    except (InvalidSignature, ValueError):
        return False
    return True
