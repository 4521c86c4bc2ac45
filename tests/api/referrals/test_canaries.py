"""Words of tiers 2 to 4 stand in no list, error, log, message, audit entry or history of anybody before their time."""

import base64

import pytest
import sqlalchemy as sa

from referral.access.rules.roles import Role
from referral.audit.models import AuditEntry
from referral.cases.rules import DataCategory
from referral.cases.service import consenting
from referral.directory.models import ServicePrivate
from referral.kit.db.models import Job, OutboxMessage
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from referral.kit.ids import new_id
from referral.referrals.models import (
    Enquiry,
    EnquiryService,
    ReferralBreach,
    ReferralEvent,
    ReferralPerson,
    ReferralRecord,
)
from tests.fixtures.members import make_member, signed_in
from tests.fixtures.referral_world import (
    NAME,
    NARRATIVE,
    NOTES,
    PAPER,
    PHONE,
    acting,
    agreement,
    make_organization,
)

CANARIES = (NAME, PHONE, PHONE[-7:], PAPER, NARRATIVE, NOTES)
WRITTEN = "wortkanarie"
# The name and the content of a document, and where she is met.
FILE, CONTENT, POINT = "filekanarie.pdf", b"%PDF-1.7 contentkanarie", "pointkanarie, at noon"
STORED = (
    *(ReferralRecord, ReferralPerson, ReferralEvent, ReferralBreach, OutboxMessage, Job, AuditEntry),
    *(Enquiry, EnquiryService),
)


@pytest.fixture
def others(app, world, worker, intake, desk_of):
    """Everybody but the case worker, with a browser each: of the receiver, of the sender, of others."""
    elsewhere = make_organization()
    found = {
        f"{organization.id[-4:]} {role.value}": desk_of(organization, role)
        for organization in (world.receiver, elsewhere)
        for role in Role
        if role not in (Role.PLATFORM_ADMINISTRATOR, Role.COORDINATOR)
    }
    colleague = make_member(Role.CASE_WORKER, organization_id=world.sender.id)
    found["colleague"] = Looking(signed_in(app, colleague))
    coordinator = make_member(Role.COORDINATOR, organization_id=elsewhere.id)
    found["coordinator"] = Looking(signed_in(app, coordinator))
    return found


class Looking:
    """A browser that only looks."""

    def __init__(self, browser):
        self.browser = browser

    def get(self, path, **more):
        return self.browser.get(path, **more)


def looked(desk, id_):
    """All that somebody can be answered about it."""
    answers = [
        desk.get("/referrals"),
        desk.get(f"/referrals/{id_}"),
        desk.get(f"/referrals/{id_}/events"),
        desk.get("/changes"),
    ]
    for action in ("accept", "resume", "message", "explode"):
        headers = {"Idempotency-Key": new_id(), "If-Match": '"999"'}
        answers.append(desk.browser.post(f"/referrals/{id_}/actions/{action}", {}, headers=headers))
    return "".join(each.get_data(as_text=True) + str(each.headers) for each in answers)


def stored_text():
    with unit_of_work(write=False, actor=SYSTEM) as session:
        return "".join(
            str([tuple(row) for row in session.execute(sa.select(*each.__table__.columns))])
            for each in STORED
        )


def in_it(text, *but):
    return [each for each in CANARIES if each in text and each not in but]


def test_no_word_leaves_before_its_time(world, worker, intake, others, caplog, capfd):
    id_ = worker.draft(world.draft()).json["id"]

    def check(state):
        for name, desk in others.items():
            assert in_it(looked(desk, id_)) == [], (state, name)

    check("draft")
    worker.act(id_, "submit")
    check("sent")
    intake.act(id_, "acknowledge")
    check("acknowledged")
    intake.act(id_, "request_info", questions=["languages"])
    check("info_requested")
    worker.act(id_, "provide_info")
    intake.act(id_, "decline", reason="other", text=WRITTEN)
    check("declined")
    assert WRITTEN in worker.get(f"/referrals/{id_}/events").get_data(as_text=True)

    stored = stored_text()
    assert in_it(stored) == []
    assert WRITTEN not in stored
    logged = caplog.text + "".join(capfd.readouterr())
    assert in_it(logged) == []
    assert WRITTEN not in logged


def test_after_acceptance_only_the_assigned_worker_reads_who_it_is(world, worker, intake, helper, others):
    id_ = worker.draft(world.draft()).json["id"]
    worker.act(id_, "submit")
    intake.act(id_, "accept", assign_to=world.receiver.member(Role.WORKER).id)
    assigned = f"{world.receiver.id[-4:]} {Role.WORKER.value}"
    for name, desk in others.items():
        text = looked(desk, id_)
        if name == assigned:
            assert {NAME, PHONE} <= set(in_it(text))
            assert in_it(text, NAME, PHONE, PHONE[-7:]) == []
        else:
            assert in_it(text) == [], name
    lists = helper.get("/referrals").get_data(as_text=True) + helper.get("/changes").get_data(as_text=True)
    assert in_it(lists) == []


