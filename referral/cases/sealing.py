"""Sealing and opening values of this room's tables. Every place where something personal is written or read calls
`seal…` or `open_…` with the column, so that they can be found.
"""

import json
from typing import Any

from sqlalchemy.orm import InstrumentedAttribute

from referral.kit.crypto import DataKey, Place

Column = InstrumentedAttribute[Any]


def _place(key: DataKey, column: Column, row: str) -> Place:
    return Place(str(column.class_.__table__.name), column.key, row, key.subject)


def seal_bytes(key: DataKey, column: Column, row: str, plain: bytes) -> bytes:
    """The bytes, sealed for the column and the row with this id."""
    return key.seal(_place(key, column, row), plain)


def open_bytes(key: DataKey, column: Column, row: str, sealed: bytes) -> bytes:
    """The bytes. Raises `SealBroken`."""
    return key.open(_place(key, column, row), sealed)


def seal(key: DataKey, column: Column, row: str, text: str | None) -> bytes | None:
    """The text, sealed; nothing stays nothing."""
    return None if text is None else seal_bytes(key, column, row, text.encode())


def open_text(key: DataKey, column: Column, row: str, sealed: bytes | None) -> str | None:
    """The text. Raises `SealBroken`."""
    return None if sealed is None else open_bytes(key, column, row, sealed).decode()


def seal_json(key: DataKey, column: Column, row: str, value: Any) -> bytes | None:
    """A JSON value, sealed; None stays nothing."""
    return None if value is None else seal(key, column, row, json.dumps(value, ensure_ascii=False))


def open_json(key: DataKey, column: Column, row: str, sealed: bytes | None) -> Any:
    """The JSON value. Raises `SealBroken`."""
    text = open_text(key, column, row, sealed)
    return None if text is None else json.loads(text)
