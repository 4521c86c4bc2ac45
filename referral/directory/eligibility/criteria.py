"""Whom a service takes, as its source says it. Empty criteria: nothing is said.

Criteria that contradict themselves cannot be made: ValueError, with a sentence that says what is wrong.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from referral.directory.eligibility.ages import ANY_AGE, AgeRange
from referral.directory.eligibility.vocabulary import Registration, ResidenceStatus, Sex, TargetGroup

HIGHEST_PERCENT = 10_000
LARGEST_PARTY = 1_000
STATELESS = "XX"

_COUNTRY = re.compile("[A-Z]{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """What a service says of the people whom it takes; all of it has to hold.

    `ages`: at most one range for each sex and one for the rest. `sexes`: None where not said. `groups_any`: one
    of them is needed; `registration_any` and `residence_any` likewise; `registration_all`: each of them.
    Nationalities are codes of ISO 3166-1 (two letters), "XX" for stateless people. `income_limit_percent` is the
    highest income taken, in percent of `income_reference`. `unaccompanied_minors`: whether it takes people under 18
    who come without an adult. `largest_party`: how many it takes together at most. `accessible`: step-free
    access. `other`: conditions that nothing here can decide; they are asked. `open_to_all`: it says itself
    that nobody is turned away for anything else.
    """

    ages: tuple[AgeRange, ...] = ()
    sexes: frozenset[Sex] | None = None
    groups_any: frozenset[TargetGroup] = frozenset()
    groups_excluded: frozenset[TargetGroup] = frozenset()
    nationalities: frozenset[str] | None = None
    nationalities_excluded: frozenset[str] = frozenset()
    residence_any: frozenset[ResidenceStatus] = frozenset()
    registration_any: frozenset[Registration] = frozenset()
    registration_all: frozenset[Registration] = frozenset()
    income_limit_percent: int | None = None
    income_reference: str = ""
    unaccompanied_minors: bool | None = None
    largest_party: int | None = None
    accessible: bool | None = None
    other: tuple[str, ...] = ()
    open_to_all: bool = False

    def __post_init__(self) -> None:
        """Puts the ages in order and refuses contradictions."""
        order = sorted(self.ages, key=lambda each: -1 if each.sex is None else each.sex.bit)
        object.__setattr__(self, "ages", tuple(order))
        _check_people(self)
        _check_nationalities(self)
        _check_limits(self)

    @property
    def admitted(self) -> tuple[Sex, ...]:
        """The sexes that may come, in the order of the list; all where nothing is said."""
        return tuple(sex for sex in Sex if self.sexes is None or sex in self.sexes)

    def ages_of(self, sex: Sex) -> AgeRange | None:
        """The ages taken of that sex; None where ages are said, but not for it, and neither that it is taken."""
        ranges = {each.sex: each for each in self.ages}
        found = ranges.get(sex, ranges.get(None))
        if found is None and (not self.ages or sex in (self.sexes or ())):
            return ANY_AGE
        return found

    @property
    def says_whom(self) -> bool:
        """Whether anything is said of who is taken; how the place is built and its size say nothing of that."""
        place = Criteria(accessible=self.accessible, largest_party=self.largest_party)
        return self != place


def check_country(code: str) -> None:
    """ValueError when it is not written like a code of ISO 3166-1."""
    if not _COUNTRY.fullmatch(code):
        raise ValueError(
            f"{code!r} is no nationality; right would be two capital letters of ISO 3166-1, like 'SY', "
            f"or {STATELESS!r} for stateless people"
        )


def _check_people(criteria: Criteria) -> None:
    for_whom = [each.sex for each in criteria.ages]
    if len(set(for_whom)) < len(for_whom):
        raise ValueError("ages are said twice for the same people; right would be one range for each sex")
    if criteria.sexes is not None and not criteria.sexes:
        raise ValueError("no sex is taken at all; right would be at least one, or nothing said of sexes")
    if strangers := {sex for sex in for_whom if sex is not None} - set(criteria.admitted):
        raise ValueError(
            f"ages are said for {_listed(strangers)}, who are not taken; right would be to name them among the sexes"
        )
    if both := criteria.groups_any & criteria.groups_excluded:
        raise ValueError(f"{_listed(both)} both taken and turned away; right would be one of the two")


def _check_nationalities(criteria: Criteria) -> None:
    if criteria.nationalities is not None and not criteria.nationalities:
        raise ValueError(
            "no nationality is taken at all; right would be at least one, or nothing said of them"
        )
    taken = criteria.nationalities or frozenset()
    for code in taken | criteria.nationalities_excluded:
        check_country(code)
    if both := taken & criteria.nationalities_excluded:
        raise ValueError(f"{_listed(both)} both taken and turned away; right would be one of the two")


def _check_limits(criteria: Criteria) -> None:
    limit, party, reference = criteria.income_limit_percent, criteria.largest_party, criteria.income_reference
    if limit is not None and not 0 <= limit <= HIGHEST_PERCENT:
        raise ValueError(f"an income limit of {limit}% is no limit; right would be 0 to {HIGHEST_PERCENT}")
    if limit is None and reference:
        raise ValueError(f"{reference!r} says what an income limit refers to, but there is none")
    if party is not None and not 1 <= party <= LARGEST_PARTY:
        raise ValueError(f"a largest party of {party} is none; right would be 1 to {LARGEST_PARTY}")
    for text in (reference, *criteria.other):
        if text != " ".join(text.split()):
            raise ValueError(
                f"{text!r} has stray spaces; right would be one line, single spaces, none around it"
            )
    if "" in criteria.other or len(set(criteria.other)) < len(criteria.other):
        raise ValueError("a condition is empty or stands twice; right would be each of them once")


def _listed(words: Iterable[str]) -> str:
    return ", ".join(sorted(words))
