"""HSDS answers in the language that `Accept-Language` asks for: texts and headers, else the original."""

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from referral.directory.exchange.importing import Request
from referral.kit.db import engine
from tests.contract.filling import take
from tests.fixtures.exchange.package import service, uid, write_json
from tests.fixtures.exchange.texts import language, translation

SERVICE, SITE, ORGANIZATION = uid("service 1"), uid("site 1 0"), uid("organization")
PATHS = (
    f"services/{SERVICE}",
    "services",
    "services?full=true",
    f"organizations/{ORGANIZATION}",
    "organizations",
    "organizations?full_service=true",
    f"service_at_locations/{SITE}",
    "service_at_locations",
    "service_at_locations?full=true",
)


def directory() -> list[dict[str, Any]]:
    made = service("Ndihmë ligjore", number=1, at=[(41.3, 19.8)], description="Falas")
    made["attributes"] = [
        translation("service", "name@en", "Legal help"),
        translation("service", "name@sr-Latn", "Pravna pomoć"),
        translation("service", "description@en", "Free"),
    ]
    made["organization"] |= {
        "name": "Ura e Re",
        "attributes": [language("organization", "sq"), translation("organization", "name@en", "New Bridge")],
    }
    made["program"] = {
        "id": uid("program"), "name": "Kthimi", "description": "Kthimi",
        "attributes": [translation("program", "name@en", "Return")],
    }  # fmt: skip
    place = made["service_at_locations"][0]
    place["description"] = "Kati i parë"
    place["attributes"] = [translation("site", "description@en", "First floor")]
    place["location"] |= {
        "name": "Zyra",
        "attributes": [translation("location", "name@en", "Office"), language("location", "mk")],
    }
    return [made]


@pytest.fixture(scope="module")
def spoken_app(
    module_app: Flask, module_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Flask:
    engine.configure(module_database_url)
    path = write_json(tmp_path_factory.mktemp("spoken") / "spoken.json", directory())
    assert not any(each["rejected"] for each in take(module_app, Request(path)).objects.values())
    return module_app


@pytest.fixture
def client(spoken_app: Flask, module_database_url: str) -> FlaskClient:
    engine.configure(module_database_url)
    return spoken_app.test_client()


def get(client: FlaskClient, path: str, header: str | None = None) -> Any:
    headers = {"Accept-Language": header} if header is not None else {}
    response = client.get(f"/api/v1/{path}", headers=headers)
    assert response.status_code == 200, response.get_data(as_text=True)
    return response


@pytest.mark.parametrize("path", PATHS)
def test_without_a_language_or_with_any_the_original_stands(client: FlaskClient, path: str) -> None:
    plain = get(client, path)
    assert plain.headers["Vary"] == "Accept-Language"
    assert "Content-Language" not in plain.headers
    for header in ("*", "*, en;q=0.1", "", "??"):
        asked = get(client, path, header)
        assert asked.data == plain.data
        assert {**asked.headers, "X-Request-ID": ""} == {**plain.headers, "X-Request-ID": ""}
    for header in ("zh-Hant", "fr, *;q=0.1"):
        assert json.loads(get(client, path, header).data) == json.loads(plain.data)


@pytest.mark.parametrize("path", PATHS)
def test_every_object_of_an_answer_is_in_the_language(client: FlaskClient, path: str) -> None:
    response = get(client, path, "en-GB, en;q=0.9")
    said = without_attributes(response.get_json())
    for original, english in (
        ("Ndihmë ligjore", "Legal help"), ("Ura e Re", "New Bridge"), ("Kthimi", "Return"), ("Zyra", "Office"),
        ("Kati i parë", "First floor"), ("Falas", "Free"),
    ):  # fmt: skip
        shown = without_attributes(get(client, path).get_json())
        assert (original in shown) == (english in said), (path, english)
    assert response.headers["Vary"] == "Accept-Language"
    assert "en" in response.headers["Content-Language"].split(", ")


def without_attributes(value: Any) -> list[Any]:
    """All values of an answer, but for those of attributes, in which every text travels."""
    if isinstance(value, dict):
        return [
            found
            for name, each in value.items()
            if name != "attributes"
            for found in without_attributes(each)
        ]
    if isinstance(value, list):
        return [found for each in value for found in without_attributes(each)]
    return [value]


def test_each_field_falls_back_on_its_own(client: FlaskClient) -> None:
    response = get(client, f"services/{SERVICE}", "sr-Cyrl, en;q=0.5")
    answer = response.get_json()
    assert answer["name"] == "Правна помоћ"
    assert answer["description"] == "Free"
    assert answer["organization"]["name"] == "New Bridge"
    assert answer["organization"]["description"] == "-"
    assert response.headers["Content-Language"] == "en, sq, sr-Cyrl"


def test_a_known_original_is_not_passed_over_for_a_translation(client: FlaskClient) -> None:
    response = get(client, f"services/{SERVICE}", "sq, en;q=0.9")
    answer = response.get_json()
    assert answer["name"] == "Ndihmë ligjore"
    assert answer["service_at_locations"][0]["location"]["name"] == "Office", "the place's own is Macedonian"
    assert response.headers["Content-Language"] == "en, sq"


def test_a_place_inherits_and_an_object_may_say_its_own_language(client: FlaskClient) -> None:
    response = get(client, f"service_at_locations/{SITE}", "sq")
    assert response.headers["Content-Language"] == "mk, sq"


def test_the_version_of_an_answer_differs_by_its_language(client: FlaskClient) -> None:
    path = f"services/{SERVICE}"
    plain, english, albanian = (get(client, path, each).headers["ETag"] for each in (None, "en", "sq"))
    assert plain == get(client, path, "*").headers["ETag"]
    assert len({plain, english, albanian}) == 3
    assert english == get(client, path, "en-GB, zh;q=0.1").headers["ETag"], "the same bytes, the same mark"
    version = plain.strip('"')
    assert all(each.strip('"').startswith(f"{version}-") for each in (english, albanian))


def test_a_question_in_a_body_and_a_stream_are_answered_in_the_language(client: FlaskClient) -> None:
    headers = {"Accept-Language": "en"}
    listed = client.post("/api/v1/services", json={"full": True}, headers=headers).get_json()["contents"]
    stream = client.get("/api/v1/services?full=true&format=ndjson", headers=headers)
    assert stream.headers["Vary"] == "Accept-Language"
    assert [json.loads(line) for line in stream.get_data(as_text=True).splitlines()] == listed
    assert listed[0]["name"] == "Legal help"


def test_ids_alone_have_no_language(client: FlaskClient) -> None:
    response = get(client, "services?minimal=true", "en")
    assert response.data == get(client, "services?minimal=true").data
    assert "Content-Language" not in response.headers


def test_what_is_shown_to_one_reader_is_not_kept_for_the_next(client: FlaskClient) -> None:
    before = get(client, "services?full=true").data
    get(client, "services?full=true", "en")
    assert get(client, "services?full=true").data == before
