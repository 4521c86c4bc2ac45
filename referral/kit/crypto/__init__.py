"""Cryptography: secrets for machines, keyed hashes, signatures, and the sealing of personal data.

Passwords of people are no part of it. Nothing in here touches a database.
"""

from referral.kit.crypto.envelope import DataKey, Place
from referral.kit.crypto.errors import KeyFileError, KeyLost, KeysMissing, SealBroken
from referral.kit.crypto.keyring import KeyRing, Wrapped
from referral.kit.crypto.sealing import seal, unseal
from referral.kit.crypto.signing import create_signing_key, sign, signature_holds
from referral.kit.crypto.tokens import (
    PREFIX_ALPHABET,
    keyed_hash,
    random_prefix,
    random_secret,
    same,
    secret_hash,
)

__all__ = [
    "PREFIX_ALPHABET",
    "DataKey",
    "KeyFileError",
    "KeyLost",
    "KeyRing",
    "KeysMissing",
    "Place",
    "SealBroken",
    "Wrapped",
    "create_signing_key",
    "keyed_hash",
    "random_prefix",
    "random_secret",
    "same",
    "seal",
    "secret_hash",
    "sign",
    "signature_holds",
    "unseal",
]
