"""Exports are what they say: packages that validate, files that a reader opens, and nothing new when they come back."""

import csv
import json
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import frictionless
import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask

from referral.directory.exchange.importing import Request
from referral.directory.exchange.writing import FORMATS, export
from referral.directory.models import table_of
from referral.kit.db import engine
from referral.kit.db.work import unit_of_work
from tests.contract.filling import take

SUFFIXES = {"hsds-json": ".json", "ndjson": ".ndjson", "csv": ".csv", "xlsx": ".xlsx", "geojson": ".geojson"}
Export = Callable[..., Path]


def silent(_what: str, _done: int, _of: int | None) -> None:
    """Nobody watches."""


@pytest.fixture
def exported(messy_app: Flask, module_database_url: str, tmp_path: Path) -> Export:
    """`exported("ndjson")`: the file of an export of everything."""
    engine.configure(module_database_url)

    def write(form: str, suffix: str | None = None) -> Path:
        path = tmp_path / f"export{SUFFIXES.get(form, '') if suffix is None else suffix}"
        assert export(form, path, silent) > 0
        return path

    return write


def rows_expected() -> tuple[int, int]:
    """How many rows a flat export has: services at places and services without one; and how many have a position."""
    at, service, location = table_of("service_at_location"), table_of("service"), table_of("location")
    with unit_of_work(write=False) as session:
        placed = session.scalar(sa.select(sa.func.count()).select_from(at)) or 0
        nowhere = sa.select(sa.func.count()).where(service.c.id.not_in(sa.select(at.c.service_id)))
        positions = (
            sa.select(sa.func.count())
            .select_from(at.join(location, location.c.id == at.c.location_id))
            .where(location.c.latitude.is_not(None))
        )
        return placed + (session.scalar(nowhere) or 0), session.scalar(positions) or 0


def test_every_form_is_tested_here() -> None:
    assert {*SUFFIXES, "hsds-csv"} == set(FORMATS)


def test_the_tabular_package_is_valid_for_frictionless(exported: Export) -> None:
    package = exported("hsds-csv")
    frictionless.system.trusted = True
    report = frictionless.validate(str(package / "datapackage.json"))
    faults = [(task.name, error.note) for task in report.tasks for error in task.errors]
    assert faults[:10] == []
    assert report.valid
    assert len(report.tasks) >= 18


RETURNING = [("ndjson", ".ndjson"), ("hsds-json", ".json"), ("hsds-csv", ".zip"), ("hsds-csv", "")]


def changes_on_return(app: Flask, path: Path) -> dict[str, dict[str, int]]:
    report = take(app, Request(path, dry_run=True))
    assert report.objects["service"]["read"] >= 178 + 80 + 562
    return {
        name: {what: each[what] for what in ("added", "changed", "rejected") if each[what]}
        for name, each in report.objects.items()
        if each["added"] or each["changed"] or each["rejected"]
    }


@pytest.mark.parametrize(("form", "suffix"), RETURNING)
def test_an_export_that_comes_back_brings_nothing_new_and_loses_nothing(
    messy_app: Flask, exported: Export, form: str, suffix: str
) -> None:
    touched = changes_on_return(messy_app, exported(form, suffix))
    assert not any("added" in each or "rejected" in each for each in touched.values()), touched


@pytest.mark.parametrize(("form", "suffix"), RETURNING)
def test_an_export_that_comes_back_changes_nothing(
    messy_app: Flask, exported: Export, form: str, suffix: str
) -> None:
    assert changes_on_return(messy_app, exported(form, suffix)) == {}


def test_both_json_forms_hold_the_same_objects(exported: Export) -> None:
    lines = [json.loads(line) for line in exported("ndjson").read_text().splitlines()]
    assert lines == json.loads(exported("hsds-json").read_text())


def test_the_package_in_a_zip_is_the_package_in_a_folder(exported: Export) -> None:
    folder, packed = exported("hsds-csv"), exported("hsds-csv", ".zip")
    with zipfile.ZipFile(packed) as opened:
        assert {name: opened.read(name) for name in opened.namelist()} == {
            path.name: path.read_bytes() for path in folder.iterdir()
        }


def test_csv_and_xlsx_hold_a_row_for_each_service_at_each_place(exported: Export) -> None:
    many, _ = rows_expected()
    with exported("csv").open(encoding="utf-8-sig", newline="") as opened:
        from_csv = list(csv.DictReader(opened))
    book = openpyxl.load_workbook(exported("xlsx"), read_only=True)
    header, *from_xlsx = book.worksheets[0].iter_rows(values_only=True)
    book.close()
    assert len(from_csv) == len(from_xlsx) == many
    assert list(header) == list(from_csv[0])
    assert Counter(row["service_id"] for row in from_csv) == Counter(row[0] for row in from_xlsx)


def test_geojson_holds_a_feature_for_each_service_at_each_place(exported: Export) -> None:
    many, positions = rows_expected()
    collection = json.loads(exported("geojson").read_text())
    points = [each["geometry"] for each in collection["features"] if each["geometry"] is not None]
    assert (collection["type"], len(collection["features"])) == ("FeatureCollection", many)
    assert len(points) == positions
    assert all(abs(point["coordinates"][0]) <= 180 and abs(point["coordinates"][1]) <= 90 for point in points)
