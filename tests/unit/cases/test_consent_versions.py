"""Versions of a consent: narrower or wider, and what already went out that is no longer covered."""

from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from referral.cases.rules import (
    Allowed,
    Assent,
    Basis,
    ContactChannel,
    DataCategory,
    Dimension,
    Direction,
    Duty,
    DutyKind,
    Giver,
    Purpose,
    Recipients,
    ReleasedItem,
    Restrictions,
    SafeTime,
    TaskKind,
    WithdrawalVia,
    Withdrawn,
    compare,
    covers,
    current,
    outside,
)
from tests.fixtures.consent_values import (
    CLINIC,
    DAY,
    EVERYBODY,
    OFFICE,
    SCHOOL,
    SHELTER,
    START,
    categories,
    consents,
    for_child,
    make_consent,
    moments,
    to,
)

D = Dimension
TWO = Recipients(organizations=frozenset({CLINIC, SHELTER}), fallbacks=(SCHOOL, OFFICE))
SMS = frozenset({ContactChannel.SMS})
# Before, after, what is narrower, what is wider; turned round, narrower and wider change places.
CHANGES = [
    ({}, {}, set(), set()),
    ({}, {"categories": frozenset({DataCategory.CONTACT})}, {D.CATEGORIES}, set()),
    ({}, {"categories": frozenset({DataCategory.HEALTH})}, {D.CATEGORIES}, {D.CATEGORIES}),
    ({"recipients": TWO}, {"recipients": replace(TWO, fallbacks=(SCHOOL,))}, {D.RECIPIENTS}, set()),
    (
        {"recipients": TWO},
        {"recipients": replace(TWO, fallbacks=(OFFICE, SCHOOL))},
        {D.RECIPIENTS},
        {D.RECIPIENTS},
    ),
    ({}, {"recipients": Recipients(category="clinics")}, {D.RECIPIENTS}, {D.RECIPIENTS}),
    ({}, {"direction": Direction.SEND}, {D.DIRECTION}, set()),
    ({"direction": Direction.SEND}, {"direction": Direction.FEEDBACK}, {D.DIRECTION}, {D.DIRECTION}),
    ({}, {"expires_at": START + 9 * DAY}, {D.PERIOD}, set()),
    ({"expires_at": None}, {}, {D.PERIOD}, set()),
    ({}, {"valid_from": START + DAY}, {D.PERIOD}, set()),
    ({}, {"agreed": False}, {D.AGREEMENT}, set()),
    ({}, {"withdrawn": Withdrawn(START, WithdrawalVia.CODE, frozenset())}, {D.AGREEMENT}, set()),
    ({}, {"purpose": Purpose.TRANSFER}, {D.PURPOSE}, {D.PURPOSE}),
    ({}, {"basis": Basis.VITAL_INTERESTS}, {D.BASIS}, {D.BASIS}),
    ({"statistics": True}, {}, {D.STATISTICS}, set()),
    ({"follow_up_until": date(2026, 9, 1)}, {}, {D.FOLLOW_UP}, set()),
    ({"release_on_send": True, "tier_one_at_sent": True}, {}, {D.EARLY_ACCESS}, set()),
    ({}, {"restrictions": Restrictions(never_share_with=frozenset({SCHOOL}))}, {D.EXCLUDED}, set()),
    ({}, {"restrictions": Restrictions(no_voicemail=True)}, {D.CONTACT}, set()),
    ({}, {"restrictions": Restrictions(no_contact=True)}, {D.CONTACT}, set()),
    ({}, {"protection": True}, {D.CONTACT}, set()),
    ({}, {"restrictions": Restrictions(safe_channels=SMS)}, {D.CONTACT}, {D.CONTACT}),
    (
        {"restrictions": Restrictions(safe_channels=SMS)},
        {"restrictions": Restrictions(safe_channels=frozenset())},
        {D.CONTACT},
        set(),
    ),
    (
        {},
        {"restrictions": Restrictions(safe_times=(SafeTime(time(9), time(12)),))},
        {D.CONTACT},
        {D.CONTACT},
    ),
    ({}, {"giver_conflict_since": START}, {D.GIVER}, set()),
    (
        {},
        {"giver": Giver.OTHER, "relationship": "aunt", "capacity_note": "coma"},
        {D.GIVER},
        {D.GIVER},
    ),
]


