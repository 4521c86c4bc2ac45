"""Structured logs: one JSON line an event, with a request id and nothing personal.

A request's line carries the route's rule, never path values, queries or bodies.
"""

import logging
import sys
import time

import structlog
from flask import Flask, Response, g, request

from referral.kit.ids import as_uuid, new_id

_log = structlog.get_logger("referral.http")


def configure(level: str) -> None:
    """JSON lines to standard error, from `level` up."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )


def install(app: Flask, *, quiet: bool) -> None:
    """Gives each request an id, which the answer carries too, and writes one line for it unless `quiet`."""

    @app.before_request
    def begin() -> None:
        g.request_id = as_uuid(request.headers.get("X-Request-ID", "")) or new_id()
        g.began = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        response.headers["X-Request-ID"] = g.get("request_id", "")
        if not quiet or response.status_code >= 500:
            _log.info(
                "request",
                request_id=g.get("request_id"),
                method=request.method,
                route=request.url_rule.rule if request.url_rule else None,
                status=response.status_code,
                ms=round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1),
            )
        return response
