"""What people in programmes reached."""

from typing import Any
from uuid import UUID

from flask import Response

from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.kit.http.paging import cursor_id
from referral.kit.http.versions import expected_version
from referral.programmes.models import Milestone
from referral.programmes.queries.people import sees_milestone
from referral.programmes.queries.records import newest_for, page_of
from referral.programmes.routes.base import blp, kept, page, shown
from referral.programmes.schemas import answers, questions
from referral.programmes.service import milestones as service
from referral.referrals.routes.once import IDEMPOTENCY_KEY


@blp.route("/milestones", methods=["POST"])
@blp.requires("programmes:enrol")
@blp.arguments(questions.MilestoneCreateSchema)
@blp.response(201, answers.MilestoneSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(409, "Refusal")
@blp.doc(operationId="createMilestone", parameters=[IDEMPOTENCY_KEY])
def create_milestone(given: dict[str, Any]) -> Response:
    """Something that somebody in a programme reached; a served referral may fulfil it, and none is needed"""
    session, actor = current_session(), current_actor()
    return kept(201, lambda: service.record_milestone(session, actor, **given), _found)


@blp.route("/milestones")
@blp.requires("programmes:people")
@blp.arguments(questions.MilestoneListSchema, location="query")
@blp.response(200, answers.MilestonePageSchema)
@blp.doc(operationId="listMilestones")
def list_milestones(question: dict[str, Any]) -> Response:
    """What people reached whom your organisation enrolled, as far as you see their cases, newest first"""
    limit, asked = question["limit"], ("programme_id", "enrolment_id", "person_id", "kind")
    conditions = [getattr(Milestone, name) == question[name] for name in asked if name in question]
    seen, before = sees_milestone(current_actor()), cursor_id(question.get("cursor"))
    return page(
        page_of(current_session(), Milestone, seen, *conditions, before=before, limit=limit + 1), limit
    )


@blp.route("/milestones/<uuid:id_>")
@blp.requires("programmes:people")
@blp.response(200, answers.MilestoneSchema)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="getMilestone")
def get_milestone(id_: UUID) -> Response:
    """The newest version of one milestone"""
    return shown(_found(str(id_)))


@blp.route("/milestones/<uuid:id_>/corrections", methods=["POST"])
@blp.requires("programmes:enrol")
@blp.changes_version
@blp.arguments(questions.MilestoneCorrectionSchema)
@blp.response(201, answers.MilestoneSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(409, "Refusal")
@blp.doc(operationId="correctMilestone", parameters=[IDEMPOTENCY_KEY])
def correct_milestone(given: dict[str, Any], id_: UUID) -> Response:
    """Another version of a milestone, or that it never was; the one before stays as it was"""
    session, actor, version = current_session(), current_actor(), expected_version()
    return kept(
        201, lambda: service.correct_milestone(session, actor, str(id_), **given, version=version), _found
    )


def _found(id_: str) -> Milestone:
    return newest_for(current_session(), Milestone, id_, sees_milestone(current_actor()))
