"""/healthz, /readyz and /metrics."""

from flask import Response

from referral.cases import checks
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
    """The database answers, its tables are those of this version, and nobody who was erased is back in it."""
    from referral.kit.db.migrating import current_revision, head_revision

    migrated = current_revision(current().engine) == head_revision()
    erased = migrated and checks.erasures_hold()
    ready = migrated and erased
    body = {
        "status": "ready" if ready else "not ready",
        "database": current().name,
        "migrations": migrated,
        "erasures": erased,
    }
    return json_response(body, status=200 if ready else 503)


@blp.route("/metrics")
@blp.requires("metrics:read")
@blp.uses("nothing")
def read_metrics() -> Response:
    """Counts and times for Prometheus."""
    return Response(metrics.render(), content_type="text/plain; version=0.0.4; charset=utf-8")
