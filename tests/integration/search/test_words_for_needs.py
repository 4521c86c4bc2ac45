"""A need is found by a word for it in any language and script, whatever the listing's own language."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from referral.directory.needs import need
from tests.fixtures.exchange.command import run_import
from tests.fixtures.exchange.package import service, uid, write_json


@pytest.fixture
def found(app: Flask, client: FlaskClient, tmp_path: Path) -> FlaskClient:
    """Two services with names that say nothing: one is a shelter after violence, one helps with school."""
    services = []
    for number, code in enumerate(("shelter-violence", "school-supplies")):
        term = {"id": need(code).id, "name": "-", "description": "-", "code": code}
        each = service(f"Xq{number}", number=number, at=[(42, 20)])
        each["attributes"] = [{"id": uid(f"a{number}"), "link_entity": "service", "taxonomy_term": term}]
        services.append(each)
    services[0]["attributes"][0]["value"] = None
    assert run_import(app, write_json(tmp_path / "two.json", services)).code == 0
    return client


@pytest.mark.parametrize(
    "words",
    ["strehë", "streh", "сигурна кућа", "sigurna kuca", "Sigurna kuća", "shelter", "shleter", "თავშესაფარი"],
)
def test_a_shelter_is_found_by_its_name_in_other_languages(found: FlaskClient, words: str) -> None:
    answer = found.get("/api/v1/search", query_string={"q": words, "near": "42,20"}).get_json()
    assert [each["service"]["id"] for each in answer["results"]] == [uid("service 0")]


@pytest.mark.parametrize("word", ["shelter", "strehë", "сигурна кућа"])
def test_the_need_itself_may_be_asked_for_in_words(found: FlaskClient, word: str) -> None:
    answer = found.get("/api/v1/search", query_string={"need": word}).get_json()
    assert [each["service"]["id"] for each in answer["results"]] == [uid("service 0")]
