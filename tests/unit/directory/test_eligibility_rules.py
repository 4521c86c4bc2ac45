"""The index's rule and the assessment say the same; criteria travel as attributes without loss."""

import random

import pytest

from referral.directory.eligibility import (
    Criteria,
    Person,
    State,
    assess_party,
    compile_criteria,
    from_attributes,
    to_attributes,
)
from referral.directory.eligibility.assessing import assess
from referral.directory.eligibility.compiling import excludes_party
from referral.directory.profile import criteria_of
from tests.fixtures.people import random_criteria, random_party, random_person

MANY = 4_000


def test_a_row_excludes_exactly_what_is_assessed_as_unmet() -> None:
    chance, states = random.Random(1), set()
    for _ in range(MANY):
        criteria, party = random_criteria(chance), random_party(chance)
        state = assess_party(criteria, party).state
        assert excludes_party(compile_criteria(criteria), party) == (state is State.UNMET), (criteria, party)
        states.add(state)
    assert states == set(State)


def test_who_is_turned_away_whatever_the_age_is_turned_away_at_every_age() -> None:
    chance, checked = random.Random(2), 0
    for _ in range(MANY):
        criteria, person = random_criteria(chance), random_person(chance)
        if person.age is not None or assess(criteria, person, accompanied=True).state is not State.UNMET:
            continue
        told = {name: getattr(person, name) for name in Person.__slots__} | {"age_range": None}
        older = Person(**told | {"age": chance.randint(person.youngest, person.oldest)})
        assert assess(criteria, older, accompanied=True).state is State.UNMET, (criteria, person)
        checked += 1
    assert checked > 100


def test_criteria_come_back_from_attributes_as_they_went() -> None:
    chance = random.Random(3)
    for _ in range(MANY):
        criteria = random_criteria(chance)
        pairs = to_attributes(criteria)
        chance.shuffle(pairs)
        assert compile_criteria(from_attributes(pairs)) == compile_criteria(criteria)
        assert to_attributes(from_attributes(pairs)) == to_attributes(criteria)
        again = criteria_of(pairs, minimum_age=None, maximum_age=None)
        assert compile_criteria(again) == compile_criteria(criteria)


@pytest.mark.parametrize(
    ("pair", "words"),
    [
        (("colour", "red"), "no criterion"),
        (("age", "old"), "no ages"),
        (("age", "18-12"), "impossible"),
        (("sex", "femal"), "female"),
        (("nationality", "Syria"), "'SYRIA'"),
        (("largest_party", "many"), "no number"),
        (("income_limit", "low"), "income limit"),
    ],
)
def test_a_value_that_cannot_be_read_is_quoted_with_what_would_be_right(
    pair: tuple[str, str], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        from_attributes([pair])


def test_what_a_file_says_wrongly_becomes_a_condition_to_ask_about() -> None:
    said = [("age", "from 18"), ("sex", "female"), ("largest_party", "5"), ("largest_party", "7")]
    criteria = criteria_of(said, minimum_age=None, maximum_age=None)
    assert set(criteria.other) == {"from 18", "7"}
    assert criteria.largest_party == 5
    assert assess(criteria, Person(), accompanied=True).state is State.UNKNOWN


def test_hsds_ages_count_where_no_attribute_says_ages() -> None:
    assert criteria_of([], minimum_age=18, maximum_age=None) == from_attributes([("age", "18-")])
    assert criteria_of([("age", "0-12")], minimum_age=18, maximum_age=None) == from_attributes(
        [("age", "0-12")]
    )
    assert criteria_of([], minimum_age=None, maximum_age=None) == Criteria()
