"""What is counted without people: group activities by heads, and instruments that were adopted."""

from typing import Any
from uuid import UUID

from flask import Response

from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.kit.http.paging import cursor_id
from referral.kit.http.versions import expected_version
from referral.programmes.models import Activity, Instrument
from referral.programmes.queries.aims import sees_activity, sees_instrument
from referral.programmes.queries.records import page_of
from referral.programmes.routes.base import blp, kept, page, shown
from referral.programmes.rules import NewActivity, NewInstrument
from referral.programmes.schemas import answers, questions
from referral.programmes.service import aims as service
from referral.referrals.routes.once import IDEMPOTENCY_KEY


@blp.route("/group-activities", methods=["POST"])
@blp.requires("programmes:record")
@blp.arguments(questions.ActivityCreateSchema)
@blp.response(201, answers.ActivitySchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(409, "Refusal")
@blp.doc(operationId="createGroupActivity", parameters=[IDEMPOTENCY_KEY])
def create_activity(new: NewActivity) -> Response:
    """A group that came together: how many of which sex and age band, never who"""
    session, actor = current_session(), current_actor()
    return kept(201, lambda: service.record_activity(session, actor, new), _activity)


@blp.route("/group-activities")
@blp.requires("programmes:record")
@blp.arguments(questions.RecordListSchema, location="query")
@blp.response(200, answers.ActivityPageSchema)
@blp.doc(operationId="listGroupActivities")
def list_activities(question: dict[str, Any]) -> Response:
    """The group activities of your organisation, newest first"""
    return _page(Activity, sees_activity(current_actor()), question)


@blp.route("/group-activities/<uuid:id_>")
@blp.requires("programmes:record")
@blp.response(200, answers.ActivitySchema)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="getGroupActivity")
def get_activity(id_: UUID) -> Response:
    """The newest version of one group activity"""
    return shown(_activity(str(id_)))


@blp.route("/group-activities/<uuid:id_>/corrections", methods=["POST"])
@blp.requires("programmes:record")
@blp.changes_version
@blp.arguments(questions.ActivityCorrectionSchema)
@blp.response(201, answers.ActivitySchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(409, "Refusal")
@blp.doc(operationId="correctGroupActivity", parameters=[IDEMPOTENCY_KEY])
def correct_activity(given: dict[str, Any], id_: UUID) -> Response:
    """Another version of a group activity, or that it never was"""
    return _corrected(Activity, str(id_), given)


@blp.route("/instruments", methods=["POST"])
@blp.requires("programmes:record")
@blp.arguments(questions.InstrumentCreateSchema)
@blp.response(201, answers.InstrumentSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(409, "Refusal")
@blp.doc(operationId="createInstrument", parameters=[IDEMPOTENCY_KEY])
def create_instrument(new: NewInstrument) -> Response:
    """What an alliance, a territory or organisations adopted"""
    session, actor = current_session(), current_actor()
    return kept(201, lambda: service.record_instrument(session, actor, new), _instrument)


@blp.route("/instruments")
@blp.requires("programmes:read")
@blp.arguments(questions.RecordListSchema, location="query")
@blp.response(200, answers.InstrumentPageSchema)
@blp.doc(operationId="listInstruments")
def list_instruments(question: dict[str, Any]) -> Response:
    """The instruments of the programmes in which your organisation works, newest first"""
    return _page(Instrument, sees_instrument(current_actor()), question)


@blp.route("/instruments/<uuid:id_>")
@blp.requires("programmes:read")
@blp.response(200, answers.InstrumentSchema)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="getInstrument")
def get_instrument(id_: UUID) -> Response:
    """The newest version of one instrument"""
    return shown(_instrument(str(id_)))


@blp.route("/instruments/<uuid:id_>/corrections", methods=["POST"])
@blp.requires("programmes:record")
@blp.changes_version
@blp.arguments(questions.InstrumentCorrectionSchema)
@blp.response(201, answers.InstrumentSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(409, "Refusal")
@blp.doc(operationId="correctInstrument", parameters=[IDEMPOTENCY_KEY])
def correct_instrument(given: dict[str, Any], id_: UUID) -> Response:
    """Another version of an instrument, by whoever recorded it"""
    return _corrected(Instrument, str(id_), given)


def _page(model: Any, seen: Any, question: dict[str, Any]) -> Response:
    limit, before = question["limit"], cursor_id(question.get("cursor"))
    conditions = [model.programme_id == question["programme_id"]] if "programme_id" in question else []
    found = page_of(current_session(), model, seen, *conditions, before=before, limit=limit + 1)
    return page(found, limit)


def _corrected(model: Any, id_: str, given: dict[str, Any]) -> Response:
    session, actor, version = current_session(), current_actor(), expected_version()
    find: Any = _activity if model is Activity else _instrument
    return kept(201, lambda: service.correct(session, actor, model, id_, **given, version=version), find)


def _activity(id_: str) -> Activity:
    return service.found(current_session(), current_actor(), Activity, id_)


def _instrument(id_: str) -> Instrument:
    return service.found(current_session(), current_actor(), Instrument, id_)
