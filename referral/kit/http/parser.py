"""Arguments from the request: every location refuses what its schema does not know."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

import marshmallow as ma
from flask import request

from referral.kit.http.fitting import fields_by_key, misfits
from referral.kit.problems import InvalidInput, MalformedRequest, UnsupportedMediaType

_JSON = ("application/json",)


def _errors(messages: Any, where: str, path: str = "") -> list[dict[str, str]]:
    """marshmallow's nested messages as a flat list: where, which field, what would be right."""
    if isinstance(messages, dict):
        found: list[dict[str, str]] = []
        for key, value in messages.items():
            name = "" if key == "_schema" else str(key)
            found += _errors(value, where, f"{path}.{name}".strip(".") if name else path)
        return found
    texts = messages if isinstance(messages, list) else [messages]
    return [{"in": where, "field": path, "message": str(text)} for text in texts]


def invalid(error: ma.ValidationError, where: str) -> InvalidInput:
    """A refusal that lists each wrong field."""
    errors = _errors(error.messages, where)
    first = errors[0]
    more = f" ({len(errors) - 1} more)" if len(errors) > 1 else ""
    field = f"{first['field']}: " if first["field"] else ""
    return InvalidInput(f"{field}{first['message']}{more}", errors=errors)


def read_query(schema: ma.Schema) -> Any:
    """The query by its schema: a value that was sent once is itself, one that was sent more often a list."""
    given = query_given()
    refuse_what_goes_elsewhere(given, getattr(schema, "elsewhere", {}))
    refuse_unknown(given, fields_by_key(schema))
    return _loaded(schema, given, "query", _reader_of(schema, frozenset(given)))


@lru_cache(maxsize=2_048)
def _reader_of(schema: ma.Schema, given: frozenset[str]) -> ma.Schema:
    """The schema with those of its fields alone that are given or have a word to say when they are not.

    marshmallow visits each field of a schema: where a question may name twenty and names two, that is what costs.
    """
    fields = schema.load_fields.items()
    wanted = [name for name, field in fields if (field.data_key or name) in given or _speaks_up(field)]
    return schema if len(wanted) == len(schema.load_fields) else type(schema)(only=wanted)


def _speaks_up(field: ma.fields.Field[Any]) -> bool:
    return field.required or field.load_default is not ma.missing


def query_given() -> dict[str, Any]:
    """The query as it was sent; bytes that are no UTF-8 become replacement characters, which no name has."""
    given: dict[str, Any] = {}
    for name, value in parse_qsl(request.query_string.decode("utf-8", "replace"), keep_blank_values=True):
        if name not in given:
            given[name] = value
        elif isinstance(given[name], list):
            given[name].append(value)
        else:
            given[name] = [given[name], value]
    return given


def refuse_what_goes_elsewhere(given: Iterable[str], elsewhere: Mapping[str, str]) -> None:
    """Points to the place where a parameter is taken; its value is not repeated."""
    named = [name for name in given if name in elsewhere]
    if named:
        raise InvalidInput(
            f"{named[0]}: {elsewhere[named[0]]}",
            errors=[{"in": "query", "field": name, "message": elsewhere[name]} for name in named],
        )


def refuse_unknown(given: Iterable[str], allowed: Collection[str]) -> None:
    """Unknown query parameters are refused, never ignored: a filter that does nothing misleads."""
    unknown = [name for name in given if name not in allowed]
    if unknown:
        listed = ", ".join(sorted(allowed)) or "none"
        message = f"Unknown parameter; allowed: {listed}."
        raise InvalidInput(
            f"Unknown parameter: {', '.join(unknown)}. Allowed: {listed}.",
            errors=[{"in": "query", "field": name, "message": message} for name in unknown],
        )


def read_body(schema: ma.Schema) -> Any:
    """The JSON body by its schema; raises `UnsupportedMediaType` or `MalformedRequest` where it is none."""
    body = request.get_data()
    if request.mimetype not in _JSON and body:
        kind = request.mimetype or "of no named type"
        raise UnsupportedMediaType(f"The body is {kind}; it must be application/json.")
    try:
        given = json.loads(body, parse_constant=_refuse_constant) if body else {}
    except (ValueError, RecursionError) as error:
        raise MalformedRequest("The body is not well-formed JSON in UTF-8.") from error
    return _loaded(schema, given, "body")


def _refuse_constant(word: str) -> None:
    """NaN and Infinity are no JSON."""
    raise ValueError(word)


def _loaded(schema: ma.Schema, given: Any, where: str, reader: ma.Schema | None = None) -> Any:
    wrong = misfits(schema, given, typed=where == "body")
    try:
        if wrong:
            raise ma.ValidationError(wrong)
        return (reader or schema).load(given)
    except ma.ValidationError as error:
        raise invalid(error, where) from error


READ: dict[str, Callable[[ma.Schema], Any]] = {"query": read_query, "json": read_body}
