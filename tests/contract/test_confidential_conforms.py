"""Who reads our HSDS gets a conformant location of a confidential place on every endpoint, and no address of it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from referral.directory.models import table_of
from referral.kit.db import engine
from referral.kit.db.work import unit_of_work
from tests.contract.hsds_schemas import faults, validators

WITHHELD = (
    "name",
    "alternate_name",
    "description",
    "transportation",
    "url",
    "addresses",
    "phones",
    "contacts",
)
LISTS = {
    "service_list": "services?per_page=1000",
    "service": "services?per_page=1000&full=true",
    "service_at_location_list": "service_at_locations?per_page=1000",
    "service_at_location": "service_at_locations?per_page=1000&full=true",
    "organization": "organizations?per_page=1000&full_service=true",
}


@pytest.fixture(scope="module")
def schemas(shared: Path) -> dict[str, Any]:
    return validators(shared)


@pytest.fixture
def client(demo_app: Flask, module_database_url: str) -> FlaskClient:
    engine.configure(module_database_url)
    return demo_app.test_client()


def hidden() -> list[dict[str, str]]:
    """Ids of each confidential place, the service at it, the tie, and the organisation."""
    place, at, service = table_of("location"), table_of("service_at_location"), table_of("service")
    statement = (
        sa.select(
            place.c.id.label("location"),
            at.c.id.label("service_at_location"),
            service.c.id.label("service"),
            service.c.organization_id.label("organization"),
        )
        .join(at, at.c.location_id == place.c.id)
        .join(service, service.c.id == at.c.service_id)
        .where(place.c.confidential)
    )
    with unit_of_work(write=False) as session:
        return [
            {name: str(id_) for name, id_ in row.items()} for row in session.execute(statement).mappings()
        ]


def locations(value: Any) -> Iterator[dict[str, Any]]:
    """Every location in an answer, however deep."""
    if isinstance(value, dict):
        if "location_type" in value:
            yield value
        value = list(value.values())
    for each in value if isinstance(value, list) else ():
        yield from locations(each)


def check(answer: Any, places: set[str]) -> int:
    """How many of the places stand in an answer; none of them with what is withheld."""
    found = [each for each in locations(answer) if each["id"] in places]
    for each in found:
        assert [name for name in WITHHELD if name in each] == []
        assert {"latitude", "longitude"} <= each.keys()
    return len(found)


def test_each_is_answered_whole_and_conformant_under_its_own_address(
    client: FlaskClient, schemas: dict[str, Any]
) -> None:
    rows = hidden()
    places = {row["location"] for row in rows}
    assert len(rows) >= 14
    for row in rows:
        for name in ("service", "service_at_location", "organization"):
            answer = client.get(f"/api/v1/{name}s/{row[name]}").get_json()
            assert faults(schemas[name], answer) == []
            assert check(answer, places) >= 1, name
            shown = [each for each in locations(answer) if each["id"] == row["location"]]
            for each in shown:
                assert faults(schemas["location"], each) == []
            assert any("attributes" in each for each in shown), "the sign says that it is a stand-in"


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("method", ["GET", "POST", "lines"])
def test_each_is_conformant_in_every_list(
    client: FlaskClient, schemas: dict[str, Any], name: str, method: str
) -> None:
    path, _, query = LISTS[name].partition("?")
    if method == "POST":
        asked = {key: json.loads(value) for key, value in (each.split("=") for each in query.split("&"))}
        contents = client.post(f"/api/v1/{path}", json=asked).get_json()["contents"]
    elif method == "lines":
        text = client.get(f"/api/v1/{path}?{query}&format=ndjson").text
        contents = [json.loads(line) for line in text.splitlines()]
    else:
        contents = client.get(f"/api/v1/{path}?{query}").get_json()["contents"]
    places = {row["location"] for row in hidden()}
    assert [fault for each in contents for fault in faults(schemas[name], each)] == []
    assert check(contents, places) >= (0 if name == "service_list" else len(places))
