"""Every official HSDS 3.2.3 example is imported, stored, exported and read over HTTP without losing a value.

Proof of directory.md section 1. Two documents count as equal when only the order of keys and lists differs, or how a
number is written (12 and 12.0).
"""

import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.contract.canonical import canonical_rows, differences, tables
from tests.fixtures.application import _create, settings_for
from tests.fixtures.databases import fresh_database

OBJECTS = {
    "service_full": "services",
    "organization_full": "organizations",
    "service_at_location_full": "service_at_locations",
    "taxonomy": "taxonomies",
    "taxonomy_term": "taxonomy_terms",
}
LISTS = {
    "service_list": "services",
    "organization_list": "organizations",
    "service_at_location_list": "service_at_locations",
    "taxonomy_list": "taxonomies",
    "taxonomy_term_list": "taxonomy_terms",
}
# Both JSON forms write the same objects (test_exports.py), so the second is run with the big counts.
REIMPORTED = ("ndjson", pytest.param("hsds-json", marks=pytest.mark.long), "hsds-csv")
SUFFIXES = {"ndjson": ".ndjson", "hsds-json": ".json", "hsds-csv": ".zip"}


@pytest.fixture
def examples(shared: Path) -> Path:
    return shared / "hsds" / "3.2.3" / "examples"


@pytest.fixture
def second(database_kind: str, tmp_path: Path) -> Iterator[Callable[[], Flask]]:
    """An application on one more fresh database of the same kind."""
    with fresh_database(database_kind) as url:
        yield lambda: _create(settings_for(url, tmp_path / "second"))


def flask(app: Flask, *words: str | Path) -> None:
    with app.app_context():
        result = app.test_cli_runner().invoke(args=[str(word) for word in words])
    assert result.exit_code == 0, result.output


def exported(app: Flask, form: str, folder: Path) -> Path:
    path = folder / f"export{SUFFIXES[form]}"
    flask(app, "directory", "export", "--format", form, path)
    return path


def get(app: Flask, address: str) -> Any:
    answer = app.test_client().get(f"/api/v1/{address}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_json()


def own_terms(contents: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without the product's own taxonomies, which are in every directory."""
    from referral.directory.needs import TAXONOMY_ID
    from referral.directory.profile import TAXONOMY_ID as PROFILE_ID

    ours = {TAXONOMY_ID, PROFILE_ID}
    return [
        each
        for each in contents
        if each["id"] not in ours and each.get("taxonomy_detail", {}).get("id") not in ours
    ]


@pytest.mark.parametrize("name", OBJECTS)
def test_a_json_example_is_read_over_http_as_it_came(examples: Path, app: Flask, name: str) -> None:
    path = examples / f"{name}.json"
    said = json.loads(path.read_text())
    flask(app, "directory", "import", path)
    assert differences(said, get(app, f"{OBJECTS[name]}/{said['id']}")) == []


@pytest.mark.parametrize("form", REIMPORTED)
@pytest.mark.parametrize("name", OBJECTS)
def test_a_json_example_survives_export_and_import_into_another_directory(
    examples: Path, app: Flask, second: Callable[[], Flask], tmp_path: Path, name: str, form: str
) -> None:
    path = examples / f"{name}.json"
    said = json.loads(path.read_text())
    flask(app, "directory", "import", path)
    package = exported(app, form, tmp_path)
    other = second()
    flask(other, "directory", "import", package)
    assert differences(said, get(other, f"{OBJECTS[name]}/{said['id']}")) == []


@pytest.mark.parametrize("name", ["service_full", "location", "taxonomy", "taxonomy_term"])
@pytest.mark.parametrize("form", ["ndjson", "hsds-json"])
def test_a_json_example_that_is_a_root_is_exported_as_it_came(
    examples: Path, app: Flask, tmp_path: Path, name: str, form: str
) -> None:
    path = examples / f"{name}.json"
    flask(app, "directory", "import", path)
    text = exported(app, form, tmp_path).read_text()
    roots = [json.loads(line) for line in text.splitlines()] if form == "ndjson" else json.loads(text)
    assert differences([json.loads(path.read_text())], roots) == []


@pytest.mark.parametrize("name", LISTS)
def test_a_page_of_the_examples_is_listed_over_http_as_it_came(examples: Path, app: Flask, name: str) -> None:
    path = examples / f"{name}.json"
    said = json.loads(path.read_text())
    flask(app, "directory", "import", path)
    page = app.test_client().get(f"/api/v1/{LISTS[name]}?per_page=1000").get_json()
    assert set(page) == set(said)
    assert differences(said["contents"], own_terms(page["contents"])) == []


@pytest.mark.long
@pytest.mark.parametrize("name", LISTS)
def test_a_page_of_the_examples_survives_export_and_import(
    examples: Path, app: Flask, second: Callable[[], Flask], tmp_path: Path, name: str
) -> None:
    path = examples / f"{name}.json"
    flask(app, "directory", "import", path)
    package = exported(app, "ndjson", tmp_path)
    other = second()
    flask(other, "directory", "import", package)
    page = other.test_client().get(f"/api/v1/{LISTS[name]}?per_page=1000").get_json()
    said = json.loads(path.read_text())
    assert differences(said["contents"], own_terms(page["contents"])) == []


@pytest.mark.parametrize(("name", "many"), [("csv", 24), ("tabular.json", 21)])
def test_the_tabular_examples_are_exported_with_every_table_and_their_dangling_references(
    examples: Path, app: Flask, tmp_path: Path, name: str, many: int
) -> None:
    source = examples / name
    if source.is_dir():
        said = tables(source)
    else:
        said = {file: canonical_rows(rows) for file, rows in json.loads(source.read_text()).items()}
    flask(app, "directory", "import", source)
    package = exported(app, "hsds-csv", tmp_path)
    with zipfile.ZipFile(package) as opened:
        opened.extractall(tmp_path / "out")
    assert len(said) == many
    assert differences(said, tables(tmp_path / "out")) == []


def test_the_meta_endpoint_says_all_that_the_example_says(examples: Path, app: Flask) -> None:
    said = json.loads((examples / "base.json").read_text())
    assert set(said) <= set(get(app, ""))
