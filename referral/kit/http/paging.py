"""Pages of our own collections by keyset: the cursor is the id of the last row of the page before."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

from referral.kit.clock import iso
from referral.kit.ids import as_uuid
from referral.kit.problems import InvalidInput


class _Listed(Protocol):
    id: Any


Row = TypeVar("Row", bound=_Listed)


def cursor_id(cursor: str | None) -> str | None:
    """The id behind `next_cursor` of the page before; raises `InvalidInput` for what is none."""
    if cursor is None:
        return None
    found = as_uuid(cursor)
    if found is None:
        message = "Must be the next_cursor of the page before."
        raise InvalidInput(
            f"cursor: {message}", errors=[{"in": "query", "field": "cursor", "message": message}]
        )
    return found


def page(found: Sequence[Row], limit: int) -> tuple[Sequence[Row], str | None]:
    """Of limit + 1 rows the first `limit`, and the next page's cursor where one is left."""
    shown = found[:limit]
    return shown, str(shown[-1].id) if len(found) > limit else None


def moment(value: datetime | None) -> str | None:
    """A moment on the wire, or null."""
    return None if value is None else iso(value)
