"""/healthz, /readyz and /metrics."""

from flask import Response

from referral.kit.db.engine import current
from referral.kit.http import Blueprint, metrics
from referral.kit.http.respond import json_response

blp = Blueprint("operations", __name__)


@blp.route("/healthz")
@blp.public
@blp.uses("nothing")
def healthz() -> Response:
    """The process answers."""
    return json_response({"status": "ok"})


@blp.route("/readyz")
@blp.public
@blp.uses("nothing")
def readyz() -> Response:
    """The database answers and its tables are those of this version."""
    from referral.kit.db.migrating import current_revision, head_revision

    found, wanted = current_revision(current().engine), head_revision()
    ready = found == wanted
    body = {
        "status": "ready" if ready else "not ready",
        "database": current().name,
        "migrations": found == wanted,
    }
    return json_response(body, status=200 if ready else 503)


@blp.route("/metrics")
@blp.requires("metrics:read")
@blp.uses("nothing")
def read_metrics() -> Response:
    """Counts and times for Prometheus."""
    return Response(metrics.render(), content_type="text/plain; version=0.0.4; charset=utf-8")