@pytest.mark.parametrize(("before", "after", "narrowed", "widened"), CHANGES)
def test_what_changed_is_told_in_both_ways(before, after, narrowed, widened):
    one, other = make_consent(**before), make_consent(**after)
    there, back = compare(one, other), compare(other, one)
    assert (there.narrowed, there.widened) == (narrowed, widened)
    assert (back.narrowed, back.widened) == (widened, narrowed)
    assert there.must_be_asked == bool(widened)


def test_what_a_child_says_and_becomes_counts():
    child = for_child()
    assert compare(child, replace(child, assent=Assent.REFUSED)).narrowed == {D.AGREEMENT}
    assert compare(child, replace(child, adult_from=None)).widened == {D.PERIOD}


FREE = (
    "agreed",
    "categories",
    "direction",
    "expires_at",
    "giver_conflict_since",
    "purpose",
    "tier_one_at_sent",
)


@settings(max_examples=100)
@given(consents(), consents(), st.sets(st.sampled_from(FREE), max_size=3), categories, moments)
def test_what_is_not_wider_allows_nothing_more(one, another, taken, data, at):
    """The later version is the earlier with some things of a third."""
    other = replace(one, **{name: getattr(another, name) for name in taken})
    if not compare(one, other).widened:
        assert_narrower(one, other, data, at, one.purpose)
    if not compare(other, one).widened:
        assert_narrower(other, one, data, at, other.purpose)


@given(consents(), categories, moments, st.data())
def test_narrowing_never_allows_more(consent, data, at, more):
    kept = more.draw(st.frozensets(st.sampled_from(sorted(consent.categories)), min_size=1))
    fallbacks = consent.recipients.fallbacks[: more.draw(st.integers(0, 3))]
    ends = consent.valid_from + more.draw(st.integers(1, 3)) * DAY
    narrow = replace(
        consent,
        categories=kept,
        recipients=replace(consent.recipients, fallbacks=fallbacks),
        expires_at=min(ends, consent.expires_at or ends),
        agreed=consent.agreed and more.draw(st.booleans()),
    )
    assert not compare(consent, narrow).widened
    assert_narrower(consent, narrow, data, at, consent.purpose)


def assert_narrower(wide, narrow, data, at, purpose):
    for whom in EVERYBODY:
        for kinds in ((), ("shelters",), ("clinics",)):
            if isinstance(covers(narrow, to(whom, *kinds), purpose, data, at), Allowed):
                assert isinstance(covers(wide, to(whom, *kinds), purpose, data, at), Allowed)


def released(number, whom, category):
    return ReleasedItem(f"i{number}", to(whom), Purpose.SERVICE, category)


ITEMS = (
    released(1, SHELTER, DataCategory.HEALTH),
    released(2, CLINIC, DataCategory.CONTACT),
    released(3, CLINIC, DataCategory.HEALTH),
    released(4, CLINIC, DataCategory.HEALTH),
)


def test_released_items_outside_the_scope_become_one_task_for_each_holder():
    narrow = make_consent(version=2, supersedes="c0")
    assert outside(narrow, ITEMS, START + DAY) == (
        Duty(DutyKind.PRIVACY_TASK, CLINIC, TaskKind.RESTRICT),
        Duty(DutyKind.PRIVACY_TASK, SHELTER, TaskKind.RESTRICT),
    )
    assert outside(narrow, ITEMS[1:2], START + DAY) == ()
    corrected = outside(narrow, ITEMS[2:], START + DAY, task=TaskKind.CORRECT)
    assert corrected == (Duty(DutyKind.PRIVACY_TASK, CLINIC, TaskKind.CORRECT),)


def test_the_current_version_is_the_one_that_nothing_supersedes():
    first = make_consent()
    second = make_consent(id="c2", version=2, supersedes="c1")
    third = make_consent(id="c3", version=3, supersedes="c2")
    assert current([third, first, second]) == third
    assert current([]) is None
    with pytest.raises(ValueError, match="right would be one"):
        current([first, make_consent(id="other")])
