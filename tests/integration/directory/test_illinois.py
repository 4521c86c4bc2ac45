"""Illinois by its mapping, imported and exported, equals the HSDS tables that come with it, imported and exported.

Both go through the real importer into a database of their own, and out as a tabular package. Every difference is listed
with how often it occurs and why; anything else fails. Florida, of which no such tables exist, comes in whole.
"""

import csv
import io
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from referral.directory.hsds.objects import OBJECTS
from tests.fixtures.application import settings_for
from tests.fixtures.databases import fresh_database
from tests.fixtures.exchange.command import Outcome, rows_of, run, run_import

# (object, field) -> in how many rows it differs, and why that is wanted.
# Of 430 services 341 name an organisation that the data does not hold: both imports refuse the same ones.
FIELDS_THAT_DIFFER = {
    ("organizations", "alternate_name"): (33, "the source has a short name, the tables leave it out"),
    ("services", "status"): (9, "the source says that these are closed, the tables leave it out"),
    ("services", "eligibility_description"): (89, "no field of HSDS 1.x: who may use the service"),
    ("services", "fees_description"): (14, "no field of HSDS 1.x: what flat and sliding fees are"),
    ("locations", "latitude"): (330, "the position stands as a text in the services table and was left out"),
    ("locations", "longitude"): (330, "as the latitude"),
    ("phones", "type"): (2, "the source lists these numbers a second time, as text telephones"),
}
# object -> rows only in the tables that come with the data, only in ours, and why.
ROWS_THAT_DIFFER = {
    "phones": (5, 83, "left out: those that say 'no phone'; ours: toll-free and text telephone numbers"),
    "schedules": (0, 98, "the tables keep only the first span of a day; the second shift is kept here"),
}
# What identifies a row that has no key in the source.
KEYS = {
    "phones": ("organization_id", "location_id", "service_id", "number"),
    "schedules": ("service_id", "location_id", "byday", "opens_at", "closes_at"),
    "addresses": ("location_id", "address_type"),
}
TABLES = ("organizations", "services", "locations", "addresses", "phones", "schedules")
Tables = dict[str, dict[tuple[str, ...], dict[str, str]]]


def through(kind: str, path: Path, folder: Path, *options: str | Path) -> tuple[Outcome, Tables]:
    """The report of an import into a fresh database, and the tables of its export."""
    from referral.factory import create_app

    with fresh_database(kind) as url:
        app = create_app(settings_for(url, folder), testing=True)
        # One name for both, so that keys of the source become the same ids.
        outcome = run_import(app, path, "--source", "illinois", *options)
        packed = folder / "package.zip"
        assert run(app, "directory", "export", "--format", "hsds-csv", packed).exit_code == 0
        # The standard wants an address whole; these have no country, so they are kept, but not given out.
        kept = {"addresses": keyed("addresses", stored("address"))}
    with zipfile.ZipFile(packed) as archive:
        assert "addresses.csv" not in archive.namelist()
        return outcome, kept | {name: keyed(name, read(archive, name)) for name in TABLES if name not in kept}


def stored(object_: str) -> list[dict[str, str]]:
    """Rows of the database as a table would have them."""
    fields = ["id", *OBJECTS[object_].by_name]
    quoted = [f'"{field}"' for field in fields]
    return [
        {field: "" if value is None else str(value) for field, value in zip(fields, row, strict=True)}
        for row in rows_of(object_, quoted)
    ]


def read(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    text = io.TextIOWrapper(archive.open(f"{name}.csv"), encoding="utf-8-sig", newline="")
    return list(csv.DictReader(text))


def keyed(name: str, rows: list[dict[str, str]]) -> dict[tuple[str, ...], dict[str, str]]:
    found: dict[tuple[str, ...], dict[str, str]] = {}
    for row in rows:
        found[tuple(row[key] for key in KEYS.get(name, ("id",)))] = row
        if name in KEYS:
            row.pop("id")
    return found


@pytest.fixture(scope="module")
def both(
    database_kind: str, shared: Path, root: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[tuple[Outcome, Tables], tuple[Outcome, Tables]]:
    data = shared / "data" / "illinois-ilao"
    mapping = root / "seed_data" / "mappings" / "illinois.yaml"
    ours = through(database_kind, data / "input", tmp_path_factory.mktemp("ours"), "--mapping", mapping)
    theirs = through(database_kind, data / "output", tmp_path_factory.mktemp("theirs"))
    return ours, theirs


def test_every_field_is_equal_or_its_difference_is_known(both: Any) -> None:
    (_, ours), (_, theirs) = both
    fields: Counter[tuple[str, str]] = Counter()
    rows: dict[str, tuple[int, int]] = {}
    for name in TABLES:
        alone = (len(theirs[name].keys() - ours[name].keys()), len(ours[name].keys() - theirs[name].keys()))
        if any(alone):
            rows[name] = alone
        for key in ours[name].keys() & theirs[name].keys():
            mine, other = ours[name][key], theirs[name][key]
            fields.update(
                (name, field) for field in mine | other if mine.get(field, "") != other.get(field, "")
            )
    assert dict(fields) == {key: count for key, (count, _) in FIELDS_THAT_DIFFER.items()}
    assert rows == {name: (theirs, ours) for name, (theirs, ours, _) in ROWS_THAT_DIFFER.items()}


def test_the_counts_of_what_both_hold_are_equal(both: Any) -> None:
    (ours, _), (theirs, _) = both
    assert ours.code == theirs.code == 0
    for name in ("organization", "service", "location", "address"):
        assert ours.objects[name] == theirs.objects[name], name


def test_florida_comes_in_whole_and_twice_is_once(app: Flask, shared: Path, root: Path) -> None:
    mapping = root / "seed_data" / "mappings" / "florida.yaml"
    first = run_import(app, shared / "data" / "florida", "--mapping", mapping)
    assert first.code == 0
    assert first.total("rejected") == 0
    assert {name: first.objects[name]["added"] for name in ("organization", "service", "location")} == {
        "organization": 20,
        "service": 135,
        "location": 378,
    }
    second = run_import(app, shared / "data" / "florida", "--mapping", mapping)
    assert second.total("added") == second.total("changed") == 0
