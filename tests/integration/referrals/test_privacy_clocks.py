"""The clocks of privacy tasks: told to both officers at seven and thirty days, once each, also after a pause."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from referral.access.rules.roles import Role
from referral.cases.queries import privacy
from referral.cases.service import tasks
from referral.cases.words import Attestation
from referral.kit import jobs
from referral.kit.clock import now
from referral.kit.db.models import OutboxMessage
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from referral.referrals import jobs as referrals_jobs
from referral.referrals.rules import Action
from referral.referrals.rules.inputs import Accept
from referral.referrals.service.privacy_clocks import watch_tasks
from tests.fixtures.referral_verbs import do, sent, withdraw
from tests.fixtures.referral_world import acting


@pytest.fixture
def task(world):
    """What the receiver is asked to do after a withdrawal."""
    record = sent(world)
    do(world.desk, record, Action.ACCEPT, Accept())
    withdraw(world)
    with unit_of_work(write=False, actor=SYSTEM) as session:
        return next(privacy.waiting_tasks(session)).id


def watch():
    referrals_jobs.register()
    with unit_of_work(write=True, actor=SYSTEM) as session:
        fresh = watch_tasks(session)
    while jobs.run_once("test"):
        pass
    return fresh


def told():
    with unit_of_work(write=False, actor=SYSTEM) as session:
        wanted = sa.select(OutboxMessage.payload).where(OutboxMessage.event == "privacy_task.due")
        return [
            (each["clock"], each["label"], each["organization_id"])
            for each in session.scalars(wanted.order_by(OutboxMessage.id))
        ]


def test_nothing_is_due_in_the_first_days(task):
    assert watch() == 0
    assert told() == []


def test_each_moment_is_told_once_however_often_it_is_looked_at(world, task):
    with time_machine.travel(now() + timedelta(days=7, hours=1), tick=True):
        assert watch() == 1
        assert watch() == 0
    both = [("privacy_acknowledge", "100", each.id) for each in (world.receiver, world.sender)]
    assert told() == both
    # The worker was away for some days: what became due meanwhile is told then, each moment once.
    with time_machine.travel(now() + timedelta(days=11), tick=True):
        assert watch() == 1
        assert watch() == 0
    assert told() == [*both, ("privacy_acknowledge", "150", None)]


def test_who_answered_is_not_reminded(world, task):
    officer = world.receiver.actor(Role.DATA_PROTECTION_OFFICER)
    with acting(officer) as session:
        tasks.acknowledge(session, officer, task)
    with time_machine.travel(now() + timedelta(days=8), tick=True):
        watch()
        assert told() == []
    with time_machine.travel(now() + timedelta(days=30, hours=1), tick=True):
        watch()
        assert [each[:2] for each in told()] == [("privacy_attest", "100")] * 2
    with acting(officer) as session:
        tasks.attest(session, officer, task, attestation=Attestation.DELETED)
    with time_machine.travel(now() + timedelta(days=46), tick=True):
        assert watch() == 0
