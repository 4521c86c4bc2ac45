"""A radius in words or in JSON: `within 30 km`, `u krugu od 30 km`, `{"radius_km": 30}`."""

import re
from typing import Any

import orjson

from referral.directory.areas import words
from referral.directory.areas.circles import WIDEST_M
from referral.kit.text.terms import tokens

_UNITS = {
    1_000.0: "km kms kilometre kilometres kilometer kilometers kilometra kilometara kilometro kilometros "
    "км километар километри километров კმ კილომეტრი կմ կիլոմետր كم كيلومتر",
    1_609.344: "mi mile miles milje milja millas meilen",
    1.0: "m metre metres meter meters metra metara metros м метри მეტრი",
}
_METRES_OF = {unit: metres for metres, units in _UNITS.items() for unit in units.split()}
_NUMBER = r"\d{1,5}(?:[.,]\d{1,3})?"
_LENGTH = re.compile(rf"(?<![\w.,])({_NUMBER})[\s-]*({'|'.join(map(re.escape, _METRES_OF))})(?!\w)", re.I)
_KEYS = {"radius_km": 1_000.0, "radius_m": 1.0, "radius_miles": 1_609.344}


class NoRadius(ValueError):
    """The text means a radius that cannot be used; the message says why."""


def radius_of_text(text: str) -> float | None:
    """Metres, or None where the text says something else, or more than a radius. Raises `NoRadius`."""
    found = list(_LENGTH.finditer(text))
    if len(found) != 1:
        return None
    beside = tokens(text[: found[0].start()] + " " + text[found[0].end() :])
    if not words.around_words().issuperset(beside):
        return None
    number = float(found[0][1].replace(",", "."))
    return _checked(number * _METRES_OF[found[0][2].lower()])


def names_a_length(text: str) -> bool:
    """Whether a length stands in the text: around whatever it is, no name in it is meant whole."""
    return _LENGTH.search(text) is not None


def radius_of_json(text: str) -> float | None:
    """Metres of `{"radius_km": 30}` (or `radius_m`, `radius_miles`), None where it is something else."""
    try:
        content: Any = orjson.loads(text)
    except ValueError:
        return None
    if not isinstance(content, dict):
        return None
    named = [key for key in _KEYS if key in content]
    if len(named) != 1:
        return None
    value = content[named[0]]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise NoRadius(f"{named[0]} must be a number")
    return _checked(value * _KEYS[named[0]])


def _checked(metres: float) -> float:
    if not 0 < metres <= WIDEST_M:
        raise NoRadius(f"a radius is more than 0 and at most {WIDEST_M / 1_000:g} km")
    return metres