def test_no_word_of_a_document_or_a_meeting_point_leaves_to_others(
    world, worker, intake, helper, others, caplog, capfd
):
    agreed = frozenset(DataCategory) - {DataCategory.TRAFFICKING}
    with acting(world.worker) as session:
        wider = agreement(world.receiver.id, categories=agreed)
        consenting.record_consent(session, world.worker, world.person, wider, supersedes=world.consent)
        said = [{"id": "1", "code": "meeting_point", "value": POINT}]
        session.add(ServicePrivate(service_id=world.service, arrival=said))
    id_ = worker.draft(world.draft()).json["id"]
    worker.act(id_, "submit")
    document = attached(worker, id_)
    worker.act(id_, "release_item", item=document)
    secrets = (FILE, "contentkanarie", base64.b64encode(CONTENT).decode(), POINT)

    def looked_at(desk):
        ways = (f"referrals/{id_}/documents/{document}", f"documents/{document}", f"referrals/{id_}/arrival")
        answers = [desk.get(f"/{way}") for way in (*ways, "referrals?stuck=true", "enquiries")]
        return looked(desk, id_) + "".join(each.get_data(as_text=True) for each in answers)

    def check(*but):
        for name, desk in others.items():
            found = [each for each in secrets if each in looked_at(desk)]
            assert found == [] or name in but, (name, found)

    check()
    intake.act(id_, "accept", assign_to=world.receiver.member(Role.WORKER).id)
    assigned = f"{world.receiver.id[-4:]} {Role.WORKER.value}"
    check(assigned)
    assert {FILE, POINT} <= {each for each in secrets if each in looked_at(others[assigned])}
    worker.act(id_, "cancel", reason="safety")
    check()
    everywhere = stored_text() + caplog.text + "".join(capfd.readouterr())
    assert [each for each in secrets if each in everywhere] == []


def attached(worker, id_):
    """A document of the case worker's; answers its id."""
    given = {"kind": "other", "name": FILE, "content": base64.b64encode(CONTENT).decode()}
    version = worker.get(f"/referrals/{id_}").json["version"]
    headers = {"Idempotency-Key": new_id(), "If-Match": f'"{version}"'}
    worker.browser.post(f"/referrals/{id_}/documents", given, headers=headers)
    return worker.get(f"/referrals/{id_}/events").json["results"][-1]["details"]["document"]


def test_a_read_of_identity_stands_in_the_audit_and_a_refused_one_changes_nothing(
    world, worker, intake, helper
):
    id_ = worker.draft(world.draft()).json["id"]
    worker.act(id_, "submit")
    intake.act(id_, "accept", assign_to=world.receiver.member(Role.WORKER).id)

    def reads():
        with unit_of_work(write=False, actor=SYSTEM) as session:
            wanted = sa.select(AuditEntry.actor_id).where(AuditEntry.action == "cases:person:read")
            return list(session.scalars(wanted))

    before = len(reads())
    intake.get(f"/referrals/{id_}")
    assert len(reads()) == before
    helper.get(f"/referrals/{id_}")
    assert reads()[before:] == [world.receiver.member(Role.WORKER).id]


def test_a_coordinator_sees_the_line_of_the_own_regions_and_acts_no_part(app, world, worker, intake):
    region = new_id()
    member = make_member(Role.COORDINATOR, organization_id=make_organization().id, regions=(region,))
    desk = Looking(signed_in(app, member))
    id_ = worker.draft(world.draft()).json["id"]
    worker.act(id_, "submit")
    assert desk.get("/referrals").json["results"] == []
    with unit_of_work(write=True, actor=SYSTEM) as session:
        session.execute(sa.update(ReferralRecord).values(region1_id=region))
    line = desk.get("/referrals").json["results"][0]
    assert line["need"] == ["legal-aid"]
    assert set(line["allowed_actions"]) <= {"remind", "escalate", "propose"}
    headers = {"Idempotency-Key": new_id(), "If-Match": '"2"'}
    assert desk.browser.post(f"/referrals/{id_}/actions/accept", {}, headers=headers).status_code == 403
    reminded = desk.browser.post(f"/referrals/{id_}/actions/remind", {}, headers=headers)
    assert reminded.status_code == 200, reminded.json
    with unit_of_work(write=True, actor=SYSTEM) as session:
        session.execute(sa.update(ReferralRecord).values(protection=True))
    reduced = desk.get("/referrals").json["results"][0]
    assert "need" not in reduced
    assert reduced["priority"] == "routine"
    intake.act(id_, "decline", reason="no_capacity")
    assert desk.get("/referrals").json["results"] == []
    assert desk.get(f"/referrals/{id_}").status_code == 404
