"""Criteria in English sentences, for the `eligibility_description` of services whose source has none.

The same criteria always give the same text.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from referral.directory.eligibility.ages import AgeRange
from referral.directory.eligibility.criteria import STATELESS, Criteria
from referral.directory.eligibility.person import ADULT
from referral.directory.eligibility.vocabulary import LAWFUL, ResidenceStatus, Sex
from referral.directory.eligibility.word import Word

NO_NAMES: Mapping[str, str] = MappingProxyType({})

# Of whatever age, under 18, from 18 on.
_NOUNS: Mapping[Sex | None, tuple[str, str, str]] = {
    Sex.FEMALE: ("women and girls", "girls", "women"),
    Sex.MALE: ("men and boys", "boys", "men"),
    Sex.OTHER: ("people of another gender", "children of another gender", "adults of another gender"),
    None: ("people", "children", "adults"),
}


def in_words(criteria: Criteria, *, countries: Mapping[str, str] = NO_NAMES) -> str:
    """The sentences, "" for empty criteria. `countries`: English names by code; without one the code stands."""
    sentences = [
        _people(criteria),
        _listed("For", _phrases(criteria.groups_any)),
        _listed("Not for", _phrases(criteria.groups_excluded)),
        _listed("Only for", _nationals(criteria.nationalities or (), countries)),
        _listed("Not for", _nationals(criteria.nationalities_excluded, countries)),
        _residence(criteria.residence_any),
        _listed("Needed:", _phrases(criteria.registration_any)),
        _listed("Needed:", _phrases(criteria.registration_all), last="and"),
        _income(criteria),
        _either(criteria.unaccompanied_minors, "Takes minors without an adult", "Minors only with an adult"),
        f"At most {criteria.largest_party} together" if criteria.largest_party else "",
        _either(criteria.accessible, "Step-free access", "No step-free access"),
        *(condition.rstrip(".") for condition in criteria.other),
    ]
    said = [sentence[:1].upper() + sentence[1:] for sentence in sentences if sentence]
    if criteria.open_to_all:
        said.append("Otherwise open to all" if said else "Open to all")
    return " ".join(f"{sentence}." for sentence in said)


def _people(criteria: Criteria) -> str:
    """Sexes and ages: "women from 18; boys to 12"."""
    if criteria.sexes is None:
        general = [each for each in criteria.ages if each.sex is None]
        own = [each for each in criteria.ages if each.sex is not None]
        rest = [f"everyone else {_span(each)}" if own else _noun(None, each) for each in general]
        return "; ".join([*(_noun(each.sex, each) for each in own), *rest])
    by_sex = {sex: criteria.ages_of(sex) for sex in criteria.admitted}
    spans = {(ages.minimum, ages.maximum): ages for ages in by_sex.values() if ages}
    if len(by_sex) == len(Sex) and len(spans) == 1:
        return "; ".join(["all sexes", *(_noun(None, ages) for ages in spans.values() if criteria.ages)])
    return "; ".join(_noun(sex, ages) for sex, ages in by_sex.items() if ages)


def _noun(sex: Sex | None, ages: AgeRange) -> str:
    whole, minors, adults = _NOUNS[sex]
    noun = minors if ages.highest < ADULT else adults if ages.lowest >= ADULT else whole
    unlimited = ages.minimum is None and ages.maximum is None
    return noun if unlimited and sex is not None else f"{noun} {_span(ages)}"


def _span(ages: AgeRange) -> str:
    if ages.minimum is None:
        return "of all ages" if ages.maximum is None else f"to {ages.maximum}"
    if ages.maximum is None:
        return f"from {ages.minimum}"
    one = ages.minimum == ages.maximum
    return f"of {ages.minimum}" if one else f"from {ages.minimum} to {ages.maximum}"


def _phrases(words: Iterable[Word]) -> list[str]:
    return [each.phrase for each in sorted(words, key=lambda each: each.bit)]


def _nationals(codes: Iterable[str], names: Mapping[str, str]) -> list[str]:
    stateless = ["stateless people"] if STATELESS in codes else []
    citizens = sorted(names.get(code, code) for code in codes if code != STATELESS)
    return [*(f"citizens of {name}" for name in citizens), *stateless]


def _residence(statuses: frozenset[ResidenceStatus]) -> str:
    if statuses == LAWFUL:
        return "only for people with a right to stay"
    if len(statuses) == len(ResidenceStatus):
        return "whatever the residence status"
    return _listed("Only for", _phrases(statuses))


def _income(criteria: Criteria) -> str:
    limit, reference = criteria.income_limit_percent, criteria.income_reference
    if limit is None:
        return ""
    return f"Income up to {limit}%" + (f" ({reference})" if reference else "")


def _either(value: bool | None, yes: str, no: str) -> str:
    return "" if value is None else yes if value else no


def _listed(before: str, parts: list[str], *, last: str = "or") -> str:
    if not parts:
        return ""
    *first, end = parts
    return f"{before} {', '.join(first)} {last} {end}" if first else f"{before} {end}"
