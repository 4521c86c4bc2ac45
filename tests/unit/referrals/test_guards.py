"""What must hold beyond state and role, each guard from both sides."""

from dataclasses import replace
from datetime import timedelta

import pytest

from referral.cases.rules import Basis, DataCategory, WithdrawalVia
from referral.referrals.rules import (
    Action,
    Attempt,
    Change,
    Choose,
    Delivery,
    EffectKind,
    Eligibility,
    Facts,
    Kind,
    Priority,
    Refused,
    Role,
    Sensitive,
    State,
    Told,
    ToldBy,
    approval_reasons,
    decide,
)
from referral.referrals.rules.inputs import (
    Cancel,
    Complete,
    ConfirmClosure,
    Decline,
    Fail,
    Hold,
    ProvideInfo,
    RequestApproval,
    RequestInfo,
    StartService,
    Submit,
    Waitlist,
    WithdrawConsent,
)
from referral.referrals.rules.reasons import (
    ApprovalReason,
    CancelReason,
    DeclineReason,
    FailCause,
    HoldReason,
    Outcome,
    Question,
    WasAsked,
    WithdrawalCause,
)
from tests.fixtures.referral_values import (
    AT,
    DAY,
    INPUTS,
    NOT_COVERED,
    SINCE,
    acting,
    facts,
    make_referral,
)

SW, SUP, RFP, RW, SYS = (
    acting(role)
    for role in (
        *(Role.CASE_WORKER, Role.SUPERVISOR, Role.FOCAL_POINT, Role.RECEIVING_WORKER),
        Role.SYSTEM,
    )
)
CHILD = frozenset({ApprovalReason.MINOR_WITHOUT_GUARDIAN})
TODAY = AT.date()


def done(referral, action, who, inputs=None, known=None, at=AT):
    """`ok` or the code of the refusal."""
    answer = decide(referral, action, who, inputs or INPUTS[action], known or facts(), at)
    return answer.code if isinstance(answer, Refused) else "ok"


def effects(referral, action, who, inputs=None, known=None):
    answer = decide(referral, action, who, inputs or INPUTS[action], known or facts(), AT)
    assert isinstance(answer, Change), answer
    return {each.kind: each for each in answer.effects}


SENDING = [
    ({}, {}, "ok"),
    ({"consent": NOT_COVERED}, {}, "consent-missing"),
    ({"service_active": False}, {}, "service-not-active"),
    ({"serves_place": False}, {}, "place-not-served"),
    ({"eligibility": Eligibility.UNMET}, {}, "not-eligible"),
    ({"eligibility": Eligibility.UNKNOWN}, {}, "ok"),
    ({"duplicates": ("r9",)}, {}, "duplicate-open"),
    ({"receiver_can_answer": False}, {}, "receiver-not-connected"),
    ({"receiver_can_answer": False}, {"delivery": Delivery.PHONE}, "ok"),
    ({"receiver_can_answer": False}, {"delivery": Delivery.PAPER}, "ok"),
    ({"receiver_can_answer": False}, {"delivery": Delivery.SELF}, "ok"),
    ({}, {"kind": Kind.MANDATORY_REPORT}, "legal-basis-missing"),
]


@pytest.mark.parametrize(("known", "about", "code"), SENDING)
def test_submit_and_approve_have_the_same_guards(known, about, code):
    assert done(make_referral(State.DRAFT, **about), Action.SUBMIT, SW, known=facts(**known)) == code
    waiting = make_referral(State.PENDING_APPROVAL, **about)
    assert done(waiting, Action.APPROVE, SUP, known=facts(**known)) == code


def test_with_nothing_found_out_nothing_is_sent():
    assert done(make_referral(State.DRAFT), Action.SUBMIT, SW, known=Facts()) == "consent-missing"


def test_a_mandatory_report_on_its_law_is_sent_after_approval():
    report = make_referral(State.DRAFT, kind=Kind.MANDATORY_REPORT, basis=Basis.LEGAL_OBLIGATION)
    assert done(report, Action.SUBMIT, SW) == "approval-required"
    assert done(replace(report, state=State.PENDING_APPROVAL), Action.APPROVE, SUP) == "ok"


@pytest.mark.parametrize(
    ("priority", "reachable", "why", "code"),
    [
        (Priority.ROUTINE, True, "", "approval-required"),
        (Priority.EMERGENCY, True, "night", "approval-required"),
        (Priority.EMERGENCY, False, "", "approval-required"),
        (Priority.EMERGENCY, False, "  ", "approval-required"),
        (Priority.URGENT, False, "night", "approval-required"),
        (Priority.EMERGENCY, False, "night", "ok"),
    ],
)
def test_forced_approval_and_the_night(priority, reachable, why, code):
    draft = make_referral(State.DRAFT, priority=priority)
    known = facts(forced=CHILD, approver_reachable=reachable)
    assert done(draft, Action.SUBMIT, SW, Submit(alone_because=why), known) == code


