"""Texts in twelve languages through the real index: found by every one of them, answered in the one asked for."""

import copy
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.fixtures.exchange.command import index_rows, rows_of, run, run_import
from tests.fixtures.exchange.package import service, uid, write_json
from tests.fixtures.exchange.texts import IN_EVERY_LANGUAGE, language, translation

SERVICE, LOCATION, ORGANIZATION = uid("service 1"), uid("location 1 0"), uid("organization")


def everything() -> list[dict[str, Any]]:
    """A service whose name, place, organisation and hours are said in other languages, and one of which nothing is."""
    made = service("Original", number=1, at=[(41.3, 19.8)], description="Said once")
    made["attributes"] = [
        translation("service", f"name@{tag}", text) for tag, (text, _) in IN_EVERY_LANGUAGE.items()
    ]
    made["attributes"].append(translation("service", "alert@sq", "Mbyllur në gusht"))
    made["organization"]["attributes"] = [translation("organization", "name@ka", "ახალი ხიდი")]
    place = made["service_at_locations"][0]["location"]
    place["name"] = "House"
    place["attributes"] = [translation("location", "name@hy", "Կամուրջ")]
    made["schedules"] = [
        {"id": uid("hours"), "freq": "WEEKLY", "byday": "MO", "description": "Mondays",
         "attributes": [translation("schedule", "description@es", "Los lunes")]}
    ]  # fmt: skip
    return [made, service("Another", number=2, at=[(41.4, 19.8)])]


