"""Ages that a service takes, in completed years."""

from dataclasses import dataclass

from referral.directory.eligibility.vocabulary import Sex

# The oldest person of whom an age is proven was 122.
OLDEST = 130
# A highest age from here on is a way of writing that there is none: 99, 120, 200 and 999 stand in real files.
NO_HIGHEST_AGE = 99


@dataclass(frozen=True, slots=True)
class AgeRange:
    """Ages in completed years, both limits included; None: no limit, and a minimum of 0 is none.

    `sex` None: for every sex that has no range of its own.
    """

    minimum: int | None = None
    maximum: int | None = None
    sex: Sex | None = None

    def __post_init__(self) -> None:
        """Refuses an impossible range."""
        if not 0 <= self.lowest <= self.highest <= OLDEST:
            raise ValueError(
                f"ages from {self.minimum} to {self.maximum} are impossible; right would be a minimum that is not "
                f"over the maximum, both from 0 to {OLDEST}"
            )
        object.__setattr__(self, "minimum", self.minimum or None)

    @property
    def lowest(self) -> int:
        """The lowest age that is taken."""
        return self.minimum or 0

    @property
    def highest(self) -> int:
        """The highest age that is taken; OLDEST where there is no limit."""
        return OLDEST if self.maximum is None else self.maximum

    @property
    def years(self) -> str:
        """As it is written: "0-12", "18-"."""
        return f"{self.lowest}-{'' if self.maximum is None else self.maximum}"


ANY_AGE = AgeRange()


def from_hsds(minimum_age: float | None, maximum_age: float | None) -> tuple[AgeRange, ...]:
    """The ages of an HSDS service as the `ages` of criteria, none where they say nothing that can be trusted.

    Not said are: no number, a negative one, 0, and one from 99 on. Parts of years are cut off at both ends, which
    turns away nobody. A maximum under the minimum: one of them is wrong and nobody can tell which, so neither counts.
    """
    low, high = _years(minimum_age), _years(maximum_age)
    if low is not None and high is not None and high < low:
        return ()
    return (AgeRange(low, high),) if low or high is not None else ()


def _years(age: float | None) -> int | None:
    if age is None or not 0 < age < NO_HIGHEST_AGE:
        return None
    return int(age)
