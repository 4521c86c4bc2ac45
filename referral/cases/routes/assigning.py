"""Who works on a case, who may not see it, and who looks into it all the same."""

from typing import Any
from uuid import UUID

from flask import Response

from referral.cases import wire
from referral.cases.queries.cases import Seen
from referral.cases.routes.base import blp
from referral.cases.routes.cases import answer
from referral.cases.schemas.cases import (
    BreakGlassCreateSchema,
    BreakGlassSchema,
    CaseAssignmentCreateSchema,
    CaseAssignmentEndSchema,
    CaseAssignmentSchema,
    CaseCodeSchema,
    CaseRestrictionCreateSchema,
    CaseSchema,
)
from referral.cases.service import cases as service
from referral.cases.service import colleagues
from referral.cases.sight import Sight
from referral.kit.clock import iso
from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.kit.http.respond import json_response


@blp.route("/cases/<uuid:id_>/assignments", methods=["POST"])
@blp.requires("cases:work")
@blp.arguments(CaseAssignmentCreateSchema)
@blp.response(201, CaseAssignmentSchema)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="assignCase")
def assign_case(given: dict[str, Any], id_: UUID) -> Response:
    """Gives a case to a colleague; again, it stays so"""
    session, actor = current_session(), current_actor()
    member_id, role = given["member_id"], given["role"]
    made = service.assign(session, actor, str(id_), member_id=member_id, role=role)
    colleagues.check_can_work(session, actor, member_id, role)
    return json_response(wire.assignment_of(made), status=201)


@blp.route("/cases/<uuid:id_>/assignments/end", methods=["POST"])
@blp.requires("cases:work")
@blp.arguments(CaseAssignmentEndSchema)
@blp.response(204)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="unassignCase")
def unassign_case(given: dict[str, Any], id_: UUID) -> Response:
    """Takes a case from a colleague; never from the last one"""
    service.unassign(current_session(), current_actor(), str(id_), member_id=given["member_id"])
    return Response(status=204)


@blp.route("/cases/<uuid:id_>/restriction", methods=["POST"])
@blp.requires("cases:work")
@blp.arguments(CaseRestrictionCreateSchema)
@blp.response(200, CaseSchema)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="restrictCase")
def restrict_case(given: dict[str, Any], id_: UUID) -> Response:
    """Hides a case from all who are not assigned, and for ever from whom you name as a danger"""
    session, actor, excluded = current_session(), current_actor(), frozenset(given["excluded"])
    case = service.restrict(session, actor, str(id_), excluded=excluded)
    colleagues.check_colleagues(session, actor, excluded)
    return answer(Seen(case, Sight.ALL))


@blp.route("/cases/<uuid:id_>/restriction", methods=["DELETE"])
@blp.requires("cases:work")
@blp.response(200, CaseSchema)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="liftRestriction")
def lift_restriction(id_: UUID) -> Response:
    """Shows a case in the organisation again; who was named as a danger stays out"""
    case = service.lift_restriction(current_session(), current_actor(), str(id_))
    return answer(Seen(case, Sight.ALL))


@blp.route("/cases/<uuid:id_>/break-glass", methods=["POST"])
@blp.requires("cases:break-glass")
@blp.arguments(BreakGlassCreateSchema)
@blp.response(201, BreakGlassSchema)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="breakGlass")
def break_glass(given: dict[str, Any], id_: UUID) -> Response:
    """Opens a case of your organisation to you for four hours; supervisors, officers and the person are told"""
    session, actor = current_session(), current_actor()
    reason, words = given["reason"], given["words"]
    made = service.break_glass(session, actor, str(id_), reason=reason, words=words)
    body = {"id": made.id, "case_id": made.case_id, "reason": made.reason, "expires_at": iso(made.expires_at)}
    return json_response(body, status=201)


@blp.route("/cases/<uuid:id_>/code", methods=["POST"])
@blp.requires("cases:work")
@blp.response(201, CaseCodeSchema)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="issueCaseCode")
def issue_code(id_: UUID) -> Response:
    """A hand-carried code, shown this once; the one before stops"""
    code = service.issue_code(current_session(), current_actor(), str(id_))
    return json_response({"code": code}, status=201)


@blp.route("/cases/<uuid:id_>/code", methods=["DELETE"])
@blp.requires("cases:work")
@blp.response(204)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="stopCaseCode")
def stop_code(id_: UUID) -> Response:
    """The hand-carried code opens nothing any more"""
    service.stop_code(current_session(), current_actor(), str(id_))
    return Response(status=204)
