"""All states × actions × roles: what the table has is done, everything else is refused and says what may be done."""

from dataclasses import replace
from itertools import product

import pytest

from referral.referrals.rules import (
    EDGES,
    RECEIVERS_ACTIONS,
    Action,
    Change,
    Delivery,
    Refused,
    Role,
    Side,
    State,
    Told,
    ToldBy,
    allowed_actions,
    decide,
    edges_from,
    goes_back_to,
    recordable_actions,
    who_may,
)
from tests.fixtures.referral_values import AT, GOOD, INPUTS, SINCE, acting, make_referral

PAIRS = list(product(State, Action))
PHONE = Told(ToldBy.PHONE, "the intake")


def all_of(state):
    """A referral in the state, once for each state to go back to."""
    return [make_referral(state, back_to=back_to) for back_to in goes_back_to(state) or {None}]


def attempt(referral, action, who):
    return decide(referral, action, who, INPUTS[action], GOOD, AT)


def test_347_pairs_are_refused_in_every_role():
    refused = 0
    for state, action in PAIRS:
        if edges_from(state, action):
            continue
        refused += 1
        for role in Role:
            for referral in all_of(state):
                answer = attempt(referral, action, acting(role))
                assert isinstance(answer, Refused)
                assert answer.code == "illegal-transition"
                assert answer.current_state is state
                assert answer.allowed_actions == allowed_actions(referral, {role})
    assert refused == 347


def test_69_edges_are_taken_by_exactly_the_roles_named():
    taken = set()
    for state, action in PAIRS:
        for role, referral in product(Role, all_of(state)):
            answer = attempt(referral, action, acting(role))
            if role not in who_may(state, action):
                assert isinstance(answer, Refused)
                assert answer.code == ("role-not-allowed" if who_may(state, action) else "illegal-transition")
                continue
            assert isinstance(answer, Change), (state, action, role, answer)
            assert answer.event.role is role
            taken.add((action, state, answer.state, role))
    assert taken == {(each.action, each.origin, each.target, role) for each in EDGES for role in each.who}


def test_nobody_without_a_role_does_anything():
    for state, action in PAIRS:
        assert isinstance(attempt(make_referral(state), action, acting()), Refused)


@pytest.mark.parametrize("state", State, ids=str)
def test_allowed_actions_are_exactly_what_is_not_refused(state):
    for role, referral in product(Role, all_of(state)):
        done = [action for action in Action if isinstance(attempt(referral, action, acting(role)), Change)]
        assert list(allowed_actions(referral, {role})) == done


def test_the_receivers_actions_may_be_recorded_by_the_case_worker_and_nobody_else():
    for state, action in PAIRS:
        for role in Role:
            answer = attempt(make_referral(state), action, acting(role, told=PHONE))
            told = (
                role is Role.CASE_WORKER and action in RECEIVERS_ACTIONS and bool(edges_from(state, action))
            )
            assert isinstance(answer, Change) == told, (state, action, role)
            if isinstance(answer, Change):
                assert not answer.event.confirmed
                assert answer.event.role is Role.CASE_WORKER
                assert answer.referral.assigned_to is None
                assert answer.referral.confirmed_state is state
                assert action in recordable_actions(make_referral(state), {role})
            else:
                assert action not in recordable_actions(make_referral(state), {role})


def test_the_same_values_give_the_same_answer_and_change_nothing():
    for state, action in PAIRS:
        referral = make_referral(state)
        before = replace(referral)
        who = acting(*Role)
        assert attempt(referral, action, who) == attempt(referral, action, who)
        assert referral == before


def test_every_change_says_whom_the_clock_is_with_and_fits_its_edge():
    for edge in EDGES:
        for referral in all_of(edge.origin):
            answer = attempt(referral, edge.action, acting(edge.who[0]))
            assert isinstance(answer, Change)
            assert answer.clock_with is answer.state.clock_with
            assert (answer.event.origin, answer.event.target) == (edge.origin, answer.state)
            assert (answer.event.occurred_at, answer.event.recorded_at) == (AT, AT)
            assert answer.referral.since == AT
            assert (answer.clock_with is None) == answer.state.ends


def test_hold_and_questions_remember_where_to_go_back_to():
    for action, back in ((Action.HOLD, Action.RESUME), (Action.REQUEST_INFO, Action.PROVIDE_INFO)):
        for edge in EDGES:
            if edge.action is action:
                gone = attempt(make_referral(edge.origin), action, acting(*edge.who))
                assert isinstance(gone, Change)
                returned = attempt(gone.referral, back, acting(*Role))
                assert isinstance(returned, Change)
                assert returned.state is edge.origin
                assert returned.referral.back_to is None


def test_inputs_of_another_action_are_a_mistake_of_the_caller():
    for action in Action:
        other = INPUTS[Action.CANCEL if action is not Action.CANCEL else Action.DECLINE]
        with pytest.raises(TypeError, match="takes"):
            decide(make_referral(), action, acting(*Role), other, GOOD, AT)


def test_what_occurred_may_be_recorded_later_but_not_before_its_time():
    who = acting(Role.FOCAL_POINT)
    early, late = replace(who, occurred_at=SINCE), replace(who, occurred_at=AT)
    done = attempt(make_referral(), Action.ACCEPT, early)
    assert isinstance(done, Change)
    assert (done.event.occurred_at, done.event.recorded_at, done.referral.since) == (SINCE, AT, SINCE)
    assert isinstance(attempt(make_referral(), Action.ACCEPT, late), Change)
    moment = SINCE.replace(microsecond=1)
    before = attempt(make_referral(since=moment), Action.ACCEPT, early)
    assert isinstance(before, Refused)
    assert before.code == "before-its-state"
    after = decide(make_referral(), Action.ACCEPT, late, INPUTS[Action.ACCEPT], GOOD, SINCE)
    assert isinstance(after, Refused)
    assert after.code == "in-the-future"
    with pytest.raises(ValueError, match="zone"):
        attempt(make_referral(), Action.ACCEPT, replace(who, occurred_at=SINCE.replace(tzinfo=None)))


def test_a_referral_that_the_machine_could_not_make_cannot_be_made():
    for state in State:
        for back_to in (*State, None):
            fits = back_to in goes_back_to(state) if goes_back_to(state) else back_to is None
            if fits:
                make_referral(state, back_to=back_to)
            else:
                with pytest.raises(ValueError, match="back_to"):
                    make_referral(state, back_to=back_to)
    for wrong, says in (
        ({"hop": 1}, "hop"),
        ({"parent": "r0"}, "hop"),
        ({"replaces": "r1"}, "neither"),
        ({"parent": "r1", "hop": 1}, "neither"),
        ({"since": SINCE.replace(tzinfo=None)}, "zone"),
    ):
        with pytest.raises(ValueError, match=says):
            make_referral(**wrong)
    assert make_referral(parent="r0", hop=1, replaces="r7").hop == 1


def test_the_clocks_stay_with_the_sender_where_the_receiver_is_not_connected():
    for delivery in (Delivery.PAPER, Delivery.PHONE, Delivery.SELF):
        draft = make_referral(State.DRAFT, delivery=delivery)
        sent = attempt(draft, Action.SUBMIT, acting(Role.CASE_WORKER))
        assert isinstance(sent, Change)
        assert sent.clock_with is Side.SENDER
