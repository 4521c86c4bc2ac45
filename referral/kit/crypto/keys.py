"""The keys of this process: read from where they are kept, and read again when that changes.

So a version that `flask keys create` adds to the file is known to a server that is serving, before anything is wrapped
with it: `flask keys rotate` needs no restart. Keys from the environment change only with a restart.
"""

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from referral.kit.crypto import keyfile
from referral.kit.crypto.envelope import DataKey
from referral.kit.crypto.errors import KeyFileError, KeysMissing
from referral.kit.crypto.keyring import KeyRing, Wrapped, derive

LOOK_AGAIN_SECONDS = 1.0
MISSING = (
    "no keys are configured for personal data: make some with flask keys create PATH and set KEYS_FILE to that path, "
    "or set KEYS to their text"
)


@dataclass(frozen=True)
class KeySource:
    """Where the keys are kept: a file, a text from the environment, or nowhere."""

    path: Path | None = None
    text: str = field(default="", repr=False)
    passphrase: str = field(default="", repr=False)
    # For development only: keys that follow from another secret of the same machine.
    derived_from: str = field(default="", repr=False)

    def mark(self) -> object:
        """Changes when the keys may have."""
        if self.path is None:
            return None
        try:
            found = self.path.stat()
        except OSError:
            return None
        return (found.st_mtime_ns, found.st_size, found.st_ino)

    def load(self) -> KeyRing:
        """The ring. Raises `KeyFileError`."""
        text = self._text()
        if text is None:
            return self._derived()
        try:
            return keyfile.read(text, self.passphrase)
        except KeyFileError as error:
            raise KeyFileError(f"{self.path or 'KEYS'}: {error}") from None

    def _text(self) -> str | None:
        if self.path is None:
            return self.text or None
        try:
            return self.path.read_text(encoding="ascii")
        except OSError as error:
            raise KeyFileError(f"{self.path} cannot be read: {error.strerror}") from error
        except UnicodeDecodeError:
            raise KeyFileError(f"{self.path} holds no keys of this software") from None

    def _derived(self) -> KeyRing:
        if not self.derived_from:
            raise KeysMissing(MISSING)
        secret = self.derived_from.encode()
        root, index = (derive(secret, b"referral " + name) for name in (b"development", b"index"))
        return KeyRing("development", {"development": root}, index)


class Keys:
    """One source's ring, looked at again when its file changes."""

    def __init__(self, source: KeySource) -> None:
        self._source = source
        self._lock = threading.Lock()
        self._ring: KeyRing | None = None
        self._mark: object = None
        self._looked = 0.0

    def ring(self) -> KeyRing:
        """The keys as they are now. A file that can't be read any more leaves those in force that were."""
        with self._lock:
            if self._ring is None or time.monotonic() - self._looked >= LOOK_AGAIN_SECONDS:
                self._look()
            if self._ring is None:
                raise KeysMissing(MISSING)
            return self._ring

    def unwrap(self, wrapped: Wrapped) -> DataKey:
        """The data key, after a second look at the file where its version is not known yet."""
        ring = self.ring()
        if wrapped.key_id not in ring.roots:
            with self._lock:
                self._look()
            ring = self.ring()
        return ring.unwrap(wrapped)

    def _look(self) -> None:
        self._looked = time.monotonic()
        mark = self._source.mark()
        if self._ring is not None and (mark is None or mark == self._mark):
            return
        try:
            self._ring = self._source.load()
        except KeyFileError:
            if self._ring is None:
                raise
        self._mark = mark


_keys = Keys(KeySource())


def install(source: KeySource) -> None:
    """Sets where this process has its keys from. Nothing is read yet."""
    global _keys
    _keys = Keys(source)


def ring() -> KeyRing:
    """The keys of this process. Raises `KeysMissing` or `KeyFileError`."""
    return _keys.ring()


def unwrap(wrapped: Wrapped) -> DataKey:
    """The data key behind a stored one. Raises `KeyLost` or `SealBroken`."""
    return _keys.unwrap(wrapped)
