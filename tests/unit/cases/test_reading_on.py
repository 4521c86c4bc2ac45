"""What stays readable to whoever was given access, and which kinds of data each tier opens."""

import pytest

from referral.cases.rules import (
    Basis,
    DataCategory,
    DutyKind,
    Held,
    Phase,
    Purpose,
    Recipients,
    TaskKind,
    WithdrawalVia,
    Withdrawn,
    categories_of_document,
    category_of_contact,
    opened_up_to,
    still_readable,
    uphold,
)
from tests.fixtures.consent_values import CLINIC, DAY, SHELTER, START, for_child, make_consent, to

AGREED = frozenset({DataCategory.CONTACT, DataCategory.NEEDS})


def readable(consent, recipient=CLINIC, purpose=Purpose.SERVICE, *, days=1):
    return still_readable(consent, to(recipient), purpose, START + days * DAY)


def test_what_is_agreed_to_is_readable_by_whom_and_for_what_it_is():
    consent = make_consent()
    assert readable(consent) == AGREED
    assert readable(consent, SHELTER) == frozenset()
    assert readable(consent, purpose=Purpose.FAMILY_TRACING) == frozenset()


@pytest.mark.parametrize("days", [100, 101, 4000])
def test_running_out_ends_no_reading(days):
    assert readable(make_consent(), days=days) == AGREED
    assert readable(for_child(), days=days) == AGREED


def test_before_it_holds_nothing_is_readable():
    assert readable(make_consent(valid_from=START + 2 * DAY)) == frozenset()


@pytest.mark.parametrize(
    "more",
    [
        {"agreed": False},
        {"giver_conflict_since": START},
        {"withdrawn": Withdrawn(START, WithdrawalVia.PHONE, frozenset())},
        {"recipients": Recipients(organizations=frozenset({SHELTER}))},
        {"basis": Basis.LEGAL_OBLIGATION, "article": "1", "objection_upheld": True},
    ],
)
def test_what_ends_a_consent_ends_reading_too(more):
    assert readable(make_consent(**more)) == frozenset()
    assert readable(make_consent(**more), days=4000) == frozenset()


def test_each_tier_opens_more_and_the_last_opens_all():
    opened = [opened_up_to(level) for level in range(4)]
    assert opened[0] == frozenset()
    assert opened[0] < opened[1] < opened[2] < opened[3]
    assert opened[3] == frozenset(DataCategory)


def test_a_document_is_what_stands_in_it_and_an_address_is_where_somebody_is():
    assert categories_of_document("medical") == {DataCategory.DOCUMENTS, DataCategory.HEALTH}
    assert categories_of_document("other") == {DataCategory.DOCUMENTS}
    assert category_of_contact("address") is DataCategory.LOCATION
    assert category_of_contact("phone") is DataCategory.CONTACT


def test_an_upheld_objection_ends_what_is_open_and_restricts_what_was_had():
    held = [
        Held("r2", SHELTER, Phase.SERVING, True),
        Held("r1", CLINIC, Phase.ENDED, True),
        Held("r3", CLINIC, Phase.BEFORE_ACCEPTANCE, False),
    ]
    duties = uphold(held)
    assert [each.subject for each in duties if each.kind is DutyKind.END_REFERRAL] == ["r2", "r3"]
    tasks = [(each.subject, each.task) for each in duties if each.kind is DutyKind.PRIVACY_TASK]
    assert tasks == [(CLINIC, TaskKind.RESTRICT), (SHELTER, TaskKind.RESTRICT)]
