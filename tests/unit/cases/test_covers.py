"""What a consent covers, and which reason is given where it does not."""

from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.cases.rules import (
    Allowed,
    Assent,
    Basis,
    DataCategory,
    Denied,
    Direction,
    Evidence,
    EvidenceKind,
    Giver,
    Purpose,
    Reason,
    Recipients,
    Restrictions,
    SafeTime,
    WithdrawalScope,
    WithdrawalVia,
    Withdrawn,
    covers,
    covers_in_turn,
    next_fallback,
)
from tests.fixtures.consent_values import (
    CLINIC,
    DAY,
    EVERYBODY,
    OFFICE,
    SCHOOL,
    SHELTER,
    START,
    STRANGER,
    categories,
    consents,
    for_child,
    make_consent,
    moments,
    organizations,
    to,
)

CONTACT = frozenset({DataCategory.CONTACT})
WITHDRAWN = Withdrawn(START + DAY, WithdrawalVia.IN_PERSON, frozenset())


def ask(consent, *, whom=CLINIC, kinds=(), purpose=Purpose.SERVICE, data=CONTACT, at=START + DAY):
    return covers(consent, to(whom, *kinds), purpose, data, at)


def reason(consent, **asked):
    verdict = ask(consent, **asked)
    return verdict.reason if isinstance(verdict, Denied) else None


def test_what_was_agreed_is_covered():
    assert ask(make_consent()) == Allowed("c1", 1, 0)


def test_from_the_first_to_before_the_last_moment():
    consent = make_consent()
    assert reason(consent, at=START - DAY / 86400) is Reason.NOT_YET_VALID
    assert reason(consent, at=START) is None
    assert reason(consent, at=START + 100 * DAY - DAY / 86400) is None
    assert reason(consent, at=START + 100 * DAY) is Reason.EXPIRED
    assert reason(make_consent(expires_at=None), at=START + 9999 * DAY) is None


