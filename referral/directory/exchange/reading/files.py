"""Files and folders as members that can be opened, known by their content.

What a file is, its first bytes say, not its name; what cannot be read is refused with what it is instead.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from referral.directory.exchange.reading.model import Limits, ReadingError

SAMPLE = 64 * 1024
_DEPTH = 3
_MAGIC = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"%PDF", "a PDF document"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file (save it as XLSX or CSV)"),
    (b"SQLite format 3", "an SQLite database (a GeoPackage?)"),
    (b"7z\xbc\xaf", "a 7z archive (use zip)"),
    (b"Rar!", "a RAR archive (use zip)"),
    (b"BZh", "a bzip2 archive (use gzip or zip)"),
    (b"\xfd7zXZ", "an xz archive (use gzip or zip)"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive (use gzip or zip)"),
    (b"PAR1", "a Parquet file"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a source: its name inside, and how to open it (any number of times)."""

    name: str
    open: Callable[[], BinaryIO]

    @property
    def file(self) -> str:
        return PurePosixPath(self.name).name

    def start(self, size: int = SAMPLE) -> bytes:
        with self.open() as stream:
            return stream.read(size)


def kind_of(start: bytes, *, file: str) -> str:
    """zip, gzip, json or text, by content. Raises ReadingError for what is none of them."""
    if not start.strip(b"\xef\xbb\xbf \t\r\n"):
        raise ReadingError(f"{file} is empty.")
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if start.startswith(b"\x1f\x8b"):
        return "gzip"
    for magic, what in _MAGIC:
        if start.startswith(magic):
            raise ReadingError(
                f"{file} is {what}; HSDS JSON, ndjson, CSV, XLSX, GeoJSON or a zip of CSV was expected."
            )
    text = (
        start.replace(b"\0", b"")
        if start.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in start[:4]
        else start
    )
    text = text.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if text[:1] in (b"{", b"["):
        return "json"
    if text[:1] == b"<":
        raise ReadingError(
            f"{file} is XML or a web page; HSDS JSON, ndjson, CSV, XLSX or GeoJSON was expected."
        )
    if text is start and start.count(0) > len(start) // 20 and not _looks_like_utf_16(start):
        raise ReadingError(
            f"{file} holds binary data, not text; HSDS JSON, ndjson, CSV, XLSX or GeoJSON was expected."
        )
    return "text"


def _looks_like_utf_16(start: bytes) -> bool:
    half = max(len(start) // 2, 1)
    return max(start[1::2].count(0), start[0::2].count(0)) > 0.7 * half


def member_of(path: Path) -> Member:
    return Member(path.name, lambda: path.open("rb"))


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Turns what the file system refuses into a ReadingError."""
    try:
        yield
    except FileNotFoundError:
        raise ReadingError(f"{path} does not exist.") from None
    except PermissionError:
        raise ReadingError(f"{path} may not be read: permission denied.") from None
    except OSError as error:
        raise ReadingError(f"{path} cannot be read: {error.strerror or error}.") from error


def in_folder(folder: Path, *, limits: Limits) -> list[Member]:
    """The files of a folder and of three levels below it, hidden ones left out."""
    found: list[Member] = []
    root = folder.resolve()
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if len(inside.parts) > _DEPTH or any(part.startswith((".", "__MACOSX")) for part in inside.parts):
            continue
        if path.is_symlink() and root not in path.resolve().parents:
            raise ReadingError(f"{inside} is a link that leads out of the folder; put the file itself there.")
        if path.is_file():
            # A name that is no UTF-8 is reported as well as it can be.
            name = str(inside).encode("utf-8", "replace").decode()
            found.append(Member(name, _opener(path)))
        if len(found) > limits.max_members:
            raise ReadingError(f"{folder} holds more than {limits.max_members} files.")
    return found


def _opener(path: Path) -> Callable[[], BinaryIO]:
    return lambda: path.open("rb")
