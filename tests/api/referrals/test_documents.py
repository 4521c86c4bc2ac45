"""Documents through a referral: released one by one, read by the assigned worker while state and consent open them."""

import base64
import struct
import zlib
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from referral.access.rules.roles import Role
from referral.audit.models import AuditEntry
from referral.cases.rules import DataCategory
from referral.cases.rules.terms import WithdrawalVia
from referral.cases.service import consenting, withdrawing
from referral.kit.clock import now
from referral.kit.db.models import OutboxMessage
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from referral.kit.ids import new_id
from tests.fixtures.referral_world import acting, agreement, make_world

NAME = "namekanarie.pdf"
CONTENT = b"%PDF-1.7 contentkanarie"
# With data of trafficking a supervisor would have to approve.
ALL = frozenset(DataCategory) - {DataCategory.TRAFFICKING}


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


PLACE = b"tEXtGPS 41.33 19.82 kanarie"
PICTURE = b"".join(
    (
        b"\x89PNG\r\n\x1a\n",
        chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        chunk(b"tEXt", PLACE),
        chunk(b"IDAT", zlib.compress(b"\x00\x00")),
        chunk(b"IEND", b""),
    )
)


@pytest.fixture
def world(app):
    return make_world(categories=ALL)


def attached(desk, id_, content=CONTENT, kind="other", name=NAME, **more):
    version = desk.get(f"/referrals/{id_}").json["version"]
    given = {"kind": kind, "name": name, "content": base64.b64encode(content).decode(), **more}
    headers = {"Idempotency-Key": new_id(), "If-Match": f'"{version}"'}
    return desk.browser.post(f"/referrals/{id_}/documents", given, headers=headers)


def document_of(desk, id_):
    events = desk.get(f"/referrals/{id_}/events").json["results"]
    return next(
        each["details"]["document"] for each in reversed(events) if each["action"] == "attach_document"
    )


@pytest.fixture
def accepted(world, worker, intake, helper):
    """A referral that the receiver's worker has."""
    id_ = worker.draft(world.draft()).json["id"]
    worker.act(id_, "submit")
    intake.act(id_, "accept", assign_to=world.receiver.member(Role.WORKER).id)
    return id_


def read(desk, id_, document):
    return desk.get(f"/referrals/{id_}/documents/{document}")


def test_a_document_is_read_only_after_it_was_released_and_only_by_the_assigned(
    world, worker, intake, helper, accepted
):
    made = attached(worker, accepted)
    assert made.status_code == 201, made.json
    other = document_of(worker, accepted)
    attached(worker, accepted, name="another.pdf")
    document = document_of(worker, accepted)
    assert helper.get(f"/referrals/{accepted}").json["items"] == []
    assert read(helper, accepted, document).status_code == 404
    assert worker.act(accepted, "release_item", item=document).status_code == 200
    shown = helper.get(f"/referrals/{accepted}").json["items"]
    assert [(each["id"], each["name"], each["kind"], each["number"]) for each in shown] == [
        (document, "another.pdf", "other", 1)
    ]
    got = read(helper, accepted, document)
    assert base64.b64decode(got.json["content"]) == CONTENT
    assert got.headers["Cache-Control"] == "no-store"
    for desk, asked in ((helper, other), (intake, document), (helper, new_id())):
        assert read(desk, accepted, asked).status_code == 404
    for text in (intake.get(f"/referrals/{accepted}"), intake.get(f"/referrals/{accepted}/events")):
        assert NAME not in text.get_data(as_text=True)
        assert "another.pdf" not in text.get_data(as_text=True)
    # The way of the case stays shut: access by a referral never reaches all documents.
    assert helper.get(f"/documents/{document}").status_code == 404
    assert helper.get(f"/people/{world.person}/documents").status_code == 404


def test_each_reading_stands_in_the_audit_with_the_referral(worker, helper, accepted):
    attached(worker, accepted)
    document = document_of(worker, accepted)
    worker.act(accepted, "release_item", item=document)
    read(helper, accepted, document)
    with unit_of_work(write=False, actor=SYSTEM) as session:
        wanted = sa.select(AuditEntry).where(AuditEntry.action == "cases:content:read")
        last = session.scalars(wanted.order_by(AuditEntry.sequence.desc()).limit(1)).one()
        every = str([each.details for each in session.scalars(sa.select(AuditEntry))])
        told = str([each.payload for each in session.scalars(sa.select(OutboxMessage))])
    assert last.details == {"kind": "document", "items": 1, "reference": accepted}
    assert NAME not in every + told


