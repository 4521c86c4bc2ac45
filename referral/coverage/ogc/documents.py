"""The standard's documents as plain values: landing page, conformance, collections, queryables. Pure.

`base` is the address of the landing page.
"""

from collections.abc import Sequence
from typing import Any

from referral.coverage.ogc.rules.collections import COLLECTIONS, Collection
from referral.coverage.ogc.rules.conditions import Kind
from referral.coverage.ogc.rules.conformance import CLASSES, CRS84, QUERYABLES_REL

JSON, GEOJSON, HTML = "application/json", "application/geo+json", "text/html"
SCHEMA = "application/schema+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
_TYPES: dict[Kind, dict[str, Any]] = {
    Kind.TEXT: {"type": "string"},
    Kind.ID: {"type": "string", "format": "uuid"},
    Kind.MEMBERS: {"type": "string"},
    Kind.NUMBER: {"type": "number"},
    Kind.TRUTH: {"type": "boolean"},
    Kind.DAY: {"type": "string", "format": "date"},
    Kind.MOMENT: {"type": "string", "format": "date-time"},
    Kind.GEOMETRY: {"$ref": "https://geojson.org/schema/Geometry.json"},
}


def link(href: str, rel: str, type_: str, title: str) -> dict[str, str]:
    """A link."""
    return {"href": href, "rel": rel, "type": type_, "title": title}


def own_links(address: str, type_: str = JSON) -> list[dict[str, str]]:
    """A document itself, and as a page."""
    joined = "&" if "?" in address else "?"
    return [
        link(address, "self", type_, "This document"),
        link(f"{address}{joined}f=html", "alternate", HTML, "This document as a page"),
    ]


def landing(base: str) -> dict[str, Any]:
    """Where a client begins."""
    return {
        "title": "Directory of services: open data",
        "description": "Public services and regions, to be opened as layers of a map.",
        "links": [
            *own_links(base),
            link(f"{base}/api", "service-desc", OPENAPI, "What can be asked, as OpenAPI 3.0"),
            link(f"{base}/api?f=html", "service-doc", HTML, "What can be asked, to read"),
            link(f"{base}/conformance", "conformance", JSON, "What of the standard is kept"),
            link(f"{base}/collections", "data", JSON, "The collections"),
        ],
    }


def conformance(base: str) -> dict[str, Any]:
    """What of the standard is kept."""
    return {"conformsTo": list(CLASSES), "links": own_links(f"{base}/conformance")}


def collections(base: str, extents: dict[str, list[float] | None]) -> dict[str, Any]:
    """All collections."""
    listed = [collection(base, each, extents[each.id]) for each in COLLECTIONS.values()]
    return {"collections": listed, "links": own_links(f"{base}/collections")}


def collection(base: str, each: Collection, extent: Sequence[float] | None) -> dict[str, Any]:
    """One collection; without an extent where it has no feature."""
    here = f"{base}/collections/{each.id}"
    told: dict[str, Any] = {
        "id": each.id,
        "title": each.title,
        "description": each.description,
        "itemType": "feature",
        "crs": [CRS84],
        "links": [
            *own_links(here),
            link(f"{here}/items", "items", GEOJSON, f"{each.title} as GeoJSON"),
            link(f"{here}/items?f=html", "items", HTML, f"{each.title} as a page"),
            link(f"{here}/queryables", QUERYABLES_REL, SCHEMA, "What a filter may name"),
        ],
    }
    if extent is not None:
        told["extent"] = {"spatial": {"bbox": [list(extent)], "crs": CRS84}}
    return told


def queryables(base: str, each: Collection) -> dict[str, Any]:
    """What a filter may name, as JSON Schema."""
    properties = {
        name: {"title": name, "description": queryable.description, **_TYPES[queryable.kind]}
        for name, queryable in each.queryables.items()
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{base}/collections/{each.id}/queryables",
        "type": "object",
        "title": each.title,
        "properties": properties,
        "additionalProperties": False,
    }
