"""Criteria as HSDS attributes and back, without loss: pairs of a code and a short text that people can read.

One pair for each value: ("age", "0-12 male"), ("target_group", "returnee"), ("nationality", "SY"),
("income_limit", "125% federal poverty level"), ("condition", "Lives in the municipality").
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, TypeVar

from referral.directory.eligibility.ages import AgeRange
from referral.directory.eligibility.criteria import Criteria, check_country
from referral.directory.eligibility.vocabulary import LAWFUL, Registration, ResidenceStatus, Sex, TargetGroup
from referral.directory.eligibility.word import Word, word_of

W = TypeVar("W", bound=Word)
Pair = tuple[str, str]

# Read as every status but "undocumented"; written out one by one.
ANY_LAWFUL = "any_lawful"
_AGE = re.compile(r"(?P<low>\d{1,3})-(?P<high>\d{1,3})?(?: (?P<sex>\w+))?", re.ASCII)
_INCOME = re.compile(r"(?P<percent>\d{1,5})%(?: (?P<reference>.+))?", re.ASCII)
_PARTY = re.compile(r"\d{1,5}", re.ASCII)


def to_attributes(criteria: Criteria) -> list[Pair]:
    """The pairs in a fixed order; none for empty criteria."""
    party, limit = criteria.largest_party, criteria.income_limit_percent
    income = [] if limit is None else [f"{limit}% {criteria.income_reference}".rstrip()]
    return [
        *_pairs("age", (f"{ages.years} {ages.sex or ''}".rstrip() for ages in criteria.ages)),
        *_pairs("sex", _in_order(criteria.sexes or ())),
        *_pairs("target_group", _in_order(criteria.groups_any)),
        *_pairs("excluded_group", _in_order(criteria.groups_excluded)),
        *_pairs("nationality", sorted(criteria.nationalities or ())),
        *_pairs("excluded_nationality", sorted(criteria.nationalities_excluded)),
        *_pairs("residence_status", _in_order(criteria.residence_any)),
        *_pairs("registration", _in_order(criteria.registration_any)),
        *_pairs("required_registration", _in_order(criteria.registration_all)),
        *_pairs("income_limit", income),
        *_pairs("unaccompanied_minors", _yes_or_no(criteria.unaccompanied_minors)),
        *_pairs("largest_party", [] if party is None else [str(party)]),
        *_pairs("accessible", _yes_or_no(criteria.accessible)),
        *_pairs("condition", criteria.other),
        *_pairs("open_to_all", _yes_or_no(criteria.open_to_all or None)),
    ]


def _pairs(code: str, values: Iterable[str]) -> list[Pair]:
    return [(code, value) for value in values]


def _in_order(words: Iterable[Word]) -> list[str]:
    return [each.value for each in sorted(words, key=lambda each: each.bit)]


def _yes_or_no(value: bool | None) -> list[str]:
    return [] if value is None else ["yes" if value else "no"]


def from_attributes(pairs: Iterable[Pair]) -> Criteria:
    """The criteria of these pairs, in whatever order; a pair that stands twice counts once.

    ValueError for an unknown code or value, with a sentence that quotes it and says what would be right, and for
    what contradicts itself.
    """
    values: dict[str, list[str]] = {}
    for code, text in pairs:
        if code not in CODES:
            raise ValueError(f"{code!r} is no criterion; right would be one of: {', '.join(CODES)}")
        value = " ".join(text.split())
        if value not in values.setdefault(code, []):
            values[code].append(value)
    said: dict[str, Any] = {}
    for code, texts in values.items():
        said.update(_read(code, texts))
    return Criteria(**said)


def _read(code: str, texts: list[str]) -> Mapping[str, Any]:
    """The fields of criteria that the values of one code say."""
    try:
        if code in _SETS:
            name, read = _SETS[code]
            return {name: frozenset().union(*map(read, texts))}
        if code in _LISTS:
            name, read_one = _LISTS[code]
            return {name: tuple(map(read_one, texts))}
        if len(texts) > 1:
            raise ValueError(f"{' and '.join(map(repr, texts))} are both said; right would be one of them")
        return _SINGLE[code](texts[0])
    except ValueError as fault:
        raise ValueError(f"{code}: {fault}") from fault


def _age(value: str) -> AgeRange:
    found = _AGE.fullmatch(value)
    if not found:
        raise ValueError(
            f"{value!r} are no ages; right would be like '0-12', '18-' (no limit) or '0-12 male'"
        )
    low, high, sex = found.group("low", "high", "sex")
    try:
        return AgeRange(int(low), int(high) if high else None, word_of(Sex, sex) if sex else None)
    except ValueError as fault:
        raise ValueError(f"{value!r}: {fault}") from fault


def _words(kind: type[W], value: str) -> frozenset[W]:
    return frozenset({word_of(kind, value)})


def _status(value: str) -> frozenset[ResidenceStatus]:
    return LAWFUL if value == ANY_LAWFUL else _words(ResidenceStatus, value)


def _country(value: str) -> frozenset[str]:
    check_country(value.upper())
    return frozenset({value.upper()})


def _income(value: str) -> Mapping[str, Any]:
    found = _INCOME.fullmatch(value)
    if not found:
        raise ValueError(f"{value!r} is no income limit; right would be like '125% federal poverty level'")
    return {
        "income_limit_percent": int(found["percent"]),
        "income_reference": found["reference"] or "",
    }


def _party(value: str) -> Mapping[str, Any]:
    if not _PARTY.fullmatch(value):
        raise ValueError(f"{value!r} is no number of people; right would be like '5'")
    return {"largest_party": int(value)}


def _flag(name: str, value: str) -> Mapping[str, Any]:
    answers = {"yes": True} if name == "open_to_all" else {"yes": True, "no": False}
    if value.lower() not in answers:
        raise ValueError(f"{value!r} is not known; right would be {' or '.join(map(repr, answers))}")
    return {name: answers[value.lower()]}


_SETS: Mapping[str, tuple[str, Callable[[str], frozenset[Any]]]] = {
    "sex": ("sexes", partial(_words, Sex)),
    "target_group": ("groups_any", partial(_words, TargetGroup)),
    "excluded_group": ("groups_excluded", partial(_words, TargetGroup)),
    "nationality": ("nationalities", _country),
    "excluded_nationality": ("nationalities_excluded", _country),
    "residence_status": ("residence_any", _status),
    "registration": ("registration_any", partial(_words, Registration)),
    "required_registration": ("registration_all", partial(_words, Registration)),
}
_LISTS: Mapping[str, tuple[str, Callable[[str], Any]]] = {"age": ("ages", _age), "condition": ("other", str)}
_SINGLE: Mapping[str, Callable[[str], Mapping[str, Any]]] = {
    "income_limit": _income,
    "unaccompanied_minors": partial(_flag, "unaccompanied_minors"),
    "largest_party": _party,
    "accessible": partial(_flag, "accessible"),
    "open_to_all": partial(_flag, "open_to_all"),
}
# Every code that an attribute of a criterion may have.
CODES = ("age", *_SETS, *_SINGLE, "condition")
