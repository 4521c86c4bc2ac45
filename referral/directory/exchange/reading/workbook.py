"""A sheet of an XLSX workbook as a table.

Before the workbook is opened its sheets are looked through for cells at absurd positions: a file of a few
kilobytes can name a cell a million rows down and sixteen thousand columns out, and a dense reader would
reserve them all.
"""

import datetime
import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import python_calamine

from referral.directory.exchange.reading.files import Member
from referral.directory.exchange.reading.model import Limits, ReadingError
from referral.directory.exchange.reading.tables import Table

_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]{0,200}?\br="([A-Z]{1,4})(\d{1,9})"')
_CHUNK = 4 * 1024 * 1024
_BROKEN = (python_calamine.CalamineError, OSError, ValueError)


def read_sheet(member: Member, *, sheet: str | int | None, limits: Limits) -> Table:
    """One sheet of a workbook: by name, by number from 1, or the first. Raises ReadingError."""
    book = _opened(member, limits)
    name = _sheet_name(book, member.name, sheet)
    found = _table(book, name, member.name)
    if found is None:
        raise ReadingError(f"{member.name}: the sheet is empty; a header row with column names was expected.")
    return found


def sheets(member: Member, *, limits: Limits) -> Iterator[tuple[str, Table]]:
    """Every sheet that is not empty, with its name. Raises ReadingError."""
    book = _opened(member, limits)
    for name in book.sheet_names:
        found = _table(book, name, member.name)
        if found is not None:
            yield name, found


def _opened(member: Member, limits: Limits) -> Any:
    with member.open() as stream:
        data = stream.read(limits.max_sheet_bytes + 1)
    if len(data) > limits.max_sheet_bytes:
        raise ReadingError(f"{member.name} is larger than {limits.max_sheet_bytes} bytes; save it as CSV.")
    _check(data, member.name, limits)
    try:
        return python_calamine.CalamineWorkbook.from_filelike(BytesIO(data))
    except _BROKEN as error:
        raise ReadingError(
            f"{member.name} is not a readable workbook ({error}); XLSX was expected."
        ) from error


def _table(book: Any, sheet: str, file: str) -> Table | None:
    try:
        rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except _BROKEN as error:
        raise ReadingError(f"{file}: the sheet {sheet} cannot be read ({error}).") from error
    numbered = _texts(rows)
    for _, header in numbered:
        return Table(f"{sheet} of {file}", [each.strip() for each in header], numbered)
    return None


def _sheet_name(book: Any, file: str, sheet: str | int | None) -> str:
    names: list[str] = book.sheet_names
    if isinstance(sheet, int) and not 1 <= sheet <= len(names):
        raise ReadingError(f"{file} has {len(names)} sheets, not {sheet}: {', '.join(names)}.")
    if isinstance(sheet, str) and sheet not in names:
        raise ReadingError(f"{file} has no sheet {sheet!r}; it has {', '.join(names)}.")
    return sheet if isinstance(sheet, str) else names[(sheet or 1) - 1]


def _check(data: bytes, file: str, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            infos = archive.infolist()
            if "xl/workbook.xml" not in archive.namelist():
                raise ReadingError(
                    f"{file} is a zip, but no XLSX workbook; XLSX, or a folder or zip of CSV, was expected."
                )
            total = sum(info.file_size for info in infos)
            packed = max(len(data), 1)
            if total > limits.max_sheet_bytes or (
                total > limits.ratio_from and total > limits.max_ratio * packed
            ):
                raise ReadingError(
                    f"{file} would unpack to {total} bytes from {packed}: refused as a zip bomb."
                )
            for info in infos:
                if info.filename.startswith("xl/worksheets/") and info.filename.endswith(".xml"):
                    _check_extent(archive, info, file, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise ReadingError(
            f"{file} is cut off or damaged ({error}); an XLSX workbook was expected."
        ) from error


def _check_extent(archive: zipfile.ZipFile, info: zipfile.ZipInfo, file: str, limits: Limits) -> None:
    last_row, last_column, before = 0, 0, b""
    with archive.open(info) as stream:
        while chunk := stream.read(_CHUNK):
            for column, row in _CELL.findall(before + chunk):
                last_row, last_column = max(last_row, int(row)), max(last_column, _number(column))
            before = chunk[-256:]
            if last_row * last_column > limits.max_sheet_cells:
                raise ReadingError(
                    f"{file}: a sheet reaches to row {last_row} and column {last_column}; at most "
                    f"{limits.max_sheet_cells} cells are read. Delete what is empty, or save it as CSV."
                )


def _number(column: bytes) -> int:
    value = 0
    for letter in column:
        value = value * 26 + letter - 64
    return value


def _texts(rows: list[list[Any]]) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(rows, start=1):
        if any(cell not in ("", None) for cell in row):
            yield number, [_text(cell) for cell in row]


def _text(cell: Any) -> str:
    """A cell as it would stand in a CSV: whole numbers without a point, dates in ISO 8601."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime.datetime):
        midnight = cell.time() == datetime.time(0)
        return cell.date().isoformat() if midnight else cell.isoformat()
    if isinstance(cell, (datetime.date, datetime.time)):
        return cell.isoformat()
    return "" if cell is None else str(cell)
