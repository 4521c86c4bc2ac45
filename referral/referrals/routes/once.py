"""Requests that are done once, however often they are sent: the key that each of them brings."""

import re
from collections.abc import Callable
from typing import Any

from flask import Response, request

from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.kit.problems import InvalidInput
from referral.referrals.errors import IdempotencyKeyMissing
from referral.referrals.service import requests

_KEY = re.compile(r"[\x21-\x7e]{1,200}")
IDEMPOTENCY_KEY: dict[str, Any] = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": True,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]{1,200}$"},
    "example": "5b2c0d3e-8f0a-4b7e-9f57-0d8f2f1f6a11",
    "description": "Made anew for each request; the same request with the same key is done once",
}


def done_once(status: int, do: Callable[[], Any], answer: Callable[[str, int], Response]) -> Response:
    """Does it, unless it was done for this key: then what it made, by its id, is answered afresh, as it is now."""
    session, actor = current_session(), current_actor()
    key = _idempotency_key()
    body_hash = requests.hash_of(request.method.encode(), request.path.encode(), request.get_data())
    before = requests.answered_before(session, actor, key, body_hash)
    if before is not None:
        return answer(before.resource_id, before.status)
    made = do()
    session.flush()
    requests.remember(session, actor, key, body_hash, status=status, made=made)
    return answer(made.id, status)


def _idempotency_key() -> str:
    given = request.headers.get("Idempotency-Key")
    if given is None:
        raise IdempotencyKeyMissing
    if _KEY.fullmatch(given) is None:
        message = "Must be 1 to 200 visible characters of ASCII, for example a UUID."
        errors = [{"in": "header", "field": "Idempotency-Key", "message": message}]
        raise InvalidInput(f"Idempotency-Key: {message}", errors=errors)
    return given
