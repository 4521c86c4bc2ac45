"""Single values: what a cell or a JSON value becomes as the value of an HSDS field.

A checker takes stripped, non-empty text and returns the value to keep. Where something is doubtful it raises
`Doubt` with the value to keep all the same (None: nothing usable) and a sentence for the report. Values that
are valid already come back unchanged, so that good data survives a round trip byte for byte. Prose is kept
with its spaces.
"""

import math
import re
from collections.abc import Callable
from functools import cache

from referral.directory import hourtexts as hours
from referral.directory.exchange.reading import moments
from referral.directory.hsds.objects import OBJECTS, Field

Checker = Callable[[str], object]

NOTHING = frozenset({"", "NULL", "null", "\\N"})
_NO_VALUE = frozenset({"n/a", "na", "none", "nil", "-", "--", "unknown", "tbd"})
# Long texts, kept exactly as written; all other text is stripped.
PROSE = frozenset(
    (
        "description",
        "details",
        "note",
        "notes",
        "application_process",
        "fees_description",
        "fees",
        "interpretation_services",
        "wait_time",
        "accreditations",
        "licenses",
        "alert",
        "eligibility_description",
        "transportation",
        "attending_type",
        "amount_description",
        "source",
        "document",
        "extent",
        "previous_value",
        "replacement_value",
        "value",
    )
)
_STATUSES = {
    **dict.fromkeys(("active", "open", "yes", "y", "true", "1", "live", "published", "available"), "active"),
    **dict.fromkeys(("inactive", "closed", "no", "n", "false", "0", "disabled", "unpublished"), "inactive"),
    **dict.fromkeys(("defunct", "discontinued", "permanently closed", "ended", "archived"), "defunct"),
    **dict.fromkeys(
        ("temporarily closed", "temporarily_closed", "temporarily-closed", "suspended", "paused", "on hold"),
        "temporarily closed",
    ),
}
_LARGEST = 10**15
_INTEGER = re.compile(r"[+-]?\d{1,15}")
_DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
_COMMA = re.compile(r"[+-]?\d+,\d+")
_DEGREES = re.compile(
    r"([NSEW])?\s*([+-]?\d{1,3}(?:[.,]\d+)?)\s*(?:°|º|deg)?\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*['′’])?"
    r"\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:\"|″|”|''))?\s*([NSEW])?"
)
_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s.,;]+")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s]+")
_KEY = re.compile(r"(?=[^\s]*\d)[\w.\-]{1,64}")
_SPLIT_KEYS = re.compile(r"\s*[;,|]\s*")


class Doubt(Exception):
    """A doubtful value: `kept` goes on in its place, `message` into the report."""

    def __init__(self, kept: object, message: str) -> None:
        super().__init__(message)
        self.kept = kept
        self.message = message


def number(text: str) -> object:
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        value = float(text)
        if abs(value) <= _LARGEST:
            return value
    if text.lower() in _NO_VALUE:
        return None
    if text.count(",") == 1 and _COMMA.fullmatch(text):
        whole, _, rest = text.partition(",")
        if len(rest) == 3 and whole.lstrip("+-") != "0":
            raise Doubt(int(whole + rest), "a comma in a number, taken as the thousands separator")
        raise Doubt(float(f"{whole}.{rest}"), "a decimal comma, taken as a decimal point")
    raise Doubt(None, "not a number")


def coordinate(text: str) -> object:
    """Degrees as a number; `41,33` and `41° 19' 39" N` are understood. Ranges are checked by row, see
    repairs.
    """
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text) and math.isfinite(value := float(text)):
        return value
    if text.lower() in _NO_VALUE:
        return None
    if _COMMA.fullmatch(text):
        raise Doubt(float(text.replace(",", ".")), "a decimal comma, taken as a decimal point")
    match = _DEGREES.fullmatch(text.strip().upper())
    if not match:
        raise Doubt(None, "not a number of degrees")
    parts = [float((match[each] or "0").replace(",", ".")) for each in (2, 3, 4)]
    value = abs(parts[0]) + parts[1] / 60 + parts[2] / 3600
    negative = parts[0] < 0 or (match[1] or match[5] or "") in ("S", "W")
    raise Doubt(round(-value if negative else value, 7), "degrees written as text")


def day(text: str) -> object:
    return _moment(moments.day, text)


def moment(text: str) -> object:
    return _moment(moments.moment, text)


