"""Files, folders, zip and gzip as members that can be opened, with everything hostile refused before it is
read.

Nothing is ever unpacked to disk. A member's bytes are counted while they are read, so a file that unpacks to
far more than it says is stopped; what breaks in the middle becomes a ReadingError naming the byte.
"""

import gzip
import io
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

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
            found.append(Member(str(inside), _opener(path)))
        if len(found) > limits.max_members:
            raise ReadingError(f"{folder} holds more than {limits.max_members} files.")
    return found


def _opener(path: Path) -> Callable[[], BinaryIO]:
    return lambda: path.open("rb")


def unpacked(member: Member, *, limits: Limits, size: int) -> Member:
    """A gzip file as the file inside it."""
    name = member.name[:-3] if member.name.lower().endswith(".gz") else member.name

    def open_() -> BinaryIO:
        return _guarded(
            cast(BinaryIO, gzip.GzipFile(fileobj=member.open())), file=member.file, packed=size, limits=limits
        )

    return Member(name, open_)


def in_zip(path: Path, *, limits: Limits) -> list[Member]:
    """The files of a zip. Raises ReadingError for one that is cut off, encrypted, a bomb, or has paths
    that lead out.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError) as error:
        raise ReadingError(f"{path.name} is a zip that is cut off or damaged ({error}).") from error
    if len(infos) > limits.max_members:
        raise ReadingError(f"{path.name} holds {len(infos)} files; at most {limits.max_members} are read.")
    for info in infos:
        _check_info(path.name, info, limits)
    total = sum(info.file_size for info in infos)
    packed = path.stat().st_size
    if total > limits.max_unpacked or (
        total > limits.ratio_from and total > limits.max_ratio * max(packed, 1)
    ):
        raise ReadingError(f"{path.name} would unpack to {total} bytes from {packed}: refused as a zip bomb.")
    kept = [info for info in infos if not info.is_dir() and not _hidden(info.filename)]
    return [Member(info.filename, _zip_opener(path, info, limits)) for info in kept]


def _check_info(file: str, info: zipfile.ZipInfo, limits: Limits) -> None:
    name = info.filename.replace("\\", "/")
    if (
        name.startswith("/")
        or ".." in name.split("/")
        or ":" in name.split("/")[0]
        or "\0" in info.orig_filename
    ):
        raise ReadingError(f"{file}: the name {info.filename!r} inside leads out of the archive; refused.")
    if info.flag_bits & 0x1:
        raise ReadingError(f"{file}: {info.filename} is encrypted; a zip without a password was expected.")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise ReadingError(f"{file}: {info.filename} is a link; refused.")
    if name.lower().endswith((".zip", ".gz", ".7z", ".rar", ".tar", ".tgz")):
        raise ReadingError(f"{file}: {info.filename} is an archive inside the archive; unpack it first.")
    if info.file_size > limits.ratio_from and info.file_size > limits.max_ratio * max(info.compress_size, 1):
        raise ReadingError(
            f"{file}: {info.filename} would unpack to {info.file_size} bytes: refused as a zip bomb."
        )


def _hidden(name: str) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in PurePosixPath(name).parts)


def _zip_opener(path: Path, info: zipfile.ZipInfo, limits: Limits) -> Callable[[], BinaryIO]:
    def open_() -> BinaryIO:
        try:
            stream = zipfile.ZipFile(path).open(info)  # noqa: SIM115 - closed by the guard
        except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
            raise ReadingError(f"{path.name}: {info.filename} is damaged or cut off ({error}).") from error
        inner = cast(BinaryIO, stream)
        return _guarded(inner, file=f"{path.name}/{info.filename}", packed=info.compress_size, limits=limits)

    return open_


def _guarded(stream: BinaryIO, *, file: str, packed: int, limits: Limits) -> BinaryIO:
    return io.BufferedReader(_Guard(stream, file, packed, limits), buffer_size=256 * 1024)


class _Guard(io.RawIOBase):
    """Counts what a packed stream gives and stops at the limits."""

    def __init__(self, stream: BinaryIO, file: str, packed: int, limits: Limits) -> None:
        self._stream, self._file, self._packed, self._limits = stream, file, max(packed, 1), limits
        self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:  # type: ignore[no-untyped-def]
        try:
            data = self._stream.read(len(buffer))
        except (EOFError, zlib.error, zipfile.BadZipFile, gzip.BadGzipFile) as error:
            raise ReadingError(
                f"{self._file} is cut off or damaged after byte {self._given} ({error})."
            ) from error
        self._given += len(data)
        limits = self._limits
        if self._given > limits.max_unpacked or (
            self._given > limits.ratio_from and self._given > limits.max_ratio * self._packed
        ):
            raise ReadingError(f"{self._file} unpacks to more than {self._given} bytes: refused as a bomb.")
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
        super().close()
