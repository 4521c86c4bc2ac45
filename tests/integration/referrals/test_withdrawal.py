"""A withdrawal works from each of the eleven open states, twice, by either way, and when nobody is there to hear it."""

import pytest
import sqlalchemy as sa

from referral.access.rules.roles import Role
from referral.audit.service import verify
from referral.cases.models import Consent, Grant, PrivacyTask
from referral.cases.rules.terms import WithdrawalVia
from referral.kit.db.models import OutboxMessage
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from referral.kit.problems import NotFound
from referral.referrals.rules import OPEN, UNSENT, Action, State
from referral.referrals.rules.inputs import WithdrawConsent
from tests.fixtures.referral_states import WAYS, brought_to, disable
from tests.fixtures.referral_verbs import do, history, seen, stored, withdraw
from tests.fixtures.referral_world import NAME, NARRATIVE, PHONE, make_world

VIAS = ("consent", "referral")


def test_there_are_eleven_open_states_and_a_way_to_each():
    assert set(WAYS) == set(OPEN)
    assert len(WAYS) == 11


def withdraw_by(way, world, record):
    if way == "consent":
        withdraw(world)
        return
    do(world.worker, record, Action.WITHDRAW_CONSENT, WithdrawConsent(via=WithdrawalVia.IN_PERSON))


def everything_of(world, record):
    """What a second withdrawal may not change."""
    with unit_of_work(write=False, actor=SYSTEM) as session:
        consents = sa.select(Consent.withdrawn_at).where(Consent.person_id == world.person)
        grants = sa.select(Grant.ended_at, Grant.ended_why).where(Grant.reference_id == record.id)
        tasks = sa.select(PrivacyTask.id, PrivacyTask.kind).where(PrivacyTask.person_id == world.person)
        told = sa.select(OutboxMessage.event, OutboxMessage.payload)
        messages = [each for each in session.execute(told) if each.payload.get("referral_id") == record.id]
        found = [session.execute(each).all() for each in (consents, grants, tasks)]
    return [*found, messages, history(record.id), stored(record.id).version]


@pytest.mark.parametrize("receiver", ["there", "gone"])
def test_a_withdrawal_works_from_each_open_state_twice(store, receiver):
    for number, state in enumerate(WAYS):
        world = make_world()
        record = brought_to(world, state)
        if receiver == "gone":
            disable(world.receiver)
        first, second = VIAS[number % 2], VIAS[(number + 1) % 2]
        withdraw_by(first, world, record)
        check_nothing_is_left(world, record, state, there=receiver == "there")
        before = everything_of(world, record)
        withdraw_by(first, world, record) if first == "consent" else withdraw(world)
        if second == "consent":
            withdraw_by(second, world, record)
        assert everything_of(world, record) == before, state
    with unit_of_work(write=False, actor=SYSTEM) as session:
        assert verify(session).ok


def check_nothing_is_left(world, record, state, *, there):
    after = stored(record.id)
    assert after.state == State.CONSENT_WITHDRAWN, state
    assert after.ended_at is not None
    assert after.next_due_at is None
    assert [name for name, _ in history(record.id)].count("withdraw_consent") == 1
    consents, grants, tasks, messages, *_ = everything_of(world, record)
    assert [each.withdrawn_at is not None for each in consents] == [True]
    assert all(each.ended_at is not None for each in grants)
    sent = state not in UNSENT
    assert bool(grants) == sent, state
    # Who had the line of tier 0 alone has nothing of anybody to restrict.
    assert bool(tasks) == (sent and state is not State.SENT), state
    told = [
        each.payload["state"] for each in messages if each.payload["organization_id"] == world.receiver.id
    ]
    assert ("cancelled" in told) == sent
    assert "consent_withdrawn" not in told
    if there and sent:
        shown = seen(world.desk, record)
        assert (shown["state"], shown["reason"]) == ("cancelled", "client_choice")
        assert not any(word in str(shown) for word in (NAME, PHONE, NARRATIVE))
    if there:
        with pytest.raises(NotFound):
            seen(world.receiver.actor(Role.WORKER), record)
