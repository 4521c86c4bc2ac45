"""Withdrawal and expiry: what follows, in every phase, in each meaning, twice, and from whom nothing follows."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.cases.rules import (
    Basis,
    ConflictMark,
    Duty,
    DutyKind,
    HasEffect,
    Held,
    NoEffect,
    Objection,
    Phase,
    Request,
    StandIn,
    TaskKind,
    WithdrawalAccepted,
    WithdrawalScope,
    WithdrawalVia,
    ask_again_at,
    duties_of_expiry,
    has_effect,
    may_stand_in,
    withdraw,
)
from tests.fixtures.consent_values import CLINIC, DAY, SCHOOL, SHELTER, START, for_child, make_consent

STOP, DELETE, LEAVE = WithdrawalScope
LATER = START + 5 * DAY
HELD = (
    Held("r2", CLINIC, Phase.SERVING, had_access=True),
    Held("r1", SHELTER, Phase.BEFORE_ACCEPTANCE, had_access=False),
    Held("r3", SCHOOL, Phase.ENDED, had_access=True),
)
MARK = ConflictMark(guardian="mother", person="p1", marked_by="w1", reason="threatens her", since=START + DAY)


def request(*scopes, by="p1", via=WithdrawalVia.IN_PERSON, at=LATER):
    return Request(by, via, frozenset(scopes), at)


def withdrawn(consent=None, *scopes, held=HELD, **more):
    done = withdraw(consent or make_consent(), request(*scopes, **more), held, answer_days=30)
    assert isinstance(done, WithdrawalAccepted)
    return done


def kinds(done, kind):
    return [
        (each.subject, each.task) if each.task else each.subject for each in done.duties if each.kind is kind
    ]


def test_to_stop_sharing_closes_all_that_is_open_and_asks_holders_to_restrict():
    done = withdrawn()
    assert done.first
    assert done.consent.withdrawn.at == LATER
    assert kinds(done, DutyKind.CLOSE_CONSENT) == ["c1"]
    assert kinds(done, DutyKind.END_REFERRAL) == ["r1", "r2"]
    for every in (DutyKind.END_GRANTS, DutyKind.CANCEL_MESSAGES, DutyKind.REVOKE_LINKS):
        assert kinds(done, every) == ["r1", "r2", "r3"]
    assert kinds(done, DutyKind.PRIVACY_TASK) == [(CLINIC, TaskKind.RESTRICT), (SCHOOL, TaskKind.RESTRICT)]
    assert kinds(done, DutyKind.TELL_RECEIVER_PERSON_LEAVES) == []
    assert kinds(done, DutyKind.ASK_WHETHER_IT_WAS_THEY) == []


def test_to_delete_asks_holders_to_delete():
    done = withdrawn(None, DELETE)
    assert kinds(done, DutyKind.PRIVACY_TASK) == [(CLINIC, TaskKind.DELETE), (SCHOOL, TaskKind.DELETE)]
    assert kinds(done, DutyKind.TELL_RECEIVER_PERSON_LEAVES) == []


def test_only_leaving_tells_open_receivers_that_the_person_leaves():
    assert kinds(withdrawn(None, LEAVE), DutyKind.TELL_RECEIVER_PERSON_LEAVES) == [CLINIC, SHELTER]


def test_twice_keeps_the_first_moment_and_does_nothing_again():
    first = withdrawn()
    again = withdrawn(first.consent, at=LATER + DAY)
    assert not again.first
    assert again.duties == ()
    assert again.consent == first.consent


def test_what_is_meant_later_is_added():
    first = withdrawn()
    more = withdrawn(first.consent, DELETE, LEAVE, at=LATER + DAY)
    assert more.consent.withdrawn.at == LATER
    assert more.consent.withdrawn.scopes == {STOP, DELETE, LEAVE}
    assert kinds(more, DutyKind.CLOSE_CONSENT) == []
    assert kinds(more, DutyKind.PRIVACY_TASK) == [(CLINIC, TaskKind.DELETE), (SCHOOL, TaskKind.DELETE)]
    assert kinds(more, DutyKind.TELL_RECEIVER_PERSON_LEAVES) == [CLINIC, SHELTER]


def test_by_code_somebody_asks_in_person_whether_it_was_they():
    assert kinds(withdrawn(via=WithdrawalVia.CODE), DutyKind.ASK_WHETHER_IT_WAS_THEY) == ["p1"]


def test_a_letter_dated_before_the_record_still_counts():
    assert withdrawn(at=START - 3 * DAY).consent.withdrawn.at == START


@pytest.mark.parametrize("basis", [Basis.LEGAL_OBLIGATION, Basis.VITAL_INTERESTS])
def test_what_rests_on_law_becomes_an_objection(basis):
    record = make_consent(basis=basis, article="Art. 5")
    done = withdraw(record, request(DELETE), HELD, answer_days=30)
    assert done == Objection(
        (Duty(DutyKind.OFFICER_DECIDES, "c1"), Duty(DutyKind.TELL_PERSON_WHY, "p1")), LATER + 30 * DAY
    )


def test_a_marked_guardian_withdraws_nothing_but_the_person_does():
    consent = for_child()
    asked = request(by="mother", via=WithdrawalVia.CODE)
    assert withdraw(consent, asked, HELD, marks=[MARK], answer_days=30) == NoEffect()
    own = withdraw(consent, request(), HELD, marks=[MARK], answer_days=30)
    assert isinstance(own, WithdrawalAccepted)


@pytest.mark.parametrize("deed", HasEffect, ids=str)
def test_no_deed_of_a_marked_guardian_has_an_effect(deed):
    def effect(actor="mother", person="p1", at=LATER, mark=MARK):
        return has_effect(deed, [mark], actor=actor, person=person, at=at)

    assert not effect()
    assert effect(at=START)
    assert effect(person="p2")
    assert effect(actor="father")
    assert effect(actor="p1")
    assert effect(at=LATER, mark=replace(MARK, lifted_at=LATER))


def test_a_mark_needs_a_reason_and_somebody_else():
    with pytest.raises(ValueError, match="reason"):
        replace(MARK, reason=" ")
    with pytest.raises(ValueError, match="somebody else"):
        replace(MARK, guardian="p1")


@pytest.mark.parametrize(
    ("stand_in", "missing"),
    [
        (StandIn(Basis.CONSENT, "authority", "", "s1", "w1"), None),
        (StandIn(Basis.LEGAL_OBLIGATION, None, "Art. 5", "s1", "w1"), None),
        (StandIn(Basis.CONSENT, None, "", "s1", "w1"), "authority"),
        (StandIn(Basis.LEGAL_OBLIGATION, None, " ", "s1", "w1"), "article"),
        (StandIn(Basis.CONSENT, "authority", "", None, "w1"), "supervisor"),
        (StandIn(Basis.CONSENT, "authority", "", "w1", "w1"), "somebody else"),
    ],
)
def test_who_stands_in_for_a_marked_guardian(stand_in, missing):
    found = may_stand_in(stand_in)
    assert found is None if missing is None else missing in (found or "")


@given(
    st.frozensets(st.sampled_from(WithdrawalScope)),
    st.sampled_from(WithdrawalVia),
    st.lists(st.tuples(st.sampled_from(Phase), st.booleans()), max_size=6),
    st.integers(-300, 300),
)
def test_a_withdrawal_never_fails_and_leaves_nothing_open(scopes, via, cases, days):
    held = [Held(f"r{n}", CLINIC, phase, access) for n, (phase, access) in enumerate(cases)]
    done = withdrawn(None, *scopes, via=via, held=held, at=START + days * DAY)
    assert set(kinds(done, DutyKind.END_REFERRAL)) == {each.referral for each in held if each.phase.open}
    tasks = kinds(done, DutyKind.PRIVACY_TASK)
    assert len(tasks) == any(each.had_access for each in held)
    assert withdrawn(done.consent, *scopes, via=via, held=held).duties == ()


EXPIRED = START + 100 * DAY


@pytest.mark.parametrize(
    ("phase", "days", "expected"),
    [
        (Phase.BEFORE_ACCEPTANCE, -1, set()),
        (
            Phase.BEFORE_ACCEPTANCE,
            0,
            {DutyKind.END_REFERRAL, DutyKind.END_GRANTS, DutyKind.CANCEL_MESSAGES, DutyKind.REVOKE_LINKS},
        ),
        (Phase.SERVING, 0, {DutyKind.STOP_NEW_DISCLOSURE, DutyKind.ASK_TO_RENEW}),
        (Phase.SERVING, 29, {DutyKind.STOP_NEW_DISCLOSURE, DutyKind.ASK_TO_RENEW}),
        (Phase.SERVING, 30, {DutyKind.STOP_NEW_DISCLOSURE, DutyKind.OFFICER_DECIDES}),
        (Phase.AFTER_SERVICE, 50, {DutyKind.STOP_NEW_DISCLOSURE}),
        (Phase.ENDED, 50, set()),
    ],
)
def test_what_follows_when_a_consent_runs_out(phase, days, expected):
    found = duties_of_expiry(make_consent(), "r1", phase, EXPIRED + days * DAY)
    assert {each.kind for each in found} == expected
    if phase is not Phase.BEFORE_ACCEPTANCE:
        assert DutyKind.END_REFERRAL not in expected


def test_expiry_of_a_law_goes_to_the_officer_and_a_withdrawn_consent_does_not_expire():
    law = make_consent(basis=Basis.LEGAL_OBLIGATION, article="Art. 5")
    assert duties_of_expiry(law, "r1", Phase.SERVING, EXPIRED) == (Duty(DutyKind.OFFICER_DECIDES, "r1"),)
    assert duties_of_expiry(withdrawn().consent, "r1", Phase.SERVING, EXPIRED) == ()


def test_workers_are_told_to_ask_14_days_before():
    assert ask_again_at(make_consent()) == EXPIRED - 14 * DAY
    assert ask_again_at(make_consent(expires_at=START + 3 * DAY)) == START
    assert ask_again_at(make_consent(expires_at=None)) is None
    assert ask_again_at(withdrawn().consent) is None
