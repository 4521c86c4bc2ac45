"""Races on a real server: of those who act at once one wins, and after a withdrawal nobody has access."""

import threading
from contextlib import contextmanager
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from referral.access.rules.roles import Role
from referral.cases.models import Case, Custody, Grant
from referral.cases.rules.terms import Purpose
from referral.cases.service import erasing
from referral.kit.clock import now
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from referral.kit.problems import Refusal
from referral.referrals.models import ReferralEvent, ReferralRecord
from referral.referrals.rules import Action, Kind
from referral.referrals.rules.inputs import Accept, ConfirmClosure, Submit
from referral.referrals.rules.reasons import WasAsked
from referral.referrals.service.sweeping import sweep_referral
from tests.fixtures.referral_verbs import do, draft, served, stored, withdraw
from tests.fixtures.referral_world import acting, make_organization, make_service, make_world

pytestmark = pytest.mark.only_on("postgis", reason="on SQLite a writing transaction is alone anyway")
ACCEPTING = 8


def at_once(*deeds):
    """Runs all at the same moment; what each raised, or None."""
    start = threading.Barrier(len(deeds))
    found: list[Refusal | None] = [None] * len(deeds)

    def run(number, deed):
        start.wait(10)
        try:
            deed()
        except Refusal as refusal:
            found[number] = refusal

    threads = [threading.Thread(target=run, args=each) for each in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    return found


def open_access():
    with unit_of_work(write=False, actor=SYSTEM) as session:
        wanted = sa.select(Grant.reference_id, Grant.level).where(Grant.ended_at.is_(None))
        return [tuple(each) for each in session.execute(wanted)]


@pytest.fixture
def rounds(count):
    return range(count(short=20, long=200))


def test_of_eight_who_accept_an_open_offer_one_gets_it(store, rounds):
    others = tuple(make_organization(f"Other {number}") for number in range(ACCEPTING - 1))
    world = make_world(others=others)
    services = [make_service(each) for each in others]
    desks = [world.desk, *(each.actor(Role.FOCAL_POINT) for each in others)]
    for number in rounds:
        first = draft(world)
        records = [first, *(draft(world, service_id=each, offer_of=first.id) for each in services)]
        for record in records:
            do(world.worker, record, Action.SUBMIT, Submit())
        refused = at_once(*(accepting(*each) for each in zip(desks, records, strict=True)))
        states = [stored(each.id).state for each in records]
        assert sorted(states) == ["accepted", *["cancelled"] * (ACCEPTING - 1)], number
        winner = states.index("accepted")
        assert [each is None for each in refused] == [place == winner for place in range(ACCEPTING)]
        assert open_access() == [(records[winner].id, 2)]
        finish(world, records[winner])


def accepting(desk, record):
    return lambda: do(desk, record, Action.ACCEPT, Accept(), version=2)


def finish(world, record):
    """Makes room for the next round."""
    from referral.referrals.rules.inputs import Cancel
    from referral.referrals.rules.reasons import CancelReason

    do(world.worker, record, Action.CANCEL, Cancel(reason=CancelReason.CLIENT_CHOICE))
    assert open_access() == []


def test_whoever_accepts_while_the_person_withdraws_has_no_access(store, rounds):
    for _ in rounds:
        world = make_world()
        record = do(world.worker, draft(world), Action.SUBMIT, Submit())
        at_once(accepting(world.desk, record), withdrawing(world))
        assert stored(record.id).state == "consent_withdrawn"
        assert open_access() == []


def test_it_is_accepted_or_expires_and_never_both(store, rounds):
    world = make_world()
    for _ in rounds:
        record = do(world.worker, draft(world), Action.SUBMIT, Submit())
        make_late(record)
        at_once(accepting(world.desk, record), sweeping(record))
        after = stored(record.id)
        ends = [name for name in names(record) if name in ("accept", "expire")]
        assert len(ends) == 1
        assert after.state == {"accept": "accepted", "expire": "expired"}[ends[0]]
        assert len(open_access()) == (after.state == "accepted")
        if after.state == "accepted":
            finish(world, record)


def make_late(record):
    """As if it had been sent long ago: the history only grows, so only this test may do it."""
    long_ago = now() - timedelta(days=60)
    with unit_of_work(write=True, actor=SYSTEM) as session:
        session.execute(sa.text("ALTER TABLE referral_event DISABLE TRIGGER referral_event_keep"))
        session.execute(
            sa.update(ReferralEvent)
            .where(ReferralEvent.referral_id == record.id)
            .values(occurred_at=long_ago)
        )
        session.execute(sa.text("ALTER TABLE referral_event ENABLE TRIGGER referral_event_keep"))
        session.execute(
            sa.update(ReferralRecord).where(ReferralRecord.id == record.id).values(since=long_ago)
        )


def withdrawing(world):
    return lambda: withdraw(world)


def sweeping(record):
    def sweep():
        with unit_of_work(write=True, actor=SYSTEM) as session:
            sweep_referral(session, record.id)

    return sweep


def names(record):
    with unit_of_work(write=False, actor=SYSTEM) as session:
        wanted = sa.select(ReferralEvent.action).where(ReferralEvent.referral_id == record.id)
        return list(session.scalars(wanted))


def test_no_event_is_left_out_of_the_feed_while_many_act(store):
    """Somebody reads the feed without a pause while six act: at the end every event was read, once, in order."""
    from referral.referrals.service.retelling import changes_for

    worlds = [make_world() for _ in range(6)]
    reader, stop, read = SYSTEM, threading.Event(), []

    def follow():
        place, mark = 0, None
        while True:
            last = stop.is_set()
            with unit_of_work(write=False, actor=reader) as session:
                page = changes_for(session, reader, after=place, mark=mark, limit=7)
            read.extend(page.results)
            place, mark = page.sequence, page.mark
            if last and not page.results:
                return

    follower = threading.Thread(target=follow)
    follower.start()
    at_once(*(lambda world=world: story(world) for world in worlds))
    stop.set()
    follower.join(60)
    with unit_of_work(write=False, actor=SYSTEM) as session:
        wanted = sa.select(ReferralEvent.action).order_by(ReferralEvent.sequence)
        written = [f"referral.{each}" for each in session.scalars(wanted)]
    assert [each["type"] for each in read] == written
    assert len(written) == 6 * 4 * 3


def story(world):
    for _ in range(4):
        record = do(world.worker, draft(world), Action.SUBMIT, Submit())
        do(world.desk, record, Action.DECLINE, declined())


def declined():
    from referral.referrals.rules.inputs import Decline
    from referral.referrals.rules.reasons import DeclineReason

    return Decline(reason=DeclineReason.NO_CAPACITY)


def transferred(world):
    """A transfer of which the receiver has turned its key."""
    record = do(world.worker, draft(world, kind=Kind.TRANSFER), Action.SUBMIT, Submit())
    do(world.desk, record, Action.ACCEPT, Accept())
    served(world, record, world.desk)
    return record


def confirming(actor, record, version):
    asked = ConfirmClosure(asked=WasAsked.NO)
    return lambda: do(actor, record, Action.CONFIRM_CLOSURE, asked, version=version)


def held(case_id):
    """Who answers for a case, by its row and by the history of custody: of one moment, so by one statement."""
    with unit_of_work(write=False, actor=SYSTEM) as session:
        wanted = sa.select(Case.organization_id, Custody.organization_id).outerjoin(
            Custody, sa.and_(Custody.case_id == Case.id, Custody.ended_at.is_(None))
        )
        rows = session.execute(wanted.where(Case.id == case_id)).all()
    return rows[0][0], [each[1] for each in rows]


def watching(case_id, stop, wrong):
    """Looks without a pause at how many answer for the case."""
    while not stop.is_set():
        row, open_ = held(case_id)
        if open_ != [row]:
            wrong.append((row, open_))


@contextmanager
def watched(case):
    """What was seen of the case's custody meanwhile that must never be seen."""
    wrong: list[object] = []
    stop = threading.Event()
    watcher = threading.Thread(target=watching, args=(case, stop, wrong))
    watcher.start()
    yield wrong
    stop.set()
    watcher.join(60)


def test_the_second_key_turned_by_two_at_once_moves_the_case_once(store, rounds):
    for _ in rounds[: len(rounds) // 4]:
        world = make_world(purpose=Purpose.TRANSFER)
        record = transferred(world)
        version = stored(record.id).version
        with watched(world.case) as wrong:
            refused = at_once(*[confirming(world.worker, record, version)] * 2)
        assert [each is None for each in refused].count(True) == 1
        assert wrong == []
        assert held(world.case) == (world.receiver.id, [world.receiver.id])
        assert names(record).count("confirm_closure") == 1


def test_the_second_key_or_the_withdrawal_and_custody_is_never_none_or_two(store, rounds):
    for _ in rounds[: len(rounds) // 4]:
        world = make_world(purpose=Purpose.TRANSFER)
        record = transferred(world)
        with watched(world.case) as wrong:
            at_once(confirming(world.worker, record, stored(record.id).version), withdrawing(world))
        assert wrong == []
        state = stored(record.id).state
        assert state in ("closed", "consent_withdrawn")
        moved = state == "closed"
        owner = (world.receiver if moved else world.sender).id
        assert held(world.case) == (owner, [owner])
        assert ("confirm_closure" in names(record)) == moved
        if not moved:
            assert open_access() == []


def test_an_acceptance_and_an_erasure_at_once_do_not_stand_in_each_others_way(store, rounds):
    """Whatever comes first, at the end nobody has access to who was erased."""
    for _ in rounds[: len(rounds) // 4]:
        world = make_world()
        record = do(world.worker, draft(world), Action.SUBMIT, Submit())
        request = asked_to_be_erased(world)
        with time_machine.travel(now() + timedelta(days=8)):
            at_once(accepting(world.desk, record), erasing_now(request))
        assert stored(record.id).state == "consent_withdrawn"
        assert open_access() == []


def asked_to_be_erased(world):
    officer = world.sender.actor(Role.DATA_PROTECTION_OFFICER)
    with acting(world.worker) as session:
        asked = erasing.request_erasure(session, world.worker, world.person)
    with acting(officer) as session:
        erasing.confirm_erasure(session, officer, world.person)
    return asked.id


def erasing_now(request_id):
    def erase():
        with unit_of_work(write=True, actor=SYSTEM) as session:
            assert erasing.erase_due(session, SYSTEM, request_id)

    return erase
