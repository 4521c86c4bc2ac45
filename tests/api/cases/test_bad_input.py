"""What is wrong is told: what, where, and what would be right; nothing that was sent is repeated."""

import pytest

from referral.kit.ids import new_id
from tests.fixtures.offices import new_consent

BIRD = "Kanarienvogel"


def told(answer):
    assert answer.status_code == 422, (answer.status_code, answer.json)
    assert answer.content_type == "application/problem+json"
    assert BIRD not in answer.text
    (first, *_) = answer.json["errors"]
    return first["field"], first["message"]


@pytest.mark.parametrize(
    ("body", "field", "says"),
    [
        ({}, "people", "required"),
        ({"people": []}, "people", "1 to 20"),
        ({"people": [{}] * 21}, "people", "1 to 20"),
        ({"people": {BIRD: 1}}, "people", "list"),
        ({"people": [{"name": BIRD}]}, "people.0.name", "allowed: contacts, facts, identity, papers"),
        ({"people": [{"facts": {"age_from": 14}}]}, "people.0.facts.age", "both ends are needed"),
        ({"people": [{"facts": {"age_from": 9, "age_to": 9}}]}, "people.0.facts.age_source", "who says"),
        ({"people": [{"facts": {"age_from": 9, "age_to": 8}}]}, "people.0.facts.age_to", "lower than"),
        ({"people": [{"facts": {"age_from": "9"}}]}, "people.0.facts.age_from", "whole number"),
        ({"people": [{"facts": {"age_from": 131}}]}, "people.0.facts.age_from", "0 to 130"),
        ({"people": [{"facts": {"sex": BIRD}}]}, "people.0.facts.sex", "female, male, other"),
        ({"people": [{"facts": {"nationality": "af"}}]}, "people.0.facts.nationality", "XX for stateless"),
        ({"people": [{"facts": {"languages": [BIRD]}}]}, "people.0.facts.languages.0", "sr-Latn"),
        ({"people": [{"facts": {"accessible": "yes"}}]}, "people.0.facts.accessible", "true or false"),
        (
            {"people": [{}, {"identity": {"birth_date": "2011-13-01"}}]},
            "people.1.identity.birth_date",
            "2011-05",
        ),
        ({"people": [{"identity": {"birth_date": BIRD}}]}, "people.0.identity.birth_date", "2011-05-30"),
        ({"people": [{"identity": {"given_names": BIRD * 99}}]}, "people.0.identity.given_names", "1 to 500"),
        ({"people": [{"identity": {"given_names": f"{BIRD}\x00"}}]}, "people", "text without NUL"),
        (
            {"people": [{"contacts": [{"kind": "fax", "value": BIRD}]}]},
            "people.0.contacts.0.kind",
            "trusted_person",
        ),
        ({"people": [{"contacts": [{"kind": "phone"}]}]}, "people.0.contacts.0.value", "required"),
        (
            {"people": [{"contacts": [{"kind": "phone", "value": "  "}]}]},
            "people.0.contacts.0.value",
            "missing",
        ),
        (
            {"people": [{"papers": [{"kind": "passport", "number": BIRD, "country": "Rs"}]}]},
            "people.0.papers.0.country",
            "RS",
        ),
        ({"people": [{}], "related": [{"person": 0, "kind": "parent", "to": 0}]}, "related", "differ"),
        ({"people": [{}], "related": [{"person": 0, "kind": "parent", "to": 20}]}, "related.0.to", "place"),
        ({"people": [{}], "number": BIRD * 9}, "number", "1 to 40"),
        ({"people": [{}], "region_id": BIRD}, "region_id", "UUID"),
        ({"people": [{}], "region_id": new_id()}, "region_id", "GET /api/v1/regions"),
        ({"people": [{}], "occurred_at": "2026-01-01T10:00:00"}, "occurred_at", "time zone"),
        ({"people": [{}], "occurred_at": BIRD}, "occurred_at", "2026-01-31T09:00:00Z"),
        ({"people": [{}], "occurred_at": "2050-01-01T10:00:00Z"}, "occurred_at", "in the future"),
        ({"people": [{}], "protection": 1}, "protection", "true or false"),
        ({"people": [{}], "excluded": [BIRD]}, "excluded.0", "UUID"),
    ],
)
def test_a_case_that_is_wrong(worker, body, field, says):
    where, message = told(worker.post("/cases", body))
    assert (where, says in message) == (field, True), (where, message)
    assert worker.get("/cases").json["results"] == []


