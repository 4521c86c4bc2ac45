"""The sweep: it reads what is due, acts on each moment once, catches up after a pause, and says nothing of anybody."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from referral.access.rules.roles import Role
from referral.access.service.leaving import end_membership
from referral.cases.models import Consent, Grant
from referral.kit import jobs
from referral.kit.clock import now
from referral.kit.db.models import OutboxMessage
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from referral.referrals import jobs as referrals_jobs
from referral.referrals.models import ReferralBreach
from referral.referrals.queries.referrals import due_by
from referral.referrals.rules import Action, Priority, State
from referral.referrals.rules.inputs import Accept, RequestInfo, Submit
from referral.referrals.rules.reasons import Question
from referral.referrals.service.sweeping import sweep_referral
from tests.fixtures.referral_verbs import do, draft, history, sent, served, stored
from tests.fixtures.referral_world import NAME, NARRATIVE, NOTES, PHONE, acting, make_world

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def clock():
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world(clock, store):
    return make_world(expires_at=now() + 400 * DAY)


def work():
    """What the worker does now: a sweep, and all jobs that came of it."""
    referrals_jobs.register()
    with unit_of_work(write=True, actor=SYSTEM) as session:
        jobs.enqueue(session, referrals_jobs.SWEEP, {})
    while jobs.run_once("test"):
        pass


def breaches():
    with unit_of_work(write=False, actor=SYSTEM) as session:
        rows = session.scalars(sa.select(ReferralBreach).order_by(ReferralBreach.at, ReferralBreach.key))
        return [(each.clock, each.label) for each in rows]


def messages():
    with unit_of_work(write=False, actor=SYSTEM) as session:
        rows = session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id))
        return [(each.event, dict(each.payload)) for each in rows]


def test_nothing_is_due_at_first_and_the_sweep_reads_by_the_index(world):
    record = sent(world)
    with unit_of_work(write=False, actor=SYSTEM) as session:
        assert due_by(session, now(), limit=10) == []
        later = due_by(session, now() + 30 * DAY, limit=10)
    assert [id_ for id_, _ in later] == [record.id]
    work()
    assert breaches() == []


def test_a_receiver_that_does_not_answer_is_reminded_told_and_at_last_it_expires(world, clock):
    record = sent(world)
    clock.move_to(MONDAY + timedelta(hours=11, days=1))
    work()
    assert breaches() == [("acknowledge", "50")]
    clock.move_to(MONDAY + 40 * DAY)
    work()
    assert stored(record.id).state == State.EXPIRED
    assert history(record.id)[-1] == ("expire", "expired")
    effects = [payload.get("effect") for event, payload in messages() if event == "referral.due"]
    assert {"remind_focal_point", "tell_sender", "tell_coordinator"} <= set(effects)
    with unit_of_work(write=False, actor=SYSTEM) as session:
        assert session.scalar(sa.select(sa.func.count()).where(Grant.ended_at.is_(None))) == 0
    assert stored(record.id).next_due_at is None


def test_each_moment_is_acted_upon_once_however_often_it_is_asked(world, clock):
    record = sent(world)
    clock.move_to(MONDAY + 3 * DAY)
    work()
    once, told = breaches(), len(messages())
    assert once
    for _ in range(3):
        work()
        with unit_of_work(write=True, actor=SYSTEM) as session:
            assert sweep_referral(session, record.id) == 0
    assert (breaches(), len(messages())) == (once, told)
    assert len(once) == len(set(once))


def test_a_day_without_a_worker_is_caught_up_with_in_order(world, clock):
    record = sent(world, priority=Priority.URGENT)
    for hours in range(6, 24 * 12, 6):
        clock.move_to(MONDAY + timedelta(hours=hours))
        work()
    often = breaches()
    other = make_world(expires_at=now() + 400 * DAY)
    with unit_of_work(write=True) as session:
        session.execute(sa.text("DELETE FROM job"))
    clock.move_to(MONDAY + 14 * DAY)
    late = sent(other, priority=Priority.URGENT)
    clock.move_to(MONDAY + 26 * DAY)
    work()
    assert [each for each in breaches() if each in often] == often + often
    assert stored(record.id).state == stored(late.id).state == State.EXPIRED


def test_an_emergency_stays_before_everybodys_eyes(world, clock):
    record = sent(world, priority=Priority.EMERGENCY)
    clock.move_to(MONDAY + 40 * DAY)
    work()
    assert stored(record.id).state == State.SENT
    assert "stay_on_screens" in str(messages())


def test_a_draft_that_nobody_sends_expires(world, clock):
    record = draft(world)
    clock.move_to(MONDAY + 31 * DAY)
    work()
    assert stored(record.id).state == State.EXPIRED


def test_an_unanswered_question_goes_back_to_the_receiver(world, clock):
    record = sent(world)
    do(world.desk, record, Action.ACKNOWLEDGE)
    do(world.desk, record, Action.REQUEST_INFO, RequestInfo(questions=(Question.LANGUAGES,)))
    clock.move_to(MONDAY + 32 * DAY)
    work()
    after = stored(record.id)
    assert "info_unanswered" in [name for name, _ in history(record.id)]
    assert (after.state, after.clock_with) in (("info_requested", "receiver"), ("expired", None))


def test_what_nobody_confirms_closes_by_itself_and_stays_unverified(world, clock):
    record = sent(world)
    do(world.desk, record, Action.ACCEPT, Accept())
    served(world, record, world.desk)
    clock.move_to(MONDAY + 29 * DAY)
    work()
    assert stored(record.id).state == State.COMPLETED
    clock.move_to(MONDAY + 31 * DAY)
    work()
    after = stored(record.id)
    assert (after.state, after.verified) == (State.CLOSED, False)
    with unit_of_work(write=False, actor=SYSTEM) as session:
        assert session.scalar(sa.select(sa.func.count()).where(Grant.ended_at.is_(None))) == 0
    assert after.next_due_at is None


def test_a_consent_that_runs_out_ends_what_nobody_accepted_and_no_service(store, clock):
    world = make_world(expires_at=now() + 5 * DAY)
    waiting = sent(world)
    clock.move_to(MONDAY + 6 * DAY)
    work()
    assert stored(waiting.id).state == State.CONSENT_WITHDRAWN
    assert history(waiting.id)[-1] == ("withdraw_consent", "consent_withdrawn")
    other = make_world(expires_at=now() + 5 * DAY)
    serving = sent(other)
    do(other.desk, serving, Action.ACCEPT, Accept())
    clock.move_to(MONDAY + 12 * DAY)
    work()
    assert stored(serving.id).state == State.ACCEPTED
    assert "ask_to_renew" in str(messages())
    drafted = make_world(expires_at=now() + 5 * DAY)
    unsent = draft(drafted)
    do_not = stored(unsent.id)
    assert do_not.consent_expires_at is None
    with unit_of_work(write=False, actor=SYSTEM) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Consent)) == 3


def test_no_message_says_anything_of_anybody(world, clock):
    record = sent(world)
    do(world.desk, record, Action.ACCEPT, Accept())
    clock.move_to(MONDAY + 60 * DAY)
    work()
    said = str(messages())
    assert said
    assert not [each for each in (NAME, PHONE, NARRATIVE, NOTES, world.person) if each in said]


def test_work_of_a_member_who_goes_is_handed_over(world, clock):
    record = sent(world)
    server = world.receiver.actor(Role.WORKER)
    do(world.desk, record, Action.ACCEPT, Accept(assign_to=server.member_id))
    boss = world.receiver.actor(Role.ORGANIZATION_ADMINISTRATOR)
    other = make_successor(world)
    with acting(boss) as session:
        end_membership(session, boss, str(server.member_id), successors={Role.WORKER: other})
    work()
    assert stored(record.id).assigned_to == other


def make_successor(world):
    from tests.fixtures.members import make_member

    return make_member(Role.WORKER, organization_id=world.receiver.id).id


def test_submitting_late_starts_the_clocks_when_it_happened(world, clock):
    record = draft(world)
    clock.move_to(MONDAY + 3 * DAY)
    do(world.worker, record, Action.SUBMIT, Submit(), occurred_at=MONDAY + timedelta(hours=1))
    assert stored(record.id).sent_at == MONDAY + timedelta(hours=1)
    work()
    assert ("acknowledge", "100") in breaches()
