"""Refusals: what the software declines to do, each with a code that opens a page which explains it (RFC 9457).

A room declares its refusals as small classes whose docstring is their definition; one handler at the edge turns them
into `application/problem+json`. Codes are never translated and never change.
"""

import re
from collections.abc import Callable
from typing import Any, ClassVar


class Refusal(Exception):
    """The request was understood and declined."""

    status: ClassVar[int] = 409
    title: ClassVar[str] = "Refused"
    # What can be done about it, for the page behind the problem's type.
    remedy: ClassVar[str] = ""

    def __init__(self, detail: str = "", *, headers: dict[str, str] | None = None, **extra: Any) -> None:
        super().__init__(detail or self.title)
        self.detail = detail
        self.headers = headers or {}
        self.extra = extra
        # What is written in a transaction of its own after the refused one was rolled back: `(session, actor)`.
        self.afterwards: Callable[[Any, Any], None] | None = None

    @classmethod
    def code(cls) -> str:
        """`StaleVersion` → `stale-version`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()


class NotFound(Refusal):
    """There is nothing under this address that you may see."""

    status = 404
    title = "Not found"
    remedy = "Check the address. What another organisation holds is answered like what does not exist."


class InvalidInput(Refusal):
    """A parameter or a value does not have the shape that is asked for; `errors` says which and what is allowed."""

    status = 422
    title = "Invalid input"
    remedy = "Correct the fields that `errors` names and send the request again."


class MalformedRequest(Refusal):
    """The request can't be read at all."""

    status = 400
    title = "Malformed request"
    remedy = "Send well-formed JSON in UTF-8 with the header Content-Type: application/json."


class Unauthenticated(Refusal):
    """The request names nobody, or its key is unknown, expired or revoked."""

    status = 401
    title = "Who are you?"
    remedy = "Send the header Authorization: Bearer followed by a valid key."


class Forbidden(Refusal):
    """You are known, and this is not yours to do."""

    status = 403
    title = "Not allowed"
    remedy = "Use a key whose scopes cover this, or ask the administrator."


class MethodNotAllowed(Refusal):
    """The address exists, but not for this method."""

    status = 405
    title = "Method not allowed"
    remedy = "The header Allow lists the methods that there are."


class NotAcceptable(Refusal):
    """The answer can't be given in the form that was asked for."""

    status = 406
    title = "Not acceptable"


class StaleVersion(Refusal):
    """Somebody changed it since you read it; nothing was changed now."""

    status = 412
    title = "Changed meanwhile"
    remedy = "Read it again, look at what changed, and send your change with the new ETag in If-Match."


class VersionMissing(Refusal):
    """A change must say which version it changes, so that nobody's work is overwritten unseen."""

    status = 428
    title = "Which version?"
    remedy = "Send the header If-Match with the ETag of the answer in which you read it."


class BodyTooLarge(Refusal):
    """The body is larger than the server takes."""

    status = 413
    title = "Body too large"
    remedy = "Send less at once; large files are imported with `flask directory import`."


class UnsupportedMediaType(Refusal):
    """The body is not of a type that is read here."""

    status = 415
    title = "Unsupported media type"
    remedy = "Send JSON with the header Content-Type: application/json."


class TooManyRequests(Refusal):
    """More requests or failed attempts than are allowed in this time."""

    status = 429
    title = "Too many requests"
    remedy = "Wait as many seconds as the header Retry-After says."


class InternalFault(Refusal):
    """Something went wrong on our side; nothing was changed."""

    status = 500
    title = "Internal fault"
    remedy = "Tell the operator the request id that stands in the header X-Request-ID."


class DatabaseUnavailable(Refusal):
    """The database can't be reached right now; nothing was changed."""

    status = 503
    title = "Database unavailable"
    remedy = "Try again after the seconds that the header Retry-After says; nothing was half done."


def invalid_field(field: str, message: str) -> InvalidInput:
    """A refusal of one field, found wrong behind its schema."""
    return InvalidInput(f"{field}: {message}", errors=[{"in": "query", "field": field, "message": message}])


def all_problems() -> dict[str, type[Refusal]]:
    """Every declared refusal by its code."""
    found: dict[str, type[Refusal]] = {}
    open_ = [Refusal]
    while open_:
        for each in open_.pop().__subclasses__():
            found[each.code()] = each
            open_.append(each)
    return dict(sorted(found.items()))
