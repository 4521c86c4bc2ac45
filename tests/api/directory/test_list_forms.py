"""Pages, the forms of an entry, and what a list refuses."""

from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.api.directory.small_directory import ADVICE, AID, HOME, NULL_ISLAND, TIRANA, WORK_NULL

LISTS = ("services", "organizations", "service_at_locations", "taxonomies", "taxonomy_terms")
ENVELOPE = {
    "total_items",
    "total_pages",
    "page_number",
    "size",
    "first_page",
    "last_page",
    "empty",
    "contents",
}


def problem(answer: TestResponse, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.get_data(as_text=True)
    assert answer.content_type == "application/problem+json"
    body: dict[str, Any] = answer.get_json()
    assert body["status"] == status
    return body


@pytest.mark.parametrize("collection", LISTS)
@pytest.mark.parametrize("per_page", [1, 2, 3, 1000])
def test_pages_are_slices_of_the_whole(small: FlaskClient, collection: str, per_page: int) -> None:
    whole = small.get(f"/api/v1/{collection}?per_page=1000").get_json()["contents"]
    pages = -(-len(whole) // per_page)
    for number in sorted({1, 2, pages // 2 + 1, pages - 1, pages} & set(range(1, pages + 1))):
        page = small.get(f"/api/v1/{collection}?per_page={per_page}&page={number}").get_json()
        assert set(page) == ENVELOPE
        assert page["contents"] == whole[(number - 1) * per_page : number * per_page]
        assert (page["total_items"], page["total_pages"]) == (len(whole), pages)
        assert (page["page_number"], page["size"]) == (number, len(page["contents"]))
        assert (page["first_page"], page["last_page"]) == (number == 1, number == pages)
        assert page["empty"] is False


def test_a_page_behind_the_last_is_empty(small: FlaskClient) -> None:
    page = small.get("/api/v1/services?page=1000000000&per_page=1000").get_json()
    assert (page["empty"], page["size"], page["contents"]) == (True, 0, [])
    assert (page["total_items"], page["first_page"], page["last_page"]) == (3, False, True)


def test_minimal_holds_id_and_time_only(small: FlaskClient) -> None:
    page = small.get("/api/v1/services?minimal=true&per_page=100000").get_json()
    assert [set(each) for each in page["contents"]] == [{"id", "modified_date"}] * 3
    assert {each["modified_date"][:10] for each in page["contents"]} == {
        "2024-01-01",
        "2025-01-01",
        "2026-01-01",
    }


@pytest.mark.parametrize(
    ("collection", "id_", "parameter"),
    [
        ("services", ADVICE, "full"),
        ("service_at_locations", WORK_NULL, "full"),
        ("organizations", AID, "full_service"),
    ],
)
def test_full_entries_are_those_of_the_single_objects(
    small: FlaskClient, collection: str, id_: str, parameter: str
) -> None:
    short = small.get(f"/api/v1/{collection}").get_json()["contents"]
    full = small.get(f"/api/v1/{collection}?{parameter}=true").get_json()["contents"]
    one = small.get(f"/api/v1/{collection}/{id_}").get_json()
    assert one in full
    assert one not in short


def test_an_organisation_is_answered_without_services_where_asked(small: FlaskClient) -> None:
    whole = small.get(f"/api/v1/organizations/{AID}").get_json()
    without = small.get(f"/api/v1/organizations/{AID}?full_service=false").get_json()
    assert {name for name in whole if name not in without} == {"services"}
    listed = small.get("/api/v1/organizations?full=true").get_json()["contents"]
    assert without in listed


def test_zero_is_a_coordinate(small: FlaskClient) -> None:
    location = small.get(f"/api/v1/service_at_locations/{WORK_NULL}").get_json()["location"]
    assert (location["id"], location["latitude"], location["longitude"]) == (NULL_ISLAND, 0, 0)


def test_all_services_of_one_place_are_there(small: FlaskClient) -> None:
    listed = small.get("/api/v1/service_at_locations?full=true").get_json()["contents"]
    assert len([each for each in listed if each["location"]["id"] == TIRANA]) == 2


@pytest.mark.parametrize("collection", LISTS)
def test_an_unknown_parameter_is_named_with_those_allowed(small: FlaskClient, collection: str) -> None:
    for answer in (
        small.get(f"/api/v1/{collection}?colour=red"),
        small.post(f"/api/v1/{collection}", json={"colour": "red"}),
    ):
        (error,) = problem(answer, 422)["errors"]
        assert error["field"] == "colour"
        assert "per_page" in error["message"]


@pytest.mark.parametrize(
    ("collection", "name", "value", "says"),
    [
        ("services", "page", "0", "1"),
        ("services", "page", "x", "integer"),
        ("services", "per_page", "1001", "1000"),
        ("services", "format", "xml", "ndjson"),
        ("services", "full", "maybe", "boolean"),
        ("services", "organization_id", "1", "UUID"),
        ("services", "taxonomy_term_id", "x", "UUID"),
        ("services", "modified_after", "yesterday", "RFC 3339"),
        ("services", "modified_after", "2026-01-01T10:00:00", "RFC 3339"),
        ("services", "search", "", "200"),
        ("service_at_locations", "proximity", "-1", "0"),
        ("service_at_locations", "proximity", "nan", "number"),
        ("taxonomy_terms", "parent_id", "root", "UUID"),
    ],
)
def test_an_unknown_value_is_named_with_what_is_allowed(
    small: FlaskClient, collection: str, name: str, value: str, says: str
) -> None:
    errors = problem(small.get(f"/api/v1/{collection}", query_string={name: value}), 422)["errors"]
    assert [each["field"] for each in errors] == [name]
    assert says.lower() in errors[0]["message"].lower()


@pytest.mark.parametrize(
    "question",
    [{"page": "2"}, {"full": "true"}, {"full": 1}, {"per_page": True}, {"search": 1}, {"search": None}],
)
def test_a_body_holds_values_of_json_not_their_texts(small: FlaskClient, question: dict[str, Any]) -> None:
    (error,) = problem(small.post("/api/v1/services", json=question), 422)["errors"]
    assert (error["in"], error["field"]) == ("body", *question)


@pytest.mark.parametrize("text", ["a\x00b", "\ud800"])
def test_characters_that_no_text_holds_are_refused(small: FlaskClient, text: str) -> None:
    assert (
        problem(small.post("/api/v1/organizations", json={"search": text}), 422)["errors"][0]["field"]
        == "search"
    )


def test_a_nul_in_the_address_is_refused(small: FlaskClient) -> None:
    assert problem(small.get("/api/v1/organizations?search=a%00"), 422)["errors"][0]["field"] == "search"


def test_a_parameter_given_twice_is_refused_since_only_one_could_be_applied(small: FlaskClient) -> None:
    answer = small.get(f"/api/v1/services?organization_id={AID}&organization_id={HOME}")
    (error,) = problem(answer, 422)["errors"]
    assert error["field"] == "organization_id"


def test_minimal_and_full_exclude_each_other(small: FlaskClient) -> None:
    assert (
        problem(small.get("/api/v1/services?minimal=true&full=true"), 422)["errors"][0]["field"] == "minimal"
    )


def test_proximity_needs_a_postcode(small: FlaskClient) -> None:
    assert (
        problem(small.get("/api/v1/service_at_locations?proximity=5"), 422)["errors"][0]["field"]
        == "proximity"
    )


@pytest.mark.parametrize("collection", LISTS)
def test_what_is_not_there_is_answered_alike(small: FlaskClient, collection: str) -> None:
    for address in (
        f"{collection}/{uuid4()}",
        f"{collection}/1",
        f"{collection}/",
        f"{collection}/{uuid4()}/x",
    ):
        assert problem(small.get(f"/api/v1/{address}"), 404)["type"].endswith("/problems/not-found")


@pytest.mark.parametrize("collection", LISTS)
def test_head_says_what_get_says_without_the_body(small: FlaskClient, collection: str) -> None:
    got, head = small.get(f"/api/v1/{collection}"), small.head(f"/api/v1/{collection}")
    assert head.status_code == 200
    assert head.get_data() == b""
    assert head.content_length == got.content_length
    assert head.content_type == got.content_type


def test_an_id_in_capitals_is_the_same_id(small: FlaskClient) -> None:
    assert small.get(f"/api/v1/organizations/{AID.upper()}").get_json()["id"] == AID


def test_other_methods_are_refused_with_those_that_there_are(small: FlaskClient) -> None:
    answer = small.delete("/api/v1/services")
    problem(answer, 405)
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}
