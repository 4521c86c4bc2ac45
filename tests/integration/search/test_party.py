"""Who would take a party: what search leaves out is what an assessment calls unmet, on both databases."""

import base64
import random
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from referral.directory.eligibility import Criteria, assess_party, from_attributes, to_attributes
from referral.kit.db import engine
from tests.fixtures.exchange.command import run_import
from tests.fixtures.exchange.package import said, service, uid, write_json
from tests.fixtures.people import random_criteria, random_party, told

TIRANA = "41.33,19.82"
MOTHER, BABY = {"age": 31, "sex": "female"}, {"age": 0, "sex": "female"}
SON = {"age": 14, "sex": "male"}


def home(number: int, pairs: list[tuple[str, str]], **more: Any) -> dict[str, Any]:
    near = [(41.33 + number / 1_000, 19.82)]
    return service(f"Home {number}", number=number, at=near, attributes=said(number, pairs), **more)


@pytest.fixture(scope="module")
def criteria(count: Callable[..., int]) -> list[Criteria]:
    chance = random.Random(11)
    return [random_criteria(chance) for _ in range(count(short=80, long=400))]


@pytest.fixture(scope="module")
def homes(
    module_app: Flask,
    module_database_url: str,
    criteria: list[Criteria],
    tmp_path_factory: pytest.TempPathFactory,
) -> Flask:
    """A home for women whose boys are at most 12, one that says nothing, one with HSDS ages, then random ones."""
    engine.configure(module_database_url)
    said = [
        home(1, [("age", "18- female"), ("age", "0-12 male"), ("largest_party", "3")]),
        home(2, []),
        home(3, [], minimum_age=18),
        *(home(number, to_attributes(each)) for number, each in enumerate(criteria, start=10)),
    ]
    path = write_json(tmp_path_factory.mktemp("homes") / "homes.json", said)
    assert run_import(module_app, path).code == 0
    return module_app


@pytest.fixture
def client(homes: Flask, module_database_url: str) -> FlaskClient:
    engine.configure(module_database_url)
    return homes.test_client()


def ask(client: FlaskClient, **question: Any) -> dict[str, dict[str, Any]]:
    """Results by service id, of all pages."""
    found: dict[str, dict[str, Any]] = {}
    cursor: dict[str, str] = {}
    while True:
        answer = client.post("/api/v1/search", json={"limit": 100, **question, **cursor})
        assert answer.status_code == 200, answer.get_data(as_text=True)
        body = answer.get_json()
        found |= {each["service"]["id"]: each for each in body["results"]}
        if body["cursor"] is None:
            return found
        cursor = {"cursor": body["cursor"]}


def test_a_home_takes_the_mother_and_the_baby_but_not_the_boy_of_14(client: FlaskClient) -> None:
    party = [MOTHER, SON, BABY | {"sex": "male"}]
    assert uid("service 1") not in ask(client, near=TIRANA, party=party)
    shown = ask(client, near=TIRANA, party=party, include=["ineligible"])[uid("service 1")]
    reason = shown["match"]["eligibility"]
    assert reason["state"] == "unmet"
    assert [each["state"] for each in reason["members"]] == ["met", "unmet", "met"]
    assert reason["members"][1]["criteria"]["age"] == {
        "state": "unmet",
        "asked": 14,
        "accepts": "0-12",
        "sex": "male",
    }
    assert reason["places_needed"] == 3
    younger = ask(client, near=TIRANA, party=[MOTHER, SON | {"age": 12}, BABY | {"sex": "male"}])
    assert younger[uid("service 1")]["match"]["eligibility"]["state"] == "met"


def test_more_people_than_it_takes_together_are_not_taken(client: FlaskClient) -> None:
    boys = [SON | {"age": age} for age in (3, 5, 7)]
    assert uid("service 1") not in ask(client, near=TIRANA, party=[MOTHER, *boys])
    assert uid("service 1") in ask(client, near=TIRANA, party=[MOTHER, *boys[:2]])


def test_who_says_nothing_is_found_and_has_to_be_asked(client: FlaskClient) -> None:
    found = ask(client, near=TIRANA, party=[SON])
    assert found[uid("service 2")]["match"]["eligibility"]["state"] == "unknown"
    assert uid("service 3") not in found


def test_filter_and_reasons_equal_the_assessment(
    client: FlaskClient, criteria: list[Criteria], count: Callable[..., int]
) -> None:
    chance, left_out = random.Random(12), 0
    for _ in range(count(short=60, long=500)):
        party = random_party(chance)
        place = {"near": TIRANA} if chance.random() < 0.5 else {}
        found = ask(client, party=told(party), **place)
        for number, each in enumerate(criteria, start=10):
            expected = assess_party(from_attributes(to_attributes(each)), party)
            shown = found.get(uid(f"service {number}"))
            assert (shown is None) == (expected.state == "unmet"), (each, party)
            left_out += shown is None
            if shown is not None:
                reason = shown["match"]["eligibility"]
                assert reason["state"] == expected.state
                assert [m["state"] for m in reason["members"]] == [m.state for m in expected.members]
    assert left_out > 100


def test_nothing_found_says_that_the_party_is_why(client: FlaskClient) -> None:
    question = {"near": TIRANA, "radius_km": 0.15, "party": [SON] * 4}
    answer = client.post("/api/v1/search", json=question).get_json()
    assert answer["results"] == []
    assert "Without party the nearest is 0.1 km away." in answer["empty_because"]


@pytest.mark.parametrize("name", ["party", "age", "sex", "nationality", "target_groups"])
def test_traits_of_people_in_an_address_are_refused_with_a_pointer(client: FlaskClient, name: str) -> None:
    answer = client.get("/api/v1/search", query_string={name: "14"})
    assert answer.status_code == 422
    assert "POST /api/v1/search" in answer.get_json()["detail"]


@pytest.mark.parametrize(
    ("member", "field"),
    [
        ({"age": "14"}, "party.0.age"),
        ({"age": True}, "party.0.age"),
        ({"age": 131}, "party.0.age"),
        ({"sex": "f"}, "party.0.sex"),
        ({"target_groups": ["martian"]}, "party.0.target_groups.0"),
        ({"nationality": "al"}, "party.0.nationality"),
        ({"name": "Ana"}, "party.0.name"),
        ({"accessible": "yes"}, "party.0.accessible"),
        ({"age": 3, "age_from": 2}, "party"),
        ({"age_from": 9, "age_to": 2}, "party"),
    ],
)
def test_a_wrong_trait_is_named(client: FlaskClient, member: dict[str, Any], field: str) -> None:
    answer = client.post("/api/v1/search", json={"party": [member]})
    assert answer.status_code == 422
    assert [each["field"] for each in answer.get_json()["errors"]] == [field]


def test_a_cursor_is_bound_to_its_party_and_does_not_name_it(client: FlaskClient) -> None:
    asked = {"limit": 1, "party": [{"nationality": "XX", "target_groups": ["returnee"]}]}
    cursor = client.post("/api/v1/search", json=asked).get_json()["cursor"]
    assert client.post("/api/v1/search", json={"limit": 1, "cursor": cursor}).status_code == 422
    assert client.post("/api/v1/search", json={**asked, "cursor": cursor}).status_code == 200
    content = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    assert re.fullmatch(rb"\d{10}\.\d+\.[0-9a-f-]{36}\.[0-9a-f]{20}", content)
