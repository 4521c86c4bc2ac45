"""What stands inside a zip or gzip file, with everything hostile refused before or while it is read.

Nothing is ever unpacked to disk. Bytes are counted as they are read, so that what unpacks to far more than it
says is stopped; what breaks in the middle becomes a ReadingError that names the byte.
"""

import gzip
import io
import stat
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol, cast

from referral.directory.exchange.reading.files import Member
from referral.directory.exchange.reading.model import Limits, ReadingError


class _Closable(Protocol):
    def close(self) -> None: ...


def unpacked(member: Member, *, limits: Limits, size: int) -> Member:
    """A gzip file as the file inside it."""
    name = member.name[:-3] if member.name.lower().endswith(".gz") else member.name

    def open_() -> BinaryIO:
        packed = member.open()
        stream = cast(BinaryIO, gzip.GzipFile(fileobj=packed))
        return _guarded(stream, packed, file=member.file, size=size, limits=limits)

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
        archive = zipfile.ZipFile(path)
        try:
            stream = cast(BinaryIO, archive.open(info))
        except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
            archive.close()
            raise ReadingError(f"{path.name}: {info.filename} is damaged or cut off ({error}).") from error
        name = f"{path.name}/{info.filename}"
        return _guarded(stream, archive, file=name, size=info.compress_size, limits=limits)

    return open_


def _guarded(stream: BinaryIO, outer: _Closable, *, file: str, size: int, limits: Limits) -> BinaryIO:
    return io.BufferedReader(_Guard(stream, outer, file, size, limits), buffer_size=256 * 1024)


class _Guard(io.RawIOBase):
    """Counts what a packed stream gives and stops at the limits."""

    def __init__(self, stream: BinaryIO, outer: _Closable, file: str, size: int, limits: Limits) -> None:
        self._stream, self._outer, self._file, self._packed, self._limits = (
            stream,
            outer,
            file,
            max(size, 1),
            limits,
        )
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
            self._outer.close()
        super().close()
