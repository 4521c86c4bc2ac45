"""How root keys are written down: JSON, plain or locked by a passphrase (Argon2id, then AES-256-GCM).

    {"format": "referral keys 1", "current": "2026-11", "keys": {"2026-11": "<32 bytes, base64>"}, "index": "<…>"}

The same text stands in a file (`KEYS_FILE`) or in the environment (`KEYS`). A locked one can only be opened with the
passphrase, which is asked for at start and stored nowhere.
"""

import base64
import json
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from referral.kit.crypto.envelope import KEY_BYTES, NONCE_BYTES
from referral.kit.crypto.errors import KeyFileError
from referral.kit.crypto.keyring import KeyRing, random_key

PLAIN = "referral keys 1"
LOCKED = "referral keys 1, locked"
SHORTEST_PASSPHRASE = 16
# RFC 9106, its second recommended choice, with one lane.
_MEMORY_KIB, _ITERATIONS, _LANES = 65_536, 3, 1
_MOST_MEMORY_KIB, _MOST_ITERATIONS, _MOST_LANES = 1_048_576, 20, 8
_KEY_ID = re.compile(r"[a-z0-9][a-z0-9.-]{0,39}")


def new_ring(key_id: str) -> KeyRing:
    """A first version with that name, and an index key."""
    return KeyRing(_known_id(key_id), {key_id: random_key()}, random_key())


def with_new_version(ring: KeyRing, key_id: str) -> KeyRing:
    """The ring with one more version, which is written with from now on; the older ones stay readable."""
    if key_id in ring.roots:
        raise KeyFileError(f"there is already a key '{key_id}'; give the new one another name")
    return replace(ring, current=_known_id(key_id), roots={**ring.roots, key_id: random_key()})


def without_version(ring: KeyRing, key_id: str) -> KeyRing:
    """The ring without an older version. Whoever calls this has seen that nothing needs it."""
    if key_id not in ring.roots:
        raise KeyFileError(f"there is no key '{key_id}' here")
    if key_id == ring.current:
        raise KeyFileError(f"'{key_id}' is the key in use; make a new one and rotate first")
    return replace(ring, roots={name: key for name, key in ring.roots.items() if name != key_id})


def _known_id(key_id: str) -> str:
    if not _KEY_ID.fullmatch(key_id):
        raise KeyFileError(
            f"'{key_id}' is no name for a key; right would be letters and digits such as 2026-11"
        )
    return key_id


def is_locked(text: str) -> bool:
    """Whether a passphrase is needed."""
    return _document(text).get("format") == LOCKED


def read(text: str, passphrase: str = "") -> KeyRing:
    """The ring of a text. Raises `KeyFileError`, which says what is wrong and never what stands there."""
    document = _document(text)
    if document.get("format") == LOCKED:
        document = _document(_unlocked(document, passphrase))
    if document.get("format") != PLAIN:
        raise KeyFileError(f"these are no keys of this software: the format must be '{PLAIN}'")
    listed, current = document.get("keys"), document.get("current")
    if not isinstance(listed, dict) or current not in listed:
        raise KeyFileError("the keys are incomplete: 'current' must name one of 'keys'")
    roots = {_known_id(str(name)): _key(value, f"the key '{name}'") for name, value in listed.items()}
    return KeyRing(str(current), roots, _key(document.get("index"), "the index key"))


def write(ring: KeyRing, passphrase: str = "") -> str:
    """The text of a ring, locked where there is a passphrase."""
    document = {
        "format": PLAIN,
        "current": ring.current,
        "keys": {name: base64.b64encode(key).decode() for name, key in sorted(ring.roots.items())},
        "index": base64.b64encode(ring.index).decode(),
    }
    text = json.dumps(document, indent=1)
    return (_locked(text, passphrase) if passphrase else text) + "\n"


def save(path: Path, text: str, *, replacing: bool) -> None:
    """Writes a file that only its owner reads: whole and on the disk, or not at all."""
    fresh = path.with_name(path.name + ".new")
    if path.exists() and not replacing:
        raise KeyFileError(f"{path} is already there and is not overwritten: its keys could be the only ones")
    try:
        fresh.unlink(missing_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        raise KeyFileError(f"{path} cannot be written: {error.strerror}") from error


def _document(text: str) -> dict[str, Any]:
    try:
        document = json.loads(text)
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise KeyFileError("these are no keys of this software: flask keys create makes some")
    return document


def _key(value: Any, name: str) -> bytes:
    try:
        key = base64.b64decode(str(value), validate=True)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyFileError(f"{name} is damaged: right would be {KEY_BYTES} bytes in base64")
    return key


def _locked(text: str, passphrase: str) -> str:
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise KeyFileError(f"the passphrase is too short: give at least {SHORTEST_PASSPHRASE} characters")
    salt, nonce = os.urandom(16), os.urandom(NONCE_BYTES)
    settings = {"memory_kib": _MEMORY_KIB, "iterations": _ITERATIONS, "lanes": _LANES}
    key = _stretched(passphrase, salt, settings)
    sealed = nonce + AESGCM(key).encrypt(nonce, text.encode(), LOCKED.encode())
    return json.dumps(
        {
            "format": LOCKED,
            **settings,
            "salt": base64.b64encode(salt).decode(),
            "sealed": base64.b64encode(sealed).decode(),
        },
        indent=1,
    )


def _unlocked(document: dict[str, Any], passphrase: str) -> str:
    if not passphrase:
        raise KeyFileError("the keys are locked: give their passphrase")
    try:
        salt = base64.b64decode(document["salt"], validate=True)
        sealed = base64.b64decode(document["sealed"], validate=True)
        key = _stretched(passphrase, salt, document)
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], LOCKED.encode()).decode()
    except InvalidTag:
        raise KeyFileError(
            "the keys do not open: the passphrase is another one, or the file is damaged"
        ) from None
    except (KeyError, TypeError, ValueError):
        raise KeyFileError("the locked keys are damaged: restore the file from its backup") from None


def _stretched(passphrase: str, salt: bytes, settings: dict[str, Any]) -> bytes:
    memory, iterations, lanes = (int(settings[name]) for name in ("memory_kib", "iterations", "lanes"))
    if memory > _MOST_MEMORY_KIB or iterations > _MOST_ITERATIONS or lanes > _MOST_LANES:
        raise ValueError("more work than any file of ours asks for")
    function = Argon2id(salt=salt, length=KEY_BYTES, iterations=iterations, lanes=lanes, memory_cost=memory)
    return function.derive(passphrase.encode())
