"""XLSX workbooks: HSDS tables by the names of sheets, and everything that a workbook can be made to do."""

import datetime
import io
import re
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from referral.directory.exchange.reading import Limits, ReadingError
from tests.fixtures.exchange.taking import take, write


def workbook(folder: Path, sheets: dict[str, list[list[object]]], name: str = "book.xlsx") -> Path:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"default_date_format": "yyyy-mm-dd"}) as book:
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return write(folder, name, data.getvalue())


def changed(path: Path, member: str, pattern: str, to: str) -> Path:
    """The workbook with a part of one member's XML replaced."""
    data = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == member:
                content = re.sub(pattern, to, content.decode(), count=1).encode()
            new.writestr(info.filename, content)
    path.write_bytes(data.getvalue())
    return path


def test_sheets_with_names_of_tables_are_read(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        {
            "Organizations": [["id", "name", "description"], [7, "Help", "d"]],
            "services": [
                ["id", "organization_id", "name", "status", "assured_date", "minimum_age"],
                [1, 7, "A", "active", datetime.date(2024, 1, 31), 18.5],
            ],
            "notes": [["anything"], ["else"]],
        },
    )
    taken = take(path)
    assert taken.one("organization").id == "7"
    service = taken.one("service")
    assert (service.id, service.values["organization_id"]) == ("1", "7")
    assert (service.values["assured_date"], service.values["minimum_age"]) == ("2024-01-31", 18.5)
    assert (service.origin.file, service.origin.row) == ("services of book.xlsx", 2)


def test_another_layout_asks_for_a_mapping(tmp_path: Path) -> None:
    with pytest.raises(ReadingError, match="no sheet has the name of an HSDS table"):
        take(workbook(tmp_path, {"Sheet1": [["Name"], ["A"]]}))


def test_a_cell_at_an_absurd_place_is_refused_before_memory_is_reserved(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"services": [["id", "name"], ["1", "A"]]})
    path = changed(path, "xl/worksheets/sheet1.xml", 'r="B2"', 'r="XFD1048576"')
    with pytest.raises(
        ReadingError, match=r"reaches to row 1048576 and column 16384; at most 20000000 cells"
    ):
        take(path)


def test_entities_that_multiply_are_not_followed(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"services": [["id", "name"], ["1", "lol"]]})
    bombs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE sst [<!ENTITY l0 "lol">{bombs}]><sst'
    path = changed(path, "xl/sharedStrings.xml", "<sst", bomb)
    path = changed(path, "xl/sharedStrings.xml", "<t>lol</t>", "<t>&l11;</t>")
    with pytest.raises(ReadingError, match=r"cannot be read|not a readable workbook"):
        take(path)


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"services": [["id", "name"], *([n, "A" * 50] for n in range(20_000))]})
    with pytest.raises(ReadingError, match="would unpack to"):
        take(path, limits=Limits(max_sheet_bytes=400_000))


def test_a_workbook_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"services": [["id", "name"], ["1", "A"]]})
    with pytest.raises(ReadingError, match="cut off or damaged"):
        take(write(tmp_path, "book.xlsx", path.read_bytes()[:3000]))


def test_a_word_document_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "letter.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    with pytest.raises(ReadingError, match="no XLSX workbook"):
        take(path)
