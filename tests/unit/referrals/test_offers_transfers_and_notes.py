"""Open offers, "we helped", transfers with two keys, what was told by phone, and events beside the states."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise, product

import pytest

from referral.cases.rules import ContactChannel
from referral.referrals.rules import (
    NOTES,
    Action,
    AuthorityKey,
    Change,
    Choose,
    EffectKind,
    Helped,
    Kind,
    Note,
    Refused,
    Role,
    Side,
    State,
    Told,
    ToldBy,
    allowed_actions,
    allowed_notes,
    choose_offer,
    clock_with,
    decide,
    decide_note,
    end_as_taken,
    turn_missing_key,
    we_helped,
)
from referral.referrals.rules.inputs import Accept, Complete, StartService, Taken
from referral.referrals.rules.reasons import Outcome
from tests.fixtures.referral_values import (
    AT,
    DAY,
    GOOD,
    INPUTS,
    NOT_COVERED,
    SINCE,
    acting,
    facts,
    make_referral,
)

SW, RFP, RW = (acting(role) for role in (Role.CASE_WORKER, Role.FOCAL_POINT, Role.RECEIVING_WORKER))
PHONED = acting(Role.CASE_WORKER, told=Told(ToldBy.PHONE, "night shift"))


def attempt(referral, action, who, known=GOOD):
    return decide(referral, action, who, INPUTS[action], known, AT)


def done(answer):
    assert isinstance(answer, Change), answer
    return answer


def refusal(answer):
    assert isinstance(answer, Refused), answer
    return answer.code


def kinds(change):
    return {each.kind for each in change.effects}


def offered(state=State.SENT, choose=Choose.FIRST, **more):
    return make_referral(state, offer="o1", choose=choose, **more)


def test_of_an_open_offer_the_first_wins_and_the_others_end_as_taken():
    first = done(attempt(offered(), Action.ACCEPT, RFP))
    assert first.state is State.ACCEPTED
    assert EffectKind.END_SIBLINGS_AS_TAKEN in kinds(first)
    assert refusal(attempt(offered(id="r2"), Action.ACCEPT, RFP, facts(taken=True))) == "taken"


@pytest.mark.parametrize("state", State, ids=str)
def test_who_was_not_first_ends_as_cancelled_taken(state):
    ended = end_as_taken(offered(state), AT)
    before = (State.SENT, State.ACKNOWLEDGED, State.INFO_REQUESTED, State.WAITLISTED)
    if state not in (*before, State.DRAFT, State.PENDING_APPROVAL):
        assert ended is None
        return
    assert ended is not None
    assert (ended.state, ended.clock_with, ended.referral.back_to) == (State.CANCELLED, None, None)
    assert ended.event.inputs == Taken()
    assert (EffectKind.END_RECEIVER_ACCESS in kinds(ended)) == (state in before)


def test_where_the_person_chooses_an_acceptance_is_an_offer_until_then():
    offer = done(attempt(offered(choose=Choose.PERSON), Action.ACCEPT, RFP))
    assert (offer.state, offer.clock_with, offer.event.name) == (
        State.ACKNOWLEDGED,
        Side.SENDER,
        "place_offered",
    )
    assert not {EffectKind.ASSIGN, EffectKind.RECORD_DISCLOSURE} & kinds(offer)
    assert refusal(attempt(offer.referral, Action.ACCEPT, RFP)) == "already-offered"
    chosen = done(choose_offer(offer.referral, SW, GOOD, AT))
    assert (chosen.state, chosen.referral.assigned_to) == (State.ACCEPTED, "somebody")
    assert chosen.referral.choose is Choose.PERSON
    assert kinds(chosen) >= {EffectKind.ASSIGN, EffectKind.END_SIBLINGS_AS_TAKEN}


def test_a_choice_has_the_guards_of_an_acceptance():
    offer = done(attempt(offered(State.WAITLISTED, choose=Choose.PERSON), Action.ACCEPT, RFP)).referral
    assert offer.state is State.WAITLISTED
    assert refusal(choose_offer(offer, SW, facts(consent=NOT_COVERED), AT)) == "consent-missing"
    assert refusal(choose_offer(offer, SW, facts(taken=True), AT)) == "taken"
    assert refusal(choose_offer(offer, RFP, GOOD, AT)) == "role-not-allowed"
    assert refusal(choose_offer(offered(choose=Choose.PERSON), SW, GOOD, AT)) == "nothing-offered"


def test_a_place_told_by_phone_and_chosen_stays_told_and_opens_nothing():
    offer = done(attempt(offered(choose=Choose.PERSON), Action.ACCEPT, PHONED))
    chosen = done(choose_offer(offer.referral, SW, GOOD, AT))
    assert (chosen.state, chosen.referral.assigned_to) == (State.ACCEPTED, None)
    assert not chosen.event.confirmed
    assert not {EffectKind.ASSIGN, EffectKind.RECORD_DISCLOSURE} & kinds(chosen)


HELPED = Helped(
    accept=Accept(),
    start=StartService(first_contact_on=SINCE.date(), channel=ContactChannel.VISIT),
    complete=Complete(outcome=Outcome.FULLY_MET, served_from=SINCE.date(), served_to=AT.date()),
)
LEFT = {
    State.SENT: ["accept", "start_service", "complete"],
    State.ACKNOWLEDGED: ["accept", "start_service", "complete"],
    State.WAITLISTED: ["accept", "start_service", "complete"],
    State.ACCEPTED: ["start_service", "complete"],
    State.IN_SERVICE: ["complete"],
}


@pytest.mark.parametrize("state", State, ids=str)
def test_we_helped_is_the_events_that_are_left(state):
    answer = we_helped(
        make_referral(state), acting(Role.FOCAL_POINT, Role.RECEIVING_WORKER), HELPED, GOOD, AT
    )
    if state is State.ON_HOLD:
        assert isinstance(answer, tuple)
        assert [each.event.name for each in answer] == ["resume", "start_service", "complete"]
    elif state in LEFT:
        assert isinstance(answer, tuple)
        assert [each.event.name for each in answer] == LEFT[state]
        assert answer[-1].state is State.COMPLETED
        for one, other in pairwise(answer):
            assert one.state is other.event.origin
    else:
        assert refusal(answer) == "illegal-transition"


def test_whoever_accepts_for_themself_goes_on_and_whoever_assigns_another_does_not():
    assert isinstance(we_helped(make_referral(), RFP, HELPED, GOOD, AT), tuple)
    for_another = replace(HELPED, accept=Accept(assign_to="colleague"))
    assert refusal(we_helped(make_referral(), RFP, for_another, GOOD, AT)) == "role-not-allowed"


def test_we_helped_keeps_the_guards_and_is_all_or_nothing():
    assert (
        refusal(we_helped(make_referral(), RFP, HELPED, facts(consent=NOT_COVERED), AT)) == "consent-missing"
    )
    told_back = replace(HELPED, complete=replace(HELPED.complete, feedback="well"))
    one_way = facts(tells_back=False)
    assert refusal(we_helped(make_referral(), RFP, told_back, one_way, AT)) == "feedback-not-agreed"
    choosing = offered(choose=Choose.PERSON)
    assert refusal(we_helped(choosing, RFP, HELPED, GOOD, AT)) == "person-chooses"


def test_they_helped_can_be_told_by_phone():
    answer = we_helped(make_referral(), PHONED, HELPED, GOOD, AT)
    assert isinstance(answer, tuple)
    assert [each.event.confirmed for each in answer] == [False] * 3
    assert answer[-1].referral.confirmed_state is State.SENT


def transfer(state, **more):
    return make_referral(state, kind=Kind.TRANSFER, **more)


def test_custody_changes_with_the_second_key_only():
    for state in State:
        for action in Action:
            answer = attempt(transfer(state), action, acting(*Role))
            changes = isinstance(answer, Change) and EffectKind.CHANGE_CUSTODY in kinds(answer)
            assert changes == (
                action is Action.CONFIRM_CLOSURE and state in (State.COMPLETED, State.DISPUTED)
            ), (state, action)


def test_a_transfer_never_closes_by_itself():
    assert (
        refusal(attempt(transfer(State.COMPLETED), Action.AUTO_CLOSE, acting(Role.SYSTEM)))
        == "two-keys-needed"
    )
    assert Action.AUTO_CLOSE not in allowed_actions(transfer(State.COMPLETED), {Role.SYSTEM})


KEY = AuthorityKey(
    authority="guardianship",
    person="officer",
    notice_given_at=AT - timedelta(days=14),
    sender_closed=True,
    receiver_closed=False,
)


@pytest.mark.parametrize(
    ("referral", "key", "code"),
    [
        (transfer(State.COMPLETED), KEY, None),
        (transfer(State.DISPUTED), KEY, None),
        (transfer(State.IN_SERVICE), KEY, "key-not-turned"),
        (make_referral(State.COMPLETED), KEY, "not-a-transfer"),
        (transfer(State.COMPLETED), replace(KEY, sender_closed=False), "sender-not-closed"),
        (transfer(State.COMPLETED), replace(KEY, receiver_closed=True), "receiver-closed"),
        (transfer(State.COMPLETED), replace(KEY, notice_given_at=AT - 13 * DAY), "notice-runs"),
    ],
)
def test_an_authority_turns_the_key_of_a_sender_that_closed(referral, key, code):
    answer = turn_missing_key(referral, key, GOOD, AT)
    if code is not None:
        assert refusal(answer) == code
        return
    assert done(answer).state is State.CLOSED
    assert EffectKind.CHANGE_CUSTODY in kinds(done(answer))
    assert done(answer).event.by == "officer"


def test_what_was_told_is_confirmed_or_contested_by_the_receiver():
    told = done(attempt(make_referral(), Action.ACCEPT, PHONED)).referral
    assert told.confirmed_state is State.SENT
    confirmed = done(decide_note(told, Note.CONFIRM_TOLD, RFP, GOOD, AT))
    assert (confirmed.referral.confirmed_state, confirmed.referral.assigned_to) == (None, "somebody")
    assert EffectKind.RECORD_DISCLOSURE in kinds(confirmed)
    contested = done(decide_note(told, Note.CONTEST_TOLD, RFP, GOOD, AT))
    assert contested.referral == told
    assert EffectKind.SENDER_SETTLES in kinds(contested)
    assert (
        refusal(decide_note(told, Note.CONFIRM_TOLD, RFP, facts(consent=NOT_COVERED), AT))
        == "consent-missing"
    )
    assert refusal(decide_note(make_referral(), Note.CONFIRM_TOLD, RFP, GOOD, AT)) == "nothing-told"


def test_the_receivers_own_act_confirms_what_was_told():
    told = done(attempt(make_referral(), Action.ACKNOWLEDGE, PHONED)).referral
    again = done(attempt(told, Action.WAITLIST, PHONED)).referral
    assert again.confirmed_state is State.SENT
    assert done(attempt(again, Action.ACCEPT, RFP)).referral.confirmed_state is None
    # What the sender does about it does not make the receiver know more.
    accepted = done(attempt(again, Action.ACCEPT, PHONED)).referral
    assert done(attempt(accepted, Action.CANCEL, SW)).referral.confirmed_state is State.SENT


def test_notes_are_written_in_their_states_by_their_roles_and_change_no_state():
    for state, note, role, kind in product(State, Note, Role, (Kind.REFERRAL, Kind.TRANSFER)):
        told = State.SENT if state is not State.SENT else State.DRAFT
        referral = make_referral(state, confirmed_state=told, kind=kind)
        answer = decide_note(referral, note, acting(role), GOOD, AT)
        noting = NOTES.get(note)
        fits = noting is not None and state in noting.states and role in noting.who
        # Notice of a missing key is given of transfers only: they alone have two.
        fits = fits and (note is not Note.KEY_NOTICE or kind is Kind.TRANSFER)
        assert isinstance(answer, Change) == fits
        assert (note in allowed_notes(referral, {role})) == fits
        if isinstance(answer, Change):
            assert answer.state is state
            assert (answer.event.name, answer.event.role) == (note, role)


def test_items_are_released_under_a_consent_and_nobody_reviews_their_own():
    assert refusal(decide_note(make_referral(), Note.RELEASE_ITEM, SW, facts(consent=NOT_COVERED), AT)) == (
        "consent-missing"
    )
    own = acting(Role.SUPERVISOR, person="author")
    assert refusal(decide_note(make_referral(), Note.REVIEWED, own, GOOD, AT)) == "same-person"
    tomorrow = acting(Role.CASE_WORKER, occurred_at=AT + DAY)
    assert refusal(decide_note(make_referral(), Note.MESSAGE, tomorrow, GOOD, AT)) == "in-the-future"


def test_where_nobody_answers_the_clock_goes_back_to_the_receiver_who_may_decline():
    asked = make_referral(State.INFO_REQUESTED)
    assert clock_with(asked) is Side.SENDER
    back = done(decide_note(asked, Note.INFO_UNANSWERED, acting(Role.SYSTEM), GOOD, AT))
    assert (back.state, back.clock_with) == (State.INFO_REQUESTED, Side.RECEIVER)
    answered = done(attempt(back.referral, Action.PROVIDE_INFO, SW))
    assert answered.referral.clock_with is None
    assert done(attempt(back.referral, Action.DECLINE, RFP)).state is State.DECLINED
