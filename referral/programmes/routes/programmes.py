"""Programmes: their frames, their targets, and what is open when they end."""

from typing import Any
from uuid import UUID

from flask import Response

from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.kit.http.paging import cursor_id
from referral.kit.http.respond import json_response
from referral.kit.http.versions import etag, expected_version
from referral.programmes import wire
from referral.programmes.models import Target
from referral.programmes.queries import programmes as queries
from referral.programmes.routes.base import blp, kept, page
from referral.programmes.rules import NewTarget, ProgrammeFrame
from referral.programmes.schemas import answers, questions
from referral.programmes.service import aims, handover
from referral.programmes.service import programmes as service
from referral.programmes.service.progress import name_of
from referral.referrals.routes.once import IDEMPOTENCY_KEY, done_once


@blp.route("/programmes", methods=["POST"])
@blp.requires("programmes:manage")
@blp.arguments(questions.ProgrammeCreateSchema)
@blp.response(201, answers.ProgrammeSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(409, "Refusal")
@blp.doc(operationId="createProgramme", parameters=[IDEMPOTENCY_KEY])
def create_programme(given: dict[str, Any]) -> Response:
    """Records the frame of a program that your organisation has in the directory; it leads the programme"""
    session, actor = current_session(), current_actor()
    return done_once(201, lambda: service.create_programme(session, actor, **given), _answer)


@blp.route("/programmes")
@blp.requires("programmes:read")
@blp.arguments(questions.PageSchema, location="query")
@blp.response(200, answers.ProgrammePageSchema)
@blp.doc(operationId="listProgrammes")
def list_programmes(question: dict[str, Any]) -> Response:
    """The programmes in which your organisation works"""
    session, limit = current_session(), question["limit"]
    after = cursor_id(question.get("cursor"))
    found = queries.programmes(session, current_actor(), after=after, limit=limit + 1)
    following = found[limit - 1].id if len(found) > limit else None
    lines = [wire.line_of(each, name_of(session, each)) for each in found[:limit]]
    return json_response({"results": lines, "next_cursor": following})


@blp.route("/programmes/<uuid:id_>")
@blp.requires("programmes:read")
@blp.response(200, answers.ProgrammeSchema)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="getProgramme")
def get_programme(id_: UUID) -> Response:
    """One programme with its territories, partners and alliances"""
    return _answer(str(id_), 200)


@blp.route("/programmes/<uuid:id_>", methods=["PUT"])
@blp.requires("programmes:manage")
@blp.changes_version
@blp.arguments(questions.FrameSchema)
@blp.response(200, answers.ProgrammeSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(409, "Refusal")
@blp.doc(operationId="changeProgramme")
def change_programme(frame: ProgrammeFrame, id_: UUID) -> Response:
    """Gives the programme another frame; who is not named any more has left"""
    session, actor = current_session(), current_actor()
    service.change_programme(session, actor, str(id_), frame, version=expected_version())
    return _answer(str(id_), 200)


@blp.route("/programmes/<uuid:id_>/handover")
@blp.requires("programmes:people")
@blp.response(200, answers.HandoverSchema)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="listHandover")
def list_handover(id_: UUID) -> Response:
    """The open cases of a programme, as far as you see them: from sixty days before its end on"""
    found = handover.handover_of(current_session(), current_actor(), str(id_))
    return json_response(wire.handover_body(found))


@blp.route("/programmes/<uuid:id_>/targets", methods=["POST"])
@blp.requires("programmes:manage")
@blp.arguments(questions.TargetCreateSchema)
@blp.response(201, answers.TargetSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(409, "Refusal")
@blp.doc(operationId="createTarget", parameters=[IDEMPOTENCY_KEY])
def create_target(new: NewTarget, id_: UUID) -> Response:
    """Sets a target of the programme that your organisation leads, or of your organisation in it"""
    session, actor = current_session(), current_actor()
    return kept(201, lambda: aims.set_target(session, actor, str(id_), new), _target)


@blp.route("/programmes/<uuid:id_>/targets")
@blp.requires("programmes:read")
@blp.arguments(questions.PageSchema, location="query")
@blp.response(200, answers.TargetPageSchema)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="listTargets")
def list_targets(question: dict[str, Any], id_: UUID) -> Response:
    """The targets that hold: the programme's, and your organisation's own"""
    session, actor, limit = current_session(), current_actor(), question["limit"]
    programme = queries.programme_for(session, actor, str(id_))
    before = cursor_id(question.get("cursor"))
    return page(queries.targets(session, actor, programme, before=before, limit=limit + 1), limit)


@blp.route("/targets/<uuid:id_>/corrections", methods=["POST"])
@blp.requires("programmes:manage")
@blp.changes_version
@blp.arguments(questions.TargetCorrectionSchema)
@blp.response(201, answers.TargetSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(409, "Refusal")
@blp.doc(operationId="correctTarget", parameters=[IDEMPOTENCY_KEY])
def correct_target(given: dict[str, Any], id_: UUID) -> Response:
    """Another version of a target; the one before stays as it was"""
    session, actor, version = current_session(), current_actor(), expected_version()
    new, change = given["given"].get("target"), given["change"]
    return kept(
        201, lambda: aims.correct_target(session, actor, str(id_), new, change, version=version), _target
    )


def _target(id_: str) -> Target:
    return aims.found(current_session(), current_actor(), Target, id_)


def _answer(id_: str, status: int) -> Response:
    session = current_session()
    programme = queries.programme_for(session, current_actor(), id_)
    body = wire.line_of(programme, name_of(session, programme)) | wire.around(
        queries.territories(session, programme),
        queries.partners(session, programme),
        queries.alliances(session, programme),
    )
    return json_response(body, status=status, headers=etag(programme.version))
