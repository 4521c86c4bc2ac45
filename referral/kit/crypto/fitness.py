"""Whether the keys for personal data are there and safe where they are: what keeps a server from starting."""

from pathlib import Path
from typing import Protocol

from referral.kit.crypto import keyfile
from referral.kit.crypto.errors import KeyFileError
from referral.kit.crypto.keys import MISSING, KeySource
from referral.kit.db.engine import DatabaseUrlError, dialect_of


class WithKeys(Protocol):
    """Settings that say where the keys are."""

    @property
    def production(self) -> bool: ...
    @property
    def database_url(self) -> str: ...
    @property
    def secret_key(self) -> str: ...
    @property
    def keys_file(self) -> Path | None: ...
    @property
    def keys(self) -> str: ...
    @property
    def keys_passphrase(self) -> str: ...


def source_of(settings: WithKeys) -> KeySource:
    """Where the keys are. Without any, a development server derives some from its secret; production has none."""
    nowhere = settings.keys_file is None and not settings.keys
    derived = settings.secret_key if nowhere and not settings.production else ""
    return KeySource(settings.keys_file, settings.keys, settings.keys_passphrase, derived)


def problems(settings: WithKeys) -> list[str]:
    """Why a server can't start with these keys, each with what to do; empty where it can."""
    source = source_of(settings)
    if source.path is None and not source.text and not source.derived_from:
        return [MISSING]
    try:
        source.load()
    except KeyFileError as error:
        return [
            f"{error}; set KEYS_FILE, KEYS and KEYS_PASSPHRASE right, or restore the keys from their backup"
        ]
    return _misplaced(settings)


def _misplaced(settings: WithKeys) -> list[str]:
    """Who copies the embedded database's folder must not have the keys with it."""
    path = settings.keys_file
    if path is None or not settings.production:
        return []
    try:
        folder = dialect_of(settings.database_url).storage_folder(settings.database_url)
    except DatabaseUrlError:
        return []
    if path.stat().st_mode & 0o077:
        return [f"{path} can be read by others than its owner: run chmod 600 on it"]
    beside = folder is not None and path.resolve().is_relative_to(folder)
    if beside and not keyfile.is_locked(path.read_text(encoding="ascii")):
        return [
            f"{path} lies beside the data that it unlocks: move it elsewhere, or lock it (flask keys lock)"
        ]
    return []
