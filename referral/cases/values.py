"""What is recorded of people, in the clear. None of it shows in a repr; ValueError says what is right."""

import re
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any

from referral.cases.words import AgeSource, ContactKind, IdentityKnown, PaperKind, RelationshipKind
from referral.directory.eligibility import Person as Traits
from referral.directory.eligibility import Registration, ResidenceStatus, Sex, TargetGroup

LONGEST_TEXT = 500
LONGEST_WORDS = 20_000
MOST_PEOPLE = 20
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")


def check_text(name: str, text: str | None, *, longest: int = LONGEST_TEXT) -> str | None:
    """The text without outer spaces, or None where nothing is left. ValueError where it is too long or not text."""
    if text is None or not text.strip():
        return None
    if len(text) > longest or "\x00" in text:
        raise ValueError(f"{name}: right would be at most {longest} characters, and no zero bytes")
    return text.strip()


def check_past(name: str, moment: datetime, *, now: datetime) -> datetime:
    """The moment, which must have a zone and not lie ahead. What happened can be entered later, never before."""
    if moment.utcoffset() is None:
        raise ValueError(f"{name}: a moment needs a time zone")
    if moment > now:
        raise ValueError(f"{name}: lies in the future; right would be when it happened")
    return moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Tier 1: coded facts. All may be missing. An age is a range, of one year where it is known exactly."""

    age_from: int | None = None
    age_to: int | None = None
    age_source: AgeSource | None = None
    sex: Sex | None = None
    nationality: str | None = None
    languages: tuple[str, ...] | None = None
    target_groups: frozenset[TargetGroup] | None = None
    residence_status: ResidenceStatus | None = None
    registrations: frozenset[Registration] | None = None
    accessible: bool | None = None
    identity_known: IdentityKnown = IdentityKnown.UNKNOWN

    def __post_init__(self) -> None:
        """Refuses what is impossible or half said."""
        if (self.age_from is None) != (self.age_to is None):
            raise ValueError("age: both ends are needed; right would be 14 to 14, or 12 to 15")
        if self.age_from is not None and self.age_to is not None and self.age_from > self.age_to:
            raise ValueError("age_to: lower than age_from; right would be 14 to 14, or 12 to 15")
        if (self.age_from is None) != (self.age_source is None):
            raise ValueError(
                "age_source: who says the age belongs to every age; right would be one of: " + _SOURCES
            )
        wrong = [each for each in self.languages or () if not _LANGUAGE.fullmatch(each)]
        if wrong:
            raise ValueError("languages: right would be tags such as ar, fa or sr-Latn")
        self.traits()

    def traits(self) -> Traits:
        """The person as services take people. ValueError for impossible values."""
        exact = self.age_from is not None and self.age_from == self.age_to
        ranged = (
            None if exact or self.age_from is None or self.age_to is None else (self.age_from, self.age_to)
        )
        return Traits(
            age=self.age_from if exact else None,
            age_range=ranged,
            sex=self.sex,
            target_groups=self.target_groups,
            nationality=self.nationality,
            residence_status=self.residence_status,
            registrations=self.registrations,
            accessible=bool(self.accessible),
        )


_SOURCES = ", ".join(AgeSource)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Identity:
    """Tier 2: who a person is. All may be missing, for ever."""

    given_names: str | None = None
    family_names: str | None = None
    other_names: str | None = None
    birth_date: str | None = None
    birth_place: str | None = None

    def __post_init__(self) -> None:
        """Takes a birth date in full, or as far as it is known: 2011-05-30, 2011-05, 2011."""
        for name in _IDENTITY:
            object.__setattr__(self, name, check_text(name, getattr(self, name)))
        if self.birth_date is not None and not _is_birth_date(self.birth_date):
            raise ValueError(
                "birth_date: right would be 2011-05-30, or 2011-05 or 2011 where more is not known"
            )


_IDENTITY = tuple(each.name for each in fields(Identity))


def _is_birth_date(text: str) -> bool:
    if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", text, re.ASCII):
        return False
    try:
        date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        return False
    return text[:4] >= "1890"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewContact:
    """One way to reach a person."""

    kind: ContactKind
    value: str = field(repr=False)
    note: str | None = field(default=None, repr=False)
    safe: bool | None = None
    # Of numbers without an international prefix.
    country: str | None = None

    def __post_init__(self) -> None:
        """Refuses an empty one."""
        if check_text("value", self.value, longest=2000) is None:
            raise ValueError("value: the number, address, place and time or name is missing")
        check_text("note", self.note, longest=2000)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPaper:
    """A paper with its number."""

    kind: PaperKind
    number: str = field(repr=False)
    country: str | None = None

    def __post_init__(self) -> None:
        """Refuses an empty one."""
        if check_text("number", self.number, longest=100) is None:
            raise ValueError("number: the paper's number is missing")
        if self.country is not None and not re.fullmatch("[A-Z]{2}", self.country):
            raise ValueError("country: right would be two capital letters of ISO 3166-1, such as RS")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """A person to be added to a case; nothing has to be known of them."""

    facts: Facts = field(default_factory=Facts)
    identity: Identity | None = None
    contacts: tuple[NewContact, ...] = ()
    papers: tuple[NewPaper, ...] = ()


@dataclass(frozen=True, slots=True)
class Related:
    """The person at one place of the list is this to the one at another place; places count from 0."""

    person: int
    kind: RelationshipKind
    to: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCase:
    """A case to be opened. The first person is the focal one."""

    people: tuple[NewPerson, ...]
    related: tuple[Related, ...] = ()
    number: str | None = None
    region_id: str | None = None
    protection: bool = False
    restricted: bool = False
    # Members of staff who are named as a danger.
    excluded: frozenset[str] = frozenset()
    occurred_at: datetime | None = None

    def __post_init__(self) -> None:
        """Refuses nobody, too many, and relationships of people who are not there."""
        if not 1 <= len(self.people) <= MOST_PEOPLE:
            raise ValueError(f"people: {len(self.people)} of them; right would be 1 to {MOST_PEOPLE}")
        there = range(len(self.people))
        if any(
            each.person not in there or each.to not in there or each.person == each.to
            for each in self.related
        ):
            raise ValueError("related: both must be places in the list of people, counted from 0, and differ")
        check_text("number", self.number, longest=40)


def plain(value: Any) -> Any:
    """A coded fact as it is stored: words as texts, sets as sorted lists."""
    if isinstance(value, frozenset | tuple):
        return sorted(str(each) for each in value) if isinstance(value, frozenset) else list(value)
    return value
