"""Enquiries: what can be asked and answered, how many places are held, and how many are told as free."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.referrals.rules.bands import AGE_BANDS, adult_or_child, band_of
from referral.referrals.rules.enquiries import (
    LARGEST_PARTY,
    LONGEST,
    MOST_PLACES,
    USUAL,
    Answer,
    AnswerKind,
    Asked,
    EnquiryState,
    fault_of,
    held,
    places_told,
)
from referral.referrals.rules.kinds import Priority

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def asked(**more):
    return Asked(**{"need": "legal-aid", "party_size": 2, **more})


def fault(answer, state=EnquiryState.OPEN, at=AT):
    return fault_of(answer, state, asked_at=AT - HOUR, ends_at=AT + HOUR, at=at)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"party_size": 0}, "party_size"),
        ({"party_size": LARGEST_PARTY + 1}, "party_size"),
        ({"party_size": 1, "age_bands": frozenset({"0-4", "25-59"})}, "age_bands"),
        ({"age_bands": frozenset({"31"})}, "age_bands"),
        ({"open_for": timedelta(minutes=5)}, "open_for"),
        ({"open_for": LONGEST + HOUR}, "open_for"),
    ],
)
def test_questions_that_cannot_be_right_say_what_would_be(more, says):
    with pytest.raises(ValueError, match=says):
        asked(**more)


def test_how_long_it_is_open_follows_from_how_urgent_it_is():
    spans = [USUAL[each] for each in (Priority.EMERGENCY, Priority.URGENT, Priority.ROUTINE)]
    assert spans == sorted(spans)
    assert asked(priority=Priority.EMERGENCY).ends_at(AT) == AT + USUAL[Priority.EMERGENCY]
    assert asked(open_for=HOUR).ends_at(AT) == AT + HOUR


def test_children_alone_are_told_from_a_family():
    assert asked(age_bands=frozenset({"5-11", "12-17"})).children_alone
    assert not asked(age_bands=frozenset({"5-11", "25-59"})).children_alone
    assert not asked().children_alone


@pytest.mark.parametrize("places", [None, 0, -1, MOST_PLACES + 1])
def test_a_yes_names_how_many(places):
    with pytest.raises(ValueError, match="places"):
        Answer(kind=AnswerKind.YES, places=places)


@pytest.mark.parametrize("kind", [AnswerKind.NO, AnswerKind.CALL_ME])
def test_only_a_yes_names_and_holds_places(kind):
    for more in ({"places": 2}, {"held_until": AT}):
        with pytest.raises(ValueError, match="places"):
            Answer(kind=kind, **more)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({}, None),
        ({"held_until": AT + HOUR}, None),
        ({"held_until": AT}, "held_until"),
        ({"held_until": AT + LONGEST + HOUR}, "held_until"),
        ({"occurred_at": AT - HOUR / 2}, None),
        ({"occurred_at": AT - 2 * HOUR}, "occurred_at"),
        ({"occurred_at": AT + HOUR}, "occurred_at"),
    ],
)
def test_when_an_answer_is_taken(more, says):
    found = fault(Answer(kind=AnswerKind.YES, places=1, **more))
    assert (found or "").partition(":")[0] == (says or "")


def test_what_has_ended_takes_no_answer():
    no = Answer(kind=AnswerKind.NO)
    assert {fault(no, state) for state in EnquiryState if state is not EnquiryState.OPEN} == {"over"}
    assert fault(no, at=AT + HOUR) == "over"


@given(st.integers(1, MOST_PLACES), st.integers(1, LARGEST_PARTY), st.none() | st.just(AT))
def test_what_is_held_and_what_is_free_are_all_places(places, party, until):
    answer = Answer(kind=AnswerKind.YES, places=places, held_until=until)
    kept = held(answer.kind, places=places, held_until=until, party_size=party)
    free = places_told(answer, party_size=party)
    assert free is not None
    assert (free + kept, min(free, kept) >= 0, kept <= party) == (places, True, True)
    assert (kept > 0) == (until is not None)


def test_a_no_says_that_nothing_is_free_and_a_call_says_nothing():
    assert places_told(Answer(kind=AnswerKind.NO), party_size=3) == 0
    assert places_told(Answer(kind=AnswerKind.CALL_ME), party_size=3) is None


@given(st.integers(0, 120), st.integers(0, 120))
def test_a_band_is_told_where_all_of_a_range_is_in_it(one, other):
    youngest, oldest = sorted((one, other))
    found = band_of(youngest, oldest)
    assert (found is None) == (band_of(youngest, youngest) != band_of(oldest, oldest))
    assert found is None or found in AGE_BANDS


@pytest.mark.parametrize(
    ("bands", "word"),
    [((), None), (("0-4",), "child"), (("60+", "18-24"), "adult"), (("12-17", "18-24"), "both")],
)
def test_adult_or_child(bands, word):
    assert adult_or_child(frozenset(bands)) == word
