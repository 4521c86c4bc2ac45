"""Periods, kinds of outcome, and what a released table is: values and decisions, nothing read or written."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

_QUARTER = re.compile(r"(2[0-9]{3})-Q([1-4])")
# Radii, in metres, of "within reach"; gaps are told by the one that the directory's design calls reach.
RADII_M = (10_000, 25_000, 50_000)
REACH_M = 25_000


class PeriodFault(ValueError):
    """The text names no quarter."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A quarter of a year, in UTC."""

    year: int
    quarter: int

    @classmethod
    def read(cls, text: str) -> "Period":
        """`2026-Q4`. Raises `PeriodFault`."""
        match = _QUARTER.fullmatch(text.strip().upper())
        if match is None:
            raise PeriodFault(f"'{text}' is no period: write a year and a quarter, like 2026-Q4")
        return cls(int(match[1]), int(match[2]))

    def __str__(self) -> str:
        return f"{self.year}-Q{self.quarter}"

    @property
    def starts(self) -> datetime:
        """Its first moment."""
        return datetime(self.year, 3 * self.quarter - 2, 1, tzinfo=UTC)

    @property
    def ends(self) -> datetime:
        """The first moment after it."""
        after = Period(self.year + self.quarter // 4, self.quarter % 4 + 1)
        return after.starts


class Outcome(StrEnum):
    """What became of a referral, as far as coverage asks. Each has exactly one."""

    TAKEN = "taken"
    NO_CAPACITY = "declined_no_capacity"
    OUT_OF_AREA = "declined_out_of_area"
    OTHER_DECLINE = "declined_other"
    NO_ANSWER = "no_answer"
    ENDED = "ended"
    OPEN = "open"


# People whom nobody took in though they asked: where services are missing.
UNMET = (Outcome.NO_CAPACITY, Outcome.OUT_OF_AREA, Outcome.NO_ANSWER)
_TAKEN = frozenset({"accepted", "in_service", "on_hold", "completed", "disputed", "closed", "failed"})
_OPEN = frozenset({"sent", "acknowledged", "info_requested", "waitlisted"})
_DECLINED = {"no_capacity": Outcome.NO_CAPACITY, "out_of_area": Outcome.OUT_OF_AREA}


def outcome_of(state: str, reason: str | None) -> Outcome:
    """The outcome of a referral that was sent, by its state and the reason of its end."""
    if state in _TAKEN:
        return Outcome.TAKEN
    if state == "declined":
        return _DECLINED.get(reason or "", Outcome.OTHER_DECLINE)
    if state == "expired" or (state == "cancelled" and reason == "no_answer"):
        return Outcome.NO_ANSWER
    return Outcome.OPEN if state in _OPEN else Outcome.ENDED
