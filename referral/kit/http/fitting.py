"""What a value must be before a field may read it: JSON holds typed values, a query their texts, and text is text.

marshmallow reads "5", 5.9 and true as a whole number, and "yes" as true; here each is told what it should be.
"""

import re
from collections.abc import Mapping
from typing import Any

import marshmallow as ma

_WHOLE = re.compile(r"[+-]?[0-9]{1,30}")
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,4})?")
_UNFIT = re.compile("[\x00\ud800-\udfff]")

BOOLEAN = "Must be true or false, a boolean."
INTEGER = "Must be a whole number, an integer."
NUMBER = "Must be a finite number."
TEXT = "Must be text without NUL and half characters."
ONCE = "Must be given once."
UNLIKE = "Must not hold a value twice."


def misfits(schema: ma.Schema, data: Any, *, typed: bool) -> dict[str, list[str]]:
    """The fields whose value has the wrong form, each with what it must be. `typed`: JSON, else texts of a query."""
    if not isinstance(data, Mapping):
        return {}
    found = {}
    known = fields_by_key(schema)
    for key, value in data.items():
        field = known.get(key)
        if field is None or value is None:
            continue
        message = _of_json(field, value) if typed else _of_query(field, value)
        if message is not None:
            found[key] = [message]
    return found


def fields_by_key(schema: ma.Schema) -> dict[str, ma.fields.Field[Any]]:
    """The schema's fields by their names on the wire, made once a schema."""
    known: dict[str, ma.fields.Field[Any]] | None = getattr(schema, "_fields_by_key", None)
    if known is None:
        known = {field.data_key or name: field for name, field in schema.load_fields.items()}
        schema._fields_by_key = known  # type: ignore[attr-defined]
    return known


def _of_json(field: ma.fields.Field[Any], value: Any) -> str | None:
    if isinstance(field, ma.fields.Boolean):
        return None if isinstance(value, bool) else BOOLEAN
    if isinstance(field, ma.fields.Integer):
        whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        return None if whole and not isinstance(value, bool) else INTEGER
    if isinstance(field, ma.fields.Float):
        return None if isinstance(value, int | float) and not isinstance(value, bool) else NUMBER
    if field.metadata.get("uniqueItems") and _repeats(value):
        return UNLIKE
    return None if _is_speakable(value) else TEXT


def _repeats(value: Any) -> bool:
    return isinstance(value, list) and any(each in value[:n] for n, each in enumerate(value))


def _of_query(field: ma.fields.Field[Any], value: Any) -> str | None:
    if isinstance(value, list) and not (
        isinstance(field, ma.fields.List) or getattr(field, "is_multiple", False)
    ):
        return ONCE
    if isinstance(field, ma.fields.Boolean):
        return None if str(value).lower() in ("true", "false") else BOOLEAN
    if isinstance(field, ma.fields.Integer):
        return None if _WHOLE.fullmatch(str(value)) else INTEGER
    if isinstance(field, ma.fields.Float):
        return None if _NUMBER.fullmatch(str(value)) else NUMBER
    return None if _is_speakable(value) else TEXT


def _is_speakable(value: Any) -> bool:
    """No database keeps a NUL in a text, and half a character has no bytes."""
    if isinstance(value, str):
        return _UNFIT.search(value) is None
    if isinstance(value, Mapping):
        return all(_is_speakable(each) for pair in value.items() for each in pair)
    if isinstance(value, list):
        return all(map(_is_speakable, value))
    return True
