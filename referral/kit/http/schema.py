"""The base of all wire schemas: unknown fields are refused, field order is kept."""

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import marshmallow as ma

from referral.kit.http.fitting import fields_by_key


class Schema(ma.Schema):
    """A wire shape. A field that it does not know is an error that lists the ones it knows."""

    class Meta:
        unknown = ma.RAISE

    # What may be asked, but not here: by name, where it goes.
    elsewhere: Mapping[str, str] = MappingProxyType({})

    @ma.pre_load
    def refuse_unknown_by_name(self, data: Any, **_: Any) -> Any:
        """Says which fields there are, where marshmallow only says that one is unknown."""
        if not isinstance(data, Mapping):
            return data
        known = fields_by_key(self)
        unknown = [name for name in data if name not in known]
        if unknown and self.unknown == ma.RAISE:
            allowed = ", ".join(sorted(known)) or "none"
            raise ma.ValidationError({str(name): [f"Unknown field; allowed: {allowed}."] for name in unknown})
        return data


class Finite(ma.fields.Float):
    """A number that is one: NaN and infinity are refused by name."""

    default_error_messages = {"special": "Must be a finite number, not NaN or infinity."}  # noqa: RUF012 - as marshmallow declares it

    def _validated(self, value: Any) -> float:
        number = super()._validated(value)
        if not math.isfinite(number):
            raise self.make_error("special")
        return number


class Whole(ma.fields.Integer):
    """A whole number of JSON: neither text nor a truth."""

    def _validated(self, value: Any) -> int:
        whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        if not whole or isinstance(value, bool):
            raise ma.ValidationError("Must be a whole number, an integer.")
        return int(value)


class Truth(ma.fields.Boolean):
    """true or false of JSON, and nothing that looks like them."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> bool:
        if not isinstance(value, bool):
            raise ma.ValidationError("Must be true or false, a boolean.")
        return value


class Words(ma.fields.Field[list[str]]):
    """Several words, repeated or separated by commas; at most `most` of them."""

    default_error_messages = {  # noqa: RUF012 - as marshmallow declares it
        "many": "At most {most} values.",
        "text": "Must be words of at most 100 characters, separated by commas.",
    }

    def __init__(self, *, most: int = 20, **kwargs: Any) -> None:
        metadata = {
            "type": ["array", "string"],
            "minItems": 1,
            "minLength": 1,
            "items": {"type": "string", "minLength": 1, "maxLength": 100},
            "maxItems": most,
            "explode": True,
            "style": "form",
            **kwargs.pop("metadata", {}),
        }
        super().__init__(metadata=metadata, **kwargs)
        self.most = most
        self.is_multiple = True

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> list[str]:
        given = [value] if isinstance(value, str) else value
        if not isinstance(given, list | tuple) or not all(isinstance(each, str) for each in given):
            raise self.make_error("text")
        words = [word.strip() for each in given for word in each.split(",")]
        words = list(dict.fromkeys(word for word in words if word))
        if not words or max(map(len, words)) > 100:
            raise self.make_error("text")
        if len(words) > self.most:
            raise self.make_error("many", most=self.most)
        return words
