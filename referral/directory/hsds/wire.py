"""How stored values stand on the wire, so that every answer validates against HSDS.

Sources leave required values out. Where another value of the same row can stand for it, it does; a row that can't be
completed honestly (an address without a street, a phone without a number) is left out of validated answers.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from referral.directory.hsds.objects import OBJECTS, HsdsObject
from referral.directory.hsds.shapes import KEPT_REFERENCES

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_NOT_IN_URI = re.compile(r"[\s<>\"{}|\\^`]")
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?([Zz]|[+-]\d\d:\d\d)?")
# What stands for a missing required value: another field of the row, or a word.
_STAND_INS: dict[str, dict[str, str]] = {
    "organization": {"description": "name"},
    "program": {"description": "name"},
    "taxonomy": {"description": "name"},
    "taxonomy_term": {"description": "name"},
}
_DEFAULTS: dict[str, dict[str, str]] = {
    "service": {"status": "active"},
    "location": {"location_type": "physical"},
    "attribute": {"link_entity": "unknown"},
    "metadata": {"previous_value": "(none)", "replacement_value": "(none)", "updated_by": "(unknown)"},
}


def number(value: float) -> int | float:
    """Whole numbers without a fraction, as the source wrote them."""
    return int(value) if value == int(value) else value


def uri(value: str) -> str | None:
    """An absolute URI; `www.example.org` gets its scheme, what can't be one is left out."""
    text = value.strip()
    if not text or _NOT_IN_URI.search(text):
        return None
    return text if _SCHEME.fullmatch(text) else f"http://{text}"


@lru_cache(maxsize=4_096)
def _email(value: str) -> str | None:
    """Kept, since an organisation's services share its address and the pattern looks at it long."""
    return value if _EMAIL.fullmatch(value) else None


def _matching(pattern: re.Pattern[str]) -> Callable[[str], str | None]:
    return lambda value: value if pattern.fullmatch(value) else None


_CLEANERS: dict[str, Callable[[Any], Any]] = {
    "number": number,
    "uri": uri,
    "email": _email,
    "datetime": _matching(_DATE_TIME),
    "date": _matching(_DATE),
    "time": _matching(_TIME),
}


def _plan(
    each: HsdsObject, *, keep: frozenset[str]
) -> list[tuple[str, Callable[[Any], Any] | None, tuple[str, ...]]]:
    return [
        (field.name, _CLEANERS.get(field.kind), field.allowed)
        for field in each.fields
        if field.kind not in ("reference", "uuid") or field.name in keep
    ]


_NESTED = {name: _plan(each, keep=KEPT_REFERENCES) for name, each in OBJECTS.items()}
_FLAT = {
    name: _plan(each, keep=frozenset(field.name for field in each.fields)) for name, each in OBJECTS.items()
}
_REQUIRED = {
    name: tuple(
        field.name for field in each.fields if field.required and field.kind not in ("reference", "uuid")
    )
    for name, each in OBJECTS.items()
}


def nested_row(name: str, row: Mapping[str, Any]) -> dict[str, Any] | None:
    """The object's own fields for nested JSON, without references; None where the row can't be completed."""
    return _row(name, row, _NESTED[name])


def flat_row(name: str, row: Mapping[str, Any]) -> dict[str, Any] | None:
    """The object's fields for the tabular package, references included; None where it can't be completed."""
    return _row(name, row, _FLAT[name])


def _row(
    name: str, row: Mapping[str, Any], plan: list[tuple[str, Callable[[Any], Any] | None, tuple[str, ...]]]
) -> dict[str, Any] | None:
    answer: dict[str, Any] = {"id": row["id"]}
    for field, clean, allowed in plan:
        value = row[field]
        if value is None or value == "":
            continue
        if clean is not None:
            value = clean(value)
        if value is None or (allowed and value not in allowed):
            continue
        answer[field] = value
    return _completed(name, answer)


def stands_in(name: str, field: str, values: Mapping[str, Any]) -> bool:
    """Whether a row's value says no more than the one that stands for it where it is missing: an export of ours that
    comes back tells nothing new.
    """
    value = values.get(field)
    if value is None:
        return False
    of = _STAND_INS.get(name, {}).get(field)
    return bool(value == _DEFAULTS.get(name, {}).get(field) or (of is not None and value == values.get(of)))


def _completed(name: str, answer: dict[str, Any]) -> dict[str, Any] | None:
    for field in _REQUIRED[name]:
        if field in answer:
            continue
        stand_in = answer.get(_STAND_INS.get(name, {}).get(field, "")) or _DEFAULTS.get(name, {}).get(field)
        if stand_in is None:
            return None
        answer[field] = stand_in
    return answer
