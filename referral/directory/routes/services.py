"""HSDS services."""

from typing import Any
from uuid import UUID

from flask import Response

from referral.directory.hsds.shapes import SERVICE, SERVICE_LIST
from referral.directory.routes.answers import answer_list, answer_object
from referral.directory.schemas.hsds import SCHEMAS, ServicePageSchema
from referral.directory.schemas.questions import ServiceListSchema
from referral.kit.http import Blueprint

blp = Blueprint("services", __name__, description="Services (HSDS)")


def _list(question: dict[str, Any]) -> Response:
    branches = SERVICE if question["full"] else SERVICE_LIST
    return answer_list("service", question, branches, whole=question["full"])


@blp.route("/services")
@blp.public
@blp.speaks
@blp.arguments(ServiceListSchema, location="query")
@blp.response(200, ServicePageSchema)
@blp.streams
@blp.doc(operationId="listServices")
def list_services(question: dict[str, Any]) -> Response:
    """A page of services"""
    return _list(question)


@blp.route("/services", methods=["POST"])
@blp.public
@blp.speaks
@blp.uses("reads")
@blp.arguments(ServiceListSchema)
@blp.response(200, ServicePageSchema)
@blp.streams
@blp.doc(operationId="searchServices")
def search_services(question: dict[str, Any]) -> Response:
    """The same list, with the question in the body: its words stay out of addresses and logs"""
    return _list(question)


@blp.route("/services/<uuid:id_>")
@blp.public
@blp.speaks
@blp.response(200, SCHEMAS["service"])
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="getService")
def get_service(id_: UUID) -> Response:
    """One service with everything that hangs on it"""
    return answer_object("service", id_, SERVICE)
