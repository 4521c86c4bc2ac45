"""Translations in and out: by every form of HSDS, by mapping files, and what is told of those that nobody will see."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from referral.directory.profile import term_of_code
from referral.directory.profile.texts import CONTENT_LANGUAGE, TRANSLATION
from tests.fixtures.exchange.command import exported, rows_of, run, run_import
from tests.fixtures.exchange.package import service, uid, write_json
from tests.fixtures.exchange.taking import write
from tests.fixtures.exchange.texts import IN_EVERY_LANGUAGE, language, translation

COLUMNS = ("id", "link_id", "link_type", "link_entity", "taxonomy_term_id", "label", "value")


def texts() -> list[tuple[str, ...]]:
    """All rows that carry a translation or a language."""
    wanted = {term_of_code()[code].id for code in (TRANSLATION, CONTENT_LANGUAGE)}
    rows = [tuple(str(each) for each in row) for row in rows_of("attribute", COLUMNS)]
    return sorted(row for row in rows if row[4] in wanted)


def translated_service() -> dict[str, Any]:
    made = service("Original", number=1, at=[(41.3, 19.8)])
    made["attributes"] = [
        language("service", "sq"),
        *(translation("service", f"name@{tag}", text) for tag, (text, _) in IN_EVERY_LANGUAGE.items()),
    ]
    made["organization"]["attributes"] = [translation("organization", "description@ar", "جمعية")]
    at = made["service_at_locations"][0]
    at["location"]["attributes"] = [translation("location", "transportation@ka", "ავტობუსი")]
    at["location"]["transportation"] = "Bus"
    at["schedules"] = [{"id": uid("hours"), "freq": "WEEKLY", "byday": "MO", "description": "Mondays",
                        "attributes": [translation("schedule", "description@hy", "երկուշաբթի")]}]  # fmt: skip
    made["phones"] = [{"id": uid("phone"), "number": "1", "description": "Desk",
                       "attributes": [translation("phone", "description@ru", "Приёмная")]}]  # fmt: skip
    return made


@pytest.mark.parametrize(
    ("form", "name"),
    [("hsds-json", "a.json"), ("ndjson", "a.ndjson"), ("hsds-csv", "a.zip"), ("hsds-csv", "a")],
)
def test_no_form_of_hsds_loses_a_text(app: Flask, tmp_path: Path, form: str, name: str) -> None:
    assert run_import(app, write_json(tmp_path / "s.json", translated_service())).total("rejected") == 0
    before, lines = texts(), exported(app, tmp_path)
    assert len(before) == 17
    out = tmp_path / name
    assert run(app, "directory", "export", "--format", form, out).exit_code == 0
    outcome = run_import(app, out)
    assert outcome.total("changed") == outcome.total("added") == outcome.total("rejected") == 0
    assert texts() == before
    assert exported(app, tmp_path) == lines


def test_a_foreign_directory_takes_the_texts_of_an_export(
    app: Flask, client: FlaskClient, tmp_path: Path, settings: Any
) -> None:
    """An export read by ids alone, as another installation reads it: the terms are the same everywhere."""
    path = write_json(tmp_path / "s.json", translated_service())
    text = path.read_text(encoding="utf-8").replace(uid("service 1"), uid("elsewhere"))
    assert run_import(app, write(tmp_path, "t.json", text)).code == 0
    answer = client.get(f"/api/v1/services/{uid('elsewhere')}", headers={"Accept-Language": "mk"}).get_json()
    assert answer["name"] == IN_EVERY_LANGUAGE["mk"][0]


@pytest.mark.parametrize(
    ("attribute", "column", "said"),
    [
        (translation("s", "name@xx", "x"), "label", "right are en, sq, sr-Latn"),
        (translation("s", "name@sr", "x"), "label", "Serbian says its script"),
        (translation("s", "title@sq", "x"), "label", "right are name, alternate_name, description"),
        (translation("s", "name@sq", None), "value", "the text is missing"),
        (language("s", "shqip!"), "value", "one is written like sq, sr-Latn or es-SV"),
    ],
)
def test_what_nobody_will_see_is_told_and_kept(
    app: Flask, client: FlaskClient, tmp_path: Path, attribute: dict[str, Any], column: str, said: str
) -> None:
    made = service("Original", number=1, at=[(41.3, 19.8)])
    made["attributes"] = [attribute]
    outcome = run_import(app, write_json(tmp_path / "s.json", made))
    (warning,) = outcome.report["warnings"]
    assert (warning["column"], warning["object"]) == (column, "attribute")
    assert said in warning["message"]
    assert len(texts()) == 1
    answer = client.get(f"/api/v1/services/{uid('service 1')}", headers={"Accept-Language": "sq"}).get_json()
    assert answer["name"] == "Original"
    assert answer["attributes"][0]["label"] == attribute["label"]


MAPPING = """
name: Test
sources:
  - make:
      - object: organization
        key: {const: o}
        fields: {name: {const: Zeta}, description: {const: "-"}}
      - object: service
        key: Key
        language: Language
        fields: {organization_id: {const: o}, name: Title, status: {const: active}, description: Text}
        translations:
          name: {sq: Emri, sr-Cyrl: Назив}
          description: {sq: {join: [Përshkrimi, Emri], with: ": "}}
