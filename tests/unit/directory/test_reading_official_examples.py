"""The official HSDS 3.2.3 examples, JSON and CSV, lose nothing when they are read."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from referral.directory.hsds.objects import BY_FILE, OBJECTS
from tests.fixtures.exchange.taking import take

WHOLE = (
    "service_full",
    "organization_full",
    "service_at_location_full",
    "location",
    "taxonomy",
    "taxonomy_term",
)
LISTS = (
    "service_list",
    "organization_list",
    "service_at_location_list",
    "taxonomy_list",
    "taxonomy_term_list",
)


@pytest.fixture(scope="module")
def examples(shared: Path) -> Path:
    return shared / "hsds" / "3.2.3" / "examples"


def scalars(value: Any) -> set[tuple[str, str, Any]]:
    """(id of the object, key, value) of everything in a nested JSON that is no object or list."""
    found: set[tuple[str, str, Any]] = set()
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, dict):
            for key, inner in each.items():
                found |= (
                    scalars(inner) if isinstance(inner, (dict, list)) else {(each.get("id", ""), key, inner)}
                )
    return found


@pytest.mark.parametrize("name", [*WHOLE, *LISTS])
def test_every_value_of_the_json_examples_is_in_a_record(examples: Path, name: str) -> None:
    path = examples / f"{name}.json"
    said = json.loads(path.read_text())
    taken = take(path)
    assert not taken.rejects
    got = {(each.id, key, value) for each in taken.records for key, value in each.values.items()}
    expected = {(id_, key, value) for id_, key, value in scalars(said.get("contents", said)) if key != "id"}
    assert expected <= got


def test_every_cell_of_the_csv_examples_is_in_a_record_and_nothing_else(examples: Path) -> None:
    taken = take(examples / "csv")
    assert not taken.rejects
    assert {each.object for each in taken.records} == set(OBJECTS)
    for file, spec in BY_FILE.items():
        with (examples / "csv" / file).open(newline="") as text:
            (row,) = csv.DictReader(text)
        record = taken.one(spec.name)
        assert record.id == row.pop("id")
        assert {name: str(value) for name, value in record.values.items()} == row


def test_the_tabular_json_example_is_read_whole(examples: Path) -> None:
    said = json.loads((examples / "tabular.json").read_text())
    taken = take(examples / "tabular.json")
    assert not taken.rejects
    for file, rows in said.items():
        record = taken.one(BY_FILE[file].name)
        assert {"id": record.id, **{key: str(each) for key, each in record.values.items()}} == {
            key: str(each) for key, each in rows[0].items()
        }


def test_positions_that_cannot_be_are_kept_and_told(examples: Path) -> None:
    taken = take(examples / "location.json")
    assert (taken.one("location").values["latitude"], taken.one("location").values["longitude"]) == (100, 101)
    assert [each.column for each in taken.warnings] == ["latitude"]