FAULTS: dict[Reason, dict[str, Any]] = {
    Reason.CONFLICT_OF_INTEREST: {"giver_conflict_since": START},
    Reason.REFUSED: {"agreed": False},
    Reason.CHILD_REFUSED: {"assent": Assent.REFUSED},
    Reason.WITHDRAWN: {"withdrawn": WITHDRAWN},
    Reason.NOT_YET_VALID: {"valid_from": START + 2 * DAY},
    Reason.EXPIRED: {"expires_at": START + DAY / 2},
    Reason.NOW_ADULT: {"adult_from": START},
    Reason.NEVER_SHARE: {"restrictions": Restrictions(never_share_with=frozenset({STRANGER}))},
    Reason.DIRECTION: {"direction": Direction.FEEDBACK},
    Reason.RECIPIENT: {"recipients": Recipients(organizations=frozenset({SCHOOL}))},
    Reason.PURPOSE: {"purpose": Purpose.TRANSFER},
    Reason.CATEGORIES: {"categories": frozenset({DataCategory.HEALTH})},
}
TOGETHER = [
    (one, other)
    for one, other in combinations(FAULTS, 2)
    if {one, other} != {Reason.NOT_YET_VALID, Reason.EXPIRED}
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_every_fault_has_its_reason(fault):
    whom = STRANGER if fault is Reason.NEVER_SHARE else CLINIC
    assert reason(for_child(**FAULTS[fault]), whom=whom) is fault


@pytest.mark.parametrize(("one", "other"), TOGETHER, ids=lambda each: str(each))
def test_of_two_faults_the_more_useful_reason_is_given(one, other):
    whom = STRANGER if Reason.NEVER_SHARE in (one, other) else CLINIC
    assert reason(for_child(**(FAULTS[one] | FAULTS[other])), whom=whom) is one


def test_missing_categories_are_named_in_the_order_of_the_list():
    asked = frozenset({DataCategory.LEGAL, DataCategory.CONTACT, DataCategory.HEALTH})
    assert ask(make_consent(), data=asked) == Denied(
        Reason.CATEGORIES, (DataCategory.HEALTH, DataCategory.LEGAL)
    )


def test_to_disclose_nothing_no_category_is_needed():
    assert reason(make_consent(), data=()) is None


@pytest.mark.parametrize("basis", [Basis.LEGAL_OBLIGATION, Basis.VITAL_INTERESTS])
def test_a_law_needs_no_agreement_but_keeps_its_own_bounds(basis):
    record = for_child(basis=basis, article="Art. 5", agreed=False, assent=Assent.REFUSED, adult_from=START)
    assert reason(record) is None
    assert reason(record, whom=SCHOOL) is Reason.RECIPIENT
    assert reason(record, data={DataCategory.HEALTH}) is Reason.CATEGORIES


def test_recipients_by_category_and_fallbacks():
    consent = make_consent(recipients=Recipients(category="shelters", fallbacks=(SCHOOL, OFFICE)))
    assert ask(consent, whom=SHELTER, kinds=("shelters",)) == Allowed("c1", 1, 0)
    assert reason(consent, whom=SHELTER) is Reason.RECIPIENT
    assert ask(consent, whom=OFFICE) == Allowed("c1", 1, 2)


def test_fallbacks_come_in_the_persons_order():
    consent = make_consent(
        recipients=Recipients(organizations=frozenset({CLINIC}), fallbacks=(SCHOOL, OFFICE))
    )

    def turn(whom, *tried):
        verdict = covers_in_turn(
            consent, to(whom), Purpose.SERVICE, CONTACT, START + DAY, tried=frozenset(tried)
        )
        return verdict.reason if isinstance(verdict, Denied) else None

    assert turn(CLINIC) is None
    assert turn(SCHOOL) is Reason.FALLBACK_NOT_YET
    assert turn(SCHOOL, CLINIC) is None
    assert turn(OFFICE, CLINIC) is Reason.FALLBACK_NOT_YET
    assert turn(OFFICE, CLINIC, SCHOOL) is None
    assert turn(STRANGER, CLINIC) is Reason.RECIPIENT
    assert next_fallback(consent, [CLINIC]) == SCHOOL
    assert next_fallback(consent, [CLINIC, SCHOOL]) == OFFICE
    assert next_fallback(consent, [SCHOOL, OFFICE]) is None


@given(consents(), organizations, categories, moments)
def test_withdrawn_refused_and_expired_never_allow(consent, whom, data, at):
    if not consent.rests_on_agreement:
        return
    for spoilt in (
        replace(consent, withdrawn=WITHDRAWN),
        replace(consent, agreed=False),
        replace(consent, giver_conflict_since=at),
        replace(consent, valid_from=at - 2 * DAY, expires_at=at),
    ):
        assert isinstance(ask(spoilt, whom=whom, kinds=("shelters",), data=data, at=at), Denied)


@given(consents(), organizations, categories, moments, st.sampled_from(Purpose))
def test_fewer_data_are_never_harder_to_get(consent, whom, data, at, purpose):
    if isinstance(ask(consent, whom=whom, data=data, at=at, purpose=purpose), Allowed):
        for less in data:
            assert isinstance(ask(consent, whom=whom, data=data - {less}, at=at, purpose=purpose), Allowed)


@given(consents(), moments)
def test_nobody_gets_anything_who_is_not_named_or_is_spared(consent, at):
    for whom in EVERYBODY:
        named = whom in consent.recipients.named
        spared = whom in consent.restrictions.never_share_with
        if isinstance(ask(consent, whom=whom, at=at, purpose=consent.purpose), Allowed):
            assert named
            assert not spared


def test_a_moment_needs_a_zone():
    with pytest.raises(ValueError, match="needs a zone"):
        ask(make_consent(), at=START.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"expires_at": START}, "not after valid_from"),
        ({"given_at": START.replace(tzinfo=None)}, "needs a zone"),
        ({"giver": Giver.GUARDIAN, "minor": True, "assent": Assent.GIVEN}, "relationship"),
        ({"giver": Giver.OTHER, "relationship": "sister"}, "capacity_note"),
        ({"giver": Giver.GUARDIAN, "relationship": "father", "minor": True}, "assent"),
        ({"adult_from": START}, "adult_from"),
        ({"categories": frozenset()}, "categories"),
        ({"basis": Basis.LEGAL_OBLIGATION}, "article"),
        ({"basis": Basis.VITAL_INTERESTS, "withdrawn": WITHDRAWN}, "objection"),
        ({"withdrawn": replace(WITHDRAWN, at=START - DAY)}, "before it was given"),
        ({"restrictions": Restrictions(never_share_with=frozenset({CLINIC}))}, "both named"),
        ({"version": 2}, "supersedes"),
        ({"supersedes": "c0"}, "supersedes"),
        ({"version": 0, "supersedes": "c0"}, "supersedes"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_what_contradicts_itself_cannot_be_recorded(wrong, says):
    with pytest.raises(ValueError, match=says):
        make_consent(**wrong)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Recipients(), "either organisations"),
        (lambda: Recipients(organizations=frozenset({CLINIC}), category="clinics"), "either organisations"),
        (lambda: Recipients(category="clinics", fallbacks=(CLINIC, SHELTER, SCHOOL, OFFICE)), "3 at most"),
        (lambda: Recipients(organizations=frozenset({CLINIC}), fallbacks=(CLINIC,)), "twice"),
        (lambda: Evidence(EvidenceKind.SIGNATURE, "abc"), "64 hexadecimal"),
        (lambda: SafeTime(START.time(), START.time(), frozenset({7})), "0 \\(Monday\\) to 6"),
        (lambda: SafeTime(START.time(), START.time(), frozenset()), "some of 0"),
    ],
)
def test_parts_that_cannot_be_right_are_refused(make, says):
    with pytest.raises(ValueError, match=says):
        make()


def test_to_stop_sharing_is_always_meant():
    assert Withdrawn(START, WithdrawalVia.CODE, frozenset({WithdrawalScope.DELETE})).scopes == {
        WithdrawalScope.STOP_SHARING,
        WithdrawalScope.DELETE,
    }
