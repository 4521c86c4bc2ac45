"""Landing page, conformance, API document, collections and queryables."""

from typing import Any

from flask import Response

from referral import __version__
from referral.coverage.ogc import documents, schemas
from referral.coverage.ogc.openapi import openapi
from referral.coverage.ogc.routes.base import answer, as_page, base, blp
from referral.coverage.ogc.rules.collections import COLLECTIONS, Collection
from referral.coverage.ogc.service import public_extent
from referral.kit.db.work import current_session
from referral.kit.problems import NotFound


def collection_named(name: str) -> Collection:
    """The collection; raises `NotFound`."""
    if name not in COLLECTIONS:
        raise NotFound(f"There are the collections {' and '.join(COLLECTIONS)}.")
    return COLLECTIONS[name]


@blp.route("/ogc")
@blp.public
@blp.uses("nothing")
@blp.arguments(schemas.FormSchema, location="query")
@blp.response(200, schemas.LandingSchema)
@as_page
@blp.doc(operationId="getOgcLanding")
def get_landing(question: dict[str, Any]) -> Response:
    """Where clients of OGC API Features begin: give QGIS this address"""
    return answer(question, documents.landing(base()))


@blp.route("/ogc/conformance")
@blp.public
@blp.uses("nothing")
@blp.arguments(schemas.FormSchema, location="query")
@blp.response(200, schemas.ConformanceSchema)
@as_page
@blp.doc(operationId="getOgcConformance")
def get_conformance(question: dict[str, Any]) -> Response:
    """What of the standard is kept"""
    return answer(question, documents.conformance(base()), title="Conformance")


@blp.route("/ogc/api")
@blp.public
@blp.uses("nothing")
@blp.arguments(schemas.FormSchema, location="query")
@blp.response(200, schemas.AnyObjectSchema, content_type=documents.OPENAPI)
@as_page
@blp.doc(operationId="getOgcApi")
def get_api(question: dict[str, Any]) -> Response:
    """What can be asked of the collections, as OpenAPI 3.0"""
    document = openapi(base(), __version__, largest=schemas.MOST_FEATURES)
    return answer(question, document, type_=documents.OPENAPI, title="What can be asked")


@blp.route("/ogc/collections")
@blp.public
@blp.arguments(schemas.FormSchema, location="query")
@blp.response(200, schemas.CollectionsSchema)
@as_page
@blp.doc(operationId="listOgcCollections")
def list_collections(question: dict[str, Any]) -> Response:
    """The collections of features"""
    extents = {each.id: public_extent(current_session(), each) for each in COLLECTIONS.values()}
    return answer(question, documents.collections(base(), extents), title="Collections")


@blp.route("/ogc/collections/<string:collection>")
@blp.public
@blp.arguments(schemas.FormSchema, location="query")
@blp.response(200, schemas.CollectionSchema)
@as_page
@blp.alt_response(404, "OgcException")
@blp.doc(operationId="getOgcCollection")
def get_collection(question: dict[str, Any], collection: str) -> Response:
    """One collection: what it is and how far it reaches"""
    each = collection_named(collection)
    return answer(question, documents.collection(base(), each, public_extent(current_session(), each)))


@blp.route("/ogc/collections/<string:collection>/queryables")
@blp.public
@blp.uses("nothing")
@blp.arguments(schemas.FormSchema, location="query")
@blp.response(200, schemas.AnyObjectSchema, content_type=documents.SCHEMA)
@as_page
@blp.alt_response(404, "OgcException")
@blp.doc(operationId="getOgcQueryables")
def get_queryables(question: dict[str, Any], collection: str) -> Response:
    """What a filter may name, as JSON Schema"""
    document = documents.queryables(base(), collection_named(collection))
    return answer(question, document, type_=documents.SCHEMA)
