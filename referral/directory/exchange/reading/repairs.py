"""What a whole row can still save: a value that stands in the wrong field, coordinates that cannot be.

`misplaced` is asked when a checker found nothing usable in a field; `coordinates` looks at the pair.
"""

from collections.abc import Callable
from typing import Any

from referral.directory import hourtexts as hours

Values = dict[str, Any]


def misplaced(object_name: str, field_name: str, values: Values, text: str) -> str | None:
    """Put an unusable text where it belongs. The sentence for the report, or None where nothing could be
    done.
    """
    repair = _REPAIRS.get((object_name, field_name))
    return repair(values, text) if repair else None


def _extension(values: Values, text: str) -> str:
    before = values.get("description")
    note = f"ext. {text}"
    values["description"] = f"{before} ({note})" if before else note
    return "not a number, moved to the description"


def _days_in_words(values: Values, text: str) -> str:
    before = values.get("description")
    values["description"] = f"{before} ({text})" if before else text
    return "not days of the week, moved to the description"


def _time_in(target: str) -> Callable[[Values, str], str | None]:
    def repair(values: Values, text: str) -> str | None:
        if values.get(target) or (":" not in text and "m" not in text.lower()):
            return None
        found, _ = hours.clock(text)
        if found is None:
            return None
        values[target] = found
        return f"a time where a date was expected, moved to {target}"

    return repair


def _span(values: Values, text: str) -> str | None:
    for separator in ("-", "\u2013", "\u2014", " to "):
        first, found, last = text.partition(separator)
        opens, closes = hours.clock(first.strip())[0], hours.clock(last.strip())[0] if found else None
        if opens and closes and values.get("closes_at") in (None, ""):
            values["opens_at"], values["closes_at"] = opens, closes
            return "two times in one cell, split"
    return None


def _daily(values: Values, text: str) -> str | None:
    if text.strip().lower() not in ("daily", "day") or values.get("byday"):
        return None
    values["freq"], values["byday"] = "WEEKLY", ",".join(hours.WEEK)
    return "HSDS knows no daily frequency: weekly on all seven days"


_REPAIRS: dict[tuple[str, str], Callable[[Values, str], str | None]] = {
    ("phone", "extension"): _extension,
    ("schedule", "dtstart"): _time_in("opens_at"),
    ("schedule", "until"): _time_in("closes_at"),
    ("schedule", "valid_from"): _time_in("opens_at"),
    ("schedule", "valid_to"): _time_in("closes_at"),
    ("schedule", "opens_at"): _span,
    ("schedule", "freq"): _daily,
    ("schedule", "byday"): _days_in_words,
}


def coordinates(values: Values) -> str | None:
    """What is doubtful about a location's position. The values stay as the source gave them."""
    latitude, longitude = values.get("latitude"), values.get("longitude")
    if latitude is None and longitude is None:
        return None
    if latitude is None or longitude is None:
        return "only one of latitude and longitude is given"
    if latitude == 0 and longitude == 0:
        return "latitude and longitude are both 0, a point in the Atlantic: probably unknown"
    if abs(latitude) <= 90 and abs(longitude) <= 180:
        return None
    if abs(latitude) <= 180 and abs(longitude) <= 90:
        return "latitude out of range (-90 to 90): latitude and longitude look swapped"
    return "latitude (-90 to 90) or longitude (-180 to 180) out of range"
