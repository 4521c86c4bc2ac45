"""Cases over HTTP: lists as far as one may see, versions, restriction, breaking the glass, colleagues, races."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from referral.access.rules import Role, Scope
from referral.audit.models import AuditEntry
from referral.kit.clock import now
from referral.kit.db.models import OutboxMessage
from referral.kit.db.work import unit_of_work
from referral.kit.ids import new_id
from tests.fixtures.members import signed_in
from tests.fixtures.offices import give_access, new_case, new_consent

GLASS = {"reason": "worker_absent", "words": "She stands at the door"}


def patch(browser, path, body, version):
    return browser.call("PATCH", path, json=body, headers={"If-Match": f'"{version}"'})


def listed(browser, query=""):
    return [each["number"] for each in browser.get(f"/cases{query}").json["results"]]


def audited(action):
    with unit_of_work(write=False) as session:
        return list(session.scalars(sa.select(AuditEntry).where(AuditEntry.action == action)))


def test_a_list_is_paged_by_a_cursor_and_filtered(worker):
    for number in range(5):
        worker.post("/cases", {"people": [{}], "number": f"N-{number}", "protection": number == 3})
    found, cursor = [], ""
    while cursor is not None:
        answer = worker.get(f"/cases?limit=2{cursor and '&cursor=' + cursor}").json
        found += [each["number"] for each in answer["results"]]
        cursor = answer["next_cursor"]
    assert found == ["N-4", "N-3", "N-2", "N-1", "N-0"]
    assert listed(worker, "?protection=true") == ["N-3"]
    assert listed(worker, "?status=closed") == []
    assert worker.get("/cases?cursor=no").json["errors"][0]["field"] == "cursor"
    assert worker.get("/cases?name=Zarmina").status_code == 422


def test_everybody_sees_in_the_list_what_is_theirs(ours, theirs, worker, case):
    worker.post("/cases", new_case(number="A-18", restricted=True))
    assert listed(worker) == ["A-18", "A-17"]
    assert listed(worker, "?assigned=me") == ["A-18", "A-17"]
    for role in ("supervisor", "data_protection_officer", "focal_point", "worker"):
        assert listed(ours.browser(role)) == ["A-17"], role
    assert listed(ours.browser("other", Role.CASE_WORKER)) == ["A-17"]
    assert listed(ours.browser("other"), "?assigned=me") == []
    for role in ("case_worker", "supervisor", "data_protection_officer"):
        assert listed(theirs.browser(role)) == []


def test_who_is_not_assigned_sees_a_line_and_no_person(ours, case, mother):
    other = ours.browser("other", Role.CASE_WORKER)
    line = other.get(f"/cases/{case['id']}")
    assert line.json["sight"] == "line"
    assert "members" not in line.json
    for path in (f"/cases/{case['id']}/people", f"/people/{mother}", f"/cases/{case['id']}/consents"):
        assert other.get(path).status_code == 404


def test_answers_are_never_stored_and_name_nobody(worker, case, mother):
    for path in ("/cases", f"/cases/{case['id']}", f"/people/{mother}", f"/cases/{case['id']}/export"):
        answer = worker.get(path)
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_case_is_changed_by_its_version(worker, case):
    path = f"/cases/{case['id']}"
    assert worker.get(path).headers["ETag"] == '"1"'
    assert worker.call("PATCH", path, json={"number": "B"}).status_code == 428
    changed = patch(worker, path, {"number": "B", "protection": True}, 1)
    assert (changed.json["number"], changed.json["restricted"], changed.json["version"]) == ("B", True, 2)
    stale = patch(worker, path, {"number": "C"}, 1)
    assert (stale.status_code, stale.json["version"]) == (412, 2)
    assert patch(worker, path, {"number": "B"}, 2).headers["ETag"] == '"2"'
    closed = patch(worker, path, {"status": "closed"}, 2).json
    assert closed["closed_at"] is not None
    assert patch(worker, path, {"status": "open", "number": None}, 3).json["closed_at"] is None


def test_a_number_belongs_to_one_case(worker, case):
    answer = worker.post("/cases", new_case(number="A-17"))
    assert (answer.status_code, answer.json["title"]) == (409, "Number taken")
    other = worker.post("/cases", {"people": [{}]}).json
    assert patch(worker, f"/cases/{other['id']}", {"number": "A-17"}, 1).status_code == 409


@pytest.mark.parametrize("thing", ["case", "person"])
def test_of_two_changes_of_one_version_one_is_refused(app, ours, case, mother, thing):
    path = f"/cases/{case['id']}" if thing == "case" else f"/people/{mother}"
    bodies = (
        [{"number": "X-1"}, {"number": "X-2"}]
        if thing == "case"
        else [{"facts": {"nationality": each}} for each in ("SY", "IQ")]
    )
    browsers = [signed_in(app, ours.members["case_worker"]) for _ in bodies]
    barrier, statuses = threading.Barrier(2), []

    def change(browser, body):
        barrier.wait()
        statuses.append(patch(browser, path, body, 1).status_code)

    threads = [threading.Thread(target=change, args=each) for each in zip(browsers, bodies, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200, 412]


def test_two_who_withdraw_at_once_get_the_same_moment(app, ours, theirs, worker, case, mother):
    body = new_consent(mother, theirs.organization_id)
    consent = worker.post(f"/cases/{case['id']}/consents", body).json["id"]
    give_access(ours, "case_worker", person_id=mother, to=theirs.organization_id, consent_id=consent)
    browsers = [worker, theirs.browser("focal_point")]
    barrier, answers = threading.Barrier(2), []

    def withdraw(browser):
        barrier.wait()
        answers.append(browser.post(f"/consents/{consent}/withdraw", {"via": "phone"}))

    threads = [threading.Thread(target=withdraw, args=(each,)) for each in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [each.status_code for each in answers] == [200, 200]
    assert len({each.json["withdrawn_at"] for each in answers}) == 1
    assert sum(each.json["privacy_tasks"] for each in answers) == 1


def test_who_breaks_the_glass_sees_all_for_four_hours_and_it_is_told(ours, worker, case, mother):
    officer = ours.browser("data_protection_officer")
    worker.post(f"/cases/{case['id']}/restriction", {})
    assert officer.get(f"/cases/{case['id']}").status_code == 404
    broken = officer.post(f"/cases/{case['id']}/break-glass", GLASS)
    assert broken.status_code == 201
    assert officer.get(f"/people/{mother}").json["identity"]["given_names"] == "Zarmina"
    with unit_of_work(write=False) as session:
        (message,) = session.scalars(
            sa.select(OutboxMessage).where(OutboxMessage.event == "case.glass_broken")
        )
        assert message.payload == {
            "case_id": case["id"],
            "break_glass_id": broken.json["id"],
            "organization_id": ours.organization_id,
        }
    log = worker.get(f"/cases/{case['id']}/access-log").json["results"]
    assert [each["act"] for each in log][:1] == ["cases:case:glass_broken"]
    shown = worker.get(f"/cases/{case['id']}/export").json["glass_broken"]
    assert [each["words"] for each in shown] == [GLASS["words"]]
    with time_machine.travel(now() + timedelta(hours=4, seconds=1)):
        again = signed_in(ours.app, ours.members["data_protection_officer"])
        assert again.get(f"/cases/{case['id']}").status_code == 404


def test_the_glass_is_for_people_of_the_organisation_who_are_no_danger(ours, theirs, worker, case):
    path = f"/cases/{case['id']}/break-glass"
    assert theirs.browser("data_protection_officer").post(path, GLASS).status_code == 404
    danger = ours.member("danger", Role.SUPERVISOR)
    worker.post(f"/cases/{case['id']}/restriction", {"excluded": [danger.id]})
    assert ours.browser("danger").post(path, GLASS).status_code == 404
    assert (
        ours.app.test_client()
        .post(f"/api/v1{path}", json=GLASS, headers=ours.key(Scope.REFERRAL_SEND))
        .status_code
        == 403
    )
    assert ours.browser("focal_point").post(path, GLASS).status_code == 403


def test_a_case_is_given_only_to_colleagues_who_can_work_on_it(ours, theirs, worker, case):
    path = f"/cases/{case['id']}/assignments"
    nobody, stranger = {"member_id": new_id()}, {"member_id": theirs.member("case_worker").id}
    told = [worker.post(path, body) for body in (nobody, stranger)]
    assert [each.status_code for each in told] == [404, 404]
    assert told[0].json["detail"] == told[1].json["detail"]
    desk = worker.post(path, {"member_id": ours.member("focal_point").id})
    assert desk.json["errors"][0]["field"] == "member_id"
    other = ours.member("other", Role.CASE_WORKER).id
    assert worker.post(path, {"member_id": other}).status_code == 201
    own = ours.members["case_worker"].id
    assert worker.post(f"{path}/end", {"member_id": own}).status_code == 204
    last = ours.browser("other").post(f"{path}/end", {"member_id": other})
    assert (last.status_code, last.json["errors"][0]["field"]) == (422, "member_id")


def test_refused_attempts_are_in_the_audit_and_say_nothing_of_what_is_there(theirs, case):
    stranger = theirs.browser("case_worker")
    theirs_too = stranger.get(f"/cases/{case['id']}")
    nobodys = stranger.get(f"/cases/{new_id()}")
    theirs.browser("directory_editor").get("/cases")
    assert [theirs_too.status_code, nobodys.status_code] == [404, 404]
    told = [{**each.json, "request_id": ""} for each in (theirs_too, nobodys)]
    assert told[0] == told[1]
    kept = [(each.object_id, each.details["problem"]) for each in audited("access:attempt:refused")]
    assert kept[0] == (case["id"], "not-found")
    assert kept[2] == (None, "forbidden")


def test_a_key_works_on_its_own_cases_and_reads_identity_only_with_that_scope(app, ours):
    client = app.test_client()
    sender = ours.key(Scope.REFERRAL_SEND)
    made = client.post("/api/v1/cases", json=new_case(), headers=sender)
    assert made.status_code == 201
    mother = made.json["members"][0]["id"]
    assert client.get(f"/api/v1/people/{mother}", headers=sender).status_code == 403
    both = ours.key(Scope.REFERRAL_SEND, Scope.IDENTITY_READ)
    assert client.get(f"/api/v1/people/{mother}", headers=both).status_code == 404
    own = client.post("/api/v1/cases", json=new_case(), headers=both).json["members"][0]["id"]
    assert client.get(f"/api/v1/people/{own}", headers=both).json["identity"]["given_names"] == "Zarmina"
    nameless = {"Authorization": both["Authorization"]}
    refused = client.get(f"/api/v1/people/{own}", headers=nameless)
    assert (refused.status_code, refused.json["title"]) == (400, "Who is behind the key?")
    (read,) = audited("cases:person:read")
    assert read.details["acting_user"] == "u-17"


def test_a_code_is_shown_once(worker, case):
    code = worker.post(f"/cases/{case['id']}/code").json["code"]
    assert len(code) == 17
    assert code not in worker.get(f"/cases/{case['id']}").text
    assert worker.call("DELETE", f"/cases/{case['id']}/code").status_code == 204


@pytest.mark.parametrize(
    "code",
    ["no-effect", "person-erased", "number-taken", "second-person-needed", "legal-hold", "document-refused"],
)
def test_every_refusal_opens_a_page_that_explains_it(client, code):
    answer = client.get(f"/problems/{code}")
    assert answer.status_code == 200
    assert code in answer.text
