"""Documents through a referral: attached by either side, and read by whom they were released to."""

from typing import Any
from uuid import UUID

from flask import Response

from referral.cases import wire
from referral.cases.schemas.content import LARGEST_BODY, KnownCaseDocumentSchema
from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.kit.http.respond import json_response
from referral.kit.http.versions import expected_version
from referral.referrals.routes.base import IDEMPOTENCY_KEY, NO_STORE, blp, once
from referral.referrals.schemas.answers import ReferralSchema
from referral.referrals.schemas.questions import ReferralDocumentCreateSchema
from referral.referrals.service import acting, releasing
from referral.referrals.values import NewDocument


@blp.route("/referrals/<uuid:id_>/documents", methods=["POST"])
@blp.requires("referrals:act")
@blp.changes_version
@blp.arguments(ReferralDocumentCreateSchema, largest=LARGEST_BODY)
@blp.response(201, ReferralSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(409, "Refusal")
@blp.alt_response(410, "Refusal")
@blp.doc(operationId="attachDocumentToReferral", parameters=[IDEMPOTENCY_KEY])
def attach_document(given: dict[str, Any], id_: UUID) -> Response:
    """Keeps a PDF, JPEG or PNG file with a person of the referral; the sender releases each by `release_item`"""
    attempt = acting.Attempted(version=expected_version())
    new = NewDocument(**given)
    return once(201, lambda: acting.attach(current_session(), current_actor(), str(id_), new, attempt))


@blp.route("/referrals/<uuid:id_>/documents/<uuid:document_id>")
@blp.requires("referrals:read")
@blp.uses("writes")
@blp.response(200, KnownCaseDocumentSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(410, "Refusal")
@blp.doc(operationId="readDocumentOfReferral")
def read_document(id_: UUID, document_id: UUID) -> Response:
    """A document that was released to you, while the state and what the person agreed to open it; audited"""
    kept = releasing.read_document(current_session(), current_actor(), str(id_), str(document_id))
    return json_response(wire.file_of(kept), headers=NO_STORE)
