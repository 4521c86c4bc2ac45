"""Every answer of the HSDS endpoints validates against the schemas of the standard, on invented and on messy data."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from referral.kit.db import engine
from tests.contract.hsds_schemas import faults, validators

WHOLE = {
    "service": "services?full=true",
    "organization": "organizations?full_service=true",
    "service_at_location": "service_at_locations?full=true",
    "taxonomy": "taxonomies?",
    "taxonomy_term": "taxonomy_terms?",
}
ENTRIES = {
    "service_list": "services?",
    "organization": "organizations?",
    "service_at_location_list": "service_at_locations?",
    "taxonomy": "taxonomies?",
    "taxonomy_term": "taxonomy_terms?",
}
# Services: demo, Illinois (those whose organisation is in the file), Jordan.
AT_LEAST = {"service": 178 + 80 + 562, "organization": 80 + 33 + 44, "service_at_location": 208 + 562}


@pytest.fixture(scope="module")
def schemas(shared: Path) -> dict[str, Any]:
    return validators(shared)


@pytest.fixture
def client(messy_app: Flask, module_database_url: str) -> FlaskClient:
    engine.configure(module_database_url)
    return messy_app.test_client()


def lines(client: FlaskClient, question: str) -> Iterator[Any]:
    """A list as a stream, each line on its own."""
    answer = client.get(f"/api/v1/{question}&format=ndjson")
    assert answer.status_code == 200
    assert answer.content_type == "application/x-ndjson"
    for line in answer.get_data(as_text=True).split("\n")[:-1]:
        yield json.loads(line)


@pytest.mark.parametrize("name", WHOLE)
def test_every_whole_object_validates(client: FlaskClient, schemas: dict[str, Any], name: str) -> None:
    found, many = [], 0
    for each in lines(client, WHOLE[name]):
        many += 1
        found += [f"{each['id']} {fault}" for fault in faults(schemas[name], each)]
    assert found[:20] == []
    assert many >= AT_LEAST.get(name, 1)


@pytest.mark.parametrize("name", ENTRIES)
def test_every_entry_of_a_list_validates(client: FlaskClient, schemas: dict[str, Any], name: str) -> None:
    page = client.get(f"/api/v1/{ENTRIES[name]}per_page=1000").get_json()
    assert page["contents"]
    assert [fault for each in page["contents"] for fault in faults(schemas[name], each)][:20] == []


@pytest.mark.parametrize("name", WHOLE)
def test_one_object_is_answered_as_it_stands_in_the_whole_list(
    client: FlaskClient, schemas: dict[str, Any], name: str
) -> None:
    whole = list(lines(client, WHOLE[name]))
    collection = WHOLE[name].split("?")[0]
    for each in (whole[0], whole[len(whole) // 2], whole[-1]):
        answer = client.get(f"/api/v1/{collection}/{each['id']}")
        assert answer.get_json() == each
        assert faults(schemas[name], answer.get_json()) == []


def test_a_key_that_the_standard_does_not_know_would_be_found(schemas: dict[str, Any]) -> None:
    address = {"id": "not-a-uuid", "x": 1}
    location = {"id": "74706e55-df26-4b84-80fe-ecc30b5befb4", "location_type": "physical", "url": "www. no"}
    service = {"id": location["id"], "name": "a", "status": "active", "email": "x", "last_modified": "2020"}
    assert len(faults(schemas["address"], address)) >= 3
    assert len(faults(schemas["location"], location)) == 1
    assert len(faults(schemas["service"], service)) == 2
