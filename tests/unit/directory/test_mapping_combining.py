"""Criteria put together never turn away whom the parts would take; where both are needed, nobody else is taken."""

import random
from collections.abc import Callable

from referral.directory.eligibility import (
    Person,
    compile_criteria,
    excludes,
    from_attributes,
    to_attributes,
)
from referral.directory.exchange.reading.mapping.combining import Said, both, one_of
from tests.fixtures.people import random_criteria, random_person

_PARTS = (
    "age",
    "sex",
    "target_group",
    "nationality",
    "residence_status",
    "registration",
    "required_registration",
)


def parts(chance: random.Random, many: int) -> list[Said]:
    """Each a code or two of random criteria, the same codes in all, so that they have something in common."""
    codes = chance.sample(_PARTS, chance.choice((1, 1, 2)))
    return [part(chance, codes) for _ in range(many)]


def part(chance: random.Random, codes: list[str]) -> Said:
    """What criteria say under these codes; drawn again where the half of it is impossible."""
    while True:
        found = [pair for pair in to_attributes(random_criteria(chance)) if pair[0] in codes]
        try:
            return frozenset(to_attributes(from_attributes(found)))
        except ValueError:
            continue


def turns_away(said: Said, person: Person) -> bool:
    return excludes(compile_criteria(from_attributes(said)), person, accompanied=None)


def test_one_of_several_takes_whom_any_of_them_takes(count: Callable[..., int]) -> None:
    chance, said_together = random.Random(5), 0
    for _ in range(count(short=3_000, long=60_000)):
        several = parts(chance, chance.choice((2, 2, 3)))
        together = one_of(several)
        if together is None:
            continue
        said_together += len(set(several)) > 1 and together != frozenset()
        person = random_person(chance)
        assert turns_away(together, person) <= all(turns_away(each, person) for each in several), several
    assert said_together > 50


def test_both_turn_away_whom_one_of_them_turns_away_and_nobody_else(count: Callable[..., int]) -> None:
    chance, narrower = random.Random(6), 0
    for _ in range(count(short=3_000, long=60_000)):
        first, second = parts(chance, 2)
        together = both(first, second)
        if together is None:
            continue
        narrower += together not in (first, second)
        person = random_person(chance)
        either = turns_away(first, person) or turns_away(second, person)
        # Who tells no sex is turned away by ages and sexes together, not by each alone.
        if person.sex is not None:
            assert turns_away(together, person) == either, (first, second, person)
        assert turns_away(together, person) >= either, (first, second, person)
    assert narrower > 50
