"""What a service's attributes say of when it runs, whom it lets refer and whether it has places: one value. Pure.

What cannot be read stays what it is in HSDS and says nothing here.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from referral.directory.opening.exceptions import read_exceptions
from referral.directory.profile import values
from referral.directory.profile.values import Intake, Places


def _exception(text: str) -> str:
    read_exceptions([text])
    return text


# The codes of the taxonomy, how their values are read, and what people read.
READERS: Mapping[str, Callable[[str], Any]] = MappingProxyType(
    {
        "hours_exception": _exception,
        "holidays": values.on_holidays,
        "time_zone": values.a_zone,
        "starts": values.a_day,
        "ends": values.a_day,
        "intake": values.an_intake,
        "accepts_referrals": values.yes_or_no,
        "capacity_state": values.places,
    }
)
NAMES: Mapping[str, str] = MappingProxyType(
    {
        "hours_exception": "Opening hours: exception",
        "holidays": "Opening hours: on public holidays",
        "time_zone": "Opening hours: time zone",
        "starts": "Runs from",
        "ends": "Runs until",
        "intake": "Intake window",
        "accepts_referrals": "Accepts referrals",
        "capacity_state": "State of capacity",
    }
)


@dataclass(frozen=True, slots=True)
class Listing:
    """What is said; None and empty where nothing is."""

    exceptions: tuple[str, ...] = ()
    holidays: str | None = None
    zone: str | None = None
    starts: date | None = None
    ends: date | None = None
    intakes: tuple[Intake, ...] = ()
    accepts_referrals: bool | None = None
    places: Places | None = None


def listing_of(pairs: Iterable[tuple[str, str]]) -> Listing:
    """The listing of pairs (code, value) in any order; pairs of other codes are passed over."""
    said: dict[str, list[Any]] = defaultdict(list)
    for code, value in sorted(set(pairs)):
        if code in READERS:
            try:
                said[code].append(READERS[code](value))
            except ValueError:
                continue
    accepts = said["accepts_referrals"]
    return Listing(
        exceptions=_compatible(said["hours_exception"]),
        holidays=min(said["holidays"], default=None),
        zone=min(said["time_zone"], default=None),
        starts=max(said["starts"], default=None),
        ends=min(said["ends"], default=None),
        intakes=tuple(sorted(said["intake"], key=_window)),
        accepts_referrals=all(accepts) if accepts else None,
        places=max(said["capacity_state"], key=_since, default=None),
    )


def _compatible(texts: list[str]) -> tuple[str, ...]:
    """Those that do not contradict one before them: each alone was read already."""
    kept: list[str] = []
    for text in texts:
        try:
            read_exceptions([*kept, text])
        except ValueError:
            continue
        kept.append(text)
    return tuple(kept)


def _window(intake: Intake) -> tuple[date, date, date, int]:
    return intake.opens, intake.closes, intake.starts or date.max, intake.places or 0


def _since(said: Places) -> tuple[float, str]:
    return (said.at.timestamp() if said.at is not None else 0.0), said.state
