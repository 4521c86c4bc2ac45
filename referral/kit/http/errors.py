"""One place where refusals and faults become `application/problem+json` (RFC 9457)."""

from collections.abc import Callable
from typing import Any

import orjson
import structlog
from flask import Flask, Response, current_app, g, request
from sqlalchemy.exc import DBAPIError, OperationalError
from werkzeug.exceptions import HTTPException

from referral.kit import problems
from referral.kit.db.engine import current

_log = structlog.get_logger("referral.http")

_BY_STATUS: dict[int, type[problems.Refusal]] = {
    400: problems.MalformedRequest,
    401: problems.Unauthenticated,
    403: problems.Forbidden,
    404: problems.NotFound,
    405: problems.MethodNotAllowed,
    406: problems.NotAcceptable,
    413: problems.BodyTooLarge,
    415: problems.UnsupportedMediaType,
    422: problems.InvalidInput,
    429: problems.TooManyRequests,
}


# Shows a refusal to a person, whose browser asked for a page.
Show = Callable[[problems.Refusal], Response]
_API = "/api/"


def problem_response(refusal: problems.Refusal) -> Response:
    """A page where a page was asked for, else the problem document, whose `type` opens the page that explains it."""
    show: Show | None = current_app.extensions.get("problem_page")
    if show is not None and _wants_page():
        return show(refusal)
    return problem_document(refusal)


def _wants_page() -> bool:
    if request.url_rule is not None:
        return bool(g.get("is_page"))
    accepted = request.headers.get("Accept", "")
    return "text/html" in accepted and not request.path.startswith(_API)


def problem_document(refusal: problems.Refusal) -> Response:
    """The refusal as `application/problem+json`."""
    base = request.url_root.rstrip("/")
    body: dict[str, Any] = {
        "type": f"{base}/problems/{refusal.code()}",
        "title": refusal.title,
        "status": refusal.status,
        "detail": refusal.detail or refusal.remedy or refusal.title,
        "request_id": g.get("request_id", ""),
        **refusal.extra,
    }
    headers = {"Cache-Control": "no-store", **refusal.headers}
    return Response(
        orjson.dumps(body), status=refusal.status, headers=headers, content_type="application/problem+json"
    )


def on_refusal(error: problems.Refusal) -> Response:
    return problem_response(error)


def on_http_exception(error: HTTPException) -> Response:
    """werkzeug's own refusals, in our form. Redirects pass."""
    if error.code is None or error.code < 400:
        return error.get_response()  # type: ignore[return-value]
    kind = _BY_STATUS.get(
        error.code, problems.InternalFault if error.code >= 500 else problems.MalformedRequest
    )
    allowed = getattr(error, "valid_methods", None)
    headers = {"Allow": ", ".join(sorted(allowed))} if allowed else None
    return problem_response(kind(headers=headers))


def on_database_error(error: Exception) -> Response:
    """503 where the database is away or busy, 500 for everything else; nothing of the statement is told."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    away = current().dialect.is_unreachable(cause) or isinstance(error, OperationalError)
    _log.error("database_error", error=type(cause).__name__, away=away)
    if away:
        return problem_response(problems.DatabaseUnavailable(headers={"Retry-After": "5"}))
    return problem_response(problems.InternalFault())


def on_fault(error: Exception) -> Response:
    """What nobody foresaw: logged by type and place, told without detail."""
    _log.error("fault", error=type(error).__name__, exc_info=_places(error))
    return problem_response(problems.InternalFault())


def _places(error: BaseException) -> str:
    """File, line and function of each frame, without values: an error's text may hold personal data."""
    frames = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{code.co_filename.rsplit('/referral/', 1)[-1]}:{trace.tb_lineno}:{code.co_name}")
        trace = trace.tb_next
    return " < ".join(reversed(frames[-12:]))


def install(app: Flask) -> None:
    """Registers the handlers. `app.extensions["problem_page"]`, a `Show`, answers where a page was asked for."""
    app.register_error_handler(problems.Refusal, on_refusal)
    app.register_error_handler(HTTPException, on_http_exception)
    app.register_error_handler(DBAPIError, on_database_error)
    for dialect_error in (*_reader_errors(),):
        app.register_error_handler(dialect_error, on_database_error)
    if not app.testing:
        app.register_error_handler(Exception, on_fault)


def _reader_errors() -> tuple[type[Exception], ...]:
    return tuple(current().dialect.ReaderErrors)