def test_what_was_sent_alone_is_reviewed_within_72_hours():
    draft = make_referral(State.DRAFT, priority=Priority.EMERGENCY)
    known = facts(forced=CHILD | {ApprovalReason.EMERGENCY_RELEASE}, approver_reachable=False)
    found = effects(draft, Action.SUBMIT, SW, Submit(alone_because="night, a girl of 12"), known)
    assert found[EffectKind.REVIEW_BY].by == AT + timedelta(hours=72)
    assert {EffectKind.TELL_SUPERVISOR, EffectKind.TELL_OFFICER} <= set(found)
    assert EffectKind.REVIEW_BY not in effects(draft, Action.SUBMIT, SW)


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        ({}, set()),
        ({"minor_without_guardian": True}, {ApprovalReason.MINOR_WITHOUT_GUARDIAN}),
        ({"victims": True}, {ApprovalReason.PROTECTED_CATEGORY}),
        ({"categories": frozenset({DataCategory.TRAFFICKING})}, {ApprovalReason.PROTECTED_CATEGORY}),
        ({"basis": Basis.VITAL_INTERESTS}, {ApprovalReason.BASIS_NOT_CONSENT}),
        ({"emergency_release": True}, {ApprovalReason.EMERGENCY_RELEASE}),
        ({"receiver_country": "XK"}, {ApprovalReason.CROSS_BORDER}),
        ({"receiver_country": "al"}, set()),
    ],
)
def test_when_approval_is_forced(about, expected):
    usual = Sensitive(
        minor_without_guardian=False,
        categories=frozenset({DataCategory.NEEDS}),
        victims=False,
        basis=Basis.CONSENT,
        emergency_release=False,
        sender_country="AL",
        receiver_country="AL",
    )
    assert approval_reasons(replace(usual, **about)) == expected


@pytest.mark.parametrize("action", [Action.APPROVE, Action.RETURN_TO_DRAFT])
def test_nobody_approves_what_they_wrote(action):
    waiting = make_referral(State.PENDING_APPROVAL)
    assert done(waiting, action, acting(Role.SUPERVISOR, Role.CASE_WORKER, person="author")) == "same-person"
    assert done(waiting, action, acting(Role.SUPERVISOR, person=None)) == "same-person"
    assert done(waiting, action, acting(Role.SUPERVISOR, person="night duty")) == "ok"


def test_answers_need_consent_for_new_data_only():
    asked = make_referral(State.INFO_REQUESTED)
    more = ProvideInfo(categories=frozenset({DataCategory.HEALTH}))
    unknown = facts(consent=NOT_COVERED)
    assert done(asked, Action.PROVIDE_INFO, SW, ProvideInfo(), unknown) == "ok"
    assert done(asked, Action.PROVIDE_INFO, SW, more, unknown) == "consent-missing"
    assert EffectKind.RECORD_DISCLOSURE in effects(asked, Action.PROVIDE_INFO, SW, more)


def test_acceptance_checks_consent_again_and_assigns_in_the_same_step():
    assert done(make_referral(), Action.ACCEPT, RFP, known=facts(consent=NOT_COVERED)) == "consent-missing"
    found = effects(make_referral(), Action.ACCEPT, RFP)
    assert found[EffectKind.ASSIGN].subject == found[EffectKind.RECORD_DISCLOSURE].subject == "somebody"
    assert EffectKind.END_SIBLINGS_AS_TAKEN not in found


@pytest.mark.parametrize(
    ("days", "code"), [(-2, "review-not-ahead"), (0, "ok"), (7, "ok"), (30, "ok"), (31, "review-too-far")]
)
def test_a_hold_is_looked_at_within_30_days(days, code):
    held = Hold(reason=HoldReason.HEALTH, review_on=TODAY + days * DAY)
    assert done(make_referral(State.ACCEPTED), Action.HOLD, RW, held) == code


@pytest.mark.parametrize(("days", "code"), [(-2, "review-not-ahead"), (0, "ok"), (300, "ok")])
def test_a_waiting_list_is_looked_at_on_a_day_ahead(days, code):
    listed = Waitlist(review_on=TODAY + days * DAY)
    assert done(make_referral(), Action.WAITLIST, RFP, listed) == code


