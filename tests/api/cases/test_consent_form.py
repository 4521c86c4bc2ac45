"""What a consent of somebody begins with: by age, guardians, country and need."""

import pytest

from referral.access.rules.roles import Role
from tests.fixtures.offices import Office, new_case


@pytest.fixture
def office(app):
    return Office(app)


@pytest.fixture
def family(office):
    """A mother, a boy of 13 to 15, a baby of whom nothing is known."""
    worker = office.browser("case_worker")
    made = worker.post("/cases", new_case()).json
    return worker, [each["id"] for each in made["members"]]


def form(worker, person, **question):
    return worker.get(f"/people/{person}/consent-form", query_string=question)


def test_a_grown_up_agrees_herself_to_as_little_as_the_service_needs(family):
    worker, (mother, *_) = family
    found = form(worker, mother, need="shelter-violence").json
    assert found["givers"] == ["self"]
    assert (found["categories"], found["direction"], found["valid_days"]) == (
        ["contact", "needs"],
        "send",
        30,
    )
    usual = form(worker, mother).json
    assert (usual["need"], usual["valid_days"]) == (None, 365)
    assert usual["statistics"] is False


def test_for_a_child_the_guardian_agrees_and_without_one_nobody(family):
    worker, (_, boy, baby) = family
    assert form(worker, boy).json["givers"] == ["guardian"]
    # Of the baby no age is known: nobody is made a minor by a missing paper.
    assert form(worker, baby).json["givers"] == ["self"]
    alone = worker.post(
        "/cases", {"people": [{"facts": {"age_from": 9, "age_to": 9, "age_source": "worker"}}]}
    )
    child = alone.json["members"][0]["id"]
    assert form(worker, child).json["givers"] == []
    guardian = worker.post(f"/people/{child}/representatives", {"kind": "guardian", "name": "Aunt"}).json
    assert form(worker, child).json["givers"] == ["guardian"]
    marked = {"representative_id": guardian["id"], "reason": "She is afraid of her"}
    worker.post(f"/people/{child}/conflicts", marked)
    assert form(worker, child).json["givers"] == []


def test_a_need_that_there_is_not_is_told_and_others_people_are_not_there(app, office, family):
    worker, (mother, *_) = family
    assert form(worker, mother, need="happiness").status_code == 422
    other = Office(app).browser("case_worker", Role.CASE_WORKER)
    assert form(other, mother).status_code == 404
