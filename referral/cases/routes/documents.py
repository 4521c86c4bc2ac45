"""Documents: kept sealed, without what a camera wrote into them; every download is in the audit."""

from typing import Any
from uuid import UUID

from flask import Response

from referral.cases import wire
from referral.cases.routes.base import blp
from referral.cases.schemas.content import (
    LARGEST_BODY,
    CaseDocumentCreateSchema,
    CaseDocumentListSchema,
    CaseDocumentSchema,
    KnownCaseDocumentSchema,
)
from referral.cases.service import content as service
from referral.cases.service import showing
from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.kit.http.respond import json_response


@blp.route("/people/<uuid:id_>/documents", methods=["POST"])
@blp.requires("cases:work")
@blp.arguments(CaseDocumentCreateSchema, largest=LARGEST_BODY)
@blp.response(201, CaseDocumentSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(410, "Refusal")
@blp.doc(operationId="attachDocument")
def attach_document(given: dict[str, Any], id_: UUID) -> Response:
    """Keeps a PDF, JPEG or PNG file of at most 10 MB"""
    made = service.attach_document(current_session(), current_actor(), str(id_), **given)
    return json_response(wire.document_of(made), status=201)


@blp.route("/people/<uuid:id_>/documents")
@blp.requires("identity:read")
@blp.uses("writes")
@blp.response(200, CaseDocumentListSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(410, "Refusal")
@blp.doc(operationId="listDocuments")
def list_documents(id_: UUID) -> Response:
    """The documents about a person that you may open"""
    found = showing.read_documents(current_session(), current_actor(), str(id_))
    rows = [{**wire.document_of(each.document), "name": each.name} for each in found]
    return json_response({"results": rows})


@blp.route("/documents/<uuid:id_>")
@blp.requires("identity:read")
@blp.uses("writes")
@blp.response(200, KnownCaseDocumentSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(410, "Refusal")
@blp.doc(operationId="readDocument")
def read_document(id_: UUID) -> Response:
    """One document with its content; the reading is shown to the person"""
    kept = service.read_document(current_session(), current_actor(), str(id_))
    return json_response(wire.file_of(kept))


@blp.route("/documents/<uuid:id_>", methods=["DELETE"])
@blp.requires("cases:work")
@blp.response(204)
@blp.alt_response(404, "NotFound")
@blp.alt_response(410, "Refusal")
@blp.doc(operationId="removeDocument")
def remove_document(id_: UUID) -> Response:
    """Takes a document away: its content goes, that it was there stays"""
    service.remove_document(current_session(), current_actor(), str(id_))
    return Response(status=204)
