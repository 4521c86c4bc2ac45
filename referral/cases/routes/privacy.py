"""Privacy tasks, erasures and legal holds."""

from typing import Any
from uuid import UUID

from flask import Response

from referral.cases import wire
from referral.cases.queries import privacy as queries
from referral.cases.routes.base import blp
from referral.cases.routes.people import answer
from referral.cases.schemas.people import CasePersonSchema
from referral.cases.schemas.privacy import (
    ErasureRequestCreateSchema,
    ErasureRequestSchema,
    LegalHoldSchema,
    PrivacyTaskAttestSchema,
    PrivacyTaskListSchema,
    PrivacyTaskPageSchema,
    PrivacyTaskSchema,
)
from referral.cases.service import erasing, tasks
from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.kit.http.paging import cursor_id, page
from referral.kit.http.respond import json_response


@blp.route("/privacy-tasks")
@blp.requires("privacy-tasks:read")
@blp.arguments(PrivacyTaskListSchema, location="query")
@blp.response(200, PrivacyTaskPageSchema)
@blp.doc(operationId="listPrivacyTasks")
def list_tasks(question: dict[str, Any]) -> Response:
    """What your organisation is asked to do with data, or asked others to; newest first"""
    limit, before, state = question["limit"], cursor_id(question.get("cursor")), question.get("state")
    session, actor = current_session(), current_actor()
    found = queries.tasks(session, actor, state=state, before=before, limit=limit + 1)
    shown, following = page(found, limit)
    return json_response({"results": list(map(wire.task_of, shown)), "next_cursor": following})


@blp.route("/privacy-tasks/<uuid:id_>/acknowledge", methods=["POST"])
@blp.requires("privacy-tasks:answer")
@blp.response(200, PrivacyTaskSchema)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="acknowledgePrivacyTask")
def acknowledge_task(id_: UUID) -> Response:
    """Says that your organisation saw what it is asked to do; again, it stays so"""
    return json_response(wire.task_of(tasks.acknowledge(current_session(), current_actor(), str(id_))))


@blp.route("/privacy-tasks/<uuid:id_>/attest", methods=["POST"])
@blp.requires("privacy-tasks:answer")
@blp.arguments(PrivacyTaskAttestSchema)
@blp.response(200, PrivacyTaskSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(409, "Refusal")
@blp.doc(operationId="attestPrivacyTask")
def attest_task(given: dict[str, Any], id_: UUID) -> Response:
    """Says what your organisation did with the data"""
    return json_response(wire.task_of(tasks.attest(current_session(), current_actor(), str(id_), **given)))


@blp.route("/people/<uuid:id_>/erasure-requests", methods=["POST"])
@blp.requires("erasures:request")
@blp.arguments(ErasureRequestCreateSchema)
@blp.response(201, ErasureRequestSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(409, "Refusal")
@blp.alt_response(410, "Refusal")
@blp.doc(operationId="requestErasure")
def request_erasure(given: dict[str, Any], id_: UUID) -> Response:
    """Asks that a person be erased; a second member confirms it, and seven days later it is done"""
    made = erasing.request_erasure(current_session(), current_actor(), str(id_), **given)
    return json_response(wire.erasure_of(made), status=201)


@blp.route("/people/<uuid:id_>/erasure-requests")
@blp.requires("erasures:confirm")
@blp.response(200, ErasureRequestSchema)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="getErasureRequest")
def get_erasure(id_: UUID) -> Response:
    """The erasure of a person that waits"""
    return json_response(wire.erasure_of(erasing.erasure_of(current_session(), current_actor(), str(id_))))


@blp.route("/people/<uuid:id_>/erasure-requests/confirm", methods=["POST"])
@blp.requires("erasures:confirm")
@blp.response(200, ErasureRequestSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(409, "Refusal")
@blp.alt_response(410, "Refusal")
@blp.doc(operationId="confirmErasure")
def confirm_erasure(id_: UUID) -> Response:
    """Confirms an erasure that somebody else asked for; it is done seven days later"""
    return json_response(
        wire.erasure_of(erasing.confirm_erasure(current_session(), current_actor(), str(id_)))
    )


@blp.route("/people/<uuid:id_>/erasure-requests/cancel", methods=["POST"])
@blp.requires("erasures:confirm")
@blp.response(200, ErasureRequestSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(409, "Refusal")
@blp.alt_response(410, "Refusal")
@blp.doc(operationId="cancelErasure")
def cancel_erasure(id_: UUID) -> Response:
    """Calls an erasure off before it is done"""
    return json_response(
        wire.erasure_of(erasing.cancel_erasure(current_session(), current_actor(), str(id_)))
    )


@blp.route("/people/<uuid:id_>/legal-hold", methods=["PUT"])
@blp.requires("privacy:manage")
@blp.arguments(LegalHoldSchema)
@blp.response(200, CasePersonSchema)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="setLegalHold")
def set_hold(given: dict[str, Any], id_: UUID) -> Response:
    """Sets a legal hold on erasing a person by its article, or lifts it with null"""
    return answer(erasing.set_hold(current_session(), current_actor(), str(id_), **given))
