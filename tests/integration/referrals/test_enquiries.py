"""Places that are held: until when, for whom, and what becomes of them; two answers at once; the second wall."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from referral.access.rules.roles import Role
from referral.directory.capacity import row_of as row_id
from referral.directory.capacity import told_places
from referral.directory.models import table_of
from referral.directory.queries.audience import open_to
from referral.directory.queries.nesting import rows_by
from referral.directory.rules import NETWORK, THE_PUBLIC
from referral.kit import jobs
from referral.kit.clock import now
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from referral.referrals import jobs as referrals_jobs
from referral.referrals.errors import EnquiryOver
from referral.referrals.queries import enquiries as queries
from referral.referrals.rules import Action, ToldBy
from referral.referrals.rules.enquiries import AnswerKind
from referral.referrals.rules.inputs import Accept, Cancel, Submit
from referral.referrals.rules.reasons import CancelReason
from tests.fixtures.referral_verbs import answered, do, draft, enquired
from tests.fixtures.referral_world import make_organization, make_service


def free(service):
    with unit_of_work(write=False) as session:
        found = told_places(session, service)
    return None if found is None else found[0]


def row_of(enquiry, service):
    with unit_of_work(write=False, actor=SYSTEM) as session:
        rows = queries.services_of(session, SYSTEM, [enquiry.id])[enquiry.id]
        return next(each for each in rows if each.service_id == service)


def state_of(enquiry):
    with unit_of_work(write=False, actor=SYSTEM) as session:
        return queries.enquiry_for(session, SYSTEM, enquiry.id).state


def work():
    """What the worker does in one round."""
    referrals_jobs.register()
    with unit_of_work(write=True, actor=SYSTEM) as session:
        referrals_jobs.end_enquiries(session, {})
    while jobs.run_once("test"):
        pass


@pytest.fixture
def asked(world):
    """A question to the world's service, which holds two of five places for six hours."""
    world.receiver.member(Role.FOCAL_POINT)
    enquiry = enquired(world.sender, world.service, open_for=timedelta(hours=2))
    answered(
        world.desk, enquiry, world.service, AnswerKind.YES, places=5, held_until=now() + timedelta(hours=6)
    )
    return enquiry


def test_places_are_held_until_the_moment_that_was_said_and_then_free_again(world, asked):
    assert (free(world.service), row_of(asked, world.service).held) == (3, 2)
    with time_machine.travel(now() + timedelta(hours=3), tick=True):
        work()
        assert (state_of(asked), free(world.service)) == ("expired", 3)
        with pytest.raises(EnquiryOver):
            answered(world.desk, asked, world.service, AnswerKind.NO)
    with time_machine.travel(now() + timedelta(hours=7), tick=True):
        work()
        assert (free(world.service), row_of(asked, world.service).held) == (5, 0)


def test_what_was_said_later_is_not_changed_by_what_was_held_before(world, asked):
    other = enquired(world.sender, world.service)
    answered(world.desk, other, world.service, AnswerKind.NO)
    with time_machine.travel(now() + timedelta(hours=7), tick=True):
        work()
        assert (free(world.service), row_of(asked, world.service).held) == (0, 0)


def test_an_acceptance_takes_the_places_and_a_cancellation_frees_them(world, asked):
    first = draft(world, enquiry_id=asked.id)
    do(world.worker, first, Action.SUBMIT, Submit())
    assert state_of(asked) == "chosen"
    do(world.worker, first, Action.CANCEL, Cancel(reason=CancelReason.NO_LONGER_NEEDED))
    work()
    assert (free(world.service), row_of(asked, world.service).held) == (5, 0)

    again = enquired(world.sender, world.service)
    until = now() + timedelta(hours=6)
    answered(world.desk, again, world.service, AnswerKind.YES, places=5, held_until=until)
    second = draft(world, enquiry_id=again.id)
    do(world.worker, second, Action.SUBMIT, Submit())
    do(world.desk, second, Action.ACCEPT, Accept())
    work()
    assert (free(world.service), row_of(again, world.service).held) == (3, 0)
    with time_machine.travel(now() + timedelta(hours=7), tick=True):
        work()
        assert free(world.service) == 3


def test_an_earlier_word_told_late_does_not_overwrite_the_directory(world):
    world.receiver.member(Role.FOCAL_POINT)
    first, second = enquired(world.sender, world.service), enquired(world.sender, world.service)
    early = now()
    answered(world.desk, second, world.service, AnswerKind.YES, places=4)
    answered(world.worker, first, world.service, AnswerKind.NO, told=ToldBy.PHONE, occurred_at=early)
    assert free(world.service) == 4


def test_two_services_answer_at_once_and_both_answers_are_there(world):
    other = make_organization()
    service = make_service(other)
    desks = {world.service: world.desk, service: other.actor(Role.FOCAL_POINT)}
    enquiry = enquired(world.sender, *desks)
    done = []

    def say(which):
        done.append(answered(desks[which], enquiry, which, AnswerKind.YES, places=1).id)

    threads = [threading.Thread(target=say, args=(each,)) for each in desks]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert done == [enquiry.id] * 2
    assert [row_of(enquiry, each).answer for each in desks] == ["yes", "yes"]


def test_of_a_listing_that_is_not_for_everybody_the_public_learns_no_places(world):
    world.receiver.member(Role.FOCAL_POINT)
    service = table_of("service")
    with unit_of_work(write=True) as session:
        session.execute(sa.update(service).where(service.c.id == world.service).values(audience="network"))
    enquiry = enquired(world.sender, world.service)
    answered(world.desk, enquiry, world.service, AnswerKind.YES, places=4)
    with unit_of_work(write=False) as session:
        id_ = row_id(world.service)
        for eyes, many in ((THE_PUBLIC, 0), (frozenset({NETWORK}), 1)):
            seen = open_to(eyes, "service_capacity")
            assert len(list(rows_by(session, "service_capacity", "id", [id_], *seen))) == many
