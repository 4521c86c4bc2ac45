"""Who stands in at night: a supervisor of another organisation approves, by the duty list, and does nothing else."""

from datetime import UTC, datetime, time, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from referral.access.rules.duty import WEEKDAYS, Turn
from referral.access.rules.roles import Role
from referral.access.service.duty import replace_duty
from referral.directory.models import table_of
from referral.kit.db.models import OutboxMessage
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from referral.kit.ids import new_id
from referral.kit.problems import NotFound
from referral.referrals.errors import RoleNotAllowed, SamePerson
from referral.referrals.queries.referrals import Wanted, referrals
from referral.referrals.rules import Action, Note
from referral.referrals.rules.inputs import Approve, Cancel, MarkError, RequestApproval
from referral.referrals.rules.reasons import CancelReason
from referral.referrals.service import showing
from tests.fixtures.referral_verbs import do, draft, history, noted, seen, sent, stored
from tests.fixtures.referral_world import NAME, NARRATIVE, NOTES, PHONE, acting, make_organization, make_world

NIGHT = (time(20), time(8))
# A Wednesday at 23:30 in Belgrade, and its noon.
LATE, NOON = datetime(2026, 12, 2, 22, 30, tzinfo=UTC), datetime(2026, 12, 2, 11, tzinfo=UTC)


@pytest.fixture
def world(store):
    with time_machine.travel(NOON, tick=True):
        return make_world()


@pytest.fixture
def deputy(world):
    """A supervisor of another organisation, who has the sender's nights."""
    with time_machine.travel(NOON, tick=True):
        return on_duty(world.sender, make_organization("Night office"), Role.SUPERVISOR)


def on_duty(of, by, role):
    member = by.actor(role)
    boss = of.actor(Role.SUPERVISOR)
    turn = Turn(role, member.member_id, frozenset(WEEKDAYS), *NIGHT)
    with acting(boss) as session:
        replace_duty(session, boss, version=0, zone="Europe/Belgrade", turns=[turn])
    return member


@pytest.fixture
def waiting(world, deputy):
    """A draft that waits for an approval."""
    with time_machine.travel(NOON + timedelta(minutes=1), tick=True):
        record = draft(world)
        return do(world.worker, record, Action.REQUEST_APPROVAL, RequestApproval(reason="She is alone."))


def listed(actor):
    with acting(actor) as session:
        found = referrals(session, actor, wanted=Wanted(), before=None, limit=10)
        return showing.list_of(session, actor, found)


def test_at_night_the_duty_list_lets_another_organisations_supervisor_approve(world, deputy, waiting):
    with time_machine.travel(LATE, tick=True):
        shown = seen(deputy, waiting)
        assert {"approve", "return_to_draft"} == set(shown["allowed_actions"])
        assert shown["members"][0]["age"] == {"from": 31, "to": 31}
        assert not any(word in str(shown) for word in (NAME, PHONE, NARRATIVE, NOTES, world.case))
        assert [each["id"] for each in listed(deputy)] == [waiting.id]
        do(deputy, waiting, Action.APPROVE, Approve())
        assert history(waiting.id)[-1] == ("approve", "sent")
        # What was approved is no longer theirs.
        with pytest.raises(NotFound):
            seen(deputy, waiting)
        assert listed(deputy) == []
        assert seen(world.desk, waiting)["state"] == "sent"


def test_by_day_the_referral_does_not_exist_for_who_stands_in_at_night(world, deputy, waiting):
    with time_machine.travel(NOON, tick=True):
        assert listed(deputy) == []
        with pytest.raises(NotFound):
            do(deputy, waiting, Action.APPROVE, Approve())
    stranger = make_organization().actor(Role.SUPERVISOR)
    with time_machine.travel(LATE, tick=True), pytest.raises(NotFound):
        do(stranger, waiting, Action.APPROVE, Approve())


def test_who_stands_in_does_nothing_else(world, deputy, waiting):
    with time_machine.travel(LATE, tick=True):
        for action, inputs in (
            (Action.CANCEL, Cancel(reason=CancelReason.SAFETY)),
            (Action.MARK_ERROR, MarkError(reason="x")),
        ):
            with pytest.raises(RoleNotAllowed):
                do(deputy, waiting, action, inputs)
        with pytest.raises(RoleNotAllowed):
            noted(deputy, waiting, Note.ASSIGN, assign_to=deputy.member_id)
        fresh = draft(world)
        with pytest.raises(NotFound):
            seen(deputy, fresh)
    assert stored(waiting.id).state == "pending_approval"


def test_the_one_on_duty_is_told_and_by_day_the_next_one(world, deputy):
    def told():
        with unit_of_work(write=False, actor=SYSTEM) as session:
            wanted = sa.select(OutboxMessage.payload).where(OutboxMessage.event == "referral.for_duty")
            return list(session.scalars(wanted.order_by(OutboxMessage.id)))

    for moment, begins in ((LATE, None), (NOON + timedelta(minutes=1), "2026-12-02T19:00:00Z")):
        with time_machine.travel(moment, tick=True):
            do(world.worker, draft(world), Action.REQUEST_APPROVAL, RequestApproval(reason="Alone."))
        last = told()[-1]
        assert (last["organization_id"], last["member_id"]) == (deputy.organization_id, deputy.member_id)
        assert last.get("from") == begins
        assert set(last) <= {"referral_id", "organization_id", "member_id", "state", "version", "from"}


def phone(world, **more):
    table = table_of("phone")
    with unit_of_work(write=True) as session:
        session.execute(sa.insert(table).values(id=new_id(), service_id=world.service, **more))


def test_whoever_sends_at_night_is_told_until_when_nobody_is_there_and_whom_to_call(world):
    phone(world, number="+381 11 555 0100", type="voice", description="office")
    phone(world, number="+381 11 555 0199", type="voice", description="answered 24/7")
    with time_machine.travel(LATE, tick=True):
        record = sent(world)
        shown = seen(world.worker, record)["nobody_on_duty"]
        assert shown["until"] == "2026-12-03T07:00:00Z"
        assert [(each["number"], each["at_night"]) for each in shown["numbers"]] == [
            ("+381 11 555 0199", True),
            ("+381 11 555 0100", False),
        ]
        assert "nobody_on_duty" not in seen(world.desk, record)
    with time_machine.travel(NOON + timedelta(days=1), tick=True):
        assert seen(world.worker, record)["nobody_on_duty"] is None


def test_a_duty_list_of_the_receiver_counts_as_somebody_who_is_there(world):
    with time_machine.travel(NOON, tick=True):
        on_duty(world.receiver, world.receiver, Role.FOCAL_POINT)
    with time_machine.travel(LATE, tick=True):
        assert seen(world.worker, sent(world))["nobody_on_duty"] is None


def test_the_author_never_approves_although_on_duty(world, waiting):
    author = world.sender.actor(Role.CASE_WORKER)
    assert author.member_id == stored(waiting.id).author_id
    with pytest.raises((RoleNotAllowed, SamePerson)):
        do(author, waiting, Action.APPROVE, Approve())
