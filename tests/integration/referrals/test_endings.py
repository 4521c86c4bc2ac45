"""What ends below a referral: custody goes over with two keys, somebody is erased, a consent names fewer recipients."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from referral.access.rules.roles import Role
from referral.cases.models import Grant
from referral.cases.queries.cases import case_for
from referral.cases.rules.terms import Purpose
from referral.cases.service import consenting, erasing, grants
from referral.cases.sight import Sight
from referral.cases.words import ErasureGround, GrantLevel
from referral.kit.clock import now
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from referral.kit.ids import new_id
from referral.kit.problems import NotFound
from referral.referrals.rules import Action, Kind, State
from referral.referrals.rules.inputs import Accept, ConfirmClosure
from referral.referrals.rules.reasons import WasAsked
from tests.fixtures.referral_verbs import do, seen, sent, served, stored
from tests.fixtures.referral_world import NAME, acting, agreement, make_organization, make_world


def test_a_transfer_takes_two_keys_and_then_the_case_is_the_receivers(store):
    world = make_world(purpose=Purpose.TRANSFER)
    record = sent(world, kind=Kind.TRANSFER)
    do(world.desk, record, Action.ACCEPT, Accept())
    served(world, record, world.desk)
    boss = world.receiver.actor(Role.SUPERVISOR)
    with acting(boss) as session, pytest.raises(NotFound):
        case_for(session, boss, world.case, least=Sight.LINE)
    do(world.worker, record, Action.CONFIRM_CLOSURE, ConfirmClosure(asked=WasAsked.NO))
    assert stored(record.id).state == State.CLOSED
    with acting(boss) as session:
        assert case_for(session, boss, world.case, least=Sight.ALL).case.organization_id == world.receiver.id
    with acting(world.worker) as session, pytest.raises(NotFound):
        case_for(session, world.worker, world.case, least=Sight.LINE)


def test_a_referral_of_somebody_who_is_erased_ends_and_tells_nothing_any_more(world):
    record = sent(world)
    do(world.desk, record, Action.ACCEPT, Accept())
    officer = world.sender.actor(Role.DATA_PROTECTION_OFFICER)
    with acting(world.worker) as session:
        asked = erasing.request_erasure(session, world.worker, world.person, ground=ErasureGround.ASKED)
    with acting(officer) as session:
        erasing.confirm_erasure(session, officer, world.person)
    with time_machine.travel(now() + timedelta(days=8)), unit_of_work(write=True, actor=SYSTEM) as session:
        erasing.erase_due(session, SYSTEM, asked.id)
    after = stored(record.id)
    assert after.state == State.CONSENT_WITHDRAWN
    assert (after.age_band, after.languages, after.narrative_sealed) == (None, [], None)
    assert NAME not in str(seen(world.desk, record))


def test_to_whom_the_new_version_does_not_let_it_go_it_ends(world):
    record = sent(world)
    do(world.desk, record, Action.ACCEPT, Accept())
    other = make_organization()
    with acting(world.worker) as session:
        fewer = agreement(other.id)
        consenting.record_consent(session, world.worker, world.person, fewer, supersedes=world.consent)
    assert stored(record.id).state == State.CONSENT_WITHDRAWN
    shown = seen(world.desk, record)
    assert (shown["state"], shown["reason"]) == ("cancelled", "client_choice")


def test_access_that_no_referral_gave_ends_with_the_rest(world):
    record = sent(world)
    do(world.desk, record, Action.ACCEPT, Accept())
    other, third = make_organization(), make_organization()
    both = agreement(world.receiver.id, other.id)
    with acting(world.worker) as session:
        wider = consenting.record_consent(session, world.worker, world.person, both, supersedes=world.consent)
        grants.open_access(
            session,
            world.worker,
            person_ids=[world.person],
            organization_id=other.id,
            reference_id=new_id(),
            level=GrantLevel.IDENTITY,
            consent_id=wider.id,
        )
    with acting(world.worker) as session:
        fewer = agreement(third.id)
        consenting.record_consent(session, world.worker, world.person, fewer, supersedes=wider.id)
    assert stored(record.id).state == State.CONSENT_WITHDRAWN
    with acting(world.worker) as session:
        ended = session.scalars(select(Grant.ended_at).where(Grant.person_id == world.person)).all()
    assert len(ended) == 2
    assert None not in ended


def test_fewer_kinds_of_data_cut_later_reads(world):
    from referral.cases.rules.terms import DataCategory

    record = sent(world)
    do(world.desk, record, Action.ACCEPT, Accept())
    assert NAME in str(seen(world.desk, record))
    with acting(world.worker) as session:
        fewer = agreement(world.receiver.id, categories=frozenset({DataCategory.NEEDS}))
        consenting.record_consent(session, world.worker, world.person, fewer, supersedes=world.consent)
    assert stored(record.id).state == State.ACCEPTED
    assert NAME not in str(seen(world.desk, record))
