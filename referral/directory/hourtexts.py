"""Days of the week and times of the day as people write them, brought to MO..SU and HH:MM.

`clock("9:00am") == "09:00"`, `weekdays("Sun-Thurs") == ("SU", "MO", "TU", "WE", "TH")`. A time that is valid
ISO 8601 already is given back untouched, so that good data survives a round trip byte for byte.
"""

import re
from typing import NamedTuple

WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ALIASES = {
    **{str(number): code for number, code in enumerate(WEEK, start=1)},
    **{code.lower(): code for code in WEEK},
    **dict(zip(_NAMES, WEEK, strict=True)),
    **{name[:3]: code for name, code in zip(_NAMES, WEEK, strict=True)},
    "tues": "TU",
    "weds": "WE",
    "thur": "TH",
    "thurs": "TH",
}
_SPANS = {
    "daily": WEEK,
    "everyday": WEEK,
    "every day": WEEK,
    "all days": WEEK,
    "all week": WEEK,
    "weekdays": WEEK[:5],
    "weekday": WEEK[:5],
    "working days": WEEK[:5],
    "weekend": WEEK[5:],
    "weekends": WEEK[5:],
}
_ISO_TIME = re.compile(
    r"(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:[01]\d|2[0-3]):?[0-5]\d)?"
)
_TIME = re.compile(
    r"(\d{1,2})(?:\s?[:.hH]\s?(\d{2}))?(?::\d{2})?\s*([ap])?\.?\s?(?:m\.?)?(?:\s*o'clock)?", re.I
)
_DIGITS = re.compile(r"([01]\d|2[0-4])([0-5]\d)")
_SEPARATORS = re.compile(r"\s*(?:,|;|/|&|\+|\band\b|\n)\s*")
_RANGE = re.compile(r"\s*(?:-|\u2013|\u2014|\bto\b|\bthrough\b|\bthru\b|\buntil\b)\s*")
_RULE_DAY = re.compile(r"[+-]?\d{0,2}(?:MO|TU|WE|TH|FR|SA|SU)(?:,[+-]?\d{0,2}(?:MO|TU|WE|TH|FR|SA|SU))*")
_LONGEST = 200


def is_iso_time(text: str) -> bool:
    return _ISO_TIME.fullmatch(text) is not None


def is_rule_days(text: str) -> bool:
    """True for BYDAY of RFC 5545, as in `TH,FR` or `3TU,-1FR`."""
    return _RULE_DAY.fullmatch(text) is not None


def clock(text: str) -> tuple[str | None, str | None]:
    """The time as HH:MM and, where it was doubtful, what was doubtful about it; (None, reason) if it is
    none.
    """
    found = text.strip().lower()
    if is_iso_time(text):
        return text, None
    if found in ("noon", "midday"):
        return "12:00", None
    if found == "midnight":
        return "00:00", None
    digits = _DIGITS.fullmatch(found)
    if digits:
        return _of(int(digits[1]), int(digits[2]), "")
    match = _TIME.fullmatch(found)
    if not match:
        return None, "not a time of day"
    bare = match[2] is None and match[3] is None
    value, doubt = _of(int(match[1]), int(match[2] or 0), match[3] or "")
    return value, doubt or ("an hour without minutes" if bare and value else None)


def _of(hour: int, minute: int, half: str) -> tuple[str | None, str | None]:
    doubt = None
    if minute > 59 or hour > 24 or (hour == 24 and minute):
        return None, "not a time of day"
    if half and hour > 12:
        doubt, half = "a 24-hour time with am or pm", ""
    if half == "p" and hour < 12:
        hour += 12
    elif half == "a" and hour == 12:
        hour = 0
    if hour == 24:
        hour, doubt = 0, "24:00 is 00:00 of the next day"
    return f"{hour:02d}:{minute:02d}", doubt


def weekdays(text: str) -> tuple[str, ...] | None:
    """The days that a text names, in the order of the text; None where it names something else."""
    wanted = text[:_LONGEST].strip().lower()
    if is_rule_days(text.strip()):
        return tuple(text.strip().split(","))
    days: list[str] = []
    for part in _SEPARATORS.split(re.sub(r"\s*\bonly\b|\.", "", wanted)):
        if not part:
            continue
        found = _part(part)
        if found is None:
            return None
        days.extend(each for each in found if each not in days)
    return tuple(days) or None


def _part(part: str) -> tuple[str, ...] | None:
    if part in _SPANS:
        return _SPANS[part]
    ends = _RANGE.split(part)
    if len(ends) == 2:
        first, last = _day(ends[0]), _day(ends[1])
        if first is None or last is None:
            return None
        start, stop = WEEK.index(first), WEEK.index(last)
        return WEEK[start : stop + 1] if start <= stop else WEEK[start:] + WEEK[: stop + 1]
    words = part.split()
    days = [_day(word) for word in words]
    if not days or None in days:
        return None
    return tuple(each for each in days if each is not None)


def _day(word: str) -> str | None:
    return _ALIASES.get(word) or (_ALIASES.get(word[:-1]) if word.endswith("s") else None)


class Opening(NamedTuple):
    """One span of opening hours; `opens` is None where the days are closed."""

    days: str
    opens: str | None
    closes: str | None


_DAY_WORD = "|".join(
    sorted((*_NAMES, *(name[:3] for name in _NAMES), "tues", "weds", "thurs", "thur"), key=len, reverse=True)
)
_DAYS_AT = re.compile(
    rf"\b(?:{_DAY_WORD}|daily|every ?day|weekdays?|weekends?)\b\.?"
    rf"(?:\s*(?:-|\u2013|,|/|&|\bto\b|\band\b)\s*(?:{_DAY_WORD})\b\.?)*",
    re.I,
)
_SPAN = re.compile(
    r"(\d{1,2}(?:[:.h]\d{2})?\s?(?:[ap]\.?m\.?)?|noon|midnight)\s*(?:-|\u2013|\u2014|\bto\b|\buntil\b)\s*"
    r"(\d{1,2}(?:[:.h]\d{2})?\s?(?:[ap]\.?m\.?)?|noon|midnight)",
    re.I,
)
_LONGEST_HOURS = 2_000


def opening_hours(text: str) -> list[Opening] | None:
    """`Sunday: Closed  Monday: 9:00-12:00, 13:00-17:00` as one span an entry; None where it says something
    else.
    """
    said = text[:_LONGEST_HOURS]
    places = list(_DAYS_AT.finditer(said))
    if not places or said[: places[0].start()].strip():
        return None
    found: list[Opening] = []
    for place, after in zip(places, [*places[1:], None], strict=True):
        rest = said[place.end() : after.start() if after else len(said)].strip(" \t\r\n:;,-\u2013")
        spans = _SPAN.findall(rest)
        if not spans and rest.lower() not in ("closed", ""):
            return None
        found.extend(Opening(place[0], opens.strip(), closes.strip()) for opens, closes in spans)
        if not spans:
            found.append(Opening(place[0], None, None))
    return found
