"""What is wrong with a mapping file: the file, the place in it, and what is allowed there."""

from collections.abc import Iterable
from typing import Any

from referral.directory.exchange.reading.model import ReadingError


class MappingFault(ReadingError):
    """A mapping file that cannot be used."""


class Place:
    """A place in a mapping file, for messages: `jordan.yaml: sources[1] > make[2] > fields > name`."""

    def __init__(self, file: str, path: tuple[str, ...] = ()) -> None:
        self.file, self.path = file, path

    def under(self, key: str) -> "Place":
        return Place(self.file, (*self.path, key))

    def fault(self, message: str) -> MappingFault:
        where = " > ".join(self.path)
        return MappingFault(f"{self.file}: {where + ': ' if where else ''}{message}.")

    def mapping(self, value: Any, allowed: Iterable[str], *, needed: Iterable[str] = ()) -> dict[str, Any]:
        """`value` as a dictionary that has no other keys than these."""
        names = list(allowed)
        if not isinstance(value, dict):
            raise self.fault(f"{_kind(value)} where keys were expected ({', '.join(names)})")
        for key in value:
            if key not in names:
                raise self.fault(f"unknown key {key!r}; allowed are {', '.join(names)}")
        for key in needed:
            if key not in value:
                raise self.fault(f"the key {key!r} is missing")
        return value

    def items(self, value: Any) -> list[Any]:
        if not isinstance(value, list) or not value:
            raise self.fault(f"{_kind(value)} where a list with at least one entry was expected")
        return value

    def text(self, value: Any) -> str:
        if not isinstance(value, str) or not value:
            raise self.fault(f"{_kind(value)} where a text was expected")
        return value

    def texts(self, value: Any) -> tuple[str, ...]:
        return tuple(self.scalar(each) for each in self.items(value))

    def scalar(self, value: Any) -> str:
        """A text, number or truth value as the text that a cell would hold."""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, (str, int, float)):
            return str(value)
        raise self.fault(f"{_kind(value)} where a text was expected")


def _kind(value: Any) -> str:
    names = {dict: "keys", list: "a list", str: "a text", type(None): "nothing", bool: "true or false"}
    return names.get(type(value), "a number" if isinstance(value, (int, float)) else "something else")
