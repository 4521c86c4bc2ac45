"""Demands of police and courts: recorded, decided by another person, told or not; and nothing of it leaks."""

import pytest
import sqlalchemy as sa

from referral.access.rules.roles import Role
from referral.audit.models import AuditEntry
from referral.kit.db.models import OutboxMessage
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from referral.kit.ids import new_id
from tests.fixtures.offices import PDF, Office, new_case

COURT = "Courtkanarie of Tirana, 117/2026"


@pytest.fixture
def office(app):
    return Office(app)


@pytest.fixture
def person(office):
    return office.browser("case_worker").post("/cases", new_case()).json["members"][0]["id"]


def demanded(browser, person, **more):
    given = {
        "demander": "court",
        "named": COURT,
        "article": "Criminal Procedure, 59",
        "categories": ["identity"],
    }
    return browser.post(f"/people/{person}/legal-demands", {**given, **more})


def test_another_person_decides_and_that_it_was_told_is_recorded(office, person):
    worker, boss = office.browser("case_worker"), office.browser("supervisor")
    document = {"kind": "legal", "name": "x", "content": PDF}
    kept = worker.post(f"/people/{person}/documents", document).json["id"]
    made = demanded(worker, person, documents=[kept])
    assert (made.status_code, made.json["state"], made.json["documents"]) == (201, "recorded", [kept])
    path = f"/legal-demands/{made.json['id']}"
    early = worker.post(f"{path}/told", {})
    assert (early.status_code, early.json["title"]) == (409, "Not decided yet")
    assert worker.post(f"{path}/decide", {"disclose": True}).status_code == 403
    decided = boss.post(f"{path}/decide", {"disclose": True})
    assert (decided.json["state"], decided.json["decided_by"]) == (
        "disclosed",
        office.member("supervisor").id,
    )
    other = boss.post(f"{path}/decide", {"disclose": False})
    assert (other.status_code, other.json["title"]) == (409, "Already decided")
    not_yet = worker.post(f"{path}/told", {"not_told": "danger"}).json
    assert (not_yet["told_at"], not_yet["not_told"]) == (None, "danger")
    later = worker.post(f"{path}/told", {}).json
    assert later["told_at"] is not None
    assert later["not_told"] is None
    (listed,) = worker.get(f"/people/{person}/legal-demands").json["results"]
    assert (listed["named"], listed["state"]) == (COURT, "disclosed")


def test_nobody_decides_what_they_recorded(office, person):
    both = office.browser("both", Role.CASE_WORKER, Role.SUPERVISOR)
    made = demanded(both, person)
    refused = both.post(f"/legal-demands/{made.json['id']}/decide", {"disclose": True})
    assert (refused.status_code, refused.json["type"].rsplit("/", 1)[-1]) == (409, "own-demand")


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"demander": "neighbour"}, "demander"),
        ({"named": ""}, "named"),
        ({"article": ""}, "article"),
        ({"categories": []}, "categories"),
        ({"documents": [new_id()]}, "documents"),
    ],
)
def test_wrong_demands_are_told_by_field(office, person, more, field):
    refused = demanded(office.browser("case_worker"), person, **more)
    assert refused.status_code == 422, refused.json
    assert refused.json["errors"][0]["field"].split(".")[0] == field


def test_who_demanded_stands_sealed_and_in_no_message_or_audit(office, person):
    demanded(office.browser("case_worker"), person)
    with unit_of_work(write=False, actor=SYSTEM) as session:
        stored = str([tuple(row) for row in session.execute(sa.text("SELECT * FROM legal_demand"))])
        told = str([each.payload for each in session.scalars(sa.select(OutboxMessage))])
        every = str([each.details for each in session.scalars(sa.select(AuditEntry))])
    assert "kanarie" not in stored + told + every
    officer = office.browser("data_protection_officer")
    assert officer.get(f"/people/{person}/legal-demands").status_code == 404
