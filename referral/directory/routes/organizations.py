"""HSDS organisations."""

from typing import Any
from uuid import UUID

from flask import Response

from referral.directory.hsds.shapes import ORGANIZATION, ORGANIZATION_LIST, ORGANIZATION_WITH_SERVICES
from referral.directory.routes.answers import answer_list, answer_object
from referral.directory.schemas.hsds import SCHEMAS, page_of
from referral.directory.schemas.questions import OrganizationListSchema, OrganizationSchema
from referral.kit.http import Blueprint

blp = Blueprint("organizations", __name__, description="Organisations (HSDS)")
Page = page_of("organization")


def _list(question: dict[str, Any]) -> Response:
    branches = ORGANIZATION_LIST
    if question["full_service"]:
        branches = ORGANIZATION_WITH_SERVICES
    elif question["full"]:
        branches = ORGANIZATION
    return answer_list("organization", question, branches, whole=branches is not ORGANIZATION_LIST)


@blp.route("/organizations")
@blp.public
@blp.speaks
@blp.arguments(OrganizationListSchema, location="query")
@blp.response(200, Page)
@blp.streams
@blp.doc(operationId="listOrganizations")
def list_organizations(question: dict[str, Any]) -> Response:
    """A page of organisations"""
    return _list(question)


@blp.route("/organizations", methods=["POST"])
@blp.public
@blp.speaks
@blp.uses("reads")
@blp.arguments(OrganizationListSchema)
@blp.response(200, Page)
@blp.streams
@blp.doc(operationId="searchOrganizations")
def search_organizations(question: dict[str, Any]) -> Response:
    """The same list, with the question in the body"""
    return _list(question)


@blp.route("/organizations/<uuid:id_>")
@blp.public
@blp.speaks
@blp.arguments(OrganizationSchema, location="query")
@blp.response(200, SCHEMAS["organization"])
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="getOrganization")
def get_organization(question: dict[str, Any], id_: UUID) -> Response:
    """One organisation, whole"""
    branches = ORGANIZATION_WITH_SERVICES if question["full_service"] else ORGANIZATION
    return answer_object("organization", id_, branches)
