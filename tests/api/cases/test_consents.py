"""Consents over HTTP: three meanings of a withdrawal, objections, marks of a conflict, and who may answer what."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from referral.access.rules import Role
from referral.cases.words import GrantLevel
from referral.kit.clock import iso, now
from referral.kit.db.models import OutboxMessage
from referral.kit.db.work import unit_of_work
from referral.kit.ids import new_id
from tests.fixtures.members import signed_in
from tests.fixtures.offices import PDF, give_access, new_consent

LAW = {"basis": "legal_obligation", "article": "Family Act, 263"}


@pytest.fixture
def record(ours, theirs, worker, case, mother):
    """Records a consent of the mother's for their organisation, and opens it to them."""

    def make(person_id=None, *, level=GrantLevel.IDENTITY, **more):
        body = new_consent(person_id or mother, theirs.organization_id, **more)
        answer = worker.post(f"/cases/{case['id']}/consents", body)
        assert answer.status_code == 201, answer.json
        consent = answer.json
        give_access(
            ours,
            "case_worker",
            person_id=person_id or mother,
            to=theirs.organization_id,
            consent_id=consent["id"],
            level=level,
        )
        return consent

    return make


def outbox():
    with unit_of_work(write=False) as session:
        return sorted(session.scalars(sa.select(OutboxMessage.event)))


@pytest.mark.parametrize(
    ("scopes", "kind", "leaves"),
    [([], "restrict", False), (["delete"], "delete", False), (["leave_service"], "restrict", True)],
)
def test_a_withdrawal_has_three_meanings(theirs, worker, record, scopes, kind, leaves):
    consent = record()
    done = worker.post(f"/consents/{consent['id']}/withdraw", {"via": "in_person", "scopes": scopes})
    assert done.json["scopes"] == ["stop_sharing", *scopes]
    assert done.json["privacy_tasks"] == 1
    desk = theirs.browser("focal_point")
    assert [each["kind"] for each in desk.get("/privacy-tasks").json["results"]] == [kind]
    assert ("consent.person_leaves" in outbox()) is leaves


def test_more_can_be_meant_later_and_the_first_moment_stays(worker, record):
    path = f"/consents/{record()['id']}/withdraw"
    first = worker.post(path, {"via": "in_person"}).json
    later = worker.post(path, {"via": "phone", "scopes": ["delete"]}).json
    assert (later["withdrawn_at"], later["scopes"]) == (first["withdrawn_at"], ["stop_sharing", "delete"])
    again = worker.post(path, {"via": "phone", "scopes": ["delete"]}).json
    assert (again["withdrawn_at"], again["privacy_tasks"]) == (first["withdrawn_at"], 0)


def test_whoever_sees_that_the_case_exists_takes_a_withdrawal(ours, theirs, record, case):
    path = f"/consents/{record()['id']}/withdraw"
    stranger = signed_in(ours.app, theirs.member("x", Role.CASE_WORKER))
    # Their organisation was given access, so any of its people who work with cases takes it.
    assert stranger.post(path, {"via": "receiver"}).status_code == 200
    assert ours.browser("data_protection_officer").post(path, {"via": "letter"}).status_code == 200
    assert ours.browser("directory_editor").post(path, {"via": "letter"}).status_code == 403


def test_a_withdrawal_by_code_asks_whether_it_was_they(worker, record):
    worker.post(f"/consents/{record()['id']}/withdraw", {"via": "code"})
    assert "consent.ask_whether_it_was_they" in outbox()


def test_what_rests_on_a_law_becomes_an_objection(ours, theirs, worker, record, mother):
    consent = record(**LAW)
    path = f"/consents/{consent['id']}/withdraw"
    done = worker.post(path, {"via": "in_person", "words": "They must not know"}).json
    assert (done["withdrawn_at"], done["objection"]["state"]) == (None, "open")
    assert worker.post(path, {"via": "in_person"}).json["objection"]["id"] == done["objection"]["id"]
    desk, officer = theirs.browser("focal_point"), ours.browser("data_protection_officer")
    assert desk.get(f"/people/{mother}").status_code == 200
    assert [each["id"] for each in officer.get("/objections?state=open").json["results"]] == [
        done["objection"]["id"]
    ]
    read = officer.get(f"/objections/{done['objection']['id']}").json
    assert (read["words"], read["answer"]) == ("They must not know", None)
    decision = {"upheld": True, "answer": "You are right"}
    decided = officer.post(f"/objections/{done['objection']['id']}/decide", decision).json
    assert decided["state"] == "upheld"
    assert desk.get(f"/people/{mother}").status_code == 404
    assert "objection.requested" in outbox()


