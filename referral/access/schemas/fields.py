"""Fields that several shapes share."""

from typing import Any

import marshmallow as ma

from referral.access.rules.passwords import LONGEST
from referral.access.rules.roles import Role
from referral.kit.http import Schema

_ROLES = [role.value for role in Role]


def one_of(choices: list[str], **more: Any) -> ma.fields.String:
    """A word of a list; a wrong one is told which there are."""
    return ma.fields.String(validate=ma.validate.OneOf(choices, error="Must be one of: {choices}."), **more)


def role(**more: Any) -> ma.fields.String:
    """A role's name."""
    return one_of(_ROLES, **more)


def roles(**more: Any) -> ma.fields.List[Any]:
    """At least one role, each once."""
    return ma.fields.List(
        role(), validate=ma.validate.Length(1, len(_ROLES)), metadata={"uniqueItems": True}, **more
    )


def regions(**more: Any) -> ma.fields.List[Any]:
    """Regions by id; only a coordinator has any."""
    return ma.fields.List(
        ma.fields.UUID(), validate=ma.validate.Length(max=500), metadata={"uniqueItems": True}, **more
    )


def text(longest: int, *, shortest: int = 1, **more: Any) -> ma.fields.String:
    """A line of text."""
    return ma.fields.String(validate=ma.validate.Length(shortest, longest), **more)


def password(**more: Any) -> ma.fields.String:
    """A password as it was typed; whether it is strong enough is decided elsewhere."""
    return ma.fields.String(
        required=True,
        validate=ma.validate.Length(1, LONGEST),
        metadata={"format": "password", **more},
    )


def code() -> ma.fields.String:
    """A code as it was typed."""
    return ma.fields.String(
        required=True,
        validate=ma.validate.Length(1, 100),
        metadata={"description": "In any case, with or without hyphens"},
    )


def language(**more: Any) -> ma.fields.String:
    """A BCP 47 tag."""
    tag = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$"
    pattern = ma.validate.Regexp(tag, error="Must be a language's tag such as sq or sr-Latn.")
    return ma.fields.String(validate=pattern, **more)


class PageSchema(Schema):
    """Which page of a list."""

    limit = ma.fields.Integer(
        load_default=50, validate=ma.validate.Range(1, 200, error="Must be from {min} to {max}.")
    )
    cursor = ma.fields.String(metadata={"description": "`next_cursor` of the page before"})
