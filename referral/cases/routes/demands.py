"""Demands of police and courts: a disclosure of its own, with its article, its approver, and that it was told."""

from typing import Any
from uuid import UUID

from flask import Response

from referral.cases import wire
from referral.cases.routes.base import blp
from referral.cases.schemas.demands import (
    LegalDemandCreateSchema,
    LegalDemandDecideSchema,
    LegalDemandListSchema,
    LegalDemandSchema,
    LegalDemandTellSchema,
)
from referral.cases.service import demanding
from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.kit.http.respond import json_response


@blp.route("/people/<uuid:id_>/legal-demands", methods=["POST"])
@blp.requires("cases:work")
@blp.arguments(LegalDemandCreateSchema)
@blp.response(201, LegalDemandSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(410, "Refusal")
@blp.doc(operationId="recordLegalDemand")
def record_demand(given: dict[str, Any], id_: UUID) -> Response:
    """Records a demand of police or a court for what is known of a person; another person decides it"""
    new = demanding.NewDemand(
        **{**given, "categories": frozenset(given["categories"]), "documents": tuple(given["documents"])}
    )
    made = demanding.record_demand(current_session(), current_actor(), str(id_), new)
    return json_response(wire.demand_of(made), status=201)


@blp.route("/people/<uuid:id_>/legal-demands")
@blp.requires("identity:read")
@blp.uses("writes")
@blp.response(200, LegalDemandListSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(410, "Refusal")
@blp.doc(operationId="listLegalDemands")
def list_demands(id_: UUID) -> Response:
    """Who demanded what is known of a person, and what came of it"""
    found = demanding.read_demands(current_session(), current_actor(), str(id_))
    rows = [{**wire.demand_of(each.demand), "named": each.named} for each in found]
    return json_response({"results": rows})


@blp.route("/legal-demands/<uuid:id_>/decide", methods=["POST"])
@blp.requires("referrals:approve")
@blp.arguments(LegalDemandDecideSchema)
@blp.response(200, LegalDemandSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(409, "Refusal")
@blp.doc(operationId="decideLegalDemand")
def decide_demand(given: dict[str, Any], id_: UUID) -> Response:
    """A supervisor who did not record it lets it go out or refuses it; the first decision stays"""
    made = demanding.decide_demand(current_session(), current_actor(), str(id_), **given)
    return json_response(wire.demand_of(made))


@blp.route("/legal-demands/<uuid:id_>/told", methods=["POST"])
@blp.requires("cases:work")
@blp.arguments(LegalDemandTellSchema)
@blp.response(200, LegalDemandSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(409, "Refusal")
@blp.doc(operationId="tellOfLegalDemand")
def tell_of_demand(given: dict[str, Any], id_: UUID) -> Response:
    """That the person was told of a demand; or why they were not"""
    made = demanding.tell_of_demand(current_session(), current_actor(), str(id_), **given)
    return json_response(wire.demand_of(made))
