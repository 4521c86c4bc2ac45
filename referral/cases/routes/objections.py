"""Objections to what rests on a law or on vital interests: the data-protection officer decides, and says why."""

from typing import Any
from uuid import UUID

from flask import Response

from referral.cases import wire
from referral.cases.routes.base import blp
from referral.cases.schemas.consents import (
    KnownObjectionSchema,
    ObjectionDecideSchema,
    ObjectionListSchema,
    ObjectionPageSchema,
    ObjectionSchema,
)
from referral.cases.service import showing, withdrawing
from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.kit.http.paging import cursor_id, page
from referral.kit.http.respond import json_response


@blp.route("/objections")
@blp.requires("privacy:manage")
@blp.arguments(ObjectionListSchema, location="query")
@blp.response(200, ObjectionPageSchema)
@blp.doc(operationId="listObjections")
def list_objections(question: dict[str, Any]) -> Response:
    """Objections that your organisation decides, newest first"""
    limit, before, state = question["limit"], cursor_id(question.get("cursor")), question.get("state")
    session, actor = current_session(), current_actor()
    found = showing.read_objections(session, actor, state=state, before=before, limit=limit + 1)
    shown, following = page(found, limit)
    return json_response({"results": list(map(wire.objection_of, shown)), "next_cursor": following})


@blp.route("/objections/<uuid:id_>")
@blp.requires("privacy:manage")
@blp.uses("writes")
@blp.response(200, KnownObjectionSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(410, "Refusal")
@blp.doc(operationId="readObjection")
def read_objection(id_: UUID) -> Response:
    """One objection with its words"""
    found = showing.read_objection(current_session(), current_actor(), str(id_))
    words = {"words": found.words, "answer": found.answer}
    return json_response({**wire.objection_of(found.objection), **words})


@blp.route("/objections/<uuid:id_>/decide", methods=["POST"])
@blp.requires("privacy:manage")
@blp.arguments(ObjectionDecideSchema)
@blp.response(200, ObjectionSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(410, "Refusal")
@blp.doc(operationId="decideObjection")
def decide_objection(given: dict[str, Any], id_: UUID) -> Response:
    """Decides an objection; upheld, what rests on the record ends. The first decision stays"""
    made = withdrawing.decide_objection(current_session(), current_actor(), str(id_), **given)
    return json_response(wire.objection_of(made))