def test_a_marked_guardian_brings_nothing_about_on_any_route(ours, worker, case, record):
    boy = case["members"][1]["id"]
    uncle = worker.post(f"/people/{boy}/representatives", {"kind": "guardian", "name": "Uncle"}).json["id"]
    guarded = {"giver": "guardian", "relationship": "uncle", "minor": True, "assent": "given"}
    consent = record(boy, representative_id=uncle, **guarded)
    marked = {"representative_id": uncle, "reason": "He sent the boy away to work"}
    assert worker.post(f"/people/{boy}/conflicts", marked).json["conflict_at"] is not None
    body = new_consent(boy, new_id(), representative_id=uncle, **guarded)
    by = {"representative_id": uncle}
    for answer in (
        worker.post(f"/cases/{case['id']}/consents", body),
        worker.post(f"/consents/{consent['id']}/withdraw", {"via": "phone", **by}),
        worker.post(f"/people/{boy}/erasure-requests", by),
        worker.get(f"/cases/{case['id']}/export?person_id={boy}&representative_id={uncle}"),
    ):
        assert (answer.status_code, answer.json["title"]) == (409, "No effect")
    export = worker.get(f"/cases/{case['id']}/export?person_id={boy}").text
    assert "conflict" not in export
    assert "Uncle" not in export
    shown = worker.get(f"/people/{boy}/representatives").json["results"]
    assert [each["conflict_reason"] for each in shown] == ["He sent the boy away to work"]
    assert worker.get(f"/consents/{consent['id']}").json["withdrawn_at"] is None
    unnamed = new_consent(boy, new_id(), **guarded)
    told = worker.post(f"/cases/{case['id']}/consents", unnamed)
    assert told.json["errors"][0]["field"] == "representative_id"


def test_a_consent_is_read_with_its_words_by_its_workers_only(ours, theirs, worker, record, case):
    times = [{"opens": "09:00", "closes": "12:00", "days": [0, 2]}]
    consent = record(witness="A nurse", safe_times=times, evidence_kind="signature", evidence=PDF)
    read = worker.get(f"/consents/{consent['id']}").json
    assert (read["witness"], read["safe_times"][0]["days"]) == ("A nurse", [0, 2])
    assert len(read["evidence_sha256"]) == 64
    listed = worker.get(f"/cases/{case['id']}/consents")
    assert [each["id"] for each in listed.json["results"]] == [consent["id"]]
    assert "nurse" not in listed.text
    for browser in (theirs.browser("focal_point"), ours.browser("other", Role.CASE_WORKER)):
        assert browser.get(f"/consents/{consent['id']}").status_code == 404


def test_a_consent_belongs_to_a_person_of_the_case(worker, case):
    other = worker.post("/cases", {"people": [{}]}).json["members"][0]["id"]
    answer = worker.post(f"/cases/{case['id']}/consents", new_consent(other, new_id()))
    assert answer.status_code == 404


def test_documents_are_sent_sealed_and_read_with_the_audit(ours, theirs, worker, record, case, mother):
    agreed = ["contact", "documents", "health"]
    record(categories=agreed, level=GrantLevel.RELEASED)
    made = worker.post(f"/people/{mother}/documents", {"kind": "medical", "name": "Befund", "content": PDF})
    assert (made.status_code, made.json["media_type"]) == (201, "application/pdf")
    legal = worker.post(f"/people/{mother}/documents", {"kind": "legal", "name": "Urteil", "content": PDF})
    desk = theirs.browser("focal_point")
    assert [each["name"] for each in desk.get(f"/people/{mother}/documents").json["results"]] == ["Befund"]
    assert desk.get(f"/documents/{made.json['id']}").json["content"] == PDF
    assert desk.get(f"/documents/{legal.json['id']}").status_code == 404
    log = worker.get(f"/cases/{case['id']}/access-log").json["results"]
    assert [each["act"] for each in log if each["organization_id"] == theirs.organization_id] == [
        "cases:content:read",
        "cases:content:read",
    ]
    assert worker.call("DELETE", f"/documents/{made.json['id']}").status_code == 204
    assert desk.get(f"/documents/{made.json['id']}").status_code == 404


def test_documents_have_a_size_and_a_type(worker, mother):
    import base64

    def send(content):
        body = {"kind": "other", "name": "x", "content": base64.b64encode(content).decode()}
        return worker.post(f"/people/{mother}/documents", body)

    assert send(b"%PDF-1.7 " + b"x" * 3_000_000).status_code == 201
    assert send(b"<html>").status_code == 415
    assert send(b"\xff\xd8\xff\xe0cut off").status_code == 415
    too_large = send(b"%PDF-1.7 " + b"x" * (10 * 1024 * 1024))
    assert too_large.status_code == 413
    assert send(b"%PDF-1.7 " + b"x" * (15 * 1024 * 1024)).status_code == 413
    assert worker.post(f"/people/{mother}/notes", {"body": "x" * 2_000_000}).status_code == 413


