"""A canary in every field: in random states, to random principals, none comes out that the design does not let out.

What may come out is worked out here in another way than in the code: from the design's sentences, one by one.
"""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from referral.cases.rules import Basis, DataCategory, Direction
from referral.referrals.projection import (
    CATEGORY_OF,
    FIELDS,
    EmergencyRelease,
    Principal,
    Standing,
    Subject,
    Tier,
    project,
)
from referral.referrals.rules import Priority, Role, State
from tests.fixtures.referral_values import AT, DAY

TIER_OF = {name: tier for tier, names in FIELDS.items() for name in names}
ITEMS = ("d1", "d2", "d3")
VALUES = {name: f"canary:{tier}:{name}" for name, tier in TIER_OF.items()} | {
    "items": [{"id": item, "text": f"canary:item:{item}"} for item in ITEMS],
    "column_of_tomorrow": "canary:unknown",
}
T2, T3 = {Tier.IDENTITY, Tier.SAFE_CONTACT}, {Tier.RELEASED}
SERVING = {State.ACCEPTED, State.IN_SERVICE, State.ON_HOLD}
AFTER = {State.COMPLETED, State.DISPUTED, State.CLOSED, State.FAILED}
AT_ONCE = {State.DECLINED, State.CANCELLED, State.EXPIRED, State.CONSENT_WITHDRAWN, State.ENTERED_IN_ERROR}
UNDECIDED = {State.SENT, State.ACKNOWLEDGED, State.INFO_REQUESTED, State.WAITLISTED}

times = st.integers(-60, 60).map(lambda days: AT + days * DAY)
releases = st.none() | st.builds(
    EmergencyRelease,
    basis=st.sampled_from(Basis),
    supervisor=st.none() | st.just("s1"),
    reason=st.sampled_from(("", "bleeds")),
)
subjects = st.builds(
    Subject,
    state=st.sampled_from(State),
    priority=st.sampled_from(Priority),
    confirmed_state=st.none() | st.sampled_from(State),
    protection=st.booleans(),
    restricted=st.booleans(),
    open_offer=st.booleans(),
    tier_one_at_sent=st.booleans(),
    emergency_release=releases,
    direction=st.sampled_from(Direction),
    categories=st.frozensets(st.sampled_from(DataCategory)),
    released=st.dictionaries(
        st.sampled_from((*ITEMS, "narrative", "health", "trafficking")), times, max_size=4
    ),
    served_until=st.none() | times,
    follow_up_until=st.none() | times.map(lambda moment: moment.date()),
    withdrawn=st.booleans(),
    consent_expired_at=st.none() | times,
    regions=st.just(frozenset({"AL"})),
    endangers=st.sampled_from((frozenset(), frozenset({"p1"}))),
)
principals = st.builds(
    Principal,
    standing=st.sampled_from(Standing),
    roles=st.frozensets(st.sampled_from(Role), max_size=3),
    person=st.sampled_from(("p1", "p2", None)),
    assigned_at=st.none() | times,
    reads_identity=st.booleans(),
    regions=st.sampled_from((frozenset({"AL"}), frozenset({"RS"}), frozenset())),
    glass_broken_until=st.none() | times,
)


def canaries(value):
    """Every canary in what came out, however deep."""
    if isinstance(value, dict):
        return {each for part in value.values() for each in canaries(part)}
    if isinstance(value, list):
        return {each for part in value for each in canaries(part)}
    return {value} if isinstance(value, str) and value.startswith("canary:") else set()


def out(subject, principal, at=AT):
    projection = project(subject, principal, at)
    return set() if projection is None else canaries(projection.visible(VALUES))


def tiers_out(found):
    return {Tier(each.split(":")[1]) for each in found if not each.startswith("canary:item")}


def nothing_for_strangers(subject, principal):
    found = out(subject, principal)
    assert "canary:unknown" not in found
    if principal.standing is Standing.STRANGER or (
        principal.person and principal.person in subject.endangers
    ):
        assert not found


def notes_stay(subject, principal):
    tiers = tiers_out(out(subject, principal))
    if principal.standing is not Standing.SENDER:
        assert Tier.SENDERS_NOTES not in tiers
    if principal.standing is not Standing.RECEIVER:
        assert Tier.RECEIVERS_NOTES not in tiers