def test_services_do_not_begin_or_end_in_the_future():
    began = INPUTS[Action.START_SERVICE]
    assert isinstance(began, StartService)
    late = replace(began, first_contact_on=TODAY + 2 * DAY)
    assert done(make_referral(State.ACCEPTED), Action.START_SERVICE, RW, late) == "in-the-future"
    served = INPUTS[Action.COMPLETE]
    assert isinstance(served, Complete)
    late_end = replace(served, served_to=TODAY + 2 * DAY)
    assert done(make_referral(State.IN_SERVICE), Action.COMPLETE, RW, late_end) == "in-the-future"


def test_feedback_goes_back_only_as_agreed():
    served = INPUTS[Action.COMPLETE]
    assert isinstance(served, Complete)
    in_service, told = make_referral(State.IN_SERVICE), replace(served, feedback="She has work now")
    assert done(in_service, Action.COMPLETE, RW, told) == "ok"
    one_way = facts(tells_back=False)
    assert done(in_service, Action.COMPLETE, RW, told, one_way) == "feedback-not-agreed"
    assert done(in_service, Action.COMPLETE, RW, served, one_way) == "ok"


@pytest.mark.parametrize(
    ("ways", "tries", "code"),
    [
        ({"sms"}, ["sms"] * 3, "ok"),
        ({"sms"}, ["sms"] * 2, "too-few-attempts"),
        ({"sms"}, ["sms", "sms", "email"], "too-few-attempts"),
        ({"sms", "trusted_person"}, ["sms", "trusted_person", "visit"], "too-few-attempts"),
        ({"trusted_person", "visit"}, ["visit", "trusted_person", "visit"], "ok"),
        (set(), ["visit"] * 3, "ok"),
        (set(), [], "too-few-attempts"),
    ],
)
def test_unreachable_is_who_was_tried_three_times_by_their_own_ways(ways, tries, code):
    known = facts(ways=frozenset(ways), attempts=tuple(Attempt(way, SINCE) for way in tries))
    unreachable = Fail(cause=FailCause.CLIENT_UNREACHABLE)
    assert done(make_referral(State.ACCEPTED), Action.FAIL, RW, unreachable, known) == code
    assert done(make_referral(State.ACCEPTED), Action.FAIL, RW, known=known) == "ok"


def test_attempts_that_have_not_happened_do_not_count():
    known = facts(attempts=tuple(Attempt("sms", AT + DAY) for _ in range(3)))
    unreachable = Fail(cause=FailCause.CLIENT_UNREACHABLE)
    assert done(make_referral(State.ACCEPTED), Action.FAIL, RW, unreachable, known) == "too-few-attempts"


@pytest.mark.parametrize(
    ("state", "days", "code"),
    [
        (State.DRAFT, 29, "not-yet"),
        (State.DRAFT, 30, "ok"),
        (State.PENDING_APPROVAL, 6, "not-yet"),
        (State.PENDING_APPROVAL, 7, "ok"),
        (State.COMPLETED, 29, "not-yet"),
        (State.COMPLETED, 30, "ok"),
    ],
)
def test_the_clock_waits(state, days, code):
    action = Action.AUTO_CLOSE if state is State.COMPLETED else Action.EXPIRE
    assert done(make_referral(state), action, SYS, at=SINCE + days * DAY) == code


def test_what_was_sent_expires_by_its_clocks_only_and_an_emergency_never():
    for state in (State.SENT, State.ACKNOWLEDGED, State.WAITLISTED, State.INFO_REQUESTED):
        assert done(make_referral(state), Action.EXPIRE, SYS) == "ok"
        assert done(make_referral(state), Action.EXPIRE, SYS, known=facts(expires_at=None)) == "not-yet"
        assert done(make_referral(state), Action.EXPIRE, SYS, known=facts(expires_at=AT + DAY)) == "not-yet"
    for state in (State.DRAFT, State.PENDING_APPROVAL, State.SENT, State.WAITLISTED):
        emergency = make_referral(state, priority=Priority.EMERGENCY)
        assert done(emergency, Action.EXPIRE, SYS) == "never-an-emergency"


OPEN_STATES = [state for state in State if not state.ends]


@pytest.mark.parametrize("state", OPEN_STATES, ids=str)
def test_a_withdrawal_works_from_every_open_state_whatever_consent_says(state):
    asked = WithdrawConsent(via=WithdrawalVia.LETTER)
    for role in (
        Role.CLIENT,
        Role.CASE_WORKER,
        Role.RECEIVING_WORKER,
        Role.FOCAL_POINT,
        Role.DATA_PROTECTION_OFFICER,
    ):
        for occurred in (SINCE - 9 * DAY, SINCE, AT, AT + DAY, None):
            who = acting(role, person=None, occurred_at=occurred)
            answer = decide(
                make_referral(state), Action.WITHDRAW_CONSENT, who, asked, facts(consent=NOT_COVERED), AT
            )
            assert isinstance(answer, Change)
            assert answer.state is State.CONSENT_WITHDRAWN
            assert SINCE <= answer.event.occurred_at <= AT
    again = decide(make_referral(State.CONSENT_WITHDRAWN), Action.WITHDRAW_CONSENT, SW, asked, facts(), AT)
    assert isinstance(again, Refused)
    assert again.current_state is State.CONSENT_WITHDRAWN


