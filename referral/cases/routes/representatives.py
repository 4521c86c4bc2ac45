"""Who acts for a person, and whose word no longer counts."""

from typing import Any
from uuid import UUID

from flask import Response

from referral.cases import wire
from referral.cases.routes.base import blp
from referral.cases.schemas.content import (
    ConflictCreateSchema,
    RepresentativeCreateSchema,
    RepresentativeListSchema,
    RepresentativeSchema,
)
from referral.cases.service import representing, showing
from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.kit.http.respond import json_response


@blp.route("/people/<uuid:id_>/representatives", methods=["POST"])
@blp.requires("cases:work")
@blp.arguments(RepresentativeCreateSchema)
@blp.response(201, RepresentativeSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(410, "Refusal")
@blp.doc(operationId="addRepresentative")
def add_representative(given: dict[str, Any], id_: UUID) -> Response:
    """Records a guardian, relative or caregiver who acts for the person"""
    made = representing.add_representative(current_session(), current_actor(), str(id_), **given)
    return json_response(wire.representative_of(made), status=201)


@blp.route("/people/<uuid:id_>/representatives")
@blp.requires("identity:read")
@blp.uses("writes")
@blp.response(200, RepresentativeListSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(410, "Refusal")
@blp.doc(operationId="listRepresentatives")
def list_representatives(id_: UUID) -> Response:
    """Who acts for the person, with marks of a conflict: for workers of the case only, never for whom it names"""
    found = showing.read_representatives(current_session(), current_actor(), str(id_))
    return json_response({"results": [_known(each) for each in found]})


def _known(known: showing.KnownRepresentative) -> dict[str, Any]:
    opened = {"name": known.name, "contact": known.contact, "conflict_reason": known.conflict_reason}
    return {**wire.representative_of(known.representative), **opened}


@blp.route("/people/<uuid:id_>/conflicts", methods=["POST"])
@blp.requires("cases:work")
@blp.arguments(ConflictCreateSchema)
@blp.response(201, RepresentativeSchema)
@blp.alt_response(404, "NotFound")
@blp.alt_response(410, "Refusal")
@blp.doc(operationId="markConflictOfInterest")
def mark_conflict(given: dict[str, str], id_: UUID) -> Response:
    """From now on nothing that the representative says has an effect, and they are shown nothing"""
    session, actor, reason = current_session(), current_actor(), given["reason"]
    representative_id = given["representative_id"]
    made = representing.mark_conflict(session, actor, str(id_), representative_id, reason=reason)
    return json_response(wire.representative_of(made), status=201)