def _moment(reading: Callable[[str], moments.Reading], text: str) -> object:
    found, doubt = reading(text)
    if doubt is None:
        return found
    if found is None and text.lower() in _NO_VALUE:
        return None
    raise Doubt(found, doubt)


def time_of_day(text: str) -> object:
    found, doubt = hours.clock(text)
    if doubt is None:
        return found
    if found is None and text.lower() in _NO_VALUE:
        return None
    raise Doubt(found, f"{doubt}, expected HH:MM" if found is None else doubt)


def email(text: str) -> object:
    if _EMAIL.fullmatch(text):
        return text
    raise Doubt(text, "not an e-mail address, kept as it is")


def uri(text: str) -> object:
    if _URI.fullmatch(text):
        return text
    raise Doubt(text, "not a URI (http://…), kept as it is")


def reference(text: str) -> object:
    """One key. Of several in one cell the first is taken, where they look like keys at all."""
    if ";" in text or "," in text or "|" in text:
        several = keys(text)
        if len(several) > 1:
            raise Doubt(several[0], "several keys in one cell, the first is taken")
    return text


def keys(text: str) -> list[str]:
    """The keys in a cell: `12; 13` is two, `Smith, John` is one, since names hold no digits."""
    parts = [part for part in _SPLIT_KEYS.split(text) if part]
    return parts if len(parts) > 1 and all(_KEY.fullmatch(part) for part in parts) else [text]


def status(text: str) -> object:
    found = _STATUSES.get(text.lower())
    if found is None:
        raise Doubt(None, "not a status: active, inactive, defunct, temporarily closed")
    return found


def by_day(text: str) -> object:
    if hours.is_rule_days(text):
        return text
    days = hours.weekdays(text)
    if days is None:
        raise Doubt(None, "not days of the week, expected MO,TU,WE,TH,FR,SA,SU")
    return ",".join(days)


def week_start(text: str) -> object:
    days = hours.weekdays(text)
    if days is None or len(days) != 1:
        raise Doubt(None, "not a day of the week")
    return days[0]


def _one_of(allowed: tuple[str, ...]) -> Checker:
    by_fold = {each.lower(): each for each in allowed}

    def check(text: str) -> object:
        if text in allowed:
            return text
        found = by_fold.get(text.lower())
        if found is None:
            raise Doubt(None, f"not one of {', '.join(allowed)}")
        return found

    return check


_BY_KIND: dict[str, Checker] = {
    "number": number,
    "date": day,
    "time": time_of_day,
    "datetime": moment,
    "uri": uri,
    "email": email,
    "reference": reference,
}
_BY_NAME: dict[str, Checker] = {
    "latitude": coordinate,
    "longitude": coordinate,
    "status": status,
    "byday": by_day,
    "wkst": week_start,
}


@cache
def checker(object_name: str, field_name: str) -> Checker | None:
    """What checks the values of a field; None for plain text, which needs no check."""
    return _checker(OBJECTS[object_name].by_name[field_name])


def _checker(field: Field) -> Checker | None:
    if field.name in _BY_NAME:
        return _BY_NAME[field.name]
    if field.allowed:
        return _one_of(field.allowed)
    return _BY_KIND.get(field.kind)


def clean_text(object_name: str, field_name: str, text: str) -> object:
    """A text for a field. Raises Doubt."""
    if "\0" in text:
        text = text.replace("\0", "")
    stripped = text.strip()
    if stripped in NOTHING:
        return None
    check = checker(object_name, field_name)
    if check is not None:
        return check(stripped)
    return text if field_name in PROSE else stripped


def clean(object_name: str, field_name: str, value: object) -> object:
    """A value of JSON or of a spreadsheet for a field. Raises Doubt."""
    if value is None:
        return None
    if isinstance(value, str):
        return clean_text(object_name, field_name, value)
    if isinstance(value, bool):
        return clean_text(object_name, field_name, "true" if value else "false")
    if isinstance(value, (int, float)):
        return _clean_number(object_name, field_name, value)
    if isinstance(value, list) and all(isinstance(each, (str, int, float)) for each in value):
        joined = clean_text(object_name, field_name, ", ".join(str(each) for each in value))
        raise Doubt(joined, "a list where one value was expected, joined with commas")
    raise Doubt(None, "a nested value where text was expected")


def _clean_number(object_name: str, field_name: str, value: int | float) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        raise Doubt(None, "not a finite number")
    if OBJECTS[object_name].by_name[field_name].kind == "number":
        if abs(value) > _LARGEST:
            raise Doubt(None, "a number too large to be one")
        return value
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return clean_text(object_name, field_name, text)
