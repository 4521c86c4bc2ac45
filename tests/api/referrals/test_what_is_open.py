"""What the answers of a referral say beside its state: what may be recorded, how far clocks are, how she arrives."""

import sqlalchemy as sa

from referral.access.rules.roles import Role
from referral.audit.models import AuditEntry
from referral.cases.rules import ContactChannel
from referral.directory.models import ServicePrivate
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from tests.fixtures.members import make_member, signed_in
from tests.fixtures.referral_world import make_world

POINT = "By the pointkanarie clock, at noon"


def arrives(service, **said):
    kept = [
        {"id": str(number), "code": code, "value": value} for number, (code, value) in enumerate(said.items())
    ]
    with unit_of_work(write=True) as session:
        session.add(ServicePrivate(service_id=service, arrival=kept))


def test_the_sender_is_told_what_may_be_recorded_for_the_receiver(world, worker, intake):
    id_ = worker.draft(world.draft()).json["id"]
    sent = worker.act(id_, "submit").json
    assert sent["recordable_actions"] == ["acknowledge", "waitlist", "accept", "decline"]
    assert intake.get(f"/referrals/{id_}").json["recordable_actions"] == []
    told = {"by": "phone", "said_by": "the desk"}
    for action in sent["recordable_actions"][:1]:
        assert worker.act(id_, action, told=told).status_code == 200
    assert all(each["percent"] == 0 for each in worker.get(f"/referrals/{id_}").json["clocks"])


def test_how_she_arrives_is_told_to_the_assigned_workers_after_the_acceptance(
    app, world, worker, intake, helper, desk_of
):
    arrives(world.service, arrival="meeting_point", meeting_point=POINT)
    id_ = worker.draft(world.draft()).json["id"]
    worker.act(id_, "submit")
    everybody = [worker, intake, helper, desk_of(world.sender, Role.SUPERVISOR)]
    assert [each.get(f"/referrals/{id_}/arrival").status_code for each in everybody] == [404] * 4
    # What was only told opens nothing.
    worker.act(id_, "accept", told={"by": "phone", "said_by": "the desk"})
    assert worker.get(f"/referrals/{id_}/arrival").status_code == 404
    intake.act(id_, "confirm_told")
    told = worker.get(f"/referrals/{id_}/arrival")
    assert (told.json["way"], told.json["meeting_point"], told.json["position"]) == (
        "meeting_point",
        POINT,
        None,
    )
    assert told.headers["Cache-Control"] == "no-store"
    assert intake.get(f"/referrals/{id_}/arrival").json["meeting_point"] == POINT
    colleague = signed_in(app, make_member(Role.CASE_WORKER, organization_id=world.sender.id))
    assert colleague.get(f"/referrals/{id_}/arrival").status_code == 404
    assert helper.get(f"/referrals/{id_}/arrival").status_code == 404
    with unit_of_work(write=False, actor=SYSTEM) as session:
        wanted = sa.select(AuditEntry).where(AuditEntry.action == "directory:arrival:read")
        reads = [each.actor_id for each in session.scalars(wanted)]
    assert reads == [world.sender.member(Role.CASE_WORKER).id, world.receiver.member(Role.FOCAL_POINT).id]
    for answer in (worker.get(f"/referrals/{id_}"), worker.get(f"/referrals/{id_}/events")):
        assert "pointkanarie" not in answer.get_data(as_text=True)
    worker.act(id_, "cancel", reason="safety")
    assert worker.get(f"/referrals/{id_}/arrival").status_code == 404


def test_the_assigned_worker_is_told_how_she_may_be_reached_now(app, desk_of):
    world = make_world(safe_channels=frozenset({ContactChannel.SMS}), no_voicemail=True)
    worker, intake = desk_of(world.sender, Role.CASE_WORKER), desk_of(world.receiver, Role.FOCAL_POINT)
    id_ = worker.draft(world.draft()).json["id"]
    worker.act(id_, "submit")
    intake.act(id_, "accept")
    limits = intake.get(f"/referrals/{id_}").json["contact_restrictions"][0]["now"]
    assert limits["sms"] == {"allowed": True, "until": None}
    assert limits["call"] == {"allowed": False, "reason": "unsafe_channel", "from": None}
    assert limits["voicemail"]["reason"] == "no_voicemail"
