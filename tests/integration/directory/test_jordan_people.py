"""Whom the services of Jordan take: search by people against the source's own file, read here by hand.

The form's answers are the witness. This reading knows nothing of mappings or criteria: for each person it goes through
the answers and says for certain "no", or lets the service stand.
"""

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from referral.directory.exchange.loading import identify
from referral.directory.profile import term_of_code
from tests.fixtures.exchange.command import Outcome, index_rows, rows_of, run, run_import

AMMAN = "31.95,35.93"
REGISTRATION, NATIONALITY = "1. Registration Type Requirement", "2. Nationality"
INTAKE = "3. Intake Criteria"
QUESTIONS = (REGISTRATION, NATIONALITY, INTAKE)
SCORE = "Specific Vulnerability Calculation/Scoring"
# What a person has to have for an answer: any of the papers in each group.
PAPERS = {
    "Valid UNHCR ASC and MOI card": [{"unhcr_registration"}, {"moi_card"}],
    "Expired and Valid UNHCR ASC and MOI": [
        {"unhcr_registration", "unhcr_registration_expired"},
        {"moi_card"},
    ],
    "UNHCR ASC": [{"unhcr_registration", "unhcr_registration_expired"}],
    "MOI card": [{"moi_card"}],
    "Orginal Proof of Syrian ID": [{"origin_id", "passport"}],
    "No Requirement": [],
}
GROUPS = {
    "Disability": {"disability"},
    "Child at risk": {"child_at_risk", "child_without_care", "unaccompanied_child", "separated_child"},
    "Woman at risk": {"woman_at_risk"},
    "Single parent or caregiver": {"single_parent"},
    "Serious medical condition": {"serious_medical_condition"},
    "Older person at risk": {"elderly"},
    "Unaccompanied or separated child": {"unaccompanied_child", "separated_child"},
    "SGBV": {"sexual_violence_survivor", "violence_survivor", "domestic_violence_survivor"},
}
TOLD_GROUPS = (
    "disability",
    "child_at_risk",
    "elderly",
    "unaccompanied_child",
    "domestic_violence_survivor",
    "refugee",
)
TOLD_PAPERS = ("unhcr_registration", "unhcr_registration_expired", "moi_card", "origin_id", "passport")


@pytest.fixture(scope="module")
def source(shared: Path) -> Path:
    return shared / "data" / "jordan-services-advisor" / "compiled.json"


@pytest.fixture(scope="module")
def mapping(root: Path) -> Path:
    return root / "seed_data" / "mappings" / "jordan.yaml"


@pytest.fixture(scope="module")
def imported(module_app: Flask, source: Path, mapping: Path) -> Outcome:
    outcome = run_import(module_app, source, "--mapping", mapping)
    assert outcome.code == 0
    return outcome


@pytest.fixture
def client(imported: Outcome, module_client: FlaskClient) -> FlaskClient:
    return module_client


def by_hand(source: Path) -> dict[str, dict[str, set[str]]]:
    """The form's answers by the service's id: question -> answers that are ticked."""
    found = {}
    for each in json.loads(source.read_bytes()):
        said = each["properties"]
        id_ = identify(source.name, "service", f"{each['id']}/{said['activity']}")
        found[id_] = {
            q: {a for a, ticked in said.get(q, {}).items() if ticked}
            for q in (REGISTRATION, NATIONALITY, INTAKE)
        }
    return found


def certainly_not(answers: dict[str, set[str]], person: dict[str, Any]) -> bool:
    country, papers, groups = (person.get(key) for key in ("nationality", "registrations", "target_groups"))
    asked = answers[NATIONALITY]
    if country is not None and (
        (asked == {"Syrians only"} and country != "SY")
        or (asked == {"Jordanians only"} and country != "JO")
        or (asked == {"Other nationalities only"} and country in ("SY", "JO"))
    ):
        return True
    for answer in answers[REGISTRATION]:
        if papers is not None and any(not group & set(papers) for group in PAPERS[answer]):
            return True
    taken = answers[INTAKE]
    if groups is None or not taken or not taken <= GROUPS.keys():
        return False
    return not any(GROUPS[each] & set(groups) for each in taken)


