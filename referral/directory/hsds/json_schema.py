"""The JSON Schemas of HSDS objects, made from the standard's declaration: what validates, without its prose. Pure."""

from functools import cache
from typing import Any

from referral.directory.hsds.objects import OBJECTS, Field, HsdsObject
from referral.directory.hsds.shapes import Branch, branches_of

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
# Branches of our shapes that HSDS answers, but that its schemas of objects don't know: what our profile adds.
BEYOND = {"organization": ("services",), "service_at_location": ("service",)}
# Required in tables only: in nested JSON the place in the tree says it.
_SAID_BY_PLACE = {"attribute": ("link_entity",), "metadata": ("resource_type",)}
_ALSO_REQUIRED = {"service_capacity": ("unit",)}
_TYPES = {"number": "number"}
_FORMATS = {"uri": "uri", "email": "email", "uuid": "uuid", "reference": "uuid", "datetime": "date-time"}
_WITHOUT_ATTRIBUTES = ("attribute", "metadata", "taxonomy", "taxonomy_term")


@cache
def hsds_schemas() -> dict[str, Schema]:
    """The schema of each object by its name; references are file names, as in the standard."""
    return {name: _schema(each) for name, each in OBJECTS.items()}


def file_of(name: str) -> str:
    """The name of the file of a schema."""
    return f"{name}.json"


def branch_schema(branch: Branch) -> Schema:
    """A list of objects, or one."""
    child = {"$ref": file_of(branch.object)}
    return {"type": "array", "items": child} if branch.many else child


def _schema(each: HsdsObject) -> Schema:
    properties: Schema = {"id": {"type": "string", "format": "uuid"}}
    properties |= {field.name: _field(field) for field in each.fields}
    for branch in branches_of(each.name):
        if branch.key not in BEYOND.get(each.name, ()):
            properties[branch.key] = branch_schema(branch)
    if each.name == "attribute":
        properties["taxonomy_term"] = {"$ref": file_of("taxonomy_term")}
    if each.name not in _WITHOUT_ATTRIBUTES:
        properties["attributes"] = _many("attribute")
    if each.name != "metadata":
        properties["metadata"] = _many("metadata")
    return {"name": each.name, "type": "object", "properties": properties, "required": _required(each)}


def _many(name: str) -> Schema:
    return {"type": "array", "items": {"$ref": file_of(name)}}


def _field(field: Field) -> Schema:
    made: Schema = {"type": _TYPES.get(field.kind, "string")}
    if field.kind in _FORMATS:
        made["format"] = _FORMATS[field.kind]
    if field.allowed:
        made["enum"] = list(field.allowed)
    return made


def _required(each: HsdsObject) -> list[str]:
    names = [
        field.name
        for field in each.fields
        if field.required
        and field.kind not in ("reference", "uuid")
        and field.name not in _SAID_BY_PLACE.get(each.name, ())
    ]
    return ["id", *names, *_ALSO_REQUIRED.get(each.name, ())]
