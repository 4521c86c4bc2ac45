"""The missing key of an organisation that closed: an authority turns it after fourteen days' notice, and not before."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from referral.access.models import Member
from referral.access.rules.roles import Role
from referral.audit.models import AuditEntry
from referral.cases.queries.cases import case_for
from referral.cases.rules.terms import Purpose
from referral.cases.sight import Sight
from referral.kit.clock import now
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from referral.kit.ids import new_id
from referral.kit.problems import InvalidInput, NotFound
from referral.referrals.errors import (
    NoNotice,
    NotATransfer,
    NoticeRuns,
    RoleNotAllowed,
    SenderNotClosed,
)
from referral.referrals.models import ReferralRecord
from referral.referrals.rules import Action, Kind, Note
from referral.referrals.rules.inputs import Accept
from referral.referrals.service.acting import Attempted
from referral.referrals.service.turning import turn_key
from tests.fixtures.members import make_member
from tests.fixtures.referral_verbs import do, noted, seen, sent, served, stored
from tests.fixtures.referral_world import acting, actor_of, make_organization, make_world


@pytest.fixture
def world(store):
    return make_world(purpose=Purpose.TRANSFER)


@pytest.fixture
def coordinator(store):
    """A coordinator of one region."""
    return actor_of(
        make_member(Role.COORDINATOR, organization_id=make_organization("Ministry").id, regions=(new_id(),))
    )


@pytest.fixture
def completed(world, coordinator):
    """A transfer of which the receiver has turned its key, in the coordinator's region."""
    record = sent(world, kind=Kind.TRANSFER)
    do(world.desk, record, Action.ACCEPT, Accept())
    served(world, record, world.desk)
    place(record, coordinator)
    return record


def place(record, coordinator):
    with unit_of_work(write=True, actor=SYSTEM) as session:
        where = sa.update(ReferralRecord).where(ReferralRecord.id == record.id)
        session.execute(where.values(region1_id=coordinator.regions[0], country="RS"))


def close(organization):
    """Nobody is left of it."""
    with unit_of_work(write=True) as session:
        everybody = sa.update(Member).where(Member.organization_id == organization.id)
        session.execute(everybody.values(ended_at=now()))


def turn(actor, record, authority="data_protection"):
    with acting(actor) as session:
        return turn_key(session, actor, record.id, authority, Attempted(version=stored(record.id).version))


def owner(world):
    with unit_of_work(write=False, actor=SYSTEM) as session:
        return case_for(session, SYSTEM, world.case, least=Sight.ALL).case.organization_id


def test_an_authority_turns_the_key_of_a_sender_that_closed_after_the_notice(world, coordinator, completed):
    assert "key_notice" in seen(coordinator, completed)["allowed_actions"]
    close(world.sender)
    with pytest.raises(NoNotice):
        turn(coordinator, completed)
    noted(coordinator, completed, Note.KEY_NOTICE)
    with pytest.raises(NoticeRuns):
        turn(coordinator, completed)
    with time_machine.travel(now() + timedelta(days=14, minutes=1), tick=True):
        with pytest.raises(InvalidInput):
            turn(coordinator, completed, authority="the ministry of truth")
        assert owner(world) == world.sender.id
        assert turn(coordinator, completed).state == "closed"
    assert owner(world) == world.receiver.id
    with unit_of_work(write=False, actor=SYSTEM) as session:
        wanted = sa.select(AuditEntry).where(AuditEntry.object_id == completed.id)
        last = session.scalars(wanted.order_by(AuditEntry.sequence.desc()).limit(1)).one()
    assert (last.actor_id, last.details["name"]) == (coordinator.id, "confirm_closure")


def test_while_the_sender_is_there_nobody_turns_its_key(world, coordinator, completed):
    noted(coordinator, completed, Note.KEY_NOTICE)
    with time_machine.travel(now() + timedelta(days=15), tick=True), pytest.raises(SenderNotClosed):
        turn(coordinator, completed)
    assert owner(world) == world.sender.id


def test_nobody_but_a_coordinator_of_the_region_turns_it(world, coordinator, completed):
    close(world.sender)
    stranger = actor_of(
        make_member(Role.COORDINATOR, organization_id=coordinator.organization_id, regions=(new_id(),))
    )
    with pytest.raises(NotFound):
        turn(stranger, completed)
    with pytest.raises(RoleNotAllowed):
        turn(world.desk, completed)


def test_of_a_referral_there_is_no_second_key(store, coordinator):
    world = make_world()
    record = sent(world)
    do(world.desk, record, Action.ACCEPT, Accept())
    served(world, record, world.desk)
    place(record, coordinator)
    assert "key_notice" not in seen(coordinator, record)["allowed_actions"]
    with pytest.raises(NotATransfer):
        noted(coordinator, record, Note.KEY_NOTICE)
