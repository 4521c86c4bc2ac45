"""Fields of forms, each with its refusal in plain, translated words."""

from collections.abc import Iterable
from typing import Any

import marshmallow as ma
from flask_babel import lazy_gettext

_REQUIRED = lazy_gettext("Please fill this in.")
_CHOOSE = lazy_gettext("Please choose one.")


def _messages(**more: Any) -> dict[str, Any]:
    return {"required": _REQUIRED, "null": _REQUIRED, **more}


def text(longest: int = 200, **more: Any) -> ma.fields.String:
    """A line, or with a text area several."""
    too_long = lazy_gettext("This is too long: %(most)d characters at most.", most=longest)
    validate = ma.validate.Length(max=longest, error=_Late(too_long))
    return ma.fields.String(validate=validate, error_messages=_messages(), **more)


def password(**more: Any) -> ma.fields.String:
    """A password as it was typed, blanks and all; it is kept in no draft and never shown again."""
    return ma.fields.String(metadata={"format": "password"}, error_messages=_messages(), **more)


def choice(choices: Iterable[str], **more: Any) -> ma.fields.String:
    """One of these."""
    validate = ma.validate.OneOf(list(choices), error=_Late(_CHOOSE))
    return ma.fields.String(validate=validate, error_messages=_messages(required=_CHOOSE), **more)


def choices(allowed: Iterable[str], **more: Any) -> ma.fields.List[Any]:
    """Any of these."""
    return ma.fields.List(choice(allowed), error_messages=_messages(), **more)


def day(**more: Any) -> ma.fields.Date:
    """A day, as the browser's own calendar sends it."""
    wrong = lazy_gettext("This is not a day: for example 2026-11-25.")
    return ma.fields.Date(error_messages=_messages(invalid=wrong), **more)


def whole(least: int, most: int, **more: Any) -> ma.fields.Integer:
    """A whole number in these bounds."""
    wrong = lazy_gettext("Please give a whole number from %(least)d to %(most)d.", least=least, most=most)
    validate = ma.validate.Range(least, most, error=_Late(wrong))
    return ma.fields.Integer(validate=validate, error_messages=_messages(invalid=wrong), **more)


def tick(**more: Any) -> ma.fields.Boolean:
    """A box that is ticked or not."""
    return ma.fields.Boolean(
        truthy={"yes", "on", "1"}, load_default=False, error_messages=_messages(), **more
    )


class _Late(str):
    """A message that is translated when it is used: validators format theirs with `.format`."""

    __slots__ = ("_lazy",)
    _lazy: object

    def __new__(cls, lazy: object) -> "_Late":
        made = super().__new__(cls, "lazy")
        made._lazy = lazy
        return made

    def format(self, *_: Any, **__: Any) -> str:
        return str(self._lazy)
