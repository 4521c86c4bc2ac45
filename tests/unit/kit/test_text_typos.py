"""What a mistyped word may have meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from referral.kit.text.typos import Vocabulary, slips_allowed

VOCABULARY = Vocabulary(
    [("shelter", 40), ("shelters", 9), ("shelves", 2), ("tirana", 30), ("training", 20), ("raining", 1),
     ("employment", 15), ("deployment", 3), ("aid", 50), ("112", 4), ("11250", 1),
     ("nis", 8), ("obuka", 7), ("obuke", 7)]
)  # fmt: skip


def test_a_known_word_is_left_as_it_is() -> None:
    assert VOCABULARY.expand("shelter", prefix=False) == ["shelter"]


def test_the_start_of_a_known_word_needs_no_guess_when_a_prefix_will_do() -> None:
    assert VOCABULARY.expand("emplo", prefix=True) == ["emplo"]
    assert VOCABULARY.expand("emplo", prefix=False) == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sheltr", ["shelter"]),
        ("shetler", ["shelter"]),
        ("tirnaa", ["tirana"]),
        ("rtaining", ["training", "raining"]),
        ("emploiment", ["employment"]),
        ("employement", ["employment"]),
    ],
)
def test_a_slip_finds_what_was_meant(typed: str, meant: list[str]) -> None:
    assert VOCABULARY.expand(typed, prefix=False) == meant


def test_two_slips_are_too_many_for_a_short_word() -> None:
    assert VOCABULARY.expand("tyrena", prefix=False) == []


def test_another_first_letter_is_forgiven_only_with_one_slip() -> None:
    assert VOCABULARY.expand("jmployment", prefix=False) == ["employment"]
    assert VOCABULARY.expand("jmploymant", prefix=False) == []


def test_words_under_four_letters_and_numbers_are_not_guessed_at() -> None:
    assert VOCABULARY.expand("aud", prefix=False) == []
    assert VOCABULARY.expand("11251", prefix=False) == []


def test_nearer_comes_first_then_the_more_frequent_then_the_alphabet() -> None:
    assert VOCABULARY.expand("obuki", prefix=False) == ["obuka", "obuke"]
    assert VOCABULARY.expand("sheltres", prefix=False) == ["shelters", "shelter", "shelves"]


def test_no_more_than_the_limit_come_back() -> None:
    assert VOCABULARY.expand("sheltres", prefix=False, limit=1) == ["shelters"]


def test_an_empty_vocabulary_knows_nothing() -> None:
    assert Vocabulary([]).expand("shelter", prefix=True) == []


@given(
    st.lists(st.text(alphabet="abcd", min_size=1, max_size=10), unique=True),
    st.text(alphabet="abcd", max_size=10),
)
def test_all_that_is_near_enough_is_found(terms: list[str], typed: str) -> None:
    vocabulary = Vocabulary((term, 1) for term in terms)
    found = vocabulary.expand(typed, prefix=False, limit=1000)
    near = {
        term
        for term in terms
        if (distance := OSA.distance(term, typed)) <= slips_allowed(typed)
        and (distance < 2 or term[0] == typed[0])
    }
    assert set(found) == ({typed} if typed in terms else near)
