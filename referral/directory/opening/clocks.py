"""The hours of a schedule row: `opens_at`, `closes_at` and the distance from UTC they are meant in.

A closing time that is not after the opening time is on the next day: 22:00 to 06:00, 00:00 to 00:00.
"""

import re
from datetime import UTC, datetime, time, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from referral.directory.hourtexts import clock
from referral.directory.opening.cells import Cells
from referral.directory.opening.hours import DAY, Span

_SUFFIX = re.compile(r"(?P<time>.*?)\s*(?P<offset>Z|[+-]\d\d:?\d\d)?", re.I)
_OFFSET = re.compile(
    r"(?:UTC|GMT)?\s*(?P<sign>[+-]?)(?P<hours>\d{1,2})(?::?(?P<minutes>\d\d)|(?P<part>\.\d+))?", re.I
)
# From Baker Island to Kiritimati.
_WESTMOST, _EASTMOST = -12 * 60, 14 * 60
# Long enough for a rule that has just been changed to be known by its old and its new offset.
_OFFSETS_FROM, _OFFSETS_WEEKS = datetime(2020, 1, 1, tzinfo=UTC), 16 * 53


class Clocked(NamedTuple):
    """A stretch of hours; `offset` in minutes east of UTC where it does not follow the clock of the place."""

    span: Span
    offset: int | None


class _Time(NamedTuple):
    seconds: int
    offset: int | None


def clocked(cells: Cells, zone: str) -> Clocked | None:
    """The hours of the row, None where they are not said or cannot be read.

    An offset in the times goes before the row's `timezone`. One that the zone itself has at some time of the year is
    the local clock, written down in summer or in winter; any other stands fixed.
    """
    opens, closes = _time(cells.text("opens_at")), _time(cells.text("closes_at"))
    if opens is None or closes is None or cells.text("opens_at").startswith("24"):
        return None
    usual = _offset(cells.text("timezone"))
    first, second = (_fixed(each.offset, usual, zone) for each in (opens, closes))
    if first != second:
        return None
    ends = closes.seconds if closes.seconds > opens.seconds else closes.seconds + DAY
    return Clocked((opens.seconds, ends), first)


def _time(text: str) -> _Time | None:
    parts = _SUFFIX.fullmatch(text)
    found = clock(parts["time"])[0] if parts else None
    if parts is None or found is None:
        return None
    at = time.fromisoformat(found)
    return _Time(at.hour * 3600 + at.minute * 60 + at.second, _offset(parts["offset"] or ""))


def _offset(text: str) -> int | None:
    """Minutes east of UTC from `1`, `1.0`, `5.5`, `+01:00`, `-0500` or `Z`; None where there is no such offset."""
    if text.upper() in ("Z", "UTC", "GMT"):
        return 0
    found = _OFFSET.fullmatch(text)
    if found is None:
        return None
    minutes = int(found["hours"]) * 60 + int(found["minutes"] or 0) + round(float(found["part"] or 0) * 60)
    minutes = -minutes if found["sign"] == "-" else minutes
    return minutes if _WESTMOST <= minutes <= _EASTMOST else None


def _fixed(own: int | None, usual: int | None, zone: str) -> int | None:
    offset = usual if own is None else own
    return None if offset is None or offset in _offsets_of(zone) else offset


@cache
def _offsets_of(zone: str) -> frozenset[int]:
    """The distances from UTC, in minutes, that the zone has in the course of a year."""
    place = ZoneInfo(zone)
    moments = (_OFFSETS_FROM + timedelta(weeks=week) for week in range(_OFFSETS_WEEKS))
    offsets = (moment.astimezone(place).utcoffset() for moment in moments)
    return frozenset(round(each.total_seconds() / 60) for each in offsets if each is not None)