@pytest.fixture(scope="module")
def indexed(module_app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    path = write_json(tmp_path_factory.mktemp("texts") / "texts.json", everything())
    outcome = run_import(module_app, path)
    assert outcome.total("rejected") == 0
    assert outcome.report["warnings"] == []
    return module_app


@pytest.fixture
def client(indexed: Flask, module_client: FlaskClient) -> FlaskClient:
    return module_client


def ask(client: FlaskClient, header: str | None = None, **question: Any) -> Any:
    headers = {"Accept-Language": header} if header is not None else {}
    response = client.get("/api/v1/search", query_string=question, headers=headers)
    assert response.status_code == 200, response.get_data(as_text=True)
    assert response.headers["Vary"] == "Accept-Language"
    return response


def first(client: FlaskClient, header: str | None = None) -> Any:
    return ask(client, header, near="41.3,19.8").get_json()["results"][0]


@pytest.mark.parametrize("tag", IN_EVERY_LANGUAGE)
def test_a_word_of_every_language_finds_the_service(client: FlaskClient, tag: str) -> None:
    for question in ({"q": IN_EVERY_LANGUAGE[tag][1]}, {"q": IN_EVERY_LANGUAGE[tag][0]}):
        results = ask(client, **question).get_json()["results"]
        assert [each["service"]["id"] for each in results] == [SERVICE], question
        listed = client.get("/api/v1/services", query_string={"search": question["q"]}).get_json()
        assert [each["id"] for each in listed["contents"]] == [SERVICE]


@pytest.mark.parametrize("word", ["ახალი", "ხიდი", "akhali", "Կամուրջ", "kamurj"])
def test_translated_names_of_organisations_and_places_find_it(client: FlaskClient, word: str) -> None:
    assert SERVICE in [each["service"]["id"] for each in ask(client, q=word).get_json()["results"]]


@pytest.mark.parametrize("tag", IN_EVERY_LANGUAGE)
def test_the_answer_comes_in_the_language_that_is_asked_for(client: FlaskClient, tag: str) -> None:
    response = ask(client, f"{tag}, *;q=0.1", near="41.3,19.8")
    found, other = response.get_json()["results"]
    assert found["service"]["name"] == IN_EVERY_LANGUAGE[tag][0]
    assert found["service"]["description"] == "Said once"
    assert other["service"]["name"] == "Another"
    assert response.headers["Content-Language"] == tag
    assert found["match"]["distance"]["state"] == "met"


def test_each_text_has_its_own_best_language(client: FlaskClient) -> None:
    response = ask(client, "ka, hy;q=0.9, es;q=0.8, sq;q=0.7", near="41.3,19.8")
    found = response.get_json()["results"][0]
    assert found["service"]["name"] == IN_EVERY_LANGUAGE["ka"][0]
    assert found["service"]["alert"] == "Mbyllur në gusht"
    assert found["service"]["schedules"][0]["description"] == "Los lunes"
    assert found["organization"]["name"] == "ახალი ხიდი"
    assert found["location"]["name"] == "Կամուրջ"
    assert response.headers["Content-Language"] == "es, hy, ka, sq"


def test_a_script_that_is_not_there_is_made_of_the_other(client: FlaskClient) -> None:
    assert first(client, "sr-Latn-RS")["service"]["name"] == "Pravna pomoć za povratnike"
    assert first(client, "sr")["service"]["name"] == "Pravna pomoć za povratnike"
    assert first(client, "sr-Cyrl, sr-Latn;q=0.5")["service"]["name"] == "Заштита жена"


@pytest.mark.parametrize("header", ["*", "zh-Hant", "fr;q=0.5", "*;q=0", "!!"])
def test_the_original_stands_byte_for_byte_where_nothing_else_is_wanted(
    client: FlaskClient, header: str
) -> None:
    plain = ask(client, near="41.3,19.8")
    asked = ask(client, header, near="41.3,19.8")
    assert asked.data == plain.data
    assert "Content-Language" not in plain.headers
    assert "Content-Language" not in asked.headers


def test_a_search_in_a_body_is_answered_in_a_language_as_well(client: FlaskClient) -> None:
    headers = {"Accept-Language": "de"}
    question = {"near": "41.3,19.8", "party": [{"age": 30}]}
    response = client.post("/api/v1/search", json=question, headers=headers)
    found = response.get_json()["results"][0]
    assert found["service"]["name"] == IN_EVERY_LANGUAGE["de"][0]
    assert found["match"]["eligibility"]["members"]
    assert response.headers["Content-Language"] == "de"


def test_a_cursor_serves_every_language(client: FlaskClient) -> None:
    page = ask(client, "sq", near="41.3,19.8", limit=1).get_json()
    following = ask(client, "de", near="41.3,19.8", limit=1, cursor=page["cursor"]).get_json()
    assert following["results"][0]["service"]["id"] == uid("service 2")


@pytest.fixture
def own(app: Flask, tmp_path: Path) -> list[dict[str, Any]]:
    services = everything()
    assert run_import(app, write_json(tmp_path / "s.json", services)).total("rejected") == 0
    return services


def test_the_index_follows_what_is_said_of_places_organisations_and_hours(
    app: Flask, client_of_own: FlaskClient, tmp_path: Path, own: list[dict[str, Any]]
) -> None:
    changed = copy.deepcopy(own)
    changed[0]["organization"]["attributes"][0]["value"] = "ვარდი"
    changed[1]["organization"] = changed[0]["organization"]
    changed[0]["schedules"][0]["attributes"][0]["value"] = "Lunes y martes"
    changed[0]["service_at_locations"][0]["location"]["attributes"][0]["value"] = "Լույս"
    outcome = run_import(app, write_json(tmp_path / "s.json", changed))
    assert outcome.objects["attribute"]["changed"] == 3
    kept = (index_rows(), rows_of("search_translation"))
    run(app, "directory", "index", "--all")
    assert (index_rows(), rows_of("search_translation")) == kept, "the index did not follow"
    found = first(client_of_own, "ka, hy, es")
    assert found["organization"]["name"] == "ვარდი"
    assert found["location"]["name"] == "Լույս"
    assert found["service"]["schedules"][0]["description"] == "Lunes y martes"
    for word in ("ვარდი", "Լույս"):
        assert ask(client_of_own, q=word).get_json()["results"], word
    assert ask(client_of_own, q="Կամուրջ").get_json()["results"] == []


@pytest.fixture
def client_of_own(own: Any, client_on_app: FlaskClient) -> FlaskClient:
    return client_on_app


@pytest.fixture
def client_on_app(app: Flask) -> FlaskClient:
    return app.test_client()


def test_the_language_of_an_original_is_told_where_it_is_known(
    app: Flask, client_on_app: FlaskClient, tmp_path: Path
) -> None:
    made = service("Ndihmë", number=1, at=[(41.3, 19.8)], alternate_name="Help")
    made["organization"]["attributes"] = [language("organization", "sq-AL")]
    made["attributes"] = [
        language("service", "en", "alternate_name"),
        translation("service", "name@de", "Hilfe"),
    ]
    assert run_import(app, write_json(tmp_path / "s.json", [made])).code == 0
    response = ask(client_on_app, "sq, de;q=0.9, en;q=0.1", near="41.3,19.8")
    assert response.get_json()["results"][0]["service"]["name"] == "Ndihmë"
    assert response.headers["Content-Language"] == "en, sq"
    assert first(client_on_app, "de, sq;q=0.9")["service"]["name"] == "Hilfe"


def test_a_withdrawn_service_leaves_no_translation(
    app: Flask, client_on_app: FlaskClient, tmp_path: Path
) -> None:
    path = write_json(tmp_path / "s.json", everything())
    assert run_import(app, path, "--source", "x").code == 0
    assert len(rows_of("search_translation")) == 2, "both are of the organisation with a translated name"
    assert run_import(app, write_json(path, everything()[1:]), "--source", "x").code == 0
    assert [str(row[0]) for row in rows_of("search_translation")] == [uid("service 2")]
