"""Files made to harm or simply broken are refused with one sentence that says what, where and what would be right."""

import gzip
import io
import os
import stat
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from referral.directory.exchange.reading import Limits, ReadingError
from tests.fixtures.exchange.taking import take, write

TABLE = "id,name,description\no,Help,d\n"


def zipped(folder: Path, *members: tuple[str | zipfile.ZipInfo, str | bytes]) -> Path:
    path = folder / "package.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return path


def refused(path: Path, says: str, limits: Limits | None = None) -> None:
    with pytest.raises(ReadingError, match=says):
        take(path, limits=limits)


@pytest.mark.parametrize(
    "name",
    [
        "../organizations.csv",
        "/etc/organizations.csv",
        "a/../../organizations.csv",
        "C:\\organizations.csv",
        "..\\o.csv",
    ],
)
def test_a_zip_with_paths_that_lead_out_is_refused(tmp_path: Path, name: str) -> None:
    refused(zipped(tmp_path, (name, TABLE)), "leads out of the archive")


def test_a_zip_bomb_is_refused_by_what_it_says(tmp_path: Path) -> None:
    path = zipped(tmp_path, ("organizations.csv", b"0" * 3_000_000))
    refused(path, "refused as a zip bomb", Limits(ratio_from=1_000_000))


def test_a_zip_that_lies_about_its_size_is_stopped(tmp_path: Path) -> None:
    path = zipped(tmp_path, ("organizations.csv", TABLE + "0" * 3_000_000))
    data = path.read_bytes()
    true, false = (3_000_000 + len(TABLE)).to_bytes(4, "little"), (1_000).to_bytes(4, "little")
    path.write_bytes(data.replace(true, false))
    with pytest.raises(ReadingError):
        take(path, limits=Limits(ratio_from=1_000_000))


def test_a_gzip_bomb_is_stopped_while_it_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, "in.ndjson.gz", gzip.compress(b" " * 5_000_000))
    refused(path, "is empty|refused as a bomb", Limits(ratio_from=1_000_000))
    text = gzip.compress((b'{"a": 1}' + b" " * 10_000 + b"\n") * 500)
    refused(write(tmp_path, "b.ndjson.gz", text), "refused as a bomb", Limits(ratio_from=1_000_000))


def test_too_many_members_are_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path, *((f"{n}.csv", "id\n") for n in range(20)))
    refused(path, "holds 20 files; at most 10", Limits(max_members=10))


def test_an_archive_in_an_archive_is_refused(tmp_path: Path) -> None:
    inner = zipped(tmp_path, ("organizations.csv", TABLE)).read_bytes()
    refused(zipped(tmp_path, ("inner.zip", inner)), "archive inside the archive; unpack it first")


def test_an_encrypted_zip_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path, ("organizations.csv", TABLE))
    data = bytearray(path.read_bytes())
    local, central = data.index(b"PK\x03\x04"), data.index(b"PK\x01\x02")
    data[local + 6] |= 1
    data[central + 8] |= 1
    refused(write(tmp_path, "package.zip", bytes(data)), "encrypted; a zip without a password")


def test_a_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    info = zipfile.ZipInfo("organizations.csv")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    refused(zipped(tmp_path, (info, "/etc/passwd")), "is a link; refused")


def test_a_link_out_of_a_folder_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "outside.csv", TABLE)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "organizations.csv").symlink_to(tmp_path / "outside.csv")
    refused(tmp_path / "in", "leads out of the folder")


def test_a_zip_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    data = zipped(tmp_path, ("organizations.csv", TABLE * 100)).read_bytes()
    refused(write(tmp_path, "package.zip", data[: len(data) // 2]), "cut off or damaged")


def test_a_damaged_member_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path, ("organizations.csv", TABLE + "".join(f"o{n},A{n},d\n" for n in range(5000))))
    data = bytearray(path.read_bytes())
    data[200:260] = os.urandom(60)
    refused(write(tmp_path, "package.zip", bytes(data)), "cut off or damaged after byte|damaged or cut off")


def test_a_gzip_that_is_cut_off_names_the_byte(tmp_path: Path) -> None:
    lines = b"".join(b'{"id": "%d", "name": "n", "status": "active"}\n' % n for n in range(20_000))
    data = gzip.compress(lines)
    refused(write(tmp_path, "in.ndjson.gz", data[: len(data) // 2]), "cut off or damaged after byte [1-9]")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("in.json", b"\x89PNG\r\n\x1a\n" + bytes(50), "is a PNG image; HSDS JSON"),
        ("in.csv", b"%PDF-1.7 ...", "is a PDF document"),
        ("in.csv", b"\xd0\xcf\x11\xe0" + bytes(50), "an old Excel or Word file"),
        ("in.json", b"<html><body>404</body></html>", "XML or a web page"),
        ("in.csv", bytes(range(256)) * 40, "binary data|is a"),
        ("in.json", b"", "in.json is empty"),
        ("in.csv", b"\xef\xbb\xbf \n\n", "in.csv is empty"),
        ("in.csv", b"SQLite format 3\0" + bytes(100), "SQLite database"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_named(
    tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    refused(write(tmp_path, name, content), says)


def test_a_table_that_is_really_a_workbook_is_read_as_one(tmp_path: Path) -> None:
    import xlsxwriter

    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id", "name", "description"])
        sheet.write_row(1, 0, ["o", "Help", "d"])
    taken = take(write(tmp_path, "organizations.csv", data.getvalue()))
    assert taken.one("organization").values["name"] == "Help"
    write(tmp_path, "folder/organizations.csv", data.getvalue())
    taken = take(tmp_path / "folder")
    assert taken.one("organization").values["name"] == "Help"
    assert "a workbook (XLSX) under another name" in taken.messages()


def test_json_named_as_a_table_is_named(tmp_path: Path) -> None:
    write(tmp_path, "organizations.csv", '[{"id": "o"}]')
    refused(tmp_path, "organizations.csv is json, not a table")


def test_a_path_that_is_not_there_or_holds_nothing_is_named(tmp_path: Path) -> None:
    refused(tmp_path / "nowhere", "nowhere does not exist")
    refused(tmp_path, "holds no CSV and no JSON file")


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    path = write(tmp_path, "organizations.csv", TABLE)
    path.chmod(0)
    refused(path, "permission denied")


def test_permission_denied_becomes_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = write(tmp_path, "organizations.csv", TABLE)
    monkeypatch.setattr(Path, "open", denied)
    refused(path, "may not be read: permission denied")


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    line = b'{"id": "%06d", "name": "n", "status": "active", "description": "' + b"x" * 20_000 + b'"}'
    whole = b",".join(line % n for n in range(1_000))
    path = write(tmp_path, "in.json", b'{"contents": [' + whole + b"]}")
    del whole
    from referral.directory.exchange.reading import Notes, read

    tracemalloc.start()
    count = sum(1 for _ in read(path, mapping=None, notes=Notes(lambda _: None, lambda _: None)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 1_000
    assert peak < 8 * 1024 * 1024
