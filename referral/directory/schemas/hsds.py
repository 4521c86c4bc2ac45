"""HSDS objects as schemas, made from the standard's declaration, for the specification."""

from collections.abc import Callable
from typing import Any

import marshmallow as ma

from referral.directory.hsds.objects import OBJECTS, Field, HsdsObject
from referral.directory.hsds.shapes import SERVICE_AT_LOCATION, TAXONOMY_TERM, Branch, branches_of
from referral.kit.http import Schema

_FIELDS: dict[str, Callable[..., ma.fields.Field[Any]]] = {
    "string": ma.fields.String,
    "number": ma.fields.Float,
    "uuid": ma.fields.UUID,
    "reference": ma.fields.UUID,
    "email": ma.fields.Email,
}
_FORMATS = {"uri": "uri", "date": "date", "datetime": "date-time"}


def class_name(name: str) -> str:
    """`service_at_location` → `ServiceAtLocation`."""
    return "".join(part.capitalize() for part in name.split("_"))


def _field(field: Field) -> ma.fields.Field[Any]:
    kind = _FIELDS.get(field.kind, ma.fields.String)
    metadata = {"format": _FORMATS[field.kind]} if field.kind in _FORMATS else {}
    validate = ma.validate.OneOf(field.allowed) if field.allowed else None
    required = field.required and field.kind not in ("reference", "uuid")
    return kind(required=required, validate=validate, metadata=metadata)


def _nested(branch: Branch) -> ma.fields.Field[Any]:
    child = ma.fields.Nested(f"Hsds{class_name(branch.object)}Schema")
    return ma.fields.List(child) if branch.many else child


def _schema(each: HsdsObject) -> type[Schema]:
    fields: dict[str, object] = {"id": ma.fields.UUID(required=True)}
    fields |= {field.name: _field(field) for field in each.fields}
    fields |= {branch.key: _nested(branch) for branch in branches_of(each.name)}
    if each.name == "attribute":
        fields["taxonomy_term"] = ma.fields.Nested("HsdsTaxonomyTermSchema")
    if each.name not in ("attribute", "metadata", "taxonomy", "taxonomy_term"):
        fields["attributes"] = ma.fields.List(ma.fields.Nested("HsdsAttributeSchema"))
    if each.name != "metadata":
        fields["metadata"] = ma.fields.List(ma.fields.Nested("HsdsMetadataSchema"))
    if each.name == "taxonomy_term":
        fields |= {branch.key: _nested(branch) for branch in TAXONOMY_TERM}
    if each.name == "service_at_location":
        fields |= {branch.key: _nested(branch) for branch in SERVICE_AT_LOCATION}
    fields["__doc__"] = f"HSDS object `{each.name}`."
    return type(f"Hsds{class_name(each.name)}Schema", (Schema,), fields)


SCHEMAS: dict[str, type[Schema]] = {name: _schema(each) for name, each in OBJECTS.items()}


_MINIMAL = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "modified_date": {"type": "string", "format": "date-time"},
    },
    "required": ["id", "modified_date"],
    "additionalProperties": False,
}


class PageSchema(Schema):
    """The envelope of an HSDS list."""

    total_items = ma.fields.Integer(required=True)
    total_pages = ma.fields.Integer(required=True)
    page_number = ma.fields.Integer(required=True)
    size = ma.fields.Integer(required=True, metadata={"description": "Entities in this page"})
    first_page = ma.fields.Boolean(required=True)
    last_page = ma.fields.Boolean(required=True)
    empty = ma.fields.Boolean(required=True)


def page_of(name: str) -> type[Schema]:
    """The envelope with `contents` of one object."""
    contents = ma.fields.List(ma.fields.Nested(SCHEMAS[name]), required=True)
    return type(f"{class_name(name)}PageSchema", (PageSchema,), {"contents": contents})


class ServicePageSchema(PageSchema):
    """The envelope of services, or with `minimal` of their ids and times."""

    contents = ma.fields.List(
        ma.fields.Raw(metadata={"anyOf": [{"$ref": "#/components/schemas/HsdsService"}, _MINIMAL]}),
        required=True,
    )


class PublisherSchema(Schema):
    """Who publishes the feed."""

    name = ma.fields.String()
    identifier = ma.fields.String()
    email = ma.fields.Email()
    website = ma.fields.URL()


class BaseSchema(Schema):
    """What an HSDS API says about itself."""

    version = ma.fields.String(required=True)
    profile = ma.fields.URL(required=True)
    openapi_url = ma.fields.URL(required=True)
    description = ma.fields.String()
    data_guide = ma.fields.URL()
    publisher = ma.fields.Nested(PublisherSchema)
