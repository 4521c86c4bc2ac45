"""From a filter's text to a checked condition: the `cql2` package parses, we decide what of it is answered.

The parser goes down as deep as a text is nested, on the thread's stack, and ends the process where that is full: so
a text that is nested too deeply, or reckons, never reaches it.
"""

import json
import re
from typing import Any

import cql2

from referral.coverage.ogc.errors import FilterNotUnderstood
from referral.coverage.ogc.rules.conditions import Condition
from referral.coverage.ogc.rules.cql import FilterRefused, Queryables, read_condition
from referral.coverage.ogc.shapes import shape_of

LONGEST = 8_000
_DEEPEST = 30
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_NUMBERS = re.compile(r"\(\s*(?:[-+]?[\d.]+(?:[eE][-+]?\d+)?[\s,]*)+\)")
_RECKONS = re.compile(r"[*/^%+]|\bdiv\b|(?:-|\bNOT\b)\s*(?:-|\bNOT\b)", re.IGNORECASE)
_MOST_SIGNS = 20


def condition_of_text(text: str, queryables: Queryables) -> Condition:
    """The condition of a filter in CQL2 text; raises `FilterNotUnderstood`."""
    _check_nesting(text)
    try:
        value = cql2.parse_text(text).to_json()
    except (cql2.ParseError, cql2.ValidationError, ValueError, RecursionError) as error:
        raise FilterNotUnderstood(f"filter: no CQL2 text. {_where(error)}".strip()) from error
    return _checked(value, queryables)


def condition_of_json(text: str, queryables: Queryables) -> Condition:
    """The condition of a filter in CQL2 JSON; raises `FilterNotUnderstood`."""
    if len(text) > LONGEST:
        raise FilterNotUnderstood(f"filter: longer than {LONGEST} characters.")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FilterNotUnderstood(
            "filter: no well-formed JSON, as filter-lang=cql2-json asks for."
        ) from error
    return _checked(value, queryables)


def _checked(value: Any, queryables: Queryables) -> Condition:
    try:
        condition = read_condition(value, queryables)
        for geometry in _geometries(value):
            shape_of(geometry)
    except FilterRefused as refused:
        raise FilterNotUnderstood(f"filter: {refused}") from refused
    return condition


def _geometries(value: Any) -> list[dict[str, Any]]:
    """The geometries in a condition that was read: of each S_INTERSECTS the argument that is no property."""
    if not isinstance(value, dict):
        return []
    if str(value.get("op", "")).lower() == "s_intersects":
        return [each for each in value["args"] if "property" not in each]
    return [each for part in value.get("args", ()) for each in _geometries(part)]


def _check_nesting(text: str) -> None:
    if len(text) > LONGEST:
        raise FilterNotUnderstood(f"filter: longer than {LONGEST} characters.")
    bare = _QUOTED.sub("''", text)
    depth = 0
    for letter in bare:
        depth = max(depth + {"(": 1, ")": -1}.get(letter, 0), 0)
        if depth > _DEEPEST:
            raise FilterNotUnderstood(f"filter: nested deeper than {_DEEPEST} brackets.")
    plain = _NUMBERS.sub("()", bare)
    if _RECKONS.search(plain) or plain.count("-") > _MOST_SIGNS:
        raise FilterNotUnderstood("filter: no sums are reckoned here; compare a property with a value.")


def _where(error: BaseException) -> str:
    """The parser's own pointer to the place, on one line, without what the reader has sent."""
    found = re.search(r"-->\s*(\d+):(\d+)", str(error))
    expected = re.search(r"=\s*(expected [^\n]*)", str(error))
    place = f"At line {found[1]}, column {found[2]}: " if found else ""
    return place + (expected[1] if expected else "")
