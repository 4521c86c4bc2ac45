"""The HSDS Profile: its patches make of the standard's schemas those that are served, every answer of ours is true to
them, and without what the profile adds it is plain HSDS.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from flask import Flask
from flask.testing import FlaskClient

from referral.kit.db import engine
from tests.contract.hsds_schemas import closed_validators, faults, patched, published

HOST = "https://directory.example.org"
VALIDATING = (
    "type",
    "format",
    "$ref",
    "items",
    "enum",
    "required",
    "properties",
    "anyOf",
    "additionalProperties",
)
OBJECTS = {
    "service": ("services?full=true", "services?"),
    "organization": ("organizations?full_service=true", "organizations?full=true", "organizations?"),
    "service_at_location": ("service_at_locations?full=true", "service_at_locations?"),
    "taxonomy": ("taxonomies?",),
    "taxonomy_term": ("taxonomy_terms?",),
}
LISTS = {"services?": "service_list", "service_at_locations?": "service_at_location_list"}
LANGUAGES = (None, "en", "sr-Cyrl, sq;q=0.5, ka;q=0.3")
NEAR = {"near": "41.33,19.82", "limit": 100}
QUESTIONS: tuple[dict[str, Any], ...] = (
    {"limit": 100},
    NEAR,
    {**NEAR, "need": ["accommodation"], "radius_km": 500},
    {"q": "legal", "limit": 100},
    {**NEAR, "radius_km": 0.001, "need": ["shelter"]},
    {"need": ["health"], "party": [{"age": 31, "sex": "female", "accessible": True}, {"age_from": 3, "age_to": 5}],
     "include": ["ineligible"], "limit": 100},
    {**NEAR, "party": [{"age": 40, "sex": "male", "target_groups": ["returnee"], "nationality": "AL"}]},
    {**NEAR, "need": ["protection"], "open_at": "now", "languages": ["sq", "en"], "capacity": "available",
     "available_from": "2026-12-01", "free_of_charge": True, "accepts_referrals": True, "serves": True,
     "mode": ["remote", "in_person"], "sort": "match", "explain": True, "count": ["total", "facets"], "limit": 100},
    {**NEAR, "open_at": "2026-11-28T03:00Z", "include": ["ineligible"], "sort": "match", "limit": 100},
)  # fmt: skip


@pytest.fixture(scope="module")
def profile(demo_app: Flask) -> dict[str, Any]:
    found: dict[str, Any] = get(demo_app.test_client(), "/api/v1/profile").get_json()
    return found


@pytest.fixture
def client(demo_app: Flask, module_database_url: str) -> FlaskClient:
    engine.configure(module_database_url)
    return demo_app.test_client()


def get(client: FlaskClient, address: str, language: str | None = None) -> Any:
    headers = {"Accept-Language": language} if language else {}
    response = client.get(address, base_url=HOST, headers=headers)
    assert response.status_code == 200, response.get_data(as_text=True)
    return response


def fetched(client: FlaskClient, addresses: dict[str, str]) -> dict[str, Any]:
    """What stands at these addresses, by the name without its ending."""
    return {
        file.removesuffix(".json"): get(client, address.removeprefix(HOST)).get_json()
        for file, address in addresses.items()
    }


def validating(schema: Any) -> Any:
    """What of a schema validates, in one order."""
    if not isinstance(schema, dict):
        return (
            sorted(schema)
            if isinstance(schema, list) and all(isinstance(each, str) for each in schema)
            else schema
        )
    return {
        name: {key: validating(each) for key, each in value.items()}
        if name == "properties"
        else validating(value)
        for name, value in schema.items()
        if name in VALIDATING
    }


def test_the_profile_is_named_and_found_at_its_own_address(
    client: FlaskClient, profile: dict[str, Any]
) -> None:
    named = get(client, "/api/v1/").get_json()["profile"]
    assert named == profile["uri"] == f"{HOST}/api/v1/profile"
    assert get(client, "/api/v1/profile/").get_json() == profile
    assert all(url.startswith(f"{named}/profile/") for url in profile["patches"].values())
    assert all(url.startswith(f"{named}/schema/") for url in profile["schemas"].values())


def test_the_patches_are_those_of_the_index(client: FlaskClient, profile: dict[str, Any]) -> None:
    found = fetched(client, profile["patches"])
    assert found == profile["schema_patches"]
    assert {"organization", "service_at_location", "attribute", "search_answer"} <= found.keys()


def test_what_is_served_is_the_standard_with_the_patches(
    client: FlaskClient, profile: dict[str, Any], shared: Path
) -> None:
    standard = {name: each for name, each in published(shared).items() if not name.endswith("_list")}
    wanted = patched(standard, profile["schema_patches"])
    served = fetched(client, profile["schemas"])
    assert served.keys() == wanted.keys()
    for name, schema in served.items():
        assert validating(schema) == validating(wanted[name]), name
        assert schema["$id"] == profile["schemas"][f"{name}.json"]


def test_every_schema_is_one(client: FlaskClient, profile: dict[str, Any]) -> None:
    for schema in fetched(client, profile["schemas"]).values():
        assert jsonschema_rs.meta.is_valid(schema)


def test_a_file_that_is_not_there_is_named_among_those_that_are(client: FlaskClient) -> None:
    for folder in ("profile", "schema"):
        answer = client.get(f"/api/v1/profile/{folder}/servise.json")
        assert answer.status_code == 404
        assert "service_at_location.json" in answer.get_json()["detail"]


def lines(client: FlaskClient, question: str, language: str | None) -> Iterator[Any]:
    text = get(client, f"/api/v1/{question}&format=ndjson", language).get_data(as_text=True)
    yield from map(json.loads, text.splitlines())


def without_additions(value: Any, name: str, patches: dict[str, Any]) -> Any:
    """An object without the keys that the profile adds to it and to those in it."""
    added = (
        patches.get(name, {}).get("properties", {}).keys()
        if name in ("organization", "service_at_location")
        else ()
    )
    if isinstance(value, list):
        return [without_additions(each, name, patches) for each in value]
    if not isinstance(value, dict):
        return value
    nested = {"organization": "organization", "service_at_locations": "service_at_location"}
    return {
        key: without_additions(each, nested.get(key, ""), patches)
        for key, each in value.items()
        if key not in added
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", OBJECTS)
def test_every_answer_is_true_to_the_profile_and_without_it_plain_hsds(
    client: FlaskClient, profile: dict[str, Any], shared: Path, name: str, language: str | None
) -> None:
    plain, ours = published(shared), closed_validators(patched(published(shared), profile["schema_patches"]))
    theirs = closed_validators(plain)
    for question in OBJECTS[name]:
        kind = LISTS.get(question, name)
        many = 0
        for each in lines(client, question, language):
            many += 1
            assert faults(ours[kind], each) == []
            assert faults(theirs[kind], without_additions(each, name, profile["schema_patches"])) == []
        assert many
        collection = question.partition("?")[0]
        one = get(client, f"/api/v1/{collection}/{each['id']}", language).get_json()
        assert faults(ours[name], one) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_of_the_search_is_true_to_the_profile(
    client: FlaskClient, profile: dict[str, Any], shared: Path, language: str | None
) -> None:
    validator = closed_validators(patched(published(shared), profile["schema_patches"]))["search_answer"]
    headers = {"Accept-Language": language} if language else {}
    hidden = False
    for question in QUESTIONS:
        response = client.post("/api/v1/search", json=question, headers=headers)
        assert response.status_code == 200, response.get_data(as_text=True)
        answer = response.get_json()
        assert faults(validator, answer)[:5] == [], question
        hidden = hidden or any((each["location"] or {}).get("confidential") for each in answer["results"])
    assert hidden, "no confidential place was among the answers"


def test_what_no_schema_knows_would_be_found(
    client: FlaskClient, profile: dict[str, Any], shared: Path
) -> None:
    ours = closed_validators(patched(published(shared), profile["schema_patches"]))
    theirs = closed_validators(published(shared))
    whole = next(lines(client, "organizations?full_service=true", None))
    assert faults(ours["organization"], whole) == []
    assert len(faults(theirs["organization"], whole)) == 1, "`services` is the profile's"
    answer = client.get("/api/v1/search?limit=1").get_json()
    answer["results"][0]["service"]["more"] = 1
    answer["results"][0]["match"]["luck"] = {"state": "met"}
    assert len(faults(ours["search_answer"], answer)) == 2
