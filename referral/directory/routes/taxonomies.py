"""HSDS taxonomies and their terms."""

from typing import Any
from uuid import UUID

from flask import Response

from referral.directory.hsds.shapes import TAXONOMY_TERM
from referral.directory.routes.answers import answer_list, answer_object
from referral.directory.schemas.hsds import SCHEMAS, page_of
from referral.directory.schemas.questions import TaxonomyListSchema, TaxonomyTermListSchema
from referral.kit.http import Blueprint

blp = Blueprint("taxonomies", __name__, description="Taxonomies and their terms (HSDS)")
TaxonomyPage = page_of("taxonomy")
TermPage = page_of("taxonomy_term")


@blp.route("/taxonomies")
@blp.public
@blp.arguments(TaxonomyListSchema, location="query")
@blp.response(200, TaxonomyPage)
@blp.streams
@blp.doc(operationId="listTaxonomies")
def list_taxonomies(question: dict[str, Any]) -> Response:
    """A page of taxonomies"""
    return answer_list("taxonomy", question, (), whole=True)


@blp.route("/taxonomies", methods=["POST"])
@blp.public
@blp.uses("reads")
@blp.arguments(TaxonomyListSchema)
@blp.response(200, TaxonomyPage)
@blp.streams
@blp.doc(operationId="searchTaxonomies")
def search_taxonomies(question: dict[str, Any]) -> Response:
    """The same list, with the question in the body"""
    return answer_list("taxonomy", question, (), whole=True)


@blp.route("/taxonomies/<uuid:id_>")
@blp.public
@blp.response(200, SCHEMAS["taxonomy"])
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="getTaxonomy")
def get_taxonomy(id_: UUID) -> Response:
    """One taxonomy"""
    return answer_object("taxonomy", id_, ())


@blp.route("/taxonomy_terms")
@blp.public
@blp.arguments(TaxonomyTermListSchema, location="query")
@blp.response(200, TermPage)
@blp.streams
@blp.doc(operationId="listTaxonomyTerms")
def list_taxonomy_terms(question: dict[str, Any]) -> Response:
    """A page of taxonomy terms"""
    return answer_list("taxonomy_term", question, TAXONOMY_TERM, whole=True)


@blp.route("/taxonomy_terms", methods=["POST"])
@blp.public
@blp.uses("reads")
@blp.arguments(TaxonomyTermListSchema)
@blp.response(200, TermPage)
@blp.streams
@blp.doc(operationId="searchTaxonomyTerms")
def search_taxonomy_terms(question: dict[str, Any]) -> Response:
    """The same list, with the question in the body"""
    return answer_list("taxonomy_term", question, TAXONOMY_TERM, whole=True)


@blp.route("/taxonomy_terms/<uuid:id_>")
@blp.public
@blp.response(200, SCHEMAS["taxonomy_term"])
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="getTaxonomyTerm")
def get_taxonomy_term(id_: UUID) -> Response:
    """One taxonomy term"""
    return answer_object("taxonomy_term", id_, TAXONOMY_TERM)
