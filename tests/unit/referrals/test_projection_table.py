"""Who sees what, when: the design's table once more, written by hand, and the cases beside it."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from referral.cases.rules import Basis, DataCategory, Direction
from referral.referrals.projection import (
    FIELDS,
    EmergencyRelease,
    Form,
    Principal,
    Standing,
    Subject,
    Tier,
    project,
)
from referral.referrals.rules import Priority, Role, State
from tests.fixtures.referral_values import AT, DAY, SINCE

SW = Principal(standing=Standing.SENDER, roles=frozenset({Role.CASE_WORKER}), person="w1")
SUP = Principal(standing=Standing.SENDER, roles=frozenset({Role.SUPERVISOR}), person="s1")
COLLEAGUE = Principal(standing=Standing.SENDER, person="w2")
OFFICER = Principal(standing=Standing.SENDER, roles=frozenset({Role.DATA_PROTECTION_OFFICER}), person="d1")
RFP = Principal(standing=Standing.RECEIVER, roles=frozenset({Role.FOCAL_POINT}), person="i1")
RW = Principal(
    standing=Standing.RECEIVER, roles=frozenset({Role.RECEIVING_WORKER}), person="x1", assigned_at=SINCE
)
COORD = Principal(
    standing=Standing.COORDINATOR,
    roles=frozenset({Role.COORDINATOR}),
    person="m1",
    regions=frozenset({"AL-01"}),
)
CLIENT = Principal(standing=Standing.CLIENT)
EVERYBODY = {"SW": SW, "SUP": SUP, "RFP": RFP, "RW": RW, "COORD": COORD}


def make_subject(state: State, **more) -> Subject:
    """Everything agreed to and released, served until lately."""
    given: dict[str, Any] = {
        "state": state,
        "priority": Priority.ROUTINE,
        "direction": Direction.BOTH,
        "categories": frozenset(DataCategory),
        "released": dict.fromkeys(("d1", "narrative", "health", "trafficking", "legal"), SINCE),
        "served_until": AT - DAY,
        "regions": frozenset({"AL-01", "AL"}),
    }
    return Subject(**(given | more))


def seen(subject, principal, at=AT):
    """The tiers of which anything is seen, as letters: s(tub) r(educed) 0 1 2 c(ontact) 3 o(utcome) n(otes) m(ine)."""
    projection = project(subject, principal, at)
    if projection is None:
        return "-"
    if projection.form is Form.COUNTED:
        assert not projection.fields
        return "#"
    letters = dict(zip(Tier, "sr012c3onm", strict=True))
    return "".join(letters[tier] for tier in Tier if projection.fields & set(FIELDS[tier]))


ALL, T0, T01, T0123, STUB = "sr012c3on", "sr0", "sr01m", "sr012c3om", "s"
TABLE = {
    # state: sender, intake, worker, coordinator
    State.DRAFT: (ALL, "-", "-", "-"),
    State.PENDING_APPROVAL: (ALL, "-", "-", "-"),
    State.SENT: (ALL, T0, "-", T0),
    State.ACKNOWLEDGED: (ALL, T01, "-", T0),
    State.INFO_REQUESTED: (ALL, T01, "-", T0),
    State.WAITLISTED: (ALL, T01, "-", T0),
    State.ACCEPTED: (ALL, T01, T0123, T0),
    State.IN_SERVICE: (ALL, T01, T0123, T0),
    State.ON_HOLD: (ALL, T01, T0123, T0),
    State.COMPLETED: (ALL, T0, T0123, T0),
    State.DISPUTED: (ALL, T0, T0123, T0),
    State.CLOSED: (ALL, STUB, T0123, "#"),
    State.FAILED: (ALL, STUB, T0123, "#"),
    State.DECLINED: (ALL, STUB, "-", "#"),
    State.CANCELLED: (ALL, STUB, "-", "#"),
    State.EXPIRED: (ALL, STUB, "-", "#"),
    State.CONSENT_WITHDRAWN: (ALL, STUB, "-", "#"),
    State.ENTERED_IN_ERROR: (ALL, STUB, "-", "#"),
}
ENDED_AT_ONCE = (
    State.DECLINED,
    State.CANCELLED,
    State.EXPIRED,
    State.CONSENT_WITHDRAWN,
    State.ENTERED_IN_ERROR,
)


@pytest.mark.parametrize("state", State, ids=str)
def test_the_table(state):
    sender, intake, worker, coordinator = TABLE[state]
    subject = make_subject(state)
    found = [seen(subject, each) for each in EVERYBODY.values()]
    assert found == [sender, sender, intake, worker, coordinator]


@pytest.mark.parametrize("state", State, ids=str)
def test_for_protection_the_coordinator_sees_the_reduced_line(state):
    usual, subject = TABLE[state][3], make_subject(state, protection=True)
    assert seen(subject, COORD) == ("sr" if usual == T0 else usual)
    assert seen(make_subject(state, restricted=True), COORD) == ("sr" if usual == T0 else usual)


@pytest.mark.parametrize("state", State, ids=str)
def test_nobody_else_sees_that_it_exists(state):
    subject = make_subject(state)
    for roles in (frozenset(), frozenset(Role)):
        assert project(subject, Principal(standing=Standing.STRANGER, roles=roles), AT) is None
    assert project(subject, Principal(standing=Standing.RECEIVER), AT) is None
    for role in (Role.OPERATOR, Role.ADMINISTRATOR):
        assert project(subject, Principal(standing=Standing.RECEIVER, roles=frozenset({role})), AT) is None
        assert project(subject, replace(COORD, roles=frozenset({role})), AT) is None
    assert project(subject, replace(COORD, regions=frozenset({"RS-01"})), AT) is None


@pytest.mark.parametrize("state", State, ids=str)
def test_colleagues_of_the_sender_see_the_line_and_nothing_of_what_is_restricted(state):
    assert seen(make_subject(state), COLLEAGUE) == T0
    for hidden in ({"protection": True}, {"restricted": True}):
        assert seen(make_subject(state, **hidden), COLLEAGUE) == "-"
        assert seen(make_subject(state, **hidden), OFFICER) == "sr"
        assert seen(make_subject(state, **hidden), SW) == ALL


def test_a_broken_glass_shows_all_for_its_time():
    subject = make_subject(State.IN_SERVICE, protection=True)
    broken = replace(COLLEAGUE, glass_broken_until=AT + timedelta(hours=4))
    assert seen(subject, broken) == ALL
    projection = project(subject, broken, AT)
    assert projection is not None
    assert projection.ends_at == AT + timedelta(hours=4)
    assert seen(subject, broken, AT + timedelta(hours=4)) == "-"
    stranger = Principal(standing=Standing.STRANGER, glass_broken_until=AT + DAY)
    assert seen(subject, stranger) == "-"


def test_of_whom_the_person_is_in_danger_sees_nothing_in_any_role():
    subject = make_subject(State.IN_SERVICE, endangers=frozenset({"w1", "s1", "i1", "x1", "m1"}))
    assert {seen(subject, each) for each in EVERYBODY.values()} == {"-"}


def test_the_outcome_is_told_back_only_as_agreed():
    for direction, told in ((Direction.BOTH, True), (Direction.FEEDBACK, True), (Direction.SEND, False)):
        subject = make_subject(State.COMPLETED, direction=direction)
        assert ("o" in seen(subject, SW)) == told
        assert "o" in seen(subject, RW)


def test_eligibility_before_acknowledgement_where_the_consent_says_so():
    assert seen(make_subject(State.SENT, tier_one_at_sent=True), RFP) == "sr01"
    assert seen(make_subject(State.SENT, tier_one_at_sent=True), RW) == "-"


BY_CONSENT = EmergencyRelease(basis=Basis.CONSENT)
VITAL = EmergencyRelease(basis=Basis.VITAL_INTERESTS, supervisor="s1", reason="She bleeds")


@pytest.mark.parametrize(
    ("priority", "release", "opens"),
    [
        (Priority.EMERGENCY, BY_CONSENT, True),
        (Priority.EMERGENCY, VITAL, True),
        (Priority.URGENT, BY_CONSENT, False),
        (Priority.ROUTINE, VITAL, False),
        (Priority.EMERGENCY, None, False),
        (Priority.EMERGENCY, replace(VITAL, supervisor=None), False),
        (Priority.EMERGENCY, replace(VITAL, reason=" "), False),
        (Priority.EMERGENCY, replace(VITAL, basis=Basis.LEGAL_OBLIGATION), False),
    ],
)
def test_an_emergency_release(priority, release, opens):
    subject = make_subject(State.SENT, priority=priority, emergency_release=release)
    assert ("2" in seen(subject, RFP)) == opens
    assert "3" not in seen(subject, RFP)
    assert seen(subject, RW) == "-"
    assert seen(subject, COORD) == T0
    assert seen(replace(subject, state=State.ACCEPTED), RFP) == T01
    assert seen(replace(subject, state=State.DRAFT), RFP) == "-"


def test_open_offers_of_protection_show_intakes_the_reduced_line():
    subject = make_subject(State.SENT, protection=True, open_offer=True)
    assert seen(subject, RFP) == "sr"
    assert seen(replace(subject, open_offer=False), RFP) == T0
    assert seen(replace(subject, protection=False), RFP) == T0
    assert "0" not in seen(replace(subject, state=State.ACKNOWLEDGED), RFP)
    assert seen(replace(subject, state=State.ACCEPTED), RFP) == T01


@pytest.mark.parametrize("state", [State.COMPLETED, State.DISPUTED, State.CLOSED, State.FAILED])
def test_the_worker_reads_for_30_days_and_then_no_more(state):
    subject = make_subject(state, served_until=AT)
    last = AT + timedelta(days=30)
    projection = project(subject, RW, last - timedelta(seconds=1))
    assert projection is not None
    assert projection.read_only
    assert projection.ends_at == last
    assert seen(subject, RW, last) == "-"
    assert seen(replace(subject, served_until=None), RW) == "-"


def test_the_safe_contact_stays_until_the_agreed_day_after_the_end():
    followed = make_subject(State.CLOSED, served_until=AT, follow_up_until=date(2026, 9, 1))
    later = AT + timedelta(days=31)
    assert seen(followed, RW, later) == "sc"
    projection = project(followed, RW, later)
    assert projection is not None
    assert projection.ends_at is not None
    assert projection.ends_at.date() == date(2026, 9, 2)
    assert seen(followed, RW, projection.ends_at) == "-"
    assert seen(replace(followed, state=State.COMPLETED), RW, later) == "-"
    assert seen(replace(followed, state=State.CANCELLED), RW, later) == "-"
    assert seen(replace(followed, withdrawn=True), RW, later) == "-"


@pytest.mark.parametrize("state", State, ids=str)
def test_once_withdrawn_the_receiver_sees_its_stub_at_once_in_whatever_state(state):
    subject = make_subject(state, withdrawn=True)
    sent = state not in (State.DRAFT, State.PENDING_APPROVAL)
    assert seen(subject, RFP) == ("s" if sent else "-")
    assert seen(subject, RW) == "-"


def test_a_withdrawal_is_shown_as_the_persons_choice():
    projection = project(make_subject(State.CONSENT_WITHDRAWN, reason="by code"), RFP, AT)
    assert projection is not None
    shown = projection.visible({"state": "consent_withdrawn", "reason": "by code", "names": "N"})
    assert shown == {"state": "cancelled", "reason": "client_choice"}
    own = project(make_subject(State.CONSENT_WITHDRAWN, reason="by code"), SW, AT)
    assert own is not None
    assert own.visible({"state": "x", "reason": "y"}) == {"state": "consent_withdrawn", "reason": "by code"}


def test_an_expired_consent_keeps_what_was_released_and_opens_nothing_new():
    expired = make_subject(
        State.IN_SERVICE, consent_expired_at=AT - DAY, released={"old": SINCE, "new": AT, "health": AT}
    )
    assert seen(expired, RW) == "sr012c3om"
    projection = project(expired, RW, AT)
    assert projection is not None
    assert projection.items == {"old"}
    assert "health" not in projection.fields
    for assigned in (AT - DAY, AT, None):
        late = replace(RW, assigned_at=assigned)
        assert "2" not in seen(expired, late)


def test_only_agreed_kinds_of_data_are_seen_by_the_receiver():
    subject = make_subject(State.IN_SERVICE, categories=frozenset({DataCategory.CONTACT}))
    projection = project(subject, RW, AT)
    assert projection is not None
    assert "safe_contact" in projection.fields
    assert not {"names", "birth_date", "address", "health", "narrative"} & projection.fields
    own = project(subject, SW, AT)
    assert own is not None
    assert {"names", "health"} <= own.fields


def test_a_program_without_the_scope_reads_no_identity():
    program = replace(RW, roles=RW.roles | RFP.roles, reads_identity=False)
    assert seen(make_subject(State.IN_SERVICE), program) == "sr01om"


@pytest.mark.parametrize(
    ("state", "told_since", "intake", "worker"),
    [
        (State.ACKNOWLEDGED, State.SENT, T0, "-"),
        (State.ACCEPTED, State.SENT, T0, "-"),
        (State.ACCEPTED, State.ACKNOWLEDGED, T01, "-"),
        (State.IN_SERVICE, State.ACCEPTED, T01, T0123),
        (State.COMPLETED, State.SENT, T0, "-"),
        (State.DECLINED, State.SENT, STUB, "-"),
    ],
)
def test_what_was_only_told_releases_nothing_more(state, told_since, intake, worker):
    subject = make_subject(state, confirmed_state=told_since)
    assert (seen(subject, RFP), seen(subject, RW)) == (intake, worker)


def test_the_persons_own_page_names_nothing_where_protection_is_needed():
    page = project(make_subject(State.SENT), CLIENT, AT)
    hidden = project(make_subject(State.SENT, protection=True), CLIENT, AT)
    assert page is not None
    assert hidden is not None
    assert {"need", "service", "state"} <= page.fields
    assert not {"need", "service", "receiver", "location", "names"} & hidden.fields


def test_a_field_stands_in_one_tier_only():
    names = [name for tier in FIELDS.values() for name in tier]
    assert len(names) == len(set(names))
