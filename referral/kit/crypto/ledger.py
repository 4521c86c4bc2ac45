"""The ledger of erasures: a file outside the database that says who was erased and when, and survives every restore.

One line an erasure: the subject's id, the moment, and a check over both. Lines are only ever appended, and are on the
disk before the erasure is committed: a ledger that says more than the database makes `/readyz` refuse, one that says
less would bring a person back.
"""

import os
import re
import zlib
from datetime import datetime
from pathlib import Path

from referral.kit.clock import iso
from referral.kit.crypto.errors import KeyFileError

_LINE = re.compile(r"(?P<said>(?P<id>[0-9a-f-]{36}) (?P<at>\S{20,32})) (?P<check>[0-9a-f]{8})")
# The beginning of a line, torn off by a crash and ended by the next append; its erasure was never committed.
_TORN = re.compile(
    r"[0-9a-f-]{0,36}|[0-9a-f-]{36} [0-9T:.Z-]{0,32}|[0-9a-f-]{36} [0-9T:.Z-]{20,32} [0-9a-f]{0,7}"
)


class LedgerError(KeyFileError):
    """The ledger of erasures can't be read or written; no erasure is done without it."""


class Ledger:
    """The ledger at one path. Its folder has to exist; the file is made with the first erasure."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known: tuple[object, dict[str, datetime]] = (None, {})

    def append(self, subject: str, at: datetime) -> None:
        """Adds an erasure and returns when it is on the disk."""
        said = f"{subject} {iso(at)}"
        line = f"{said} {_check(said)}\n".encode()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            fresh = not self.path.exists()
            descriptor = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                # A line that a crash tore off must not swallow this one.
                os.write(descriptor, (b"" if _ends_whole(descriptor) else b"\n") + line)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            if fresh:
                _sync_folder(self.path.parent)
        except OSError as error:
            raise LedgerError(
                f"the ledger of erasures at {self.path} cannot be written: {error.strerror}"
            ) from error

    def erased(self) -> dict[str, datetime]:
        """Everybody in the ledger with the first moment of their erasure."""
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise LedgerError(
                f"the ledger of erasures at {self.path} cannot be read: {error.strerror}"
            ) from error
        mark = (found.st_mtime_ns, found.st_size, found.st_ino)
        if self._known[0] != mark:
            self._known = (mark, self._read())
        return self._known[1]

    def _read(self) -> dict[str, datetime]:
        erased: dict[str, datetime] = {}
        lines = self.path.read_bytes().split(b"\n")
        # A last line without its end was torn off: its erasure was never committed.
        for number, line in enumerate(lines[:-1], 1):
            match = _LINE.fullmatch(line.decode("ascii", "replace"))
            if match is not None and _check(match["said"]) == match["check"]:
                erased.setdefault(match["id"], datetime.fromisoformat(match["at"]))
            elif not _TORN.fullmatch(line.decode("ascii", "replace")):
                raise LedgerError(f"line {number} of the ledger of erasures at {self.path} was changed")
        return erased


def _check(said: str) -> str:
    return f"{zlib.crc32(said.encode()):08x}"


def _ends_whole(descriptor: int) -> bool:
    end = os.lseek(descriptor, 0, os.SEEK_END)
    return end == 0 or os.pread(descriptor, 1, end - 1) == b"\n"


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


_ledger: Ledger | None = None


def install(path: Path) -> None:
    """Sets where this process keeps its ledger."""
    global _ledger
    _ledger = Ledger(path)


def ledger() -> Ledger:
    """The ledger of this process. Raises `LedgerError` where none is set."""
    if _ledger is None:
        raise LedgerError("no ledger of erasures is configured: set ERASURE_LEDGER")
    return _ledger
