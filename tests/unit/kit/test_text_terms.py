"""What a text is indexed under, what a query asks for, and when the two meet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.kit.text import QueryTerm, fold, index_terms, meets, query_terms, tokens
from tests.text_pairs import MUST_MEET, MUST_NOT_MEET

WORDS = st.text(
    alphabet="abcdeghijklmnoprstuvzšđčćžëñüабвгдежзиклмнопрстћђљქალაქისქաղուն", min_size=1, max_size=14
)


@pytest.mark.parametrize(("document", "query"), MUST_MEET)
def test_these_meet(document: str, query: str) -> None:
    assert meets(document, query)


@pytest.mark.parametrize(("document", "query"), MUST_NOT_MEET)
def test_these_do_not_meet(document: str, query: str) -> None:
    assert not meets(document, query)


def test_the_table_is_as_long_as_promised_and_holds_nothing_twice() -> None:
    assert len(set(MUST_MEET)) == len(MUST_MEET) >= 70
    assert len(set(MUST_NOT_MEET)) == len(MUST_NOT_MEET) >= 30


@given(st.text())
def test_a_text_meets_itself_unless_it_holds_no_word(text: str) -> None:
    assert meets(text, text) == bool(fold(text))


@given(WORDS)
def test_a_word_gives_at_most_three_terms_all_ascii(word: str) -> None:
    terms = index_terms(word)
    assert len(terms) <= 3
    assert all(term.isascii() and term.isalnum() and term == term.lower() for term in terms)


@given(WORDS)
def test_a_stem_never_falls_below_three_letters(word: str) -> None:
    assert all(len(stem) >= min(3, len(fold(word))) for stem in tokens(word))


@given(st.text(), st.text())
def test_more_text_never_loses_a_match(document: str, more: str) -> None:
    query = document[:20].rpartition(" ")[0]
    if meets(document, query):
        assert meets(f"{document} {more}", query)


def test_a_plain_word_that_is_its_own_stem_is_one_term() -> None:
    assert index_terms("Niš health") == ["nis", "health"]


def test_terms_are_distinct_and_in_the_order_of_the_text() -> None:
    assert index_terms("School, schools, school") == ["school", "schools"]


def test_tokens_are_the_stems_in_order() -> None:
    assert tokens("Obuke za žene") == ["obuk", "za", "zena"]


def test_only_the_last_word_of_a_query_is_a_prefix() -> None:
    assert query_terms("legal aid") == [QueryTerm(("legal",), prefix=False), QueryTerm(("aid",), prefix=True)]
    assert meets("legal aid office", "legal of")
    assert not meets("legal aid office", "leg office")


def test_one_letter_is_not_yet_a_prefix() -> None:
    assert not meets("shelter", "s")
    assert meets("vitamin d", "d")


def test_fillers_are_not_asked_for_in_any_language() -> None:
    assert meets("Women shelter Tirana", "a shelter for women in Tirana")
    assert meets("Obuka žene", "обука за жене")
    assert meets("Ayuda mujeres", "ayuda para las mujeres")
    assert [term.typed for term in query_terms("for")] == ["for"]


def test_short_words_that_mean_something_are_asked_for() -> None:
    assert not meets("training", "IT training")
    assert not meets("help", "CV help")


def test_a_word_typed_twice_is_asked_once() -> None:
    assert len(query_terms("aid aid AID")) == 1


def test_nothing_typed_meets_nothing() -> None:
    assert query_terms(" …! ") == []
    assert not meets("anything", "")
