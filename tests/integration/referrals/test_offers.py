"""Open offers: one referral to several organisations; the first gets it, or whom the person chooses."""

import pytest

from referral.access.rules.roles import Role
from referral.kit.problems import NotFound
from referral.referrals.errors import AlreadyOffered, IllegalTransition, NothingOffered
from referral.referrals.rules import Action, Choose, State, Told, ToldBy
from referral.referrals.rules.inputs import Accept, Submit
from referral.referrals.service.acting import Attempted, choose
from tests.fixtures.referral_verbs import do, draft, history, seen, stored
from tests.fixtures.referral_world import NAME, acting, make_organization, make_service, make_world


@pytest.fixture
def several(store):
    """Three organisations that could serve, one offer to all of them."""
    others = tuple(make_organization(f"Other {number}") for number in range(2))
    world = make_world(others=others)
    for other in others:
        other.member(Role.FOCAL_POINT)
    return world, others


def offer(world, others, how):
    first = draft(world, choose=how)
    records = [first]
    for other in others:
        records.append(draft(world, service_id=make_service(other), offer_of=first.id))
    for record in records:
        do(world.worker, record, Action.SUBMIT, Submit())
    return records


def desks(world, others):
    return [world.desk, *(other.actor(Role.FOCAL_POINT) for other in others)]


def test_the_first_one_gets_it_and_the_others_are_told_it_is_taken(several):
    world, others = several
    records = offer(world, others, Choose.FIRST)
    second = desks(world, others)[1]
    do(second, records[1], Action.ACCEPT, Accept())
    assert [stored(each.id).state for each in records] == ["cancelled", "accepted", "cancelled"]
    assert stored(records[0].id).reason == "taken"
    shown = seen(world.desk, records[0])
    assert (shown["state"], shown["reason"]) == ("cancelled", "taken")
    assert NAME not in str(shown)
    assert NAME in str(seen(second, records[1]))
    with pytest.raises(IllegalTransition):
        do(world.desk, records[0], Action.ACCEPT, Accept())
    with pytest.raises(NotFound):
        seen(world.desk, records[1])


def test_the_person_chooses_among_those_who_would(several):
    world, others = several
    records = offer(world, others, Choose.PERSON)
    first, second, third = desks(world, others)
    for desk, record in ((first, records[0]), (second, records[1])):
        do(desk, record, Action.ACCEPT, Accept())
        assert stored(record.id).state == State.ACKNOWLEDGED
        assert NAME not in str(seen(desk, record))
    with pytest.raises(AlreadyOffered):
        do(first, records[0], Action.ACCEPT, Accept())
    with pytest.raises(NothingOffered):
        chosen(world, records[2])
    assert "choose" in seen(world.worker, records[1])["allowed_actions"]
    chosen(world, records[1])
    assert [stored(each.id).state for each in records] == ["cancelled", "accepted", "cancelled"]
    assert stored(records[1].id).assigned_to == second.member_id
    assert NAME in str(seen(second, records[1]))
    assert history(records[1].id)[-1][0] == "accept"
    assert third is not None


def chosen(world, record):
    with acting(world.worker) as session:
        attempt = Attempted(version=stored(record.id).version)
        return choose(session, world.worker, record.id, attempt)


def test_a_place_that_was_only_told_can_be_chosen_and_opens_nothing(several):
    world, others = several
    records = offer(world, others, Choose.PERSON)
    do(world.worker, records[0], Action.ACCEPT, Accept(), told=Told(ToldBy.PHONE, "the night desk"))
    chosen(world, records[0])
    after = stored(records[0].id)
    assert (after.state, after.assigned_to) == (State.ACCEPTED, None)
    assert after.confirmed_state == State.SENT
    assert NAME not in str(seen(world.desk, records[0]))


def test_an_offer_goes_to_different_organisations(several):
    from referral.kit.problems import InvalidInput

    world, _ = several
    first = draft(world)
    with pytest.raises(InvalidInput, match="another organisation"):
        draft(world, service_id=make_service(world.receiver), offer_of=first.id)
