"""The committed OpenAPI document is what the code makes, is valid 3.1, and every example in it is true to it."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson
import pytest
from flask import Flask
from openapi_spec_validator import OpenAPIV31SpecValidator

from referral.kit.http.specification import forget, operations, specification
from tests.fixtures.application import settings_for


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An application; the document needs no database."""
    from referral.factory import create_app

    folder = tmp_path_factory.mktemp("var")
    return create_app(settings_for(f"sqlite:///{folder}/none.db", folder), testing=True)


@pytest.fixture(scope="module")
def document(app: Flask) -> dict[str, Any]:
    forget(app)
    made: dict[str, Any] = orjson.loads(orjson.dumps(specification(app)))
    return made


def faults(document: dict[str, Any], schema: dict[str, Any], value: Any) -> list[str]:
    """What is wrong with a value by a schema of the document."""
    whole = {**schema, "components": document["components"]}
    validator = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
    return [f"{list(error.instance_path)}: {error.message[:200]}" for error in validator.iter_errors(value)]


def test_the_committed_document_is_current(document: dict[str, Any], root: Path) -> None:
    committed = orjson.loads((root / "openapi" / "openapi.json").read_bytes())
    assert committed == document, "run `make openapi`"


def test_the_document_is_valid_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_every_view_of_the_api_is_in_the_document(app: Flask, document: dict[str, Any]) -> None:
    views = {
        (method, rule.endpoint)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert len(operations(document)) == len(views) >= 31


def test_operation_ids_differ(document: dict[str, Any]) -> None:
    counts = Counter(operation["operationId"] for _, operation in operations(document))
    assert [name for name, many in counts.items() if many > 1] == []


def test_every_operation_has_an_example_of_all_that_it_takes_and_gives(document: dict[str, Any]) -> None:
    without = []
    for address, operation in operations(document):
        given = [each for status, each in operation["responses"].items() if status.startswith("2")]
        # Files, as maps and workbooks are, have none.
        answers = [pair for each in given for pair in each.get("content", {}).items()]
        contents = [content for media_type, content in answers if media_type.endswith(("/json", "geo+json"))]
        if "requestBody" in operation:
            contents.append(operation["requestBody"]["content"]["application/json"])
        without += [address for each in contents if "example" not in each]
        without += [
            f"{address} {each['name']}"
            for each in operation.get("parameters", [])
            if each["required"] and "example" not in each
        ]
    assert without == []


def test_every_example_validates_against_its_schema(document: dict[str, Any]) -> None:
    found, many = [], 0
    for address, operation in operations(document):
        shown = [
            content
            for each in (*operation["responses"].values(), operation.get("requestBody", {}))
            for content in each.get("content", {}).values()
        ]
        for each in (*shown, *operation.get("parameters", [])):
            if "example" in each:
                many += 1
                found += [f"{address} {fault}" for fault in faults(document, each["schema"], each["example"])]
    assert found[:10] == []
    assert many >= 40


def test_every_operation_says_how_it_refuses(document: dict[str, Any]) -> None:
    for address, operation in operations(document):
        # OGC's standard has one status for whatever is wrong with a parameter.
        wanted = {"401", "400" if address.startswith("GET /api/v1/ogc") else "422"}
        if {} not in operation["security"]:
            wanted.add("403")
        if "{" in address:
            wanted.add("404")
        if "requestBody" in operation:
            wanted |= {"400", "413", "415"}
        assert wanted <= set(operation["responses"]), address


def test_answers_in_the_reader_s_language_say_so(document: dict[str, Any]) -> None:
    speaking = {
        address
        for address, operation in operations(document)
        if "Accept-Language" in [each["name"] for each in operation.get("parameters", [])]
    }
    lists = ("services", "service_at_locations", "organizations", "search")
    assert speaking == {
        *(f"{method} /api/v1/{name}" for name in lists for method in ("GET", "POST")),
        *(f"GET /api/v1/{name}/{{id_}}" for name in lists[:3]),
    }


def test_a_key_in_an_example_is_plainly_none(root: Path) -> None:
    for path in (root / "openapi" / "examples").glob("*.json"):
        text = path.read_text()
        assert not re.search(r"\brk_", text.replace("rk_example0", "")), path.name
        assert not re.search(r"\bra_", text), path.name


def test_each_example_belongs_to_an_operation(document: dict[str, Any], root: Path) -> None:
    names = {path.stem for path in (root / "openapi" / "examples").glob("*.json")}
    assert names == {operation["operationId"] for _, operation in operations(document)}
