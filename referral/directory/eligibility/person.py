"""The people for whom a service is sought, as far as they have been told. Nothing here is stored."""

from dataclasses import dataclass

from referral.directory.eligibility.ages import OLDEST
from referral.directory.eligibility.criteria import HIGHEST_PERCENT, check_country
from referral.directory.eligibility.vocabulary import Registration, ResidenceStatus, Sex, TargetGroup

ADULT = 18
MOST_MEMBERS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Traits of one person; None: not told.

    `age` in completed years, or `age_range` with both ends included. `target_groups` and `registrations` are
    complete once told: what does not stand there does not hold. `nationality`: a code of ISO 3166-1, "XX" for
    stateless. `income_percent` refers to what the service's own limit refers to. `accessible`: needs step-free
    access. ValueError for impossible values.
    """

    age: int | None = None
    age_range: tuple[int, int] | None = None
    sex: Sex | None = None
    target_groups: frozenset[TargetGroup] | None = None
    nationality: str | None = None
    residence_status: ResidenceStatus | None = None
    registrations: frozenset[Registration] | None = None
    income_percent: int | None = None
    accessible: bool = False

    def __post_init__(self) -> None:
        """Refuses impossible values."""
        if self.age is not None and self.age_range is not None:
            raise ValueError("an age and a range of ages are both told; right would be one of the two")
        if not 0 <= self.youngest <= self.oldest <= OLDEST:
            raise ValueError(
                f"an age from {self.youngest} to {self.oldest} is impossible; right would be 0 to {OLDEST}"
            )
        if self.nationality is not None:
            check_country(self.nationality)
        if self.income_percent is not None and not 0 <= self.income_percent <= HIGHEST_PERCENT:
            raise ValueError(
                f"an income of {self.income_percent}% is not counted; right would be 0 to {HIGHEST_PERCENT}"
            )

    @property
    def youngest(self) -> int:
        """The lowest age that the person may have."""
        if self.age is not None:
            return self.age
        return 0 if self.age_range is None else self.age_range[0]

    @property
    def oldest(self) -> int:
        """The highest age that the person may have; OLDEST where nothing is told."""
        if self.age is not None:
            return self.age
        return OLDEST if self.age_range is None else self.age_range[1]

    @property
    def asked_age(self) -> int | str | None:
        """The age as it was told: 14, "12-15", or None."""
        if self.age_range is None:
            return self.age
        return f"{self.youngest}-{self.oldest}"

    @property
    def is_minor(self) -> bool | None:
        """Whether the person is under 18; None where the told age leaves it open."""
        if self.oldest < ADULT:
            return True
        return False if self.youngest >= ADULT else None


@dataclass(frozen=True, slots=True)
class Party:
    """One to twenty people who come together."""

    members: tuple[Person, ...]

    def __post_init__(self) -> None:
        """Refuses an empty and an oversized party."""
        if not 1 <= len(self.members) <= MOST_MEMBERS:
            raise ValueError(f"a party of {len(self.members)}; right would be 1 to {MOST_MEMBERS} people")

    @property
    def size(self) -> int:
        """How many they are: the places that they need."""
        return len(self.members)

    @property
    def accompanied(self) -> tuple[bool | None, ...]:
        """For each member, whether an adult is among the others; None where the told ages leave it open."""
        return tuple(self._company_of(at) for at in range(self.size))

    def _company_of(self, at: int) -> bool | None:
        others = [member.is_minor for member in (*self.members[:at], *self.members[at + 1 :])]
        if False in others:
            return True
        return None if None in others else False
