"""The head of the audit's chain, and its verification."""

from dataclasses import asdict
from typing import Any

from flask import Response

from referral.audit import queries
from referral.audit.chain import Head
from referral.audit.schemas import HeadSchema, VerificationSchema, VerifyQuerySchema
from referral.audit.service import verify
from referral.kit.db.work import current_session
from referral.kit.http import Blueprint
from referral.kit.http.respond import json_response

blp = Blueprint("audit", __name__, description="The record of what was done")
BLUEPRINTS = (blp,)


@blp.route("/audit/head")
@blp.requires("audit:read")
@blp.response(200, HeadSchema)
@blp.doc(operationId="getAuditHead")
def audit_head() -> Response:
    """Where the chain ends now"""
    return json_response(asdict(queries.public_head(current_session())))


@blp.route("/audit/verify")
@blp.requires("audit:read")
@blp.arguments(VerifyQuerySchema, location="query")
@blp.response(200, VerificationSchema)
@blp.doc(operationId="verifyAudit")
def verify_audit(kept: dict[str, Any]) -> Response:
    """Reads the whole chain, and compares it with a head that you kept"""
    anchor = Head(kept["sequence"], kept["hash"]) if kept else None
    return json_response(asdict(verify(current_session(), anchor=anchor)))