def identity_is_for_the_named(subject, principal):
    found = out(subject, principal)
    tiers = tiers_out(found)
    released = bool(tiers & T3) or any(each.startswith("canary:item") for each in found)
    if not (tiers & T2 or released):
        return
    if principal.standing is Standing.SENDER:
        broken = principal.glass_broken_until
        assert principal.roles & {Role.CASE_WORKER, Role.SUPERVISOR} or (broken and broken > AT)
        return
    assert principal.standing is Standing.RECEIVER
    assert principal.reads_identity
    assert not subject.withdrawn
    assert subject.state not in AT_ONCE | {State.DRAFT, State.PENDING_APPROVAL}
    if subject.state in UNDECIDED:
        assert subject.priority is Priority.EMERGENCY
        assert subject.emergency_release
        assert not released
        assert principal.roles & {Role.FOCAL_POINT, Role.SUPERVISOR}
        return
    assert Role.RECEIVING_WORKER in principal.roles
    if subject.state in AFTER:
        reading = subject.served_until is not None and subject.served_until + timedelta(days=30) > AT
        followed = subject.follow_up_until is not None and AT.date() <= subject.follow_up_until
        assert reading or (followed and subject.state in (State.CLOSED, State.FAILED) and not released)
        if not reading:
            assert tiers <= {Tier.SAFE_CONTACT, Tier.STUB}


def covered_and_released(subject, principal):
    if principal.standing is not Standing.RECEIVER:
        return
    for each in out(subject, principal):
        _, tier, name = each.split(":")
        assert name not in CATEGORY_OF or CATEGORY_OF[name] in subject.categories
        if tier in ("item", Tier.RELEASED):
            assert name in subject.released
            expired = subject.consent_expired_at
            assert expired is None or subject.released[name] < expired


def no_higher_tier(subject, principal):
    tiers = tiers_out(out(subject, principal))
    if principal.standing is Standing.COORDINATOR:
        assert tiers <= {Tier.STUB, Tier.REDUCED, Tier.ROUTING}
        if subject.protection or subject.restricted:
            assert Tier.ROUTING not in tiers
        if subject.state.ends or not principal.regions & subject.regions:
            assert not tiers
    if principal.standing is Standing.CLIENT:
        assert tiers <= {Tier.STUB, Tier.ROUTING}
        if subject.protection:
            assert tiers <= {Tier.STUB}


def colleagues_see_the_line(subject, principal):
    own = principal.roles & {Role.CASE_WORKER, Role.SUPERVISOR, Role.DATA_PROTECTION_OFFICER}
    if principal.standing is Standing.SENDER and not own and not principal.glass_broken_until:
        tiers = tiers_out(out(subject, principal))
        assert tiers <= {Tier.STUB, Tier.REDUCED, Tier.ROUTING}
        if subject.protection or subject.restricted:
            assert not tiers


LAWS = (
    nothing_for_strangers,
    notes_stay,
    identity_is_for_the_named,
    covered_and_released,
    no_higher_tier,
    colleagues_see_the_line,
)


@settings(max_examples=200)
@given(subjects, principals)
def test_no_canary_leaves_in_any_world(subject, principal):
    for law in LAWS:
        law(subject, principal)


@pytest.mark.parametrize("state", State, ids=str)
def test_no_canary_leaves_in_any_state_to_any_role(state):
    flags = ("protection", "restricted", "open_offer", "withdrawn")
    for chosen in product((False, True), repeat=len(flags)):
        flagged: dict[str, Any] = dict(zip(flags, chosen, strict=True))
        subject = Subject(
            state=state,
            priority=Priority.EMERGENCY,
            direction=Direction.BOTH,
            categories=frozenset(DataCategory),
            released=dict.fromkeys((*ITEMS, "narrative", "health"), AT - DAY),
            served_until=AT - DAY,
            regions=frozenset({"AL"}),
            **flagged,
        )
        for standing, role in product(Standing, Role):
            who = Principal(standing=standing, roles=frozenset({role}), regions=frozenset({"AL"}))
            for law in LAWS:
                law(subject, who)


@given(subjects, principals, times)
def test_what_ends_ends_and_nothing_comes_back(subject, principal, later):
    projection = project(subject, principal, AT)
    if projection is None or projection.form not in ("full", "stub") or later < AT:
        return
    after = out(subject, principal, later)
    assert after <= out(subject, principal)
    if projection.ends_at is not None:
        assert out(subject, principal, projection.ends_at) < out(subject, principal)
