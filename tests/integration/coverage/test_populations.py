"""The operator's population table: what is taken, what is refused and why, and the figures that follow."""

from pathlib import Path

import pytest
import xlsxwriter
from flask import Flask

from referral.coverage import service
from tests.fixtures.coverage_world import ALFA, a_service, make_places, take
from tests.fixtures.exchange.command import run
from tests.integration.coverage.test_presence import rows

HEADER = "region,sex,age,people,source,year\n"


@pytest.fixture
def world(app: Flask, tmp_path: Path) -> Path:
    make_places()
    service.refresh()
    return tmp_path


def write(folder: Path, text: str) -> Path:
    path = folder / "people.csv"
    path.write_text(HEADER + text, encoding="utf-8")
    return path


def test_people_by_sex_and_age_make_figures_of_groups(app: Flask, world: Path) -> None:
    take(world, a_service(1, ALFA))
    table = write(
        world,
        "AL-W,female,0-17,1500,Census,2023\nAL-W,female,18-59,2000,Census,2023\nAL-W,female,60+,500,Census,2023\n"
        "AL-W,male,0-17,1600,Census,2023\nAL-W,male,18+,2400,Census,2023\nLindje,all,,9000,Census,2023\n",
    )
    done = run(app, "coverage", "import-population", table)
    assert done.exit_code == 0, done.output
    assert "6 of 6 rows taken, of 2 regions; 0 faults" in done.output
    everybody, women, children, older = (rows(group=each) for each in ("all", "women", "children", "older"))
    assert (everybody["AL-W"]["population"], everybody["AL-E"]["population"]) == (8000, 9000)
    assert everybody["AL-W"]["population_source"] == "Census"
    assert everybody["AL-W"]["population_year"] == 2023
    assert women["AL-W"]["population"] == 2500
    assert women["AL-W"]["services_per_10000"] == pytest.approx(4.0)
    assert women["AL-W"]["people_beyond_reach"] == 1000, "as the towns' people, two of five in Beta"
    assert children["AL-W"]["population"] == 3100
    assert older["AL-W"]["population"] is None, "men of 60 and older are not told apart"
    assert women["AL-E"]["population"] is None


def test_a_workbook_is_read_as_a_table_is(app: Flask, world: Path) -> None:
    path = world / "people.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Region", "People", "Source", "Year"])
        sheet.write_row(1, 0, ["Perëndim", 12345, "Census", 2023])
    assert run(app, "coverage", "import-population", path).exit_code == 0
    assert rows()["AL-W"]["population"] == 12_345


def test_each_fault_is_told_with_its_row_and_nothing_of_its_region_is_taken(app: Flask, world: Path) -> None:
    table = write(
        world,
        "AL-W,female,0-17,1500,Census,2023\nAL-W,x,18+,2000,Census,2023\nNowhere,all,,1,Census,2023\n"
        "AL-E,all,60-18,5,Census,2023\nAL-N,all,,-5,Census,2023\nAL,all,,1 000 000,Census,2023\n"
        "AL-N,all,,5,,2023\nAL-N,all,,5,Census,23\n",
    )
    done = run(app, "coverage", "import-population", table)
    assert done.exit_code == 1
    for told in (
        "row 3, sex: 'x'",
        "row 4, region: no region is called 'Nowhere'",
        "row 5, age: ages from 60 to 18",
        "row 6, people: '-5'",
        "row 8, source",
        "row 9, year: '23'",
        "1 of 8 rows taken, of 1 regions; 6 faults",
    ):
        assert told in done.output
    assert rows(level=0)["AL"]["population"] == 1_000_000
    assert rows()["AL-W"]["population"] == 10_000


def test_bands_that_overlap_are_refused(app: Flask, world: Path) -> None:
    done = run(
        app,
        "coverage",
        "import-population",
        write(world, "AL-W,all,0-17,5,C,2023\nAL-W,all,15-30,5,C,2023\n"),
    )
    assert done.exit_code == 1
    assert "hold the same ages" in done.output


def test_a_dry_run_writes_nothing(app: Flask, world: Path) -> None:
    table = write(world, "AL-W,all,,5000,Census,2023\n")
    assert run(app, "coverage", "import-population", table, "--dry-run").exit_code == 0
    assert rows()["AL-W"]["population"] == 10_000


def test_files_that_are_no_tables_are_refused_with_a_reason(app: Flask, world: Path) -> None:
    (world / "empty.csv").write_text("")
    (world / "paper.csv").write_bytes(b"%PDF-1.7 hello")
    (world / "columns.csv").write_text("region,people\nAL-W,5\n")
    for name, told in (
        ("empty.csv", "is empty"),
        ("paper.csv", "PDF"),
        ("columns.csv", "columns missing: source, year"),
        ("none.csv", "does not exist"),
    ):
        done = run(app, "coverage", "import-population", world / name)
        assert done.exit_code == 1
        assert told in done.output
