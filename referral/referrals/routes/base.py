"""The Blueprint of referrals, and what its views have in common: answers, keys of requests, cursors."""

import base64
import binascii
from collections.abc import Callable
from typing import Any, Protocol

from flask import Response

from referral.kit.db.work import current_session
from referral.kit.http import Blueprint
from referral.kit.http.access import current_actor
from referral.kit.http.respond import json_response
from referral.kit.http.versions import etag
from referral.kit.ids import as_uuid
from referral.kit.problems import NotFound
from referral.referrals.errors import ForeignCursor
from referral.referrals.routes.once import IDEMPOTENCY_KEY, done_once
from referral.referrals.service import showing

__all__ = [
    "IDEMPOTENCY_KEY",
    "NO_STORE",
    "answer_referral",
    "blp",
    "id_cursor",
    "once",
    "read_place",
    "write_place",
]
blp = Blueprint("referrals", __name__, description="Referrals between organisations")
NO_STORE = {"Cache-Control": "no-store"}


class Answering(Protocol):
    """How the thing with an id is answered."""

    def __call__(self, id_: str, /, *, status: int) -> Response: ...


def once(status: int, do: Callable[[], Any], *, answer: Answering | None = None) -> Response:
    """Does it, unless it was done for this key: then it is answered afresh, as it is now; a referral, if nothing else
    is said.
    """
    give = answer or answer_referral
    return done_once(status, do, lambda id_, status: give(id_, status=status))


def answer_referral(referral_id: str, *, status: int = 200, identity: bool = False) -> Response:
    """The referral as the actor sees it now. Whoever has ended it for themself is answered its id only."""
    session, actor = current_session(), current_actor()
    try:
        shown = showing.show(session, actor, referral_id, identity=identity)
    except NotFound:
        if identity:
            raise
        return json_response({"id": referral_id}, status=status, headers=NO_STORE)
    return json_response(shown.body, status=status, headers={**NO_STORE, **etag(shown.version)})


def id_cursor(cursor: str | None) -> str | None:
    """The id behind the cursor of a list."""
    if cursor is None:
        return None
    found = as_uuid(cursor)
    if found is None:
        raise _foreign()
    return found


def write_place(sequence: int, mark: str) -> str:
    """The place in the feed as an opaque cursor: after a restored backup it fits no more."""
    return base64.urlsafe_b64encode(f"{sequence}.{mark}".encode()).decode().rstrip("=")


def read_place(cursor: str | None) -> tuple[int, str | None]:
    """The place that a cursor names; the beginning without one. Raises `ForeignCursor`."""
    if cursor is None:
        return 0, None
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        sequence, mark = text.split(".")
        if not sequence.isdecimal() or len(sequence) > 18:
            raise _foreign()
        return int(sequence), mark
    except (ValueError, binascii.Error) as error:
        raise _foreign() from error


def _foreign() -> ForeignCursor:
    message = "Must be the next_cursor of the answer before."
    return ForeignCursor(
        f"cursor: {message}", errors=[{"in": "query", "field": "cursor", "message": message}]
    )
