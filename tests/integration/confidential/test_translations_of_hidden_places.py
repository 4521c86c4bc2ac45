"""A hidden place's texts are withheld in every language, whenever the place is hidden and whenever a text comes."""

import json
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from referral.directory.profile import TAXONOMY_ID, term_of_code
from referral.directory.profile.texts import TRANSLATION
from tests.fixtures.exchange.command import exported, rows_of, run_import
from tests.integration.confidential.houses import CANARY, Source, house, id_of, mark

NAME = "late"
# What hangs on the house, and a text of each that gives it away.
REVEALING = (
    ("location", "name@sq"),
    ("location", "transportation@sr-Cyrl"),
    ("service_at_location", "description@de"),
    ("schedule", "description@mk"),
)


def source(*, hidden: bool, spoken: bool) -> Source:
    made = Source()
    house(made, NAME)
    if spoken:
        for entity, label in REVEALING:
            made.add(
                "attribute", NAME, entity, label, link_id=id_of(entity, NAME), link_entity=entity,
                taxonomy_term_id=term_of_code()[TRANSLATION].id, label=label, value=f"{CANARY} e fshehtë",
            )  # fmt: skip
        made.add(
            "attribute", NAME, "open", link_id=id_of("service", NAME), link_entity="service",
            taxonomy_term_id=term_of_code()[TRANSLATION].id, label="name@sq", value="Ndihmë e hapur",
        )  # fmt: skip
    if hidden:
        mark(made, NAME, "one need")
    return made


ORDERS = {
    "at once": [{"hidden": True, "spoken": True}],
    "text first": [{"hidden": False, "spoken": True}, {"hidden": True, "spoken": False}],
    "hidden first": [{"hidden": True, "spoken": False}, {"hidden": True, "spoken": True}],
}


@pytest.mark.parametrize("order", ORDERS)
def test_no_language_tells_where_a_hidden_house_is(
    app: Flask, client: FlaskClient, tmp_path: Path, order: str
) -> None:
    for number, what in enumerate(ORDERS[order]):
        assert run_import(app, source(**what).write_tables(tmp_path / str(number))).code == 0
    told = [*exported(app, tmp_path), str(rows_of("search_translation")), str(rows_of("search_term"))]
    for tag in ("sq", "sr-Cyrl", "sr-Latn", "de", "mk", "*"):
        for path in (
            "services?full=true",
            "service_at_locations?full=true",
            "search?near=41.9,20.4",
            "search",
        ):
            told.append(
                client.get(f"/api/v1/{path}", headers={"Accept-Language": tag}).get_data(as_text=True)
            )
    assert not [text for text in told if CANARY in text.lower()]
    found = client.get("/api/v1/search?q=hapur", headers={"Accept-Language": "sq"}).get_json()["results"]
    assert [each["service"]["name"] for each in found] == ["Ndihmë e hapur"], "what is public is answered"
    assert client.get(f"/api/v1/search?q={CANARY}").get_json()["results"] == []
    assert TAXONOMY_ID in json.dumps(told), "the open text travels"
