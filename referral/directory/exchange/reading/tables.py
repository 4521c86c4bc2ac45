"""Text of somebody else's making as rows: encoding, separator, quotes, NULs, over-long lines and cells.

The rows come as lists of strings with the row's number as a person would count it in a spreadsheet (the
header is row 1; empty lines count and are left out). Memory is bounded by one row.
"""

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from referral.directory.exchange.reading.model import Limits, Notes, ReadingError

Open = Callable[[], BinaryIO]
_CHUNK = 1024 * 1024
_SEPARATORS = (",", ";", "\t", "|")


@dataclass(slots=True)
class Table:
    """One table of a source: its name in reports, its header, and the rows below it."""

    file: str
    header: list[str]
    rows: Iterator[tuple[int, list[str]]]


def read_table(
    open_file: Open, *, file: str, notes: Notes, limits: Limits, encoding: str | None = None
) -> Table:
    """Open a delimited text file as a table. Raises ReadingError for what is no text or empty."""
    chosen = encoding or encoding_of(open_file, file=file, notes=notes)
    rows = _rows(open_file, chosen, file=file, limits=limits)
    for _, header in rows:
        return Table(file, [each.strip() for each in header], rows)
    raise ReadingError(f"{file} is empty: a header line with column names was expected.")


def encoding_of(open_file: Open, *, file: str, notes: Notes) -> str:
    """The encoding of a text file; warns where it is not UTF-8. Reads the file once, in constant memory."""
    with open_file() as stream:
        start = stream.read(4096)
        for mark, name in (
            (codecs.BOM_UTF8, "utf-8-sig"),
            (codecs.BOM_UTF16_LE, "utf-16"),
            (codecs.BOM_UTF16_BE, "utf-16"),
        ):
            if start.startswith(mark):
                if name == "utf-16":
                    notes.warn(file=file, message="not UTF-8: read as UTF-16")
                return name
        guess = _utf_16_without_mark(start)
        if guess:
            notes.warn(file=file, message="not UTF-8: read as UTF-16")
            return guess
        decoder = codecs.getincrementaldecoder("utf-8")()
        chunk, position = start, 0
        try:
            while chunk:
                decoder.decode(chunk)
                position += len(chunk)
                chunk = stream.read(_CHUNK)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            where = position + error.start
            notes.warn(file=file, message=f"not UTF-8 (from byte {where} on): read as Windows-1252 (Latin-1)")
            return "cp1252"
    return "utf-8"


def _utf_16_without_mark(start: bytes) -> str | None:
    half = max(len(start) // 2, 1)
    if start[1::2].count(0) > 0.7 * half:
        return "utf-16-le"
    return "utf-16-be" if start[0::2].count(0) > 0.7 * half else None


def _undefined_as_latin(error: UnicodeError) -> tuple[str, int]:
    if isinstance(error, UnicodeDecodeError):
        return error.object[error.start : error.end].decode("latin-1"), error.end
    raise error


codecs.register_error("referral.latin", _undefined_as_latin)


def _rows(open_file: Open, encoding: str, *, file: str, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    errors = "referral.latin" if encoding == "cp1252" else "replace"
    csv.field_size_limit(limits.max_cell)
    with io.TextIOWrapper(open_file(), encoding=encoding, errors=errors, newline="") as text:
        lines = _lines(text, file=file, limits=limits)
        first = next(lines, None)
        if first is None:
            return
        separator = separator_of(first)
        reader = csv.reader(_chained(first, lines), delimiter=separator, strict=False)
        number = 0
        try:
            for row in reader:
                number += 1
                if row:
                    yield number, row
        except csv.Error as error:
            raise ReadingError(_csv_message(file, number + 1, reader.line_num, limits, error)) from error


def _csv_message(file: str, row: int, line: int, limits: Limits, error: csv.Error) -> str:
    if "field larger" in str(error):
        return (
            f"{file}, row {row} (line {line}): a cell holds more than {limits.max_cell} characters; "
            "probably a quotation mark is opened and never closed."
        )
    return f"{file}, row {row} (line {line}) is not readable as CSV: {error}."


def _chained(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _lines(text: io.TextIOWrapper, *, file: str, limits: Limits) -> Iterator[str]:
    longest, number = limits.max_line, 0
    readline = text.readline
    while line := readline(longest):
        number += 1
        if len(line) >= longest:
            raise ReadingError(
                f"{file}, line {number} is longer than {longest} characters; "
                "a table with one row per line was expected."
            )
        yield line.replace("\0", "") if "\0" in line else line


def separator_of(header: str) -> str:
    """The separator that cuts this header line into the most columns; a comma where none does."""
    counts = {each: len(next(csv.reader([header], delimiter=each), [])) for each in _SEPARATORS}
    best = max(counts.values())
    return next(each for each in _SEPARATORS if counts[each] == best)
