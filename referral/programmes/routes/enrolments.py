"""Enrolling people in programmes."""

from typing import Any
from uuid import UUID

from flask import Response

from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.kit.http.paging import cursor_id
from referral.kit.http.versions import expected_version
from referral.programmes.models import Enrolment
from referral.programmes.queries.people import sees_enrolment
from referral.programmes.queries.records import newest_for, page_of
from referral.programmes.routes.base import blp, kept, page, shown
from referral.programmes.rules import EnrolmentEnd, NewEnrolment
from referral.programmes.schemas import answers, questions
from referral.programmes.service import enrolling
from referral.referrals.routes.once import IDEMPOTENCY_KEY


@blp.route("/enrolments", methods=["POST"])
@blp.requires("programmes:enrol")
@blp.arguments(questions.EnrolmentCreateSchema)
@blp.response(201, answers.EnrolmentSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(409, "Refusal")
@blp.doc(operationId="createEnrolment", parameters=[IDEMPOTENCY_KEY])
def create_enrolment(new: NewEnrolment) -> Response:
    """Puts somebody of a case into a programme, on the ground of a consent of theirs with that purpose"""
    session, actor = current_session(), current_actor()
    return kept(201, lambda: enrolling.enrol(session, actor, new), _found)


@blp.route("/enrolments")
@blp.requires("programmes:people")
@blp.arguments(questions.EnrolmentListSchema, location="query")
@blp.response(200, answers.EnrolmentPageSchema)
@blp.doc(operationId="listEnrolments")
def list_enrolments(question: dict[str, Any]) -> Response:
    """Whom your organisation enrolled, as far as you see their cases, newest first"""
    limit, asked = question["limit"], ("programme_id", "person_id", "case_id")
    conditions = [getattr(Enrolment, name) == question[name] for name in asked if name in question]
    seen, before = sees_enrolment(current_actor()), cursor_id(question.get("cursor"))
    return page(
        page_of(current_session(), Enrolment, seen, *conditions, before=before, limit=limit + 1), limit
    )


@blp.route("/enrolments/<uuid:id_>")
@blp.requires("programmes:people")
@blp.response(200, answers.EnrolmentSchema)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="getEnrolment")
def get_enrolment(id_: UUID) -> Response:
    """The newest version of one enrolment"""
    return shown(_found(str(id_)))


@blp.route("/enrolments/<uuid:id_>/corrections", methods=["POST"])
@blp.requires("programmes:enrol")
@blp.changes_version
@blp.arguments(questions.EnrolmentCorrectionSchema)
@blp.response(201, answers.EnrolmentSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(409, "Refusal")
@blp.doc(operationId="correctEnrolment", parameters=[IDEMPOTENCY_KEY])
def correct_enrolment(given: dict[str, Any], id_: UUID) -> Response:
    """Another version of an enrolment, or that it never was"""
    session, actor, version = current_session(), current_actor(), expected_version()
    return kept(
        201, lambda: enrolling.correct_enrolment(session, actor, str(id_), **given, version=version), _found
    )


@blp.route("/enrolments/<uuid:id_>/end", methods=["POST"])
@blp.requires("programmes:enrol")
@blp.changes_version
@blp.arguments(questions.EnrolmentEndSchema)
@blp.response(201, answers.EnrolmentSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(409, "Refusal")
@blp.doc(operationId="endEnrolment", parameters=[IDEMPOTENCY_KEY])
def end_enrolment(given: dict[str, Any], id_: UUID) -> Response:
    """Somebody is no longer in the programme; what they reached stays"""
    session, actor, version = current_session(), current_actor(), expected_version()
    why, on = EnrolmentEnd(given["why"]), given["on"]
    return kept(
        201,
        lambda: enrolling.end_enrolment(session, actor, str(id_), why=why, on=on, version=version),
        _found,
    )


def _found(id_: str) -> Enrolment:
    return newest_for(current_session(), Enrolment, id_, sees_enrolment(current_actor()))