"""
TABLE = "Key,Title,Text,Language,Emri,Назив,Përshkrimi\n1,Help,Free,en,Ndihmë,Помоћ,Falas\n2,Aid,,,,,\n3,Food,,xx!,,,\n"


def test_a_mapping_says_which_column_is_a_text_in_which_language(
    app: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    mapping, table = write(tmp_path, "map.yaml", MAPPING), write(tmp_path, "data.csv", TABLE)
    outcome = run_import(app, table, "--mapping", mapping)
    assert [(each["row"], each["value"]) for each in outcome.report["warnings"]] == [(4, "xx!")]
    assert sorted((label, value) for *_, label, value in texts()) == [
        ("Language of content", "en"),
        ("Language of content", "xx!"),
        ("description@sq", "Falas: Ndihmë"),
        ("name@sq", "Ndihmë"),
        ("name@sr-Cyrl", "Помоћ"),
    ]
    listed = client.get("/api/v1/services", headers={"Accept-Language": "sr-Latn, sq;q=0.5"})
    names = {each["name"]: each.get("description") for each in listed.get_json()["contents"]}
    assert names == {"Pomoć": "Falas: Ndihmë", "Aid": None, "Food": None}
    assert listed.headers["Content-Language"] == "sq, sr-Latn"
    assert run_import(app, table, "--mapping", mapping).total("changed") == 0


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (
            "name: {xx: Emri}",
            "make > [1] > translations > name: 'xx' is no language of translations: right are en, sq",
        ),
        ("nam: {sq: Emri}", "make > [1] > translations: unknown key 'nam'; allowed are name, alternate_name"),
        ("name: Emri", "languages with a value each were expected, as in {sq: Emri}"),
        ("email: {sq: Emri}", "unknown key 'email'; allowed are name, alternate_name"),
    ],
)
def test_a_mapping_that_is_wrong_says_where_and_what_is_allowed(
    app: Flask, tmp_path: Path, wrong: str, said: str
) -> None:
    text = (
        "name: T\nsources:\n  - make:\n      - object: service\n        key: Key\n        fields: {name: Title}\n"
        f"        translations:\n          {wrong}\n"
    )
    mapping, table = write(tmp_path, "map.yaml", text), write(tmp_path, "data.csv", TABLE)
    outcome = run_import(app, table, "--mapping", mapping)
    assert outcome.code == 1
    assert said in " ".join(outcome.said.split())


def test_an_import_may_be_told_the_language_of_what_says_none(
    app: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    services = [service("Ndihmë", number=1, at=[(41.3, 19.8)]), service("Help", number=2)]
    services[1]["attributes"] = [language("service 2", "en")]
    path = write_json(tmp_path / "s.json", services)
    assert run_import(app, path).code == 0
    assert len(texts()) == 1, "nothing is guessed"
    assert run_import(app, path, "--language", "SQ-al").objects["attribute"]["added"] == 2
    assert {(row[1], row[6]) for row in texts()} == {
        (uid("organization"), "sq"),
        (uid("service 1"), "sq"),
        (uid("service 2"), "en"),
    }
    assert run_import(app, path, "--language", "sq").total("added") == 0
    headers = {"Accept-Language": "de"}
    answers = client.get("/api/v1/services", headers=headers)
    assert answers.headers["Content-Language"] == "en, sq"


def test_a_language_that_is_none_is_refused_before_anything_is_read(app: Flask, tmp_path: Path) -> None:
    outcome = run_import(app, write_json(tmp_path / "s.json", []), "--language", "shqip e bukur")
    assert outcome.code == 2
    assert "one is written like sq, sr-Latn or es-SV" in " ".join(outcome.said.split())


def test_the_flat_form_names_needs_and_not_our_own_terms(app: Flask, tmp_path: Path) -> None:
    assert run_import(app, write_json(tmp_path / "s.json", translated_service())).code == 0
    out = tmp_path / "flat.geojson"
    assert run(app, "directory", "export", "--format", "geojson", out).exit_code == 0
    (feature,) = json.loads(out.read_text())["features"]
    assert "needs" not in feature["properties"]