@pytest.mark.parametrize(
    ("wrong", "field", "says"),
    [
        ({"organizations": []}, "recipients", "organisations by id or one category"),
        ({"category": "shelter"}, "recipients", "not both"),
        ({"fallbacks": [new_id() for _ in range(4)]}, "fallbacks", "at most 3"),
        ({"categories": []}, "categories", "none are agreed to"),
        ({"categories": ["needs", BIRD]}, "categories.1", "trafficking"),
        ({"giver": "guardian"}, "relationship", "missing"),
        ({"giver": "guardian", "relationship": BIRD}, "capacity_note", "missing"),
        ({"giver": "guardian", "relationship": BIRD, "minor": True}, "assent", "refused"),
        ({"basis": "legal_obligation"}, "article", "missing"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "expires_at", "not after valid_from"),
        ({"given_at": "2060-01-01T00:00:00Z"}, "given_at", "in the future"),
        ({"safe_times": [{"opens": BIRD, "closes": "10:00"}]}, "safe_times.0.opens", "09:30"),
        (
            {"safe_times": [{"opens": "09:00", "closes": "10:00", "days": [7]}]},
            "safe_times.0.days.0",
            "Sunday",
        ),
        ({"no_contact": True, "safe_channels": ["visit"]}, "restrictions", "right would be one"),
        ({"evidence": "JVBERi0="}, "evidence", "belong together"),
        ({"evidence": "*" + BIRD, "evidence_kind": "signature"}, "evidence", "base64"),
        ({"notice_language": BIRD * 3}, "notice_language", "sr-Latn"),
        ({"adult_on": "2030-02-30"}, "adult_on", "2026-01-31"),
        ({"representative_id": new_id()}, "representative_id", "somebody else"),
        ({"person_id": BIRD}, "person_id", "UUID"),
    ],
)
def test_a_consent_that_is_wrong(worker, case, mother, wrong, field, says):
    body = {**new_consent(mother, new_id()), **wrong}
    where, message = told(worker.post(f"/cases/{case['id']}/consents", body))
    assert (where, says in message) == (field, True), (where, message)


@pytest.mark.parametrize(
    ("path", "body", "field", "says"),
    [
        ("/people/{mother}/documents", {"kind": "other", "name": BIRD, "content": "%%"}, "content", "base64"),
        ("/people/{mother}/notes", {"body": ""}, "body", "1 to 20000"),
        ("/people/{mother}/notes", {"body": "   "}, "body", "nothing written"),
        ("/people/{mother}/conflicts", {"representative_id": new_id(), "reason": " "}, "reason", "missing"),
        ("/people/{mother}/own-records", {"body": BIRD}, "retain_until", "required"),
        ("/people/{mother}/representatives", {"kind": "aunt"}, "kind", "guardian"),
        ("/people/{mother}/contacts", {"kind": "phone", "value": BIRD, "country": "SRB"}, "country", "RS"),
        ("/people/{mother}/erasure-requests", {"ground": BIRD}, "ground", "mistake"),
        (
            "/cases/{case}/relationships",
            {"person_id": "{mother}", "kind": "parent", "other_id": "{mother}"},
            "other_id",
            "another one",
        ),
        ("/cases/{case}/break-glass", {"reason": BIRD, "words": "x"}, "reason", "worker_absent"),
        ("/cases/{case}/break-glass", {"reason": "danger", "words": "  "}, "words", "missing"),
        ("/cases/search", {}, "", "phone, email, document"),
        ("/cases/search", {"phone": "1", "email": BIRD}, "", "phone, email, document"),
    ],
)
def test_what_is_wrong_is_told_by_every_verb(ours, worker, case, mother, path, body, field, says):
    from referral.access.rules import Role

    everybody = worker if "own-records" not in path else ours.browser("desk", Role.FOCAL_POINT)
    ids = {"{case}": case["id"], "{mother}": mother}
    for placeholder, id_ in ids.items():
        path = path.replace(placeholder, id_)
        body = {name: id_ if value == placeholder else value for name, value in body.items()}
    where, message = told(everybody.post(path, body))
    assert (where, says in message) == (field, True), (where, message)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, ""),
        ({"change": "created", "facts": {"sex": "male"}}, "change"),
        ({"facts": {"age_to": 5}}, "age_to"),
        ({"facts": {"age_from": None}}, "age"),
        ({"identity": {"birth_date": "30.5.2011"}}, "identity.birth_date"),
        ({"identity": {"name": BIRD}}, "identity.name"),
    ],
)
def test_a_change_of_a_person_that_is_wrong(worker, mother, body, field):
    answer = worker.call("PATCH", f"/people/{mother}", json=body, headers={"If-Match": '"1"'})
    assert told(answer)[0] == field


@pytest.mark.parametrize(("etag", "status"), [(None, 428), ("1", 422), ('W/"1"', 422), ('"2"', 412)])
def test_a_person_is_changed_by_the_version_that_was_read(worker, mother, etag, status):
    headers = {} if etag is None else {"If-Match": etag}
    body = {"identity": {"given_names": "Zarmina Gul"}}
    assert worker.call("PATCH", f"/people/{mother}", json=body, headers=headers).status_code == status
    assert worker.get(f"/people/{mother}").json["identity"]["given_names"] == "Zarmina"


def test_parts_of_a_person_change_and_the_others_stay(worker, mother):
    body = {"facts": {"nationality": None}, "identity": {"other_names": "Zari", "birth_date": None}}
    changed = worker.call("PATCH", f"/people/{mother}", json=body, headers={"If-Match": '"1"'})
    assert (changed.json["nationality"], changed.json["age_from"]) == (None, 31)
    identity = worker.get(f"/people/{mother}").json["identity"]
    assert identity["given_names"] == "Zarmina"
    assert (identity["other_names"], identity["birth_date"]) == ("Zari", None)
    versions = worker.get(f"/people/{mother}/versions").json["results"]
    assert versions[1]["before"] == {"nationality": "AF", "other_names": None, "birth_date": "1995-02-28"}


def test_names_in_any_script_come_back_as_they_were_written(worker):
    names = ["زرمينه قلندری", "Љубица Ђурђевић", "Şükrü Gëzim", "李小龍", "👩‍👧"]
    for name in names:
        made = worker.post("/cases", {"people": [{"identity": {"given_names": name}}]}).json
        read = worker.get(f"/people/{made['members'][0]['id']}").json
        assert read["identity"]["given_names"] == name
