"""HSDS services at locations."""

from typing import Any
from uuid import UUID

from flask import Response

from referral.directory.hsds.shapes import SERVICE_AT_LOCATION, SERVICE_AT_LOCATION_LIST
from referral.directory.routes.answers import answer_list, answer_object
from referral.directory.schemas.hsds import SCHEMAS, page_of
from referral.directory.schemas.questions import ServiceAtLocationListSchema
from referral.kit.http import Blueprint

blp = Blueprint("services_at_locations", __name__, description="Services at locations (HSDS)")
Page = page_of("service_at_location")


def _list(question: dict[str, Any]) -> Response:
    branches = SERVICE_AT_LOCATION if question["full"] else SERVICE_AT_LOCATION_LIST
    return answer_list("service_at_location", question, branches, whole=question["full"])


@blp.route("/service_at_locations")
@blp.public
@blp.speaks
@blp.arguments(ServiceAtLocationListSchema, location="query")
@blp.response(200, Page)
@blp.streams
@blp.doc(operationId="listServiceAtLocations")
def list_service_at_locations(question: dict[str, Any]) -> Response:
    """A page of services at locations"""
    return _list(question)


@blp.route("/service_at_locations", methods=["POST"])
@blp.public
@blp.speaks
@blp.uses("reads")
@blp.arguments(ServiceAtLocationListSchema)
@blp.response(200, Page)
@blp.streams
@blp.doc(operationId="searchServiceAtLocations")
def search_service_at_locations(question: dict[str, Any]) -> Response:
    """The same list, with the question in the body"""
    return _list(question)


@blp.route("/service_at_locations/<uuid:id_>")
@blp.public
@blp.speaks
@blp.response(200, SCHEMAS["service_at_location"])
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="getServiceAtLocation")
def get_service_at_location(id_: UUID) -> Response:
    """One service at one location, whole"""
    return answer_object("service_at_location", id_, SERVICE_AT_LOCATION)
