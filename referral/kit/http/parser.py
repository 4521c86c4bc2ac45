"""Arguments from the request: every location refuses what its schema does not know."""

from typing import Any, NoReturn

import marshmallow as ma
from flask import Request
from webargs.flaskparser import FlaskParser

from referral.kit.http.fitting import misfits
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


class EdgeParser(FlaskParser):
    """webargs with our refusals."""

    # fmt: off
    DEFAULT_UNKNOWN_BY_LOCATION: dict[str, str | None] = {"query": ma.EXCLUDE, "json": None, "path": None}  # noqa: RUF012
    # fmt: on

    def load_json(self, req: Request, schema: ma.Schema) -> Any:
        if req.mimetype not in _JSON and req.get_data(cache=True):
            raise UnsupportedMediaType(
                f"The body is {req.mimetype or 'of no named type'}; it must be application/json."
            )
        try:
            return super().load_json(req, schema)
        except (UnicodeDecodeError, RecursionError) as error:
            raise MalformedRequest("The body is not JSON in UTF-8.") from error

    def load_querystring(self, req: Request, schema: ma.Schema) -> Any:
        """A plain dictionary: a value that was sent once is itself, one that was sent more often a list."""
        return {name: values[0] if len(values) == 1 else values for name, values in req.args.lists()}

    def pre_load(self, location_data: Any, *, schema: ma.Schema, req: Request, location: str) -> Any:
        """Values have the form of their place before a field reads them."""
        wrong = misfits(schema, location_data, typed=location == "json")
        if wrong:
            raise ma.ValidationError(wrong)
        return location_data

    def _handle_invalid_json_error(self, error: Any, req: Request, *args: Any, **kwargs: Any) -> NoReturn:
        raise MalformedRequest("The body is not well-formed JSON in UTF-8.") from error

    def handle_error(self, error: ma.ValidationError, req: Request, schema: ma.Schema, **_: Any) -> NoReturn:
        messages = error.messages
        where = "body"
        if (
            isinstance(messages, dict)
            and len(messages) == 1
            and next(iter(messages)) in ("json", "query", "path")
        ):
            where = {"json": "body"}.get(next(iter(messages)), next(iter(messages)))
            error = ma.ValidationError(next(iter(messages.values())))
        raise invalid(error, where) from error
