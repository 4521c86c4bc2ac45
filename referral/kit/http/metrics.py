"""Counts and times of requests by route, for Prometheus."""

import time

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess
from prometheus_client import values as _values

REQUESTS = Counter("referral_requests", "Requests answered", ["method", "route", "status"])
SECONDS = Histogram(
    "referral_request_seconds",
    "Time to answer, seconds",
    ["route"],
    buckets=(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


def install(app: Flask) -> None:
    """Counts each request under its rule; what has no rule is counted as one."""

    @app.after_request
    def count(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "(none)"
        REQUESTS.labels(request.method, route, response.status_code).inc()
        SECONDS.labels(route).observe(time.perf_counter() - g.get("began", time.perf_counter()))
        return response


def render() -> bytes:
    """The text exposition; of all worker processes where PROMETHEUS_MULTIPROC_DIR is set."""
    if _values.ValueClass.__name__ != "MmapedValue":
        return generate_latest()
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
