"""Until when the people of a closed case stay readable. Pure.

The term is that of the country profile and begins when the case was closed; where somebody of it needs protection the
longer one holds. Whom a legal hold keeps, and of whom something is still going on, stays.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Term:
    """Years after the closing of a case, and where it needs protection."""

    case_years: int
    protection_years: int


class Stays(StrEnum):
    """Why somebody stays whose term is over."""

    HELD = "legal_hold"
    IN_USE = "in_use"


def over_at(closed_at: datetime, term: Term, *, protection: bool) -> datetime:
    """When the term of a case is over: on the same day of a later year, on 28 February for the 29th."""
    years = term.protection_years if protection else term.case_years
    try:
        return closed_at.replace(year=closed_at.year + years)
    except ValueError:
        return closed_at.replace(year=closed_at.year + years, day=28)


def why_it_stays(*, held: bool, in_use: bool) -> Stays | None:
    """Why somebody stays; None where nothing keeps them. A hold is said first: it is somebody's decision."""
    if held:
        return Stays.HELD
    return Stays.IN_USE if in_use else None
