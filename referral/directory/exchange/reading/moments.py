"""Dates and points in time as people write them, brought to ISO 8601.

Valid ISO values are given back untouched. `01/02/2020` has two meanings and is therefore refused;
`25/12/2020` has one and is taken. Dots are read day first, as they are written wherever dots are used.
"""

import re
from datetime import date, datetime

_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_ISO_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:[Zz]|[+-]\d\d:?\d\d)?")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_YEAR_FIRST = re.compile(r"(\d{4})[./](\d{1,2})[./](\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")
_WORDS = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)?\.?\s+([a-z]{3,9})|([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?),?\s+(\d{4})"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

Reading = tuple[str | None, str | None]


def day(text: str) -> Reading:
    """The date as YYYY-MM-DD and what was doubtful about it; (None, reason) where it is no date."""
    if _ISO_DATE.fullmatch(text):
        return (text, None) if _exists(text) else (None, "a date that does not exist")
    if _ISO_MOMENT.fullmatch(text):
        return (
            (text[:10], "a date with a time: the time is left out")
            if _exists(text[:10])
            else (None, "not a date")
        )
    for pattern in (_COMPACT, _YEAR_FIRST):
        match = pattern.fullmatch(text)
        if match:
            return _made(int(match[1]), int(match[2]), int(match[3]))
    match = _YEAR_LAST.fullmatch(text)
    if match:
        return _year_last(int(match[1]), int(match[3]), int(match[4]), dotted=match[2] == ".")
    match = _WORDS.fullmatch(text.lower())
    if match and (match[2] or match[3])[:3] in _MONTHS:
        month = _MONTHS.index((match[2] or match[3])[:3]) + 1
        return _made(int(match[5]), month, int(match[1] or match[4]))
    return None, "not a date, expected YYYY-MM-DD"


def moment(text: str) -> Reading:
    """The point in time as ISO 8601; a bare date is midnight of that day and says so."""
    if _ISO_MOMENT.fullmatch(text):
        return _checked(text)
    found, doubt = day(text)
    if found is None:
        return None, "not a date and time, expected YYYY-MM-DDThh:mm:ssZ"
    return f"{found}T00:00:00", doubt or "a date without a time: midnight is taken"


def _checked(text: str) -> Reading:
    try:
        datetime.fromisoformat(text.replace(" ", "T").upper())
    except ValueError:
        return None, "a date or time that does not exist"
    return (text.replace(" ", "T"), None)


def _year_last(first: int, second: int, year: int, *, dotted: bool) -> Reading:
    if dotted or first > 12 or first == second:
        return _made(year, second, first)
    if second > 12:
        return _made(year, first, second)
    return None, "day and month cannot be told apart, expected YYYY-MM-DD"


def _made(year: int, month: int, day_: int) -> Reading:
    try:
        return date(year, month, day_).isoformat(), None
    except ValueError:
        return None, "a date that does not exist"


def _exists(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
