"""How time passes for a clock: always, or only while somebody works."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from referral.referrals.clocks.calendars import Calendar, after_working, working_time

Segment = tuple[datetime, datetime | None]  # from, to; None: still running


class Pace(Protocol):
    """What counts."""

    def between(self, start: datetime, end: datetime) -> timedelta:
        """How much has passed between two moments."""

    def after(self, start: datetime, amount: timedelta) -> datetime:
        """When so much has passed since a moment."""


@dataclass(frozen=True, slots=True)
class Wall:
    """Every hour counts."""

    def between(self, start: datetime, end: datetime) -> timedelta:
        """All of it."""
        return end - start

    def after(self, start: datetime, amount: timedelta) -> datetime:
        """So much later."""
        return start + amount


@dataclass(frozen=True, slots=True)
class Working:
    """Only the hours of a calendar count."""

    calendar: Calendar

    def between(self, start: datetime, end: datetime) -> timedelta:
        """What is worked of it."""
        return working_time(self.calendar, start, end)

    def after(self, start: datetime, amount: timedelta) -> datetime:
        """The moment by which so much was worked."""
        return after_working(self.calendar, start, amount)


def reached(segments: tuple[Segment, ...], amount: timedelta, pace: Pace) -> datetime | None:
    """When a clock that ran in these segments has counted so much; None where it paused or ended before."""
    left = amount
    for begins, ends in segments:
        if ends is None:
            return pace.after(begins, left)
        counted = pace.between(begins, ends)
        if counted >= left:
            return pace.after(begins, left)
        left -= counted
    return None


def counted_until(segments: tuple[Segment, ...], at: datetime, pace: Pace) -> timedelta:
    """How much it has counted by a moment."""
    return sum(
        (
            pace.between(begins, at if ends is None else min(ends, at))
            for begins, ends in segments
            if begins < at
        ),
        timedelta(),
    )
