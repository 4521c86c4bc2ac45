"""What a coordinator finds stuck in the own regions, and does about it, on the reduced line; never more."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from referral.access.rules.roles import Role
from referral.kit.clock import now
from referral.kit.db.models import OutboxMessage
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from referral.kit.ids import new_id
from referral.referrals.errors import NoSuchService, RoleNotAllowed
from referral.referrals.models import ReferralRecord
from referral.referrals.queries.referrals import Wanted, referrals
from referral.referrals.rules import Action, Note, Priority
from referral.referrals.rules.inputs import Accept, Nothing
from referral.referrals.service import retelling, showing
from referral.referrals.service.sweeping import sweep_referral
from tests.fixtures.members import make_member
from tests.fixtures.referral_verbs import do, noted, seen, sent
from tests.fixtures.referral_world import (
    NAME,
    NARRATIVE,
    NOTES,
    PHONE,
    acting,
    actor_of,
    make_organization,
    make_service,
)


@pytest.fixture
def coordinator(store):
    ministry = make_organization("Ministry")
    return actor_of(make_member(Role.COORDINATOR, organization_id=ministry.id, regions=(new_id(),)))


@pytest.fixture
def record(world, coordinator):
    """An emergency that was sent in the coordinator's region."""
    made = sent(world, priority=Priority.EMERGENCY)
    with unit_of_work(write=True, actor=SYSTEM) as session:
        session.execute(sa.update(ReferralRecord).values(region1_id=coordinator.regions[0], country="RS"))
    return made


def stuck(actor):
    with acting(actor) as session:
        found = referrals(session, actor, wanted=Wanted(stuck=True), before=None, limit=10)
        return showing.list_of(session, actor, found)


def swept(record):
    with unit_of_work(write=True, actor=SYSTEM) as session:
        sweep_referral(session, record.id)


def test_what_nobody_answers_is_stuck_until_somebody_does_something(world, coordinator, record):
    assert stuck(coordinator) == []
    with time_machine.travel(now() + timedelta(hours=2), tick=True):
        swept(record)
        assert [each["id"] for each in stuck(coordinator)] == [record.id]
        assert [each["id"] for each in stuck(world.worker)] == [record.id]
        noted(coordinator, record, Note.REMIND, text="Please look at it.")
        assert len(stuck(coordinator)) == 1
        do(world.desk, record, Action.ACKNOWLEDGE)
        assert stuck(coordinator) == []


def test_a_coordinator_of_other_regions_finds_nothing(world, record):
    other = actor_of(
        make_member(Role.COORDINATOR, organization_id=make_organization().id, regions=(new_id(),))
    )
    with time_machine.travel(now() + timedelta(hours=2), tick=True):
        swept(record)
        assert stuck(other) == []


def test_of_a_need_of_protection_the_line_is_reduced(world, coordinator, record):
    with unit_of_work(write=True, actor=SYSTEM) as session:
        session.execute(sa.update(ReferralRecord).values(protection=True))
    with time_machine.travel(now() + timedelta(hours=2), tick=True):
        swept(record)
        (line,) = stuck(coordinator)
    assert set(line) == {
        *("id", "state", "reason", "version", "filler_id", "kind", "told", "priority", "clock_with", "due"),
        *("country", "adult_or_child", "allowed_actions", "recordable_actions"),
        *("sent_at", "acknowledged_at", "decided_at", "completed_at", "ended_at"),
    }
    assert not any(word in str(line) for word in (NAME, PHONE, NARRATIVE, NOTES))


def told(event):
    with unit_of_work(write=False, actor=SYSTEM) as session:
        wanted = sa.select(OutboxMessage.payload).where(OutboxMessage.event == event)
        return [each["organization_id"] for each in session.scalars(wanted.order_by(OutboxMessage.id))]


def test_reminding_escalating_and_proposing_tell_the_side_that_is_meant(world, coordinator, record):
    before = len(told("referral.changed"))
    noted(coordinator, record, Note.REMIND, text="wordskanarie")
    noted(coordinator, record, Note.ESCALATE)
    other = make_service(make_organization())
    noted(coordinator, record, Note.PROPOSE, suggested_service=other)
    assert told("referral.changed")[before:] == [world.receiver.id, world.sender.id]
    assert told("referral.for_supervisor") == [world.sender.id]
    with acting(world.worker) as session:
        last = retelling.events_for(session, world.worker, record.id)[-1]
    assert (last["action"], last["details"]["suggested_service"]) == ("propose", other)
    with acting(world.desk) as session:
        read = retelling.events_for(session, world.desk, record.id)
    assert "wordskanarie" in str([each for each in read if each["action"] == "remind"])
    with acting(coordinator) as session:
        own = retelling.events_for(session, coordinator, record.id)
    assert "details" not in str(own)


def test_only_a_service_that_there_is_can_be_proposed(coordinator, record):
    with pytest.raises(NoSuchService):
        noted(coordinator, record, Note.PROPOSE, suggested_service=new_id())


def test_a_coordinator_changes_no_state(coordinator, record):
    assert set(seen(coordinator, record)["allowed_actions"]) == {"remind", "escalate", "propose"}
    for action, inputs in ((Action.ACKNOWLEDGE, Nothing()), (Action.ACCEPT, Accept())):
        with pytest.raises(RoleNotAllowed):
            do(coordinator, record, action, inputs)
