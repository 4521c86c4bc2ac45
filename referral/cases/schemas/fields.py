"""Fields and the making of values that the shapes of this room share."""

import re
from collections.abc import Callable
from enum import StrEnum
from typing import Any, ClassVar

import marshmallow as ma

from referral.cases.values import LONGEST_WORDS
from referral.kit.http import Schema

_TOLD = re.compile(r"([a-z_]+): (.+)", re.DOTALL)
# What a value says that names no field may hold what was sent: it is not repeated.
_TOGETHER = "These values contradict each other."
_MOMENT = "Must be a moment with a time zone, such as 2026-01-31T09:00:00Z."
_DAY = "Must be a day, such as 2026-01-31."


def told(error: ValueError) -> tuple[str, str]:
    """The field and the message of a value that contradicts itself."""
    match = _TOLD.fullmatch(str(error))
    return (match[1], match[2]) if match else ("", _TOGETHER)


class Making(Schema):
    """A shape that becomes a value."""

    makes: ClassVar[Callable[..., Any]]

    @ma.post_load
    def make(self, data: dict[str, Any], **_: Any) -> Any:
        """The value; what contradicts itself is told at its field."""
        try:
            return type(self).makes(**data)
        except ValueError as error:
            field, message = told(error)
            raise ma.ValidationError({field or "_schema": [message]}) from None


class Ident(ma.fields.UUID):
    """An id, kept as text."""

    default_error_messages = {"invalid_uuid": "Must be an id (a UUID)."}  # noqa: RUF012 - as marshmallow declares it

    def _deserialize(self, *args: Any, **more: Any) -> str:  # type: ignore[override]
        return str(super()._deserialize(*args, **more))


class Word(ma.fields.String):
    """One of a list of words; a wrong one is told which there are."""

    def __init__(self, words: type[StrEnum], **more: Any) -> None:
        self.words = words
        known = [each.value for each in words]
        super().__init__(validate=ma.validate.OneOf(known, error="Must be one of: {choices}."), **more)

    def _deserialize(self, *args: Any, **more: Any) -> Any:
        text = super()._deserialize(*args, **more)
        return self.words(text) if text in set(self.words) else text


def words(kind: type[StrEnum], *, least: int = 0, **more: Any) -> ma.fields.List[Any]:
    """Some of a list of words, each once."""
    return ma.fields.List(
        Word(kind),
        validate=ma.validate.Length(least, len(kind), error="Must be {min} to {max} of them."),
        metadata={"uniqueItems": True},
        **more,
    )


def ids(most: int, **more: Any) -> ma.fields.List[Any]:
    """Some ids, each once."""
    limit = ma.validate.Length(max=most, error="Must be at most {max}.")
    return ma.fields.List(Ident(), validate=limit, metadata={"uniqueItems": True}, **more)


def text(longest: int, **more: Any) -> ma.fields.String:
    """A text that is not empty; its length is told without it."""
    length = ma.validate.Length(1, longest, error="Must have {min} to {max} characters.")
    return ma.fields.String(validate=length, **more)


def long_text(**more: Any) -> ma.fields.String:
    """What somebody writes."""
    return text(LONGEST_WORDS, **more)


def country(
    error: str = "Must be two capital letters of ISO 3166-1, such as RS.", **more: Any
) -> ma.fields.String:
    """A country's code."""
    return ma.fields.String(validate=ma.validate.Regexp(r"^[A-Z]{2}$", error=error), **more)


def moment(**more: Any) -> ma.fields.AwareDateTime:
    """A moment with a zone."""
    messages: dict[str, Any] = {"invalid": _MOMENT, "invalid_awareness": _MOMENT, "format": _MOMENT}
    return ma.fields.AwareDateTime(error_messages=messages, **more)


def day(**more: Any) -> ma.fields.Date:
    """A day of the calendar."""
    return ma.fields.Date(error_messages={"invalid": _DAY, "format": _DAY}, **more)


def occurred_at() -> ma.fields.AwareDateTime:
    """When it happened, where that was earlier than now."""
    return moment(
        load_default=None, allow_none=True, metadata={"description": "When it happened, if not just now"}
    )
