"""The pairs of the text fold through the real index: what must meet is found, what must not is not."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.fixtures.exchange.command import run_import
from tests.fixtures.exchange.package import service, uid, write_json
from tests.text_pairs import MUST_MEET, MUST_NOT_MEET

# What stands in the index so that a typo has something to be expanded to.
FIRST_OF_NOT = 10_000


@pytest.fixture(scope="module")
def indexed(module_app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """A service for each text of the pairs."""
    texts = [text for text, _ in MUST_MEET]
    services = [service(text, number=number) for number, text in enumerate(texts)]
    services += [
        service(text, number=FIRST_OF_NOT + number) for number, (text, _) in enumerate(MUST_NOT_MEET)
    ]
    path = write_json(tmp_path_factory.mktemp("texts") / "texts.json", services)
    assert run_import(module_app, path).code == 0
    return module_app


@pytest.fixture
def client(indexed: Flask, module_client: FlaskClient) -> FlaskClient:
    return module_client


def found(client: FlaskClient, text: str, **more: Any) -> set[str]:
    """Ids of all services that a text finds."""
    ids: set[str] = set()
    cursor: dict[str, str] = {}
    while True:
        response = client.post("/api/v1/search", json={"q": text, "limit": 100, **more, **cursor})
        if response.status_code == 422:
            assert response.get_json()["errors"][0]["field"] == "q"
            return set()
        assert response.status_code == 200, response.get_data(as_text=True)
        answer = response.get_json()
        page = [each["service"]["id"] for each in answer["results"]]
        assert not ids & set(page), "a service was answered twice"
        ids |= set(page)
        if answer["cursor"] is None:
            return ids
        cursor = {"cursor": answer["cursor"]}


def test_texts_that_must_meet_are_found(client: FlaskClient) -> None:
    missed = [
        (text, query)
        for number, (text, query) in enumerate(MUST_MEET)
        if uid(f"service {number}") not in found(client, query)
    ]
    assert missed == []


def test_texts_that_must_not_meet_are_not_found(client: FlaskClient) -> None:
    met = [
        (text, query)
        for number, (text, query) in enumerate(MUST_NOT_MEET)
        if uid(f"service {FIRST_OF_NOT + number}") in found(client, query)
    ]
    assert met == []


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("Vocatoinal", "Vocational trainings"),
        ("medicinsca", "Medicinske sestre"),
        ("gjirokastr", "Qendër sociale në Gjirokastër"),
        ("тбилси", "თბილისი"),
        ("emplo", "Employment and skills"),
    ],
)
def test_typos_and_beginnings_find_what_was_meant(client: FlaskClient, typed: str, text: str) -> None:
    number = [each for each, _ in MUST_MEET].index(text)
    assert uid(f"service {number}") in found(client, typed)
