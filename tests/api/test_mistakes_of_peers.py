"""Mistakes that other directories and referral systems make: one test each, so that none of them is made here."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from referral.directory.needs import need
from referral.kit.db import engine, reader
from referral.search.rules import Asked, Candidates
from referral.search.sql import dialect
from tests.fixtures.exchange.command import run_import
from tests.fixtures.exchange.package import service, uid, write_json

CONTRACT = Path(__file__).parents[2] / "openapi" / "openapi.json"
STAFF_MAIL, STAFF_PHONE = "staff.person@example.org", "+355 69 555 0123"
NIGHT = datetime(2026, 11, 25, 22, 30, tzinfo=UTC)  # 23:30 in Tirana, 16:30 in San Salvador


def needs(number: int, code: str) -> list[dict[str, Any]]:
    term = {"id": need(code).id, "name": code, "description": "-"}
    return [{"id": uid(f"need {number}"), "link_entity": "service", "taxonomy_term": term}]


def open_in(number: int, country: str) -> dict[str, Any]:
    hours = {"freq": "DAILY", "opens_at": "08:00", "closes_at": "18:00"}
    place = (41.33, 19.82) if country == "AL" else (13.69, -89.19)
    made = service(
        f"Open {country}", number=number, at=[place], schedules=[{"id": uid(f"hours {number}"), **hours}]
    )
    made["service_at_locations"][0]["location"]["addresses"] = [
        {
            "id": uid(f"address {number}"),
            "address_1": "1",
            "city": "-",
            "state_province": "-",
            "postal_code": "-",
            "country": country,
            "address_type": "physical",
        }
    ]
    return made


def at_one_place() -> list[dict[str, Any]]:
    """Three services of one location."""
    shared = service("First", number=21, at=[(42.0, 20.0)])
    location = shared["service_at_locations"][0]["location"]
    others = [
        service(name, number=number)
        | {"service_at_locations": [{"id": uid(f"shared {number}"), "location": location}]}
        for number, name in ((22, "Second"), (23, "Third"))
    ]
    return [shared, *others]


SERVICES = [
    service("At zero", number=1, at=[(0.0, 0.0)]),
    service("On the equator", number=2, at=[(0.0, 20.0)]),
    service("On the meridian", number=3, at=[(41.0, 0.0)]),
    open_in(4, "AL"),
    open_in(5, "SV"),
    service(
        "Counselling",
        number=6,
        at=[(41.3, 19.8)],
        contacts=[
            {
                "id": uid("staff"),
                "name": "Arta Person",
                "email": STAFF_MAIL,
                "phones": [{"id": uid("staff phone"), "number": STAFF_PHONE}],
            }
        ],
    ),
    service("Помоћ породицама", number=7, at=[(43.3, 21.9)]),
    service("Qendra për gratë", number=8, at=[(41.4, 19.9)]),
    service("დახმარება", number=9, at=[(41.7, 44.8)]),
    service("Strehëzat", number=10, at=[(41.5, 19.7)], attributes=needs(10, "vocational-training")),
    *at_one_place(),
]


@pytest.fixture(scope="module")
def directory(
    module_app: Flask, module_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    engine.configure(module_database_url)
    path = write_json(tmp_path_factory.mktemp("mistakes") / "services.json", SERVICES)
    assert run_import(module_app, path).code == 0
    yield module_app
    reader.close()


@pytest.fixture
def client(directory: Flask, module_database_url: str) -> FlaskClient:
    engine.configure(module_database_url)
    return directory.test_client()


def names(client: FlaskClient, **question: Any) -> list[str]:
    answer = client.get("/api/v1/search", query_string={"limit": 100, **question})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return [each["service"]["name"] for each in answer.get_json()["results"]]


def test_whoever_signs_in_reads_no_record_of_others(client: FlaskClient) -> None:
    """What is not public answers nobody without rights; who may call what else is the access matrix's."""
    for path in ("/api/v1/members", "/api/v1/api-keys", "/api/v1/audit/head"):
        assert client.get(path).status_code == 401
    rules = [str(rule) for rule in client.application.url_map.iter_rules() if "/cases" in str(rule)]
    for rule in rules:
        answer = client.get(rule.replace("<uuid:id_>", uid("x")))
        if answer.status_code == 303:
            # Pages send whoever is nobody to where they say who they are.
            assert answer.headers["Location"].startswith("/sign-in?next=")
        else:
            assert answer.status_code in (401, 404, 405)