def test_a_narrower_consent_shuts_the_next_reading(world, worker, helper, accepted):
    attached(worker, accepted, kind="medical")
    document = document_of(worker, accepted)
    worker.act(accepted, "release_item", item=document)
    assert read(helper, accepted, document).status_code == 200
    narrower = agreement(world.receiver.id, categories=ALL - {DataCategory.HEALTH})
    with acting(world.worker) as session:
        consenting.record_consent(session, world.worker, world.person, narrower, supersedes=world.consent)
    assert read(helper, accepted, document).status_code == 404
    assert helper.get(f"/referrals/{accepted}").json["items"] == []
    again = worker.act(accepted, "release_item", item=document)
    assert (again.status_code, again.json["type"].rsplit("/", 1)[-1]) == (409, "consent-missing")


def test_a_withdrawal_shuts_everything_at_once(world, worker, helper, accepted):
    attached(worker, accepted)
    document = document_of(worker, accepted)
    worker.act(accepted, "release_item", item=document)
    with acting(world.worker) as session:
        withdrawing.withdraw_consent(session, world.worker, world.consent, via=WithdrawalVia.IN_PERSON)
    assert read(helper, accepted, document).status_code == 404


def test_after_the_service_it_can_be_read_for_thirty_days(world, worker, helper, accepted):
    attached(worker, accepted)
    document = document_of(worker, accepted)
    worker.act(accepted, "release_item", item=document)
    today = now().date().isoformat()
    helper.act(accepted, "start_service", first_contact_on=today, channel="visit")
    helper.act(accepted, "complete", outcome="fully_met", served_from=today, served_to=today)
    assert read(helper, accepted, document).status_code == 200
    with time_machine.travel(now() + timedelta(days=31), tick=True):
        member = world.receiver.member(Role.WORKER)
        assert helper.browser.sign_in(member.email).status_code == 201
        assert read(helper, accepted, document).status_code == 404


def test_pictures_are_kept_without_what_a_camera_wrote_and_other_files_not_at_all(worker, helper, accepted):
    assert attached(worker, accepted, PICTURE, kind="photograph", name="p.png").status_code == 201
    document = document_of(worker, accepted)
    worker.act(accepted, "release_item", item=document)
    got = base64.b64decode(read(helper, accepted, document).json["content"])
    assert got.startswith(b"\x89PNG")
    assert PLACE not in got
    assert attached(worker, accepted, b"MZ\x90 a program").status_code == 415
    assert attached(worker, accepted, PICTURE[:-20], name="cut.png").status_code == 415


def test_what_the_receiver_attaches_the_sender_reads_only_as_agreed(world, worker, intake, helper, accepted):
    assert attached(intake, accepted).status_code == 403
    assert attached(helper, accepted).status_code == 201
    document = document_of(worker, accepted)
    assert worker.get(f"/documents/{document}").status_code == 200
    assert read(helper, accepted, document).status_code == 200


def test_without_feedback_agreed_the_receiver_puts_nothing_into_the_case(app, desk_of):
    from referral.cases.rules import Direction

    world = make_world(categories=ALL, direction=Direction.SEND)
    worker, intake = desk_of(world.sender, Role.CASE_WORKER), desk_of(world.receiver, Role.FOCAL_POINT)
    id_ = worker.draft(world.draft()).json["id"]
    worker.act(id_, "submit")
    intake.act(id_, "accept")
    refused = attached(intake, id_)
    assert (refused.status_code, refused.json["type"].rsplit("/", 1)[-1]) == (409, "feedback-not-agreed")


@pytest.mark.parametrize("item", ["notes", "health", "01a21321-a112-705d-9405-4aaacbdd5cfb", "../narrative"])
def test_only_items_of_the_referral_are_released(worker, accepted, item):
    refused = worker.act(accepted, "release_item", item=item)
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "item")


def test_the_other_side_is_told_of_a_message_and_a_release(world, worker, intake, accepted):
    def told():
        with unit_of_work(write=False, actor=SYSTEM) as session:
            wanted = sa.select(OutboxMessage.payload).where(OutboxMessage.event == "referral.changed")
            return [each["organization_id"] for each in session.scalars(wanted.order_by(OutboxMessage.id))]

    worker.act(accepted, "message", body="a word")
    assert told()[-1] == world.receiver.id
    intake.act(accepted, "message", body="another word")
    assert told()[-1] == world.sender.id
    worker.act(accepted, "release_item", item="narrative")
    assert told()[-1] == world.receiver.id
