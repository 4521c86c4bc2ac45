"""Every parameter of the search is applied, alike by GET and POST, or refused by name."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from referral.directory.exchange.importing import Request
from referral.kit.db import engine
from tests.api.directory import small_directory
from tests.api.directory.small_directory import ADVICE, AID, HOME, ROOF, WORK
from tests.contract.filling import take

EVERYTHING = {ADVICE, ROOF, WORK}
TIRANA, ZERO = "41.33,19.82", "0,0"


@pytest.fixture(scope="module")
def small_app(module_app: Flask, module_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application with the small directory."""
    engine.configure(module_database_url)
    take(module_app, Request(small_directory.write(tmp_path_factory.mktemp("small"))))
    return module_app


@pytest.fixture
def small(small_app: Flask, module_database_url: str) -> FlaskClient:
    """A client of it."""
    engine.configure(module_database_url)
    return small_app.test_client()


def found(client: FlaskClient, **question: Any) -> list[str]:
    """The ids of the services found, GET and POST being of one mind."""
    got = client.get("/api/v1/search", query_string=question)
    assert got.status_code == 200, got.get_data(as_text=True)
    posted = client.post("/api/v1/search", json=question)
    assert posted.get_json()["results"] == got.get_json()["results"]
    return [each["service"]["id"] for each in got.get_json()["results"]]


def refused(client: FlaskClient, **question: Any) -> list[dict[str, str]]:
    answer = client.get("/api/v1/search", query_string=question)
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    errors: list[dict[str, str]] = answer.get_json()["errors"]
    return errors


def test_without_a_question_everything_is_found(small: FlaskClient) -> None:
    assert set(found(small)) == EVERYTHING


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ({"q": "strehe"}, {ROOF}),
        ({"q": "Strehë"}, {ROOF}),
        ({"q": "кројачница"}, {WORK}),
        ({"q": "krojacnica"}, {WORK}),
        ({"organisation": AID}, {ADVICE, ROOF}),
        ({"organisation": HOME}, {WORK}),
        ({"near": TIRANA, "radius_km": 5}, {ADVICE, ROOF}),
        ({"near": ZERO, "radius_km": 5}, {WORK}),
        ({"bbox": "19,41,20,42"}, {ADVICE, ROOF}),
        ({"bbox": "-1,-1,1,1"}, {WORK}),
        ({"bbox": "0,0,0,0"}, {WORK}),
        ({"q": "strehe", "organisation": HOME}, set()),
    ],
)
def test_a_filter_is_applied(small: FlaskClient, question: dict[str, Any], expected: set[str]) -> None:
    assert expected != EVERYTHING
    assert set(found(small, **question)) == expected


def test_zero_is_a_coordinate(small: FlaskClient) -> None:
    answer = small.get("/api/v1/search", query_string={"near": ZERO}).get_json()
    nearest = answer["results"][0]
    assert (nearest["service"]["id"], nearest["distance_m"]) == (WORK, 0)
    assert (nearest["location"]["latitude"], nearest["location"]["longitude"]) == (0, 0)


def test_all_services_of_one_place_are_found_there(small: FlaskClient) -> None:
    answer = small.get("/api/v1/search", query_string={"near": TIRANA, "radius_km": 0.05}).get_json()
    assert {(each["service"]["id"], each["distance_m"]) for each in answer["results"]} == {
        (ADVICE, 0),
        (ROOF, 0),
    }


def test_pages_by_cursor_are_the_whole(small: FlaskClient) -> None:
    whole, cursor, pages = found(small, near=TIRANA), None, []
    while True:
        question = {"near": TIRANA, "limit": 1, **({"cursor": cursor} if cursor else {})}
        answer = small.get("/api/v1/search", query_string=question).get_json()
        pages += [each["service"]["id"] for each in answer["results"]]
        cursor = answer["cursor"]
        if cursor is None:
            break
    assert pages == whole


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ({"colour": "red"}, "colour"),
        ({"near": "91,0"}, "near"),
        ({"near": "0,181"}, "near"),
        ({"near": "nan,0"}, "near"),
        ({"near": TIRANA, "radius_km": "0"}, "radius_km"),
        ({"near": TIRANA, "radius_km": "nan"}, "radius_km"),
        ({"near": TIRANA, "radius_km": "-1"}, "radius_km"),
        ({"radius_km": "5"}, "radius_km"),
        ({"bbox": "1,2,3"}, "bbox"),
        ({"bbox": "0,10,1,5"}, "bbox"),
        ({"organisation": "1"}, "organisation"),
        ({"limit": "0"}, "limit"),
        ({"limit": "1_0"}, "limit"),
        ({"limit": "101"}, "limit"),
        ({"sort": "random"}, "sort"),
        ({"need": ","}, "need"),
        ({"need": "no such need at all"}, "need"),
        ({"q": "a\x00"}, "q"),
    ],
)
def test_what_cannot_be_applied_is_refused_by_name(
    small: FlaskClient, question: dict[str, Any], field: str
) -> None:
    errors = refused(small, **question)
    assert [each["field"] for each in errors] == [field]
    assert errors[0]["message"]


@pytest.mark.parametrize(("field", "value"), [("cursor", "made up"), ("region", "nowhere at all")])
def test_what_is_not_known_has_a_problem_of_its_own(small: FlaskClient, field: str, value: str) -> None:
    answer = small.get("/api/v1/search", query_string={field: value})
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert field in answer.get_json()["type"]


def test_a_word_that_is_none_does_not_find_everything(small: FlaskClient) -> None:
    answer = small.get("/api/v1/search", query_string={"q": "!!!"})
    assert answer.status_code == 422 or answer.get_json()["results"] == []