def test_notes_stay_and_messages_pass_between_the_two_of_a_referral(ours, theirs, worker, record, mother):
    consent = record()
    reference = give_access(
        ours, "case_worker", person_id=mother, to=theirs.organization_id, consent_id=consent["id"]
    )
    desk = theirs.browser("focal_point")
    assert worker.post(f"/people/{mother}/notes", {"body": "Afraid of her brother"}).status_code == 201
    assert worker.get(f"/people/{mother}/notes").json["results"][0]["body"] == "Afraid of her brother"
    assert desk.get(f"/people/{mother}/notes").status_code == 404
    to = {"to_organization_id": theirs.organization_id, "reference_id": reference}
    assert worker.post(f"/people/{mother}/messages", {"body": "Needs a cot", **to}).status_code == 201
    assert [each["body"] for each in desk.get(f"/people/{mother}/messages").json["results"]] == [
        "Needs a cot"
    ]
    elsewhere = {"to_organization_id": new_id(), "reference_id": reference}
    assert worker.post(f"/people/{mother}/messages", {"body": "x", **elsewhere}).status_code == 404


def test_what_a_receiver_records_itself_stays_its_own(theirs, worker, record, mother):
    consent = record()
    desk = theirs.browser("worker")
    own = {"body": "Came on Monday", "retain_until": iso(now() + timedelta(days=365))}
    assert desk.post(f"/people/{mother}/own-records", own).status_code == 201
    worker.post(f"/consents/{consent['id']}/withdraw", {"via": "in_person", "scopes": ["delete"]})
    assert desk.get(f"/people/{mother}").status_code == 404
    kept = desk.get(f"/people/{mother}/own-records").json["results"]
    assert [each["body"] for each in kept] == ["Came on Monday"]


def test_a_privacy_task_is_answered_by_whom_it_is_for_and_becomes_overdue(ours, theirs, worker, record):
    worker.post(f"/consents/{record()['id']}/withdraw", {"via": "in_person"})
    desk = theirs.browser("focal_point")
    (task,) = desk.get("/privacy-tasks?state=requested").json["results"]
    assert task["overdue"] is False
    for actor in (worker, ours.browser("supervisor")):
        assert [each["id"] for each in actor.get("/privacy-tasks").json["results"]] == [task["id"]]
    path = f"/privacy-tasks/{task['id']}"
    assert worker.post(f"{path}/acknowledge").status_code == 403
    assert ours.browser("supervisor").post(f"{path}/acknowledge").status_code == 404
    told = desk.post(f"{path}/attest", {"attestation": "corrected"})
    assert "deleted, restricted, retained, returned" in told.json["errors"][0]["message"]
    assert (
        desk.post(f"{path}/attest", {"attestation": "retained"}).json["errors"][0]["field"] == "legal_basis"
    )
    with time_machine.travel(now() + timedelta(days=8)):
        late = signed_in(theirs.app, theirs.members["focal_point"])
        assert late.get("/privacy-tasks").json["results"][0]["overdue"] is True
    assert desk.post(f"{path}/attest", {"attestation": "restricted"}).status_code == 200
    assert desk.post(f"{path}/attest", {"attestation": "restricted"}).status_code == 200
    assert desk.post(f"{path}/attest", {"attestation": "deleted"}).status_code == 409


def test_people_are_found_by_a_number_inside_their_organisation(ours, theirs, worker, case, mother):
    asked = {"phone": "+381 63 1234567"}
    assert [each["id"] for each in worker.post("/cases/search", asked).json["results"]] == [mother]
    assert [
        each["id"] for each in worker.post("/cases/search", {"document": "p01234567"}).json["results"]
    ] == [mother]
    assert theirs.browser("case_worker").post("/cases/search", asked).json["results"] == []
    worker.post(f"/cases/{case['id']}/restriction", {})
    assert ours.browser("supervisor").post("/cases/search", asked).json["results"] == []


def test_a_legal_hold_keeps_somebody_from_being_erased(ours, worker, mother):
    officer = ours.browser("data_protection_officer")
    held = officer.call("PUT", f"/people/{mother}/legal-hold", json={"article": "Archives Act, 9"})
    assert held.json["legal_hold"] is True
    assert worker.post(f"/people/{mother}/erasure-requests", {}).json["title"] == "Legal hold"
    officer.call("PUT", f"/people/{mother}/legal-hold", json={"article": None})
    assert worker.post(f"/people/{mother}/erasure-requests", {}).status_code == 201
    assert worker.post(f"/people/{mother}/erasure-requests", {}).json["title"] == "Already asked"
    assert worker.post(f"/people/{mother}/erasure-requests/cancel").json["state"] == "cancelled"
    assert officer.post(f"/people/{mother}/erasure-requests/confirm").json["title"] == "No such erasure"
