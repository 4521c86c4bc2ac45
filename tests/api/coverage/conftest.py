"""A directory as it stands open: public and hidden places, listings for others, services that end, regions."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from referral.directory.profile import term_of_code
from referral.kit.db import engine
from tests.contract.filling import take_demo
from tests.fixtures.exchange.command import run_import
from tests.integration.confidential.attack_over_http.world import load_surroundings, source
from tests.integration.confidential.houses import Source, id_of
from tests.integration.confidential.restricted import with_restricted

FOR_OTHERS = ("network", "role:police", "hotline", "netwrok")
# Of services of the source: what is said of when they run, and of money and referrals.
SAID = {
    "9001": {"starts": "2026-12-01", "accepts_referrals": "yes"},
    "9002": {"ends": "2026-12-31", "accepts_referrals": "no"},
    "9003": {"starts": "2027-01-01", "ends": "2027-06-30"},
}
Items = Callable[..., dict[str, Any]]
BASE = "/api/v1/ogc"
Everything = Callable[[str], list[dict[str, Any]]]


def whole_source() -> Source:
    """All of it but the demo data."""
    made = with_restricted(source(), *FOR_OTHERS)
    for key, said in SAID.items():
        for code, value in said.items():
            made.add(
                "attribute", key, code, link_id=id_of("service", key), link_entity="service",
                taxonomy_term_id=term_of_code()[code].id, value=value,
            )  # fmt: skip
    return made


@pytest.fixture(scope="module")
def open_app(module_app: Flask, module_database_url: str, root: Path, tmp_path_factory: Any) -> Flask:
    """The application on that directory; tests only read."""
    engine.configure(module_database_url)
    load_surroundings()
    outcome = run_import(
        module_app, whole_source().write_tables(tmp_path_factory.mktemp("source") / "tables")
    )
    assert outcome.code == 0, outcome.said
    take_demo(module_app, root)
    return module_app


@pytest.fixture
def client(open_app: Flask, module_database_url: str) -> Iterator[FlaskClient]:
    """Somebody without a key."""
    engine.configure(module_database_url)
    with open_app.test_client() as client:
        yield client


@pytest.fixture
def items(client: FlaskClient) -> Items:
    """`items("services", filter="…", filter_lang="cql2-json")`: the answer, which must be one."""

    def ask(collection: str, **question: Any) -> dict[str, Any]:
        asked = {name.replace("_", "-"): str(value) for name, value in question.items()}
        answer = client.get(f"/api/v1/ogc/collections/{collection}/items", query_string=asked)
        assert answer.status_code == 200, answer.text
        assert answer.mimetype == "application/geo+json"
        found: dict[str, Any] = answer.get_json()
        assert len(found["features"]) == found["numberReturned"] <= found["numberMatched"]
        return found

    return ask


@pytest.fixture
def everything(items: Items) -> Callable[[str], list[dict[str, Any]]]:
    """All features of a collection."""
    return lambda collection: list(items(collection, limit=10_000)["features"])


def links(document: dict[str, Any]) -> dict[str, dict[str, str]]:
    return {each["rel"]: each for each in reversed(document["links"])}


def ids(features: list[dict[str, Any]]) -> list[str]:
    return [each["id"] for each in features]
