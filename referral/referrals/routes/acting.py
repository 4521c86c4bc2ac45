"""Drafting referrals, and everything that is done with them."""

from typing import Any
from uuid import UUID

import marshmallow as ma
from flask import Response

from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.kit.http.parser import invalid
from referral.kit.http.versions import expected_version
from referral.kit.problems import NotFound
from referral.referrals.models import ReferralRecord
from referral.referrals.routes.base import IDEMPOTENCY_KEY, blp, once
from referral.referrals.rules import Action, Note
from referral.referrals.schemas import actions as wire
from referral.referrals.schemas.answers import ReferralSchema
from referral.referrals.schemas.questions import ReferralCreateSchema
from referral.referrals.service import acting, drafting, turning
from referral.referrals.values import NewReferral


@blp.route("/referrals", methods=["POST"])
@blp.requires("referrals:send")
@blp.arguments(ReferralCreateSchema)
@blp.response(201, ReferralSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(409, "Refusal")
@blp.doc(operationId="createReferral", parameters=[IDEMPOTENCY_KEY])
def create_referral(new: NewReferral) -> Response:
    """A draft for people of a case, to a service that a search found; `warnings` say what to know before it is sent"""
    return once(201, lambda: drafting.create_draft(current_session(), current_actor(), new))


@blp.route("/referrals/<uuid:id_>/actions/<string:action>", methods=["POST"])
@blp.requires("referrals:act", "referrals:coordinate")
@blp.changes_version
@blp.arguments(wire.ActionSchema)
@blp.response(200, ReferralSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(409, "Refusal")
@blp.doc(operationId="actOnReferral", parameters=[IDEMPOTENCY_KEY])
def act_on_referral(given: dict[str, Any], id_: UUID, action: str) -> Response:
    """One of `allowed_actions`; or `we_helped` (accept, start, complete at once), or `choose` (the person did)"""
    if not wire.is_known(action):
        raise NotFound
    try:
        return once(200, lambda: _do(str(id_), action, given))
    except ma.ValidationError as error:
        raise invalid(error, "body") from error


def _do(id_: str, name: str, given: dict[str, Any]) -> ReferralRecord:
    session, actor = current_session(), current_actor()
    attempt = acting.Attempted(
        version=expected_version(), occurred_at=given.get("occurred_at"), told=wire.told_of(given)
    )
    if name == wire.WE_HELPED:
        return acting.help_at_once(session, actor, id_, wire.helped_of(given), attempt)
    if name == wire.CHOOSE:
        wire.refuse_inputs(given)
        return acting.choose(session, actor, id_, attempt)
    if name == wire.TURN_KEY:
        return turning.turn_key(session, actor, id_, wire.authority_of(given), attempt)
    if name in tuple(Action):
        action = Action(name)
        return acting.act(session, actor, id_, action, wire.inputs_of(action, given), attempt)
    note = Note(name)
    return acting.note(session, actor, id_, note, wire.note_of(note, given), attempt)
