"""What is said of a service beyond HSDS, read from the short texts in which it travels. Pure.

Every reader raises `ValueError` with a sentence that quotes the text and says what would be right.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_EARLIEST, _LATEST = date(1900, 1, 1), date(2200, 1, 1)
_INTAKE = re.compile(r"(\S+)/(\S+)(?: starts (\S+))?(?: places (\d{1,6}))?")


class CapacityState(StrEnum):
    """What a service says of its places in words."""

    CAPACITY = "capacity"
    NO_CAPACITY = "no_capacity"
    WAITLIST = "waitlist"
    ASSESSMENT_REQUIRED = "assessment_required"


@dataclass(frozen=True, slots=True)
class Places:
    """A state of the places, and since when; `at` is UTC, None where nobody said."""

    state: CapacityState
    at: datetime | None = None


@dataclass(frozen=True, slots=True, order=True)
class Intake:
    """A window in which people are taken, both days included; when it starts, and for how many."""

    opens: date
    closes: date
    starts: date | None = None
    places: int | None = None


def a_day(text: str) -> date:
    """An ISO date from 1900 to 2200."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        day = None
    if day is None or not _EARLIEST <= day <= _LATEST:
        raise ValueError(f"{text!r} is no day; one is written like 2026-11-25")
    return day


def yes_or_no(text: str) -> bool:
    """`yes` or `no`."""
    answer = {"yes": True, "no": False}.get(text.strip().lower())
    if answer is None:
        raise ValueError(f"{text!r} is neither yes nor no")
    return answer


def on_holidays(text: str) -> str:
    """`open` or `closed`."""
    word = text.strip().lower()
    if word not in ("open", "closed"):
        raise ValueError(f"{text!r} is neither open nor closed")
    return word


def a_zone(text: str) -> str:
    """A zone by its IANA name."""
    try:
        return ZoneInfo(text.strip()).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{text!r} is no time zone; one is written like Europe/Tirane") from None


def an_intake(text: str) -> Intake:
    """`2026-11-01/2026-12-15 starts 2027-01-10 places 20`; start and places may be left out."""
    found = _INTAKE.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text!r} is no intake; one is: 2026-11-01/2026-12-15 starts 2027-01-10 places 20")
    opens, closes = a_day(found[1]), a_day(found[2])
    if closes < opens:
        raise ValueError(f"{text!r} closes before it opens; the earlier day stands first")
    starts = a_day(found[3]) if found[3] else None
    return Intake(opens, closes, starts, int(found[4]) if found[4] else None)


def places(text: str) -> Places:
    """`no_capacity 2026-11-20T10:00:00Z`; without the moment nobody knows how old it is."""
    word, _, moment = text.strip().partition(" ")
    try:
        state = CapacityState(word.lower())
    except ValueError:
        raise ValueError(
            f"{text!r} does not begin with one of {', '.join(CapacityState)}; right is: waitlist 2026-11-20T10:00:00Z"
        ) from None
    return Places(state, a_moment(moment) if moment else None)


def a_moment(text: str) -> datetime:
    """An ISO moment with its zone, in UTC; a day alone is its beginning in UTC."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"{text!r} is no moment; one is written like 2026-11-25T10:00:00Z") from None
    if moment.tzinfo is None and len(text.strip()) == len("2026-11-25"):
        return moment.replace(tzinfo=UTC)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} does not say in which zone; one is written like 2026-11-25T10:00:00Z")
    return moment.astimezone(UTC)
