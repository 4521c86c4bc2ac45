"""Exceptions to the regular hours: `2026-12-24 closed`, `2026-12-24/2027-01-02 09:00-12:00 13:00-15:00`."""

import re
from collections.abc import Iterable
from datetime import date

from referral.directory.opening.hours import DAY, Span, SpecialDays

_EXCEPTION = re.compile(
    r"(?P<first>\d{4}-\d\d-\d\d)(?:\s*/\s*(?P<last>\d{4}-\d\d-\d\d))?\s+(?P<hours>\S.*)", re.S
)
_SPAN = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\s*[-\u2013]\s*([01]?\d|2[0-4]):([0-5]\d)")
_RIGHT = "right would be '2026-12-24 closed', '2026-12-24 09:00-12:00 13:00-15:00' or '2026-12-24/2027-01-02 closed'"


def read_exceptions(texts: Iterable[str]) -> list[SpecialDays]:
    """The special days of the texts; those for the same dates are put together.

    Raises ValueError with a sentence that quotes what is wrong and says what would be right.
    """
    found: dict[tuple[date, date], set[Span]] = {}
    for text in texts:
        first, last, hours = _dates(text)
        spans = _spans(text, hours)
        before = found.setdefault((first, last), spans)
        if bool(before) != bool(spans):
            raise ValueError(f"{text!r} is both closed and open by these exceptions; say one of them only")
        before |= spans
    return [SpecialDays(*dates, tuple(sorted(spans))) for dates, spans in found.items()]


def _dates(text: str) -> tuple[date, date, str]:
    parts = _EXCEPTION.fullmatch(text.strip())
    if parts is None:
        raise ValueError(f"{text!r} is not an exception to opening hours; {_RIGHT}")
    try:
        first = date.fromisoformat(parts["first"])
        last = date.fromisoformat(parts["last"] or parts["first"])
    except ValueError:
        raise ValueError(f"{text!r} has a date that does not exist; {_RIGHT}") from None
    if last < first:
        raise ValueError(f"{text!r} ends before it begins; the earlier date comes first: {_RIGHT}")
    return first, last, parts["hours"]


def _spans(text: str, hours: str) -> set[Span]:
    """Seconds after midnight; an end that is not after its beginning is on the next day."""
    if hours.lower() == "closed":
        return set()
    rest = _SPAN.sub("", hours)
    if rest.strip(" ,;\t\n"):
        raise ValueError(f"{text!r} has hours that cannot be read; {_RIGHT}")
    spans: set[Span] = set()
    for found in _SPAN.findall(hours):
        opens_hour, opens_minute, closes_hour, closes_minute = (int(each) for each in found)
        opens = opens_hour * 3600 + opens_minute * 60
        closes = closes_hour * 3600 + closes_minute * 60
        if closes > DAY:
            raise ValueError(f"{text!r} has a time after 24:00; {_RIGHT}")
        spans.add((opens, closes if closes > opens else closes + DAY))
    if not spans:
        raise ValueError(f"{text!r} has no hours; {_RIGHT}")
    return spans
