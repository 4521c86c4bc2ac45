"""Notes, messages, and the own records of whoever serves a person."""

from typing import Any
from uuid import UUID

from flask import Response

from referral.cases import wire
from referral.cases.routes.base import blp
from referral.cases.schemas.content import (
    CaseMadeSchema,
    CaseMessageCreateSchema,
    CaseNoteCreateSchema,
    CaseWrittenListSchema,
    OwnRecordCreateSchema,
)
from referral.cases.service import content as service
from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.kit.http.respond import json_response


@blp.route("/people/<uuid:id_>/notes", methods=["POST"])
@blp.requires("cases:work")
@blp.arguments(CaseNoteCreateSchema)
@blp.response(201, CaseMadeSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(410, "Refusal")
@blp.doc(operationId="writeNote")
def write_note(given: dict[str, Any], id_: UUID) -> Response:
    """An internal note, which never leaves your organisation"""
    made = service.write_note(current_session(), current_actor(), str(id_), **given)
    return json_response(wire.made_of(made), status=201)


@blp.route("/people/<uuid:id_>/notes")
@blp.requires("identity:read")
@blp.uses("writes")
@blp.response(200, CaseWrittenListSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(410, "Refusal")
@blp.doc(operationId="readNotes")
def read_notes(id_: UUID) -> Response:
    """The internal notes about a person; the reading is shown to the person"""
    return written(service.read_notes(current_session(), current_actor(), str(id_)))


@blp.route("/people/<uuid:id_>/messages", methods=["POST"])
@blp.requires("messages:write")
@blp.arguments(CaseMessageCreateSchema)
@blp.response(201, CaseMadeSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(410, "Refusal")
@blp.doc(operationId="writeMessage")
def write_message(given: dict[str, Any], id_: UUID) -> Response:
    """A message to the other organisation of a referral"""
    made = service.write_message(current_session(), current_actor(), str(id_), **given)
    return json_response(wire.made_of(made), status=201)


@blp.route("/people/<uuid:id_>/messages")
@blp.requires("identity:read")
@blp.uses("writes")
@blp.response(200, CaseWrittenListSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(410, "Refusal")
@blp.doc(operationId="readMessages")
def read_messages(id_: UUID) -> Response:
    """What your organisation wrote and was written about the person"""
    return written(service.read_messages(current_session(), current_actor(), str(id_)))


@blp.route("/people/<uuid:id_>/own-records", methods=["POST"])
@blp.requires("records:keep")
@blp.arguments(OwnRecordCreateSchema)
@blp.response(201, CaseMadeSchema)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="recordOwn")
def record_own(given: dict[str, Any], id_: UUID) -> Response:
    """What you record yourselves of somebody whom you serve: under your own key and retention"""
    made = service.record_own(current_session(), current_actor(), str(id_), **given)
    return json_response(wire.made_of(made), status=201)


@blp.route("/people/<uuid:id_>/own-records")
@blp.requires("records:keep")
@blp.uses("writes")
@blp.response(200, CaseWrittenListSchema)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="readOwnRecords")
def read_own(id_: UUID) -> Response:
    """Your own records of a person, whatever became of the sender's data"""
    return written(service.read_own(current_session(), current_actor(), str(id_)))


def written(found: list[service.Written]) -> Response:
    """Texts in the order in which they were written."""
    return json_response({"results": [wire.written_of(each) for each in found]})
