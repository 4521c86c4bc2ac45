"""Criteria as plain numbers and texts for the columns of one row, and the rule by which a row turns a person away.

`excludes` says the same of a row as `assess` says of its criteria: true exactly where the state is unmet. It uses
only comparison, `&`, `and`, `or` and "text in text", so a WHERE clause can say it again, one condition after another.
"""

from dataclasses import dataclass

from referral.directory.eligibility.criteria import Criteria
from referral.directory.eligibility.person import Party, Person
from referral.directory.eligibility.vocabulary import Sex, counted_groups, counted_registrations
from referral.directory.eligibility.word import mask

# The highest number of a small integer column: no limit.
NO_LIMIT = 32767
# All bits are set: what is not told may be anything.
ANYTHING = -1
NOT_SAID = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """The columns. Ages in completed years; a sex that is not taken has a minimum over its maximum.

    Groups need 64 bits, the other masks 31; a mask of 0: not said. Nationalities as " JO SY ", "" where not said.
    `accessible` and `unaccompanied`: 1 yes, 0 no, -1 not said. NO_LIMIT where there is none.
    """

    min_age_female: int
    max_age_female: int
    min_age_male: int
    max_age_male: int
    min_age_other: int
    max_age_other: int
    groups_any: int
    groups_excluded: int
    nationalities: str
    nationalities_excluded: str
    residence_any: int
    registration_any: int
    registration_all: int
    income_limit: int
    accessible: int
    unaccompanied: int
    largest_party: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """A person as the values that a statement binds.

    `groups` are those as which the person counts, `groups_told` those that were told. Masks of what is not told are
    ANYTHING, but `groups_told` is 0 then; `income` is -1, `nationality` "" and else the code between spaces.
    `lone_minor`: certainly under 18 and without an adult.
    """

    youngest: int
    oldest: int
    sex: Sex | None
    groups: int
    groups_told: int
    nationality: str
    residence: int
    registrations: int
    income: int
    step_free: bool
    lone_minor: bool


def compile_criteria(criteria: Criteria) -> Compiled:
    """The row of these criteria."""
    female, male, other = (_ages(criteria, sex) for sex in (Sex.FEMALE, Sex.MALE, Sex.OTHER))
    return Compiled(
        min_age_female=female[0],
        max_age_female=female[1],
        min_age_male=male[0],
        max_age_male=male[1],
        min_age_other=other[0],
        max_age_other=other[1],
        groups_any=mask(criteria.groups_any),
        groups_excluded=mask(criteria.groups_excluded),
        nationalities=_spaced(criteria.nationalities or frozenset()),
        nationalities_excluded=_spaced(criteria.nationalities_excluded),
        residence_any=mask(criteria.residence_any),
        registration_any=mask(criteria.registration_any),
        registration_all=mask(criteria.registration_all),
        income_limit=_or(criteria.income_limit_percent, NO_LIMIT),
        accessible=_or(criteria.accessible, NOT_SAID),
        unaccompanied=_or(criteria.unaccompanied_minors, NOT_SAID),
        largest_party=_or(criteria.largest_party, NO_LIMIT),
    )


def _ages(criteria: Criteria, sex: Sex) -> tuple[int, int]:
    if sex not in criteria.admitted:
        return NO_LIMIT, -1
    ages = criteria.ages_of(sex)
    return (0, NO_LIMIT) if ages is None else (ages.lowest, _or(ages.maximum, NO_LIMIT))


def _or(value: int | None, default: int) -> int:
    return default if value is None else int(value)


def _spaced(codes: frozenset[str]) -> str:
    return f" {' '.join(sorted(codes))} " if codes else ""


def probe(person: Person, *, accompanied: bool | None) -> Probe:
    """The values of a person; `accompanied`: by an adult, None where that is not known."""
    groups, registrations = person.target_groups, person.registrations
    status = person.residence_status
    return Probe(
        youngest=person.youngest,
        oldest=person.oldest,
        sex=person.sex,
        groups=ANYTHING if groups is None else mask(counted_groups(groups)),
        groups_told=mask(groups or ()),
        nationality=f" {person.nationality} " if person.nationality else "",
        residence=ANYTHING if status is None else mask([status]),
        registrations=ANYTHING if registrations is None else mask(counted_registrations(registrations)),
        income=_or(person.income_percent, -1),
        step_free=person.accessible,
        lone_minor=bool(person.is_minor) and accompanied is False,
    )


def excludes(compiled: Compiled, person: Person, *, accompanied: bool | None) -> bool:
    """Whether the row turns the person away for certain."""
    row, who = compiled, probe(person, accompanied=accompanied)
    return (
        _excludes_age(row, who)
        or (row.groups_any != 0 and row.groups_any & who.groups == 0)
        or row.groups_excluded & who.groups_told != 0
        or (who.nationality != "" and _excludes_nationality(row, who.nationality))
        or (row.residence_any != 0 and row.residence_any & who.residence == 0)
        or (row.registration_any != 0 and row.registration_any & who.registrations == 0)
        or row.registration_all & who.registrations != row.registration_all
        or row.income_limit < who.income
        or (who.step_free and row.accessible == 0)
        or (who.lone_minor and row.unaccompanied == 0)
    )


def _excludes_age(row: Compiled, who: Probe) -> bool:
    outside = {
        Sex.FEMALE: who.oldest < row.min_age_female or who.youngest > row.max_age_female,
        Sex.MALE: who.oldest < row.min_age_male or who.youngest > row.max_age_male,
        Sex.OTHER: who.oldest < row.min_age_other or who.youngest > row.max_age_other,
    }
    return all(outside.values()) if who.sex is None else outside[who.sex]


def _excludes_nationality(row: Compiled, nationality: str) -> bool:
    named = row.nationalities != "" and nationality not in row.nationalities
    return named or nationality in row.nationalities_excluded


def excludes_party(compiled: Compiled, party: Party) -> bool:
    """Whether the row turns any member away, or takes fewer together than they are."""
    return compiled.largest_party < party.size or any(
        excludes(compiled, member, accompanied=accompanied)
        for member, accompanied in zip(party.members, party.accompanied, strict=True)
    )