def random_person(chance: random.Random) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if chance.random() < 0.8:
        told["age"] = chance.choice((0, 5, 14, 17, 18, 33, 61, 80))
    if chance.random() < 0.8:
        told["sex"] = chance.choice(("female", "male"))
    if chance.random() < 0.8:
        told["nationality"] = chance.choice(("SY", "SY", "JO", "IQ", "SD", "XX"))
    if chance.random() < 0.8:
        told["registrations"] = chance.sample(TOLD_PAPERS, chance.choice((0, 1, 2, 3)))
    if chance.random() < 0.5:
        told["target_groups"] = chance.sample(TOLD_GROUPS, chance.choice((0, 1, 2)))
    return told


def ask(client: FlaskClient, **question: Any) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    cursor: dict[str, str] = {}
    while True:
        answer = client.post(
            "/api/v1/search",
            json={"limit": 100, "near": "31.95,35.93", "sort": "distance", **question, **cursor},
        )
        assert answer.status_code == 200, answer.get_data(as_text=True)
        body = answer.get_json()
        found |= {each["service"]["id"]: each for each in body["results"]}
        if body["cursor"] is None:
            return found
        cursor = {"cursor": body["cursor"]}


def test_search_leaves_out_exactly_whom_the_form_turns_away(
    client: FlaskClient, source: Path, count: Callable[..., int]
) -> None:
    chance, answers, left_out = random.Random(30), by_hand(source), 0
    assert len(answers) == 562
    for _ in range(count(short=30, long=300)):
        party = [random_person(chance) for _ in range(chance.choice((1, 1, 1, 2, 3)))]
        place = {"near": AMMAN} if chance.random() < 0.5 else {}
        found = ask(client, party=party, **place)
        unwanted = {id_ for id_, said in answers.items() if any(certainly_not(said, each) for each in party)}
        assert found.keys() == answers.keys() - unwanted, party
        left_out += len(unwanted)
    assert left_out > 2_000


def test_a_condition_in_words_is_asked_about(client: FlaskClient, source: Path) -> None:
    scored = [id_ for id_, said in by_hand(source).items() if SCORE in said[INTAKE]]
    party = [{"nationality": "SY", "registrations": ["unhcr_registration", "moi_card"], "target_groups": []}]
    found = ask(client, party=party)
    assert len(scored) == 223
    for id_ in found.keys() & set(scored):
        (member,) = found[id_]["match"]["eligibility"]["members"]
        assert member["state"] == "unknown"
        assert SCORE in member["criteria"]["other"]["accepts"][0]


@pytest.mark.parametrize(("form", "name"), [("hsds-json", "out.json"), ("hsds-csv", "out.zip")])
def test_criteria_go_out_and_come_back_unchanged(
    client: FlaskClient, module_app: Flask, source: Path, mapping: Path, tmp_path: Path, form: str, name: str
) -> None:
    before = index_rows()
    path = tmp_path / name
    assert run(module_app, "directory", "export", "--format", form, path).exit_code == 0
    back = run_import(module_app, path)
    assert back.code == 0
    assert [back.total(each) for each in ("added", "changed", "rejected")] == [0, 0, 0]
    again = run_import(module_app, source, "--mapping", mapping)
    assert again.total("added") == again.total("changed") == 0
    assert index_rows() == before


def test_a_limit_that_the_source_takes_back_turns_nobody_away_any_more(
    client: FlaskClient, module_app: Flask, source: Path, mapping: Path, tmp_path: Path
) -> None:
    """Last in this file: it changes the directory."""
    features = json.loads(source.read_bytes())
    taken_back = [each for each in features if each["properties"].get(NATIONALITY) == {"Syrians only": True}]
    for each in taken_back:
        each["properties"][NATIONALITY] = {"No restriction": True}
    changed = tmp_path / source.name
    changed.write_text(json.dumps(features))
    told = {"party": [{"nationality": "IQ"}], "near": AMMAN}
    assert len(ask(client, **told)) == 562 - 75
    outcome = run_import(module_app, changed, "--mapping", mapping)
    # Emptied, one each; what the form answers now is new beside them.
    assert outcome.objects["attribute"]["changed"] == len(taken_back) == 74
    assert len(ask(client, **told)) == 562 - 1
    term = term_of_code()["nationality"].id
    values = {value for (value,) in rows_of("attribute", ("value",), "taxonomy_term_id = :term", term=term)}
    assert values == {None, "JO"}
    assert run_import(module_app, source, "--mapping", mapping).code == 0
    assert len(ask(client, **told)) == 562 - 75
