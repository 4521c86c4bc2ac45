"""Requests that are done once, versions, lists, cursors and shapes."""

import threading

import pytest
import sqlalchemy as sa

from referral.access.rules.policy import Scope
from referral.access.rules.roles import Role
from referral.access.service import create_key
from referral.audit.models import AuditEntry
from referral.kit.db.engine import current
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from referral.kit.ids import new_id
from referral.referrals.models import IdempotencyKey, ReferralRecord
from tests.fixtures.referral_world import NARRATIVE, NEED


def count(model):
    with unit_of_work(write=False, actor=SYSTEM) as session:
        return session.scalar(sa.select(sa.func.count()).select_from(model))


def post(desk, path, body, **headers):
    return desk.browser.post(path, body, headers=headers)


@pytest.fixture
def sent(world, worker):
    id_ = worker.draft(world.draft()).json["id"]
    worker.act(id_, "submit")
    return id_


def test_without_a_key_nothing_is_done(world, worker):
    answered = worker.browser.post("/referrals", world.draft())
    assert (answered.status_code, answered.json["type"].rsplit("/", 1)[-1]) == (
        400,
        "idempotency-key-missing",
    )
    assert count(ReferralRecord) == 0


def test_the_same_request_twice_is_done_once_and_answered_afresh(world, worker):
    key = {"Idempotency-Key": new_id()}
    first = worker.draft(world.draft(), **key)
    worker.act(first.json["id"], "submit")
    again = worker.draft(world.draft(), **key)
    assert again.status_code == first.status_code == 201
    assert (again.json["id"], again.json["state"]) == (first.json["id"], "sent")
    assert count(ReferralRecord) == 1


def test_a_key_of_another_request_is_refused(world, worker):
    key = {"Idempotency-Key": new_id()}
    worker.draft(world.draft(), **key)
    other = worker.draft(world.draft(priority="urgent"), **key)
    assert (other.status_code, other.json["title"]) == (422, "Key of another request")
    assert count(ReferralRecord) == 1


def test_keys_of_two_clients_have_nothing_to_do_with_each_other(world, worker, intake, sent):
    key = {"Idempotency-Key": "the-same", "If-Match": '"2"'}
    worker_did = post(worker, f"/referrals/{sent}/actions/message", {"body": "hello"}, **key)
    key["If-Match"] = worker_did.headers["ETag"]
    answered = post(intake, f"/referrals/{sent}/actions/acknowledge", {}, **key)
    assert answered.json["state"] == "acknowledged"


def test_no_body_is_kept_with_a_key(world, worker):
    worker.draft(world.draft())
    with unit_of_work(write=False, actor=SYSTEM) as session:
        row = session.execute(sa.select(*IdempotencyKey.__table__.columns)).one()
    assert NARRATIVE not in str(row)


def test_while_the_first_one_runs_the_second_is_told_so(world, worker, sent, database_kind):
    if database_kind == "spatialite":
        pytest.skip("there a writer has the file for itself: the second request waits and is answered")
    key, client = new_id(), str(world.worker.id)
    held, leave = threading.Event(), threading.Event()

    def hold():
        with unit_of_work(write=True, actor=world.worker) as session:
            current().dialect.try_lock(session.connection(), f"{client} {key}")
            held.set()
            leave.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(10)
    answered = worker.draft(world.draft(), **{"Idempotency-Key": key})
    leave.set()
    holder.join()
    assert (answered.status_code, answered.json["title"]) == (409, "Still running")


def test_a_change_names_the_version_that_was_read(world, intake, sent):
    path = f"/referrals/{sent}/actions/accept"
    without = post(intake, path, {}, **{"Idempotency-Key": new_id()})
    stale = post(intake, path, {}, **{"Idempotency-Key": new_id(), "If-Match": '"1"'})
    assert (without.status_code, stale.status_code) == (428, 412)
    read = intake.get(f"/referrals/{sent}")
    right = post(intake, path, {}, **{"Idempotency-Key": new_id(), "If-Match": read.headers["ETag"]})
    assert right.status_code == 200
    assert right.headers["ETag"] == '"3"'


def test_a_repeated_action_needs_no_new_version(world, intake, sent):
    headers = {"Idempotency-Key": new_id(), "If-Match": '"2"'}
    first = post(intake, f"/referrals/{sent}/actions/accept", {}, **headers)
    again = post(intake, f"/referrals/{sent}/actions/accept", {}, **headers)
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json["version"] == first.json["version"] == 3


def test_what_is_refused_says_state_and_actions_and_stands_in_the_audit(intake, sent):
    refused = intake.act(sent, "resume")
    assert refused.status_code == 409
    assert refused.json["type"].endswith("/problems/illegal-transition")
    assert refused.json["current_state"] == "sent"
    assert "decline" in refused.json["allowed_actions"]
    assert refusals(sent) == [("referrals:referral:refused", {"code": "illegal-transition"})]


def refusals(id_):
    """The audit's entries of what was refused about a referral, each attempt once."""
    with unit_of_work(write=False, actor=SYSTEM) as session:
        wanted = sa.select(AuditEntry).where(
            AuditEntry.object_id == id_, AuditEntry.action.endswith(":refused")
        )
        found = session.scalars(wanted.order_by(AuditEntry.sequence))
        return [(each.action, each.details) for each in found]


