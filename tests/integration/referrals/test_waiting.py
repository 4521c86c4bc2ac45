"""What waits, on both databases: overdue first, one's own, nothing of others; and a draft that finds its consent."""

from datetime import timedelta

import pytest
import time_machine

from referral.cases.rules import WithdrawalVia
from referral.cases.service import consenting, withdrawing
from referral.kit.clock import now
from referral.kit.db.work import unit_of_work
from referral.referrals.queries.referrals import Wanted
from referral.referrals.rules import Action, Priority
from referral.referrals.rules.inputs import Submit
from referral.referrals.service import acting, drafting
from referral.referrals.service.acting import Attempted
from referral.referrals.service.resting import find_consents, unagreed
from referral.referrals.service.waiting import Waiting, worklist
from referral.referrals.values import NewReferral
from tests.fixtures.referral_world import NEED, World, agreement, make_service, make_world
from tests.fixtures.referral_world import acting as as_

SENT = Wanted(side="sent")


def drafted(world: World, *, priority: Priority = Priority.ROUTINE) -> str:
    new = NewReferral(
        case_id=world.case,
        people=((world.person, None),),
        service_id=make_service(world.receiver),
        need_codes=(NEED,),
        priority=priority,
    )
    with as_(world.worker) as session:
        return drafting.create_draft(session, world.worker, new).id


def send(world: World, id_: str) -> None:
    with as_(world.worker) as session:
        acting.act(session, world.worker, id_, Action.SUBMIT, Submit(), Attempted(version=1))


def lines(world: World, member_id: str | None) -> list[Waiting]:
    with unit_of_work(write=False, actor=world.worker) as session:
        return worklist(session, world.worker, wanted=SENT, member_id=member_id, limit=10)[0]


def test_what_is_overdue_stands_first_then_what_is_due_next(world: World) -> None:
    late = drafted(world, priority=Priority.EMERGENCY)
    send(world, late)
    routine = drafted(world)
    send(world, routine)
    urgent = drafted(world, priority=Priority.URGENT)
    send(world, urgent)
    with time_machine.travel(now() + timedelta(hours=3), tick=True):
        found = lines(world, world.worker.member_id)
    assert [each.line["id"] for each in found] == [late, urgent, routine]
    assert [each.overdue for each in found] == [True, False, False]
    assert {each.with_whom for each in found} == {"receiver"}
    due = [each.due_at for each in found]
    assert None not in due


def test_mine_are_those_of_cases_that_are_mine_and_no_other_organisation_has_them(world: World) -> None:
    id_ = drafted(world)
    assert [each.line["id"] for each in lines(world, world.worker.member_id)] == [id_]
    assert lines(world, world.server.member_id) == []
    other = make_world()
    assert lines(other, None) == []


@pytest.mark.parametrize("withdrawn", [False, True], ids=["none yet", "the first one withdrawn"])
def test_a_draft_finds_the_consent_that_was_given_after_it(world: World, withdrawn: bool) -> None:
    worker = world.worker
    if not withdrawn:
        with as_(worker) as session:
            withdrawing.withdraw_consent(session, worker, world.consent, via=WithdrawalVia.IN_PERSON)
    id_ = drafted(world)
    if withdrawn:
        with as_(worker) as session:
            assert unagreed(session, worker, id_) == []
            withdrawing.withdraw_consent(session, worker, world.consent, via=WithdrawalVia.IN_PERSON)
        # A withdrawal ends what rests on it, drafts too; the next one begins without.
        id_ = drafted(world)
    with as_(worker) as session:
        assert find_consents(session, worker, id_) == [world.person]
        consenting.record_consent(session, worker, world.person, agreement(world.receiver.id))
    send(world, id_)
    with as_(worker) as session:
        assert unagreed(session, worker, id_) == []
