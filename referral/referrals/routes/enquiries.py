"""Asking services for free places, answering, and reading both sides' part."""

from typing import Any
from uuid import UUID

from flask import Response

from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.kit.http.paging import cursor_id, page
from referral.kit.http.respond import json_response
from referral.referrals.queries.enquiries import enquiries
from referral.referrals.routes.base import IDEMPOTENCY_KEY, NO_STORE, blp, once
from referral.referrals.rules.enquiries import EnquiryState
from referral.referrals.schemas.enquiries import (
    AnswerCreateSchema,
    EnquiryCreateSchema,
    EnquiryListSchema,
    EnquiryPageSchema,
    EnquirySchema,
)
from referral.referrals.service import answering, enquiring, enquiry_lines


@blp.route("/enquiries", methods=["POST"])
@blp.requires("referrals:send")
@blp.arguments(EnquiryCreateSchema)
@blp.response(201, EnquirySchema)
@blp.alt_response(409, "Refusal")
@blp.doc(operationId="createEnquiry", parameters=[IDEMPOTENCY_KEY])
def create_enquiry(given: dict[str, Any]) -> Response:
    """Asks up to ten services for free places at once: a need and a party's size, nothing of anybody"""
    session, actor = current_session(), current_actor()
    return once(201, lambda: enquiring.ask_services(session, actor, **given), answer=_answer)


@blp.route("/enquiries")
@blp.requires("referrals:read")
@blp.arguments(EnquiryListSchema, location="query")
@blp.response(200, EnquiryPageSchema)
@blp.doc(operationId="listEnquiries")
def list_enquiries(question: dict[str, Any]) -> Response:
    """What your organisation asked and was asked, newest first"""
    session, actor, limit = current_session(), current_actor(), question["limit"]
    states = [EnquiryState(each) for each in question.get("state", ())]
    before, side = cursor_id(question.get("cursor")), question.get("side")
    found = enquiries(session, actor, side=side, states=states, before=before, limit=limit + 1)
    shown, following = page(found, limit)
    lines = enquiry_lines.lines_of(session, actor, shown)
    return json_response({"results": lines, "next_cursor": following}, headers=NO_STORE)


@blp.route("/enquiries/<uuid:id_>")
@blp.requires("referrals:read")
@blp.response(200, EnquirySchema)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="getEnquiry")
def get_enquiry(id_: UUID) -> Response:
    """One enquiry: the asker sees every answer, a service its own"""
    return _answer(str(id_))


@blp.route("/enquiries/<uuid:id_>/answers", methods=["POST"])
@blp.requires("referrals:respond", "referrals:send")
@blp.arguments(AnswerCreateSchema)
@blp.response(201, EnquirySchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(409, "Refusal")
@blp.doc(operationId="answerEnquiry", parameters=[IDEMPOTENCY_KEY])
def answer_enquiry(given: dict[str, Any], id_: UUID) -> Response:
    """Yes with places and until when they are held, no, or call me; the asker records what was said on the phone"""
    session, actor = current_session(), current_actor()
    return once(201, lambda: answering.answer_enquiry(session, actor, str(id_), **given), answer=_answer)


@blp.route("/enquiries/<uuid:id_>/close", methods=["POST"])
@blp.requires("referrals:send")
@blp.response(200, EnquirySchema)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="closeEnquiry")
def close_enquiry(id_: UUID) -> Response:
    """No more answers are needed: what is held is free again, and those that were asked are told"""
    enquiring.close_enquiry(current_session(), current_actor(), str(id_))
    return _answer(str(id_))


def _answer(enquiry_id: str, *, status: int = 200) -> Response:
    shown = enquiry_lines.show_enquiry(current_session(), current_actor(), enquiry_id)
    return json_response(shown, status=status, headers=NO_STORE)
