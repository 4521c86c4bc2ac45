"""What can be asked, as OpenAPI 3.0, which the standard wants: the house's own document is 3.1. Pure."""

from typing import Any

from referral.coverage.ogc.documents import GEOJSON, HTML, JSON, SCHEMA
from referral.coverage.ogc.rules.collections import COLLECTIONS

_OBJECT: dict[str, Any] = {"type": "object"}
_FORM = {"name": "f", "in": "query", "schema": {"type": "string", "enum": ["json", "html"]}}
_FEATURE_ID = {"name": "featureId", "in": "path", "required": True, "schema": {"type": "string"}}


def _text(name: str, description: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": description, "schema": {"type": "string", **more}}


def _items_parameters(largest: int) -> list[dict[str, Any]]:
    numbers = {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6}
    limit = {"type": "integer", "minimum": 1, "maximum": largest, "default": 100}
    return [
        _FORM,
        {"name": "limit", "in": "query", "style": "form", "explode": False, "schema": limit},
        {"name": "bbox", "in": "query", "style": "form", "explode": False, "schema": numbers},
        _text("datetime", "A moment, or two with a slash between; .. where open"),
        _text("filter", "A condition over the queryables"),
        _text("filter-lang", "Its language", enum=["cql2-text", "cql2-json"], default="cql2-text"),
        _text("filter-crs", "The reference system of its geometries"),
        _text("cursor", "Where the page before ended, as in its link next"),
    ]


def _get(summary: str, name: str, types: tuple[str, ...], parameters: list[dict[str, Any]]) -> dict[str, Any]:
    content: dict[str, Any] = {
        each: {"schema": {"type": "string"} if each == HTML else _OBJECT} for each in types
    }
    refused: dict[str, Any] = {"$ref": "#/components/responses/Exception"}
    responses: dict[str, Any] = {"200": {"description": summary, "content": content}}
    responses |= {"400": refused, "404": refused, "500": refused}
    return {
        "get": {"summary": summary, "operationId": name, "parameters": parameters, "responses": responses}
    }


def openapi(base: str, version: str, *, largest: int) -> dict[str, Any]:
    """The document; `largest` is the most features of a page."""
    page = (JSON, HTML)
    paths = {
        "/": _get("Where a client begins", "landing", page, [_FORM]),
        "/conformance": _get("What of the standard is kept", "conformance", page, [_FORM]),
        "/api": _get("This document", "api", (JSON, HTML), [_FORM]),
        "/collections": _get("The collections", "collections", page, [_FORM]),
    }
    for name, each in COLLECTIONS.items():
        here = f"/collections/{name}"
        paths[here] = _get(each.title, f"{name}.collection", page, [_FORM])
        paths[f"{here}/queryables"] = _get(
            "What a filter may name", f"{name}.queryables", (SCHEMA, HTML), [_FORM]
        )
        paths[f"{here}/items"] = _get(
            each.description, f"{name}.items", (GEOJSON, HTML), _items_parameters(largest)
        )
        paths[f"{here}/items/{{featureId}}"] = _get(
            "One feature", f"{name}.item", (GEOJSON, HTML), [_FEATURE_ID, _FORM]
        )
    text = {"type": "string"}
    told = {"type": "object", "required": ["code"], "properties": {"code": text, "description": text}}
    exception = {"description": "An error", "content": {JSON: {"schema": told}}}
    return {
        "openapi": "3.0.3",
        "info": {"title": "Directory of services: open data", "version": version},
        "servers": [{"url": base}],
        "paths": paths,
        "components": {"responses": {"Exception": exception}},
    }
