"""With a need of protection the country's lines come along; totals and facets only when they are asked for."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from referral.kit.db import engine
from referral.places.profiles import country

TIRANA, TBILISI, ATLANTIC = "41.33,19.82", "41.69,44.80", "30,-40"


@pytest.fixture(scope="module")
def seeded(module_app: Flask, module_database_url: str) -> Flask:
    engine.configure(module_database_url)
    with module_app.app_context():
        result = module_app.test_cli_runner().invoke(args=["seed"])
    assert result.exit_code == 0, result.output
    return module_app


@pytest.fixture
def client(seeded: Flask, module_database_url: str) -> FlaskClient:
    engine.configure(module_database_url)
    return seeded.test_client()


def ask(client: FlaskClient, **question: Any) -> dict[str, Any]:
    answer = client.get("/api/v1/search", query_string=question)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    body: dict[str, Any] = answer.get_json()
    return body


def protection(client: FlaskClient) -> str:
    """The code of a need of protection that services of the demo answer."""
    needs = client.get("/api/v1/needs").get_json()["needs"]
    return next(each["code"] for each in needs if each["code"].startswith("protection"))


@pytest.mark.parametrize(
    ("near", "code"), [(TIRANA, "AL"), (TBILISI, "GE"), ("Niš", "RS"), ("თბილისი", "GE")]
)
def test_the_lines_are_those_of_the_country_asked_about(client: FlaskClient, near: str, code: str) -> None:
    body = ask(client, need=protection(client), near=near)
    assert body["results"]
    assert {line["country"] for line in body["hotlines"]} == {code}
    assert [line["number"] for line in body["hotlines"]] == [line.number for line in country(code).hotlines]
    assert all(
        {"kind", "hours", "languages", "who_may_call", "verified"} <= line.keys() for line in body["hotlines"]
    )


def test_they_come_with_an_empty_answer_too(client: FlaskClient) -> None:
    body = ask(client, need=protection(client), near=TIRANA, radius_km=0.001)
    assert body["results"] == []
    assert body["hotlines"]


def test_by_a_region_and_by_the_results(client: FlaskClient) -> None:
    assert {each["country"] for each in ask(client, need=protection(client), region="SV")["hotlines"]} == {
        "SV"
    }
    anywhere = ask(client, need=protection(client), limit=3)
    assert 1 <= len({each["country"] for each in anywhere["hotlines"]}) <= 3
    at_sea = ask(client, need=protection(client), near=ATLANTIC, limit=1)
    assert len({each["country"] for each in at_sea["hotlines"]}) == 1


def test_other_needs_bring_none(client: FlaskClient) -> None:
    assert "hotlines" not in ask(client, need="vocational-training", near=TIRANA)


def test_counts_only_on_demand(client: FlaskClient) -> None:
    plain = ask(client, need="shelter", near=TIRANA, limit=1)
    assert "total" not in plain
    assert "facets" not in plain
    body = ask(client, need="shelter", near=TIRANA, limit=100, count="total,facets")
    assert body["total"] == {"value": len(body["results"]), "relation": "exactly"}
    languages = {each["value"]: each["services"] for each in body["facets"]["languages"]}
    spoken = [code for each in body["results"] for code in each["service"]["languages"]]
    assert languages == {code: spoken.count(code) for code in spoken}
    needs = {each["value"]: each["services"] for each in body["facets"]["needs"]}
    assert max(needs.values()) <= body["total"]["value"]
    within = ask(client, need="shelter", near=TIRANA, radius_km=30, limit=100, count="total")
    assert within["total"]["value"] == len(within["results"]) < body["total"]["value"]


def test_an_unknown_count_is_refused_by_name(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search?count=total,sums")
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["field"] == "count"
