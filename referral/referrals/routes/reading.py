"""Reading referrals: the work list, one referral, its history, and the feed of changes."""

from typing import Any
from uuid import UUID

from flask import Response

from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.kit.http.respond import json_response
from referral.kit.ids import as_uuid
from referral.kit.problems import invalid_field
from referral.referrals.queries.referrals import Wanted, referrals
from referral.referrals.routes.base import NO_STORE, answer_referral, blp, id_cursor, read_place, write_place
from referral.referrals.rules import state_of
from referral.referrals.schemas.answers import (
    ArrivalSchema,
    ChangesSchema,
    ReferralEventsSchema,
    ReferralPageSchema,
    ReferralSchema,
)
from referral.referrals.schemas.questions import ChangesQuerySchema, ReferralListSchema
from referral.referrals.service import arriving, retelling, showing


@blp.route("/referrals")
@blp.requires("referrals:read", "referrals:coordinate")
@blp.arguments(ReferralListSchema, location="query")
@blp.response(200, ReferralPageSchema)
@blp.doc(operationId="listReferrals")
def list_referrals(question: dict[str, Any]) -> Response:
    """What your organisation sent and got, newest first; for a coordinator what is open in the regions"""
    session, actor, limit = current_session(), current_actor(), question["limit"]
    before = id_cursor(question.get("cursor"))
    found = referrals(session, actor, wanted=_wanted(question), before=before, limit=limit + 1)
    following = found[limit - 1].id if len(found) > limit else None
    lines = showing.list_of(session, actor, found[:limit])
    return json_response({"results": lines, "next_cursor": following}, headers=NO_STORE)


def _wanted(question: dict[str, Any]) -> Wanted:
    regions = [as_uuid(each) for each in question.get("region", ())]
    if None in regions:
        raise invalid_field("region", "Must be ids of regions, as GET /regions has them.")
    return Wanted(
        states=[state_of(each) for each in question.get("state", ())],
        needs=question.get("need", ()),
        region_ids=[each for each in regions if each is not None],
        priorities=question.get("priority", ()),
        due_before=question.get("due"),
        assigned=str(question["assigned"]) if "assigned" in question else None,
        side=question.get("side"),
        stuck=question["stuck"],
    )


@blp.route("/referrals/<uuid:id_>")
@blp.requires("referrals:read", "referrals:coordinate")
@blp.uses("writes")
@blp.response(200, ReferralSchema)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="getReferral")
def get_referral(id_: UUID) -> Response:
    """One referral, as far as its state and your part in it open it; reading who somebody is stands in the audit"""
    return answer_referral(str(id_), identity=True)


@blp.route("/referrals/<uuid:id_>/arrival")
@blp.requires("referrals:read")
@blp.uses("writes")
@blp.response(200, ArrivalSchema)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="getArrival")
def get_arrival(id_: UUID) -> Response:
    """How the person arrives at the service that accepted her: for the assigned workers only, and audited"""
    found = arriving.arrival_for(current_session(), current_actor(), str(id_))
    body = {
        "way": found.way,
        "meeting_point": found.meeting_point,
        "position": None if found.position is None else list(found.position),
        "addresses": [dict(each) for each in found.addresses],
    }
    return json_response(body, headers=NO_STORE)


@blp.route("/referrals/<uuid:id_>/events")
@blp.requires("referrals:read", "referrals:coordinate")
@blp.uses("writes")
@blp.response(200, ReferralEventsSchema)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="listReferralEvents")
def list_events(id_: UUID) -> Response:
    """The history of a referral, as far as you see it"""
    found = retelling.events_for(current_session(), current_actor(), str(id_))
    return json_response({"results": found}, headers=NO_STORE)


@blp.route("/changes")
@blp.requires("referrals:read", "referrals:coordinate")
@blp.arguments(ChangesQuerySchema, location="query")
@blp.response(200, ChangesSchema)
@blp.doc(operationId="listChanges")
def list_changes(question: dict[str, Any]) -> Response:
    """What changed since a cursor, in the order of the commits: none is left out, and none is told of anybody"""
    after, mark = read_place(question.get("cursor"))
    page = retelling.changes_for(
        current_session(), current_actor(), after=after, mark=mark, limit=question["limit"]
    )
    body = {"results": page.results, "next_cursor": write_place(page.sequence, page.mark)}
    return json_response(body, headers=NO_STORE)
