"""Files that are not what they seem: one clear sentence that names the file, exit code 1, the directory as before.

With `-s` a table of every file and its message is printed.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from tests.fixtures.exchange.command import Outcome, checksums, run_import
from tests.fixtures.exchange.dirty import DIRTY
from tests.fixtures.exchange.hostile import HOSTILE, MAPPINGS
from tests.fixtures.exchange.package import write_tables, write_zip

NOBODY = 65534


@pytest.fixture
def filled(app: Flask, tmp_path: Path) -> Flask:
    """A directory that holds something which must not be lost."""
    assert run_import(app, write_zip(tmp_path / "clean.zip", DIRTY["clean"].files)).code == 0
    return app


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "hostile"
    made.mkdir()
    return made


def tell(name: str, outcome: Outcome) -> str:
    """The message in one line; printed for people."""
    said = " ".join(outcome.said.split())
    print(f"\n| {name} | {said} |")
    return said


def assert_refused(name: str, outcome: Outcome, words: tuple[str, ...]) -> None:
    said = tell(name, outcome)
    assert outcome.code == 1, said
    assert said.startswith("Error: "), said
    assert len(said) < 400, said
    assert "Traceback" not in said
    assert [word for word in words if word not in said] == []


@pytest.mark.only_on("spatialite", reason="refused before the directory is written; some run on both below")
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_one_sentence(filled: Flask, folder: Path, name: str) -> None:
    make, words = HOSTILE[name]
    path = make(folder)
    before = checksums()
    outcome = run_import(filled, path)
    assert_refused(name, outcome, words)
    assert checksums() == before
    assert not list((Path(filled.extensions["settings"].var_folder) / "imports").glob("*.*te*")), (
        "left behind"
    )


@pytest.mark.only_on("spatialite", reason="refused before the directory is asked")
@pytest.mark.parametrize("name", MAPPINGS)
def test_a_broken_mapping_is_refused_before_anything_is_read(filled: Flask, folder: Path, name: str) -> None:
    text, words = MAPPINGS[name]
    mapping = folder / "mapping.yaml"
    mapping.write_text(text)
    data = write_tables(folder / "data", {"service": [{"id": "1", "name": "A"}]}) / "services.csv"
    before = checksums()
    assert_refused(f"mapping: {name}", run_import(filled, data, "--mapping", mapping), words)
    assert checksums() == before


@pytest.mark.parametrize("name", ["zip with ../", "json cut off", "ndjson cut off", "nothing there"])
def test_neither_database_is_changed(filled: Flask, folder: Path, name: str) -> None:
    make, words = HOSTILE[name]
    before = checksums()
    assert_refused(name, run_import(filled, make(folder)), words)
    assert checksums() == before


def test_a_report_that_cannot_be_written_is_told_before_the_import(filled: Flask, folder: Path) -> None:
    before = checksums()
    path = write_zip(folder / "p.zip", DIRTY["times of every kind"].files)
    outcome = run_import(filled, path, "--report", folder / "nowhere" / "report.json")
    assert_refused("report into a folder that is not there", outcome, ("nowhere",))
    assert checksums() == before


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_a_file_that_may_not_be_read_is_told(folder: Path) -> None:
    """Root may read everything, so a process of nobody asks for the digest, which is what reads the file first."""
    secret = folder / "secret.json"
    secret.write_text("[]")
    secret.chmod(0o000)
    for each in (folder, *folder.parents):
        if each.owner() == "root" and each != Path("/"):
            each.chmod(each.stat().st_mode | 0o055)
    code = (
        "import os; from pathlib import Path\n"
        "from referral.directory.exchange.importing import Request, _digest\n"
        "from referral.directory.exchange.reading.model import ReadingError\n"
        f"os.setuid({NOBODY})\n"
        "try:\n"
        f"    _digest(Request(Path({str(secret)!r})))\n"
        "except ReadingError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    print(f"\n| no permission | {done.stdout.strip()} |")
    assert "secret.json cannot be read: Permission denied." in done.stdout