def test_each_refused_attempt_stands_in_the_audit_once(world, intake, helper, sent, desk_of):
    boss = desk_of(world.receiver, Role.SUPERVISOR)
    headers = {"Idempotency-Key": new_id(), "If-Match": '"2"'}
    assert boss.browser.post(f"/referrals/{sent}/actions/accept", {}, headers=headers).status_code == 403
    assert refusals(sent) == [("referrals:referral:refused", {"code": "role-not-allowed"})]
    # For whom it does not exist there is nothing more to say than that somebody asked.
    assert helper.get(f"/referrals/{sent}").status_code == 404
    assert refusals(sent)[1:] == [
        ("access:attempt:refused", {"operation": "get_referral", "problem": "not-found"})
    ]


@pytest.mark.parametrize(
    ("action", "body", "field"),
    [
        ("decline", {}, "reason"),
        ("decline", {"reason": "because"}, "reason"),
        ("decline", {"reason": "other"}, "text"),
        ("accept", {"reason": "no_capacity"}, "reason"),
        ("request_info", {"questions": []}, "questions"),
        ("waitlist", {"review_on": "tomorrow"}, "review_on"),
        ("message", {}, "body"),
        ("accept", {"assign_to": new_id()}, "assign_to"),
    ],
)
def test_wrong_inputs_are_told_by_field(intake, sent, action, body, field):
    refused = intake.act(sent, action, **body)
    assert refused.status_code == 422, refused.json
    assert field in [each["field"].split(".")[0] for each in refused.json["errors"]]


def test_an_action_that_there_is_not_is_not_found(intake, sent):
    assert intake.act(sent, "explode").status_code == 404
    assert intake.act(sent, "info_unanswered").status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"needs": ["happiness"]}, "needs"),
        ({"people": []}, "people"),
        ({"people": [{"person_id": new_id()}]}, "people"),
        ({"service_id": new_id()}, "service_id"),
        ({"on_arrival": True, "needed_from": "2027-01-01"}, "needed_from"),
        ({"unknown": 1}, "unknown"),
    ],
)
def test_wrong_drafts_are_told_by_field(world, worker, body, field):
    refused = worker.draft(world.draft(**body))
    assert refused.status_code == 422, refused.json
    assert refused.json["errors"][0]["field"].startswith(field)
    assert count(ReferralRecord) == 0


def test_a_case_of_others_is_not_there(world, worker, desk_of):
    other = desk_of(world.receiver, Role.CASE_WORKER)
    assert other.draft(world.draft()).status_code == 404


def test_lists_are_narrowed_and_paged(world, worker):
    ids = [worker.draft(world.draft(placer_id=str(number))).json["id"] for number in range(5)]
    page = worker.get("/referrals", query_string={"limit": 2}).json
    assert [each["id"] for each in page["results"]] == ids[:2:-1]
    rest = worker.get("/referrals", query_string={"limit": 200, "cursor": page["next_cursor"]}).json
    assert [each["id"] for each in rest["results"]] == ids[2::-1]
    assert rest["next_cursor"] is None
    worker.act(ids[0], "submit")
    for question, many in (
        ({"state": "sent"}, 1),
        ({"state": "draft,sent"}, 5),
        ({"need": NEED}, 5),
        ({"need": "shelters"}, 0),
        ({"priority": "emergency"}, 0),
        ({"side": "received"}, 0),
        ({"due": "2000-01-01T00:00:00Z"}, 0),
        ({"due": "2100-01-01T00:00:00Z"}, 5),
        ({"assigned": new_id()}, 0),
        ({"region": new_id()}, 0),
    ):
        found = worker.get("/referrals", query_string=question)
        assert len(found.json["results"]) == many, question
    for wrong in ({"state": "lost"}, {"region": "north"}, {"cursor": "x"}, {"limit": 0}):
        assert worker.get("/referrals", query_string=wrong).status_code == 422


def test_a_cursor_of_another_database_is_refused(worker, sent):
    from referral.referrals.routes.base import write_place

    for cursor in (write_place(1, "0" * 64), "nonsense", write_place(10**9, "0" * 64)):
        answered = worker.get("/changes", query_string={"cursor": cursor})
        assert (answered.status_code, answered.json["title"]) == (422, "Unknown cursor")


def test_the_feed_goes_on_where_it_ended(world, worker, intake, sent):
    pages, cursor = [], None
    for _ in range(4):
        question = {"limit": 1, **({"cursor": cursor} if cursor else {})}
        page = worker.get("/changes", query_string=question).json
        pages += page["results"]
        cursor = page["next_cursor"]
    assert [each["type"] for each in pages] == ["referral.create", "referral.submit"]
    intake.act(sent, "acknowledge")
    later = worker.get("/changes", query_string={"cursor": cursor}).json["results"]
    assert [each["type"] for each in later] == ["referral.acknowledge"]
    assert set(later[0]["data"]) == {"referral_id", "state", "version"}


def test_software_of_the_receiver_names_who_is_behind_it(app, world, intake, sent):
    with unit_of_work(write=True) as session:
        made = create_key(
            session,
            SYSTEM,
            organization_id=world.receiver.id,
            name="desk",
            scopes=[Scope.REFERRAL_RESPOND],
            days=1,
        )
    client, key = app.test_client(), {"Authorization": f"Bearer {made.token}"}
    assert client.get(f"/api/v1/referrals/{sent}", headers=key).status_code == 400
    headers = {**key, "Idempotency-Key": new_id(), "If-Match": '"2"'}
    path = f"/api/v1/referrals/{sent}/actions/accept"
    assert client.post(path, json={}, headers=headers).status_code == 400
    headers["X-Acting-User"] = "u-17"
    assert client.post(path, json={}, headers=headers).status_code == 200
    shown = client.get(f"/api/v1/referrals/{sent}", headers={**key, "X-Acting-User": "u-17"}).json
    assert "people" not in shown