@pytest.mark.parametrize("state", OPEN_STATES, ids=str)
def test_a_consent_that_runs_out_ends_nothing_once_accepted(state):
    expired = WithdrawConsent(via=WithdrawalVia.CODE, cause=WithdrawalCause.EXPIRED)
    served = state in (State.ACCEPTED, State.IN_SERVICE, State.ON_HOLD, State.COMPLETED, State.DISPUTED)
    code = done(make_referral(state), Action.WITHDRAW_CONSENT, SYS, expired)
    assert code == ("expiry-ends-no-service" if served else "ok")


@pytest.mark.parametrize("basis", [Basis.LEGAL_OBLIGATION, Basis.VITAL_INTERESTS])
def test_against_a_law_a_withdrawal_is_an_objection_and_the_referral_goes_on(basis):
    referral = make_referral(State.IN_SERVICE, basis=basis)
    asked = INPUTS[Action.WITHDRAW_CONSENT]
    answer = decide(referral, Action.WITHDRAW_CONSENT, acting(Role.CLIENT), asked, facts(), AT)
    assert isinstance(answer, Change)
    assert answer.referral == referral
    assert answer.event.name == "objection"
    assert {each.kind for each in answer.effects} == {
        EffectKind.OFFICER_DECIDES_OBJECTION,
        EffectKind.TELL_SENDER,
    }


def test_what_was_never_sent_ends_without_a_word_to_the_receiver():
    receivers = {EffectKind.END_RECEIVER_ACCESS, EffectKind.TELL_RECEIVER, EffectKind.TELL_TO_DISREGARD}
    for action, who in ((Action.CANCEL, SW), (Action.MARK_ERROR, SUP), (Action.WITHDRAW_CONSENT, SW)):
        assert not receivers & set(effects(make_referral(State.DRAFT), action, who))
        assert EffectKind.END_RECEIVER_ACCESS in effects(make_referral(State.ACCEPTED), action, who)
    assert EffectKind.TELL_TO_DISREGARD in effects(make_referral(), Action.MARK_ERROR, SUP)


def test_a_failure_opens_the_need_again():
    assert EffectKind.NEED_OPEN_AGAIN in effects(make_referral(State.ON_HOLD), Action.FAIL, RW)


def test_told_by_phone_an_acceptance_releases_nothing():
    who = acting(Role.CASE_WORKER, told=Told(ToldBy.PHONE, "night shift"))
    open_offer = make_referral(offer="o1", choose=Choose.FIRST)
    found = effects(open_offer, Action.ACCEPT, who)
    assert set(found) == {EffectKind.END_SIBLINGS_AS_TAKEN, EffectKind.TELL_SENDER}
    with pytest.raises(ValueError, match="said_by"):
        Told(ToldBy.PHONE, " ")


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: RequestApproval(reason=" "), "reason: it is missing"),
        (lambda: RequestApproval(reason="x" * 2001), "2000 at most"),
        (lambda: RequestInfo(questions=()), "at least one"),
        (lambda: RequestInfo(questions=(Question.AGE_BAND, Question.AGE_BAND)), "each once"),
        (lambda: Waitlist(review_on=TODAY, estimate_days=-1), "estimate_days"),
        (lambda: Decline(reason=DeclineReason.OTHER), "not explained"),
        (lambda: Hold(reason=HoldReason.OTHER, review_on=TODAY), "not explained"),
        (lambda: Fail(cause=FailCause.OTHER), "not explained"),
        (lambda: Cancel(reason=CancelReason.OTHER), "not explained"),
        (lambda: Cancel(reason=CancelReason.TAKEN), "choose another"),
        (lambda: Complete(outcome=Outcome.OTHER, served_from=TODAY, served_to=TODAY), "not explained"),
        (
            lambda: Complete(outcome=Outcome.FULLY_MET, served_from=TODAY, served_to=TODAY - DAY),
            "the later day",
        ),
        (lambda: ConfirmClosure(asked=WasAsked.YES), "need_met"),
        (lambda: ConfirmClosure(asked=WasAsked.NO, satisfaction=3), "was not asked"),
        (lambda: ConfirmClosure(asked=WasAsked.YES, need_met=True, satisfaction=6), "1 to 5"),
    ],
)
def test_inputs_that_cannot_be_right_say_what_would_be(make, says):
    with pytest.raises(ValueError, match=says):
        make()
