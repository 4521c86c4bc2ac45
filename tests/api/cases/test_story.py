"""A mother with two children: entered, restricted, consented, narrowed, withdrawn, erased. It reads as it happened."""

from datetime import timedelta

import sqlalchemy as sa
import time_machine

from referral.audit.models import AuditEntry
from referral.audit.service import verify
from referral.cases import jobs
from referral.kit.clock import now
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from tests.fixtures.offices import give_access, new_consent


def test_a_mother_and_her_children(ours, theirs, worker, case, mother):
    case_id, boy = case["id"], case["members"][1]["id"]
    desk = theirs.browser("focal_point")

    # Entered in one call: three people, two relationships, assigned to who opened it.
    assert [each["focal"] for each in case["members"]] == [True, False, False]
    assert {(each["person_id"], each["kind"]) for each in case["relationships"]} == {(mother, "parent")}
    assert [each["member_id"] for each in case["assignments"]] == [ours.members["case_worker"].id]
    facts = worker.get(f"/cases/{case_id}/people").json["results"]
    assert [(each["age_from"], each["age_to"], each["sex"]) for each in facts] == [
        (31, 31, "female"),
        (13, 15, "male"),
        (None, None, None),
    ]
    known = worker.get(f"/people/{mother}")
    assert known.json["identity"]["given_names"] == "Zarmina"
    assert known.json["papers"][0]["number"] == "P 0123-4567"

    # Restricted: nobody unassigned finds it any more, not even a supervisor.
    supervisor = ours.browser("supervisor")
    assert [each["id"] for each in supervisor.get("/cases").json["results"]] == [case_id]
    assert worker.post(f"/cases/{case_id}/restriction", {}).json["restricted"] is True
    assert supervisor.get("/cases").json["results"] == []
    assert supervisor.get(f"/cases/{case_id}").status_code == 404
    helper = {"member_id": ours.member("supervisor").id, "role": "supervisor"}
    assert worker.post(f"/cases/{case_id}/assignments", helper).status_code == 201
    assert supervisor.get(f"/cases/{case_id}").json["sight"] == "all"

    # She agrees that one organisation learns who she is; a referral opens it to them.
    wanted = new_consent(mother, theirs.organization_id)
    consent = worker.post(f"/cases/{case_id}/consents", wanted).json
    assert desk.get(f"/people/{mother}").status_code == 404
    give_access(ours, "case_worker", person_id=mother, to=theirs.organization_id, consent_id=consent["id"])
    read = desk.get(f"/people/{mother}").json
    assert read["identity"]["family_names"] == "Qalandari"
    assert read["contacts"][0]["value"] == "063 / 123-4567"
    assert read["papers"] == []  # documents she did not agree to
    assert desk.get(f"/people/{boy}").status_code == 404

    # Her birth date was wrong all the time: who saw it is asked to correct it.
    patch = {"change": "rectified", "identity": {"birth_date": "1994-02-28"}}
    changed = worker.call(
        "PATCH", f"/people/{mother}", json=patch, headers={"If-Match": known.headers["ETag"]}
    )
    assert (changed.status_code, changed.json["version"]) == (200, 2)
    tasks = desk.get("/privacy-tasks").json["results"]
    assert [(each["kind"], each["state"]) for each in tasks] == [("correct", "requested")]
    assert desk.post(f"/privacy-tasks/{tasks[0]['id']}/acknowledge").json["state"] == "acknowledged"
    done = desk.post(f"/privacy-tasks/{tasks[0]['id']}/attest", {"attestation": "corrected"})
    assert done.json["state"] == "attested"

    # She narrows it: her name is theirs no longer, and they are asked to restrict what they hold.
    narrower = new_consent(mother, theirs.organization_id, categories=["contact"], supersedes=consent["id"])
    second = worker.post(f"/cases/{case_id}/consents", narrower).json
    assert (second["version"], second["chain_id"]) == (2, consent["id"])
    read = desk.get(f"/people/{mother}").json
    assert read["identity"]["given_names"] is None
    assert len(read["contacts"]) == 1
    again = worker.post(f"/cases/{case_id}/consents", narrower)
    assert (again.status_code, again.json["consent_id"]) == (409, second["id"])

    # She withdraws, and says that they must delete what they have; through them, and twice.
    said = {"via": "receiver", "scopes": ["delete"]}
    first = desk.post(f"/consents/{consent['id']}/withdraw", said)
    assert (first.status_code, first.json["scopes"]) == (200, ["stop_sharing", "delete"])
    assert desk.get(f"/people/{mother}").status_code == 404
    repeated = worker.post(f"/consents/{second['id']}/withdraw", {"via": "in_person"})
    assert repeated.json["withdrawn_at"] == first.json["withdrawn_at"]
    kinds = [each["kind"] for each in desk.get("/privacy-tasks").json["results"]]
    assert kinds == ["delete", "restrict", "correct"]

    # She sees who saw her data, and takes all of it with her.
    log = worker.get(f"/cases/{case_id}/access-log").json["results"]
    assert ("cases:person:read", theirs.organization_id) in {
        (each["act"], each["organization_id"]) for each in log
    }
    export = worker.get(f"/cases/{case_id}/export").json
    assert export["identity"]["birth_date"] == "1994-02-28"
    assert export["access"][0]["ended"] == "withdrawn"

    # She asks to be erased: one asks, another confirms, seven days later it is done.
    asked = worker.post(f"/people/{mother}/erasure-requests", {})
    assert (asked.status_code, asked.json["state"]) == (201, "requested")
    assert worker.post(f"/people/{mother}/erasure-requests/confirm").status_code == 409
    assert supervisor.get(f"/people/{mother}/erasure-requests").json["id"] == asked.json["id"]
    confirmed = supervisor.post(f"/people/{mother}/erasure-requests/confirm").json
    assert confirmed["state"] == "confirmed"
    with (
        time_machine.travel(now() + timedelta(days=7, minutes=1)),
        unit_of_work(write=True, actor=SYSTEM) as session,
    ):
        jobs.erase(session, {"request_id": asked.json["id"]})
    gone = worker.get(f"/people/{mother}")
    assert (gone.status_code, gone.json["title"]) == (410, "Erased")
    assert worker.get(f"/cases/{case_id}").json["people"] == 2
    assert worker.get(f"/people/{boy}").status_code == 200
    with unit_of_work(write=False) as session:
        assert verify(session).ok
        acts = set(session.scalars(sa.select(AuditEntry.action)))
    assert acts >= {"cases:person:exported", "cases:erasure:done", "access:attempt:refused"}