@pytest.mark.parametrize("words", [STAFF_MAIL, "staff.person", STAFF_PHONE, "0123", "Arta Person"])
def test_mail_and_telephone_of_staff_are_not_found_by_the_public_search(
    client: FlaskClient, words: str
) -> None:
    assert "Counselling" not in names(client, q=words)
    assert STAFF_MAIL not in client.get("/api/v1/search", query_string={"limit": 100}).get_data(as_text=True)


@pytest.mark.parametrize(
    ("near", "name"), [("0,0", "At zero"), ("0,20", "On the equator"), ("41,0", "On the meridian")]
)
def test_a_coordinate_of_zero_is_a_coordinate(client: FlaskClient, near: str, name: str) -> None:
    assert names(client, near=near, radius_km=1) == [name]


def test_every_service_of_a_place_is_found(client: FlaskClient) -> None:
    assert sorted(names(client, near="42,20", radius_km=1)) == ["First", "Second", "Third"]


def test_the_nearest_are_found_by_an_index_not_by_reckoning_every_row(client: FlaskClient) -> None:
    kind = engine.current().name
    asked, wanted = Asked(needs=(need("vocational-training").key,)), Candidates(19.8, 41.3, 20)
    within = {"radius_m": 5_000.0} if kind == "spatialite" else {}
    statement, values = dialect().nearest_statement(asked, wanted, **within)
    if kind == "spatialite":
        plan = " ".join(str(row[3]) for row in reader.fetch(f"EXPLAIN QUERY PLAN {statement}", values))
        assert "SCAN i VIRTUAL TABLE INDEX 2:" in plan, plan
    else:
        # So few rows are cheaper read one by one; what counts is that the index can answer.
        switches = ("enable_seqscan", "enable_bitmapscan", "enable_sort")
        for switch in switches:
            reader.fetch("SELECT set_config(%s, 'off', false)", [switch])
        plan = " ".join(row[0] for row in reader.fetch(f"EXPLAIN {statement}", values))
        for switch in switches:
            reader.fetch("SELECT set_config(%s, 'on', false)", [switch])
        assert "ix_search_point_near" in plan, plan


def test_a_filter_that_is_not_known_is_refused_not_passed_over(client: FlaskClient) -> None:
    for name in ("language", "lat", "distance", "city", "opennow"):
        answer = client.get("/api/v1/search", query_string={name: "1"})
        assert answer.status_code == 422
        assert answer.get_json()["errors"][0]["field"] == name


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("помоћ", "Помоћ породицама"),
        ("pomoć porodicama", "Помоћ породицама"),
        ("gratë", "Qendra për gratë"),
        ("grate", "Qendra për gratë"),
        ("დახმარება", "დახმარება"),
        ("dakhmareba", "დახმარება"),
    ],
)
def test_a_question_with_letters_beyond_ascii_is_asked(client: FlaskClient, words: str, name: str) -> None:
    assert names(client, q=words) == [name]


def test_open_now_is_by_the_clock_of_the_place(client: FlaskClient) -> None:
    with time_machine.travel(NIGHT, tick=False):
        found = set(names(client, open_at="now"))
    assert "Open SV" in found
    assert "Open AL" not in found


@pytest.mark.parametrize(
    ("words", "name"),
    [("породица", "Помоћ породицама"), ("strehëza", "Strehëzat"), ("qendrat", "Qendra për gratë")],
)
def test_words_are_stemmed_in_their_own_language(client: FlaskClient, words: str, name: str) -> None:
    assert name in names(client, q=words)


def test_no_two_operations_share_a_name() -> None:
    paths = json.loads(CONTRACT.read_text())["paths"]
    ids = [each["operationId"] for path in paths.values() for each in path.values() if "operationId" in each]
    assert len(ids) > 40
    assert len(ids) == len(set(ids))
