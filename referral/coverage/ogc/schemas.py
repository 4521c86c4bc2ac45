"""The wire's shapes of OGC API Features."""

from collections.abc import Callable
from typing import Any

import marshmallow as ma

from referral.coverage.ogc.rules.parameters import read_bbox, read_datetime
from referral.kit.http import Schema

MOST_FEATURES = 10_000
FORM = {"description": "The form of the answer; without it, what Accept asks for, else JSON"}


class Read(ma.fields.String):
    """A text that a pure function reads; what it raises is what is wrong."""

    def __init__(self, read: Callable[[str], Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._read = read

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> Any:
        try:
            return self._read(super()._deserialize(value, attr, data))
        except ValueError as error:
            raise ma.ValidationError(str(error)) from error


class FormSchema(Schema):
    """In which form."""

    f = ma.fields.String(validate=ma.validate.OneOf(["json", "html"]), metadata=FORM)


class ItemsQuestionSchema(FormSchema):
    """Which features."""

    limit = ma.fields.Integer(
        load_default=100,
        validate=ma.validate.Range(min=1),
        metadata={
            "description": f"How many features a page has; more than {MOST_FEATURES} are answered as so many"
        },
    )
    bbox = Read(
        read_bbox,
        metadata={"description": "west,south,east,north in degrees (CRS84)", "example": "19,41,20,42"},
    )
    datetime = Read(
        read_datetime,
        metadata={
            "description": "A moment, or two with a slash between; .. where open",
            "example": "2026-12-01/..",
        },
    )
    filter = ma.fields.String(
        validate=ma.validate.Length(min=1, max=8_000),
        metadata={"description": "A condition in CQL2 over the queryables", "example": "country = 'AL'"},
    )
    filter_lang = ma.fields.String(
        data_key="filter-lang",
        load_default="cql2-text",
        validate=ma.validate.OneOf(["cql2-text", "cql2-json"]),
        metadata={"description": "The language of the filter"},
    )
    filter_crs = ma.fields.String(
        data_key="filter-crs",
        validate=ma.validate.OneOf(["http://www.opengis.net/def/crs/OGC/1.3/CRS84"]),
        metadata={"description": "The reference system of the filter's geometries"},
    )
    cursor = ma.fields.String(
        validate=ma.validate.Length(min=1, max=200),
        metadata={"description": "Where the page before ended: as in its link `next`"},
    )


class LinkSchema(Schema):
    """A link."""

    href = ma.fields.String(required=True)
    rel = ma.fields.String(required=True)
    type = ma.fields.String()
    title = ma.fields.String()


class LandingSchema(Schema):
    """The landing page."""

    title = ma.fields.String(required=True)
    description = ma.fields.String()
    links = ma.fields.List(ma.fields.Nested(LinkSchema), required=True)


class ConformanceSchema(Schema):
    """The conformance classes."""

    conformsTo = ma.fields.List(ma.fields.String(), required=True)  # noqa: N815 - the standard's name
    links = ma.fields.List(ma.fields.Nested(LinkSchema))


class CollectionSchema(LandingSchema):
    """One collection."""

    id = ma.fields.String(required=True)
    itemType = ma.fields.String()  # noqa: N815 - the standard's name
    crs = ma.fields.List(ma.fields.String())
    extent = ma.fields.Dict()


class CollectionsSchema(Schema):
    """All collections."""

    collections = ma.fields.List(ma.fields.Nested(CollectionSchema), required=True)
    links = ma.fields.List(ma.fields.Nested(LinkSchema), required=True)


class FeatureSchema(Schema):
    """A GeoJSON feature."""

    type = ma.fields.String(required=True)
    id = ma.fields.String(required=True)
    geometry = ma.fields.Dict(required=True)
    properties = ma.fields.Dict(required=True)
    links = ma.fields.List(ma.fields.Nested(LinkSchema))


class FeaturesSchema(Schema):
    """A page of features."""

    type = ma.fields.String(required=True)
    features = ma.fields.List(ma.fields.Nested(FeatureSchema), required=True)
    links = ma.fields.List(ma.fields.Nested(LinkSchema), required=True)
    timeStamp = ma.fields.String(required=True)  # noqa: N815 - the standard's name
    numberMatched = ma.fields.Integer(required=True)  # noqa: N815 - the standard's name
    numberReturned = ma.fields.Integer(required=True)  # noqa: N815 - the standard's name


class AnyObjectSchema(Schema):
    """A document with a schema of its own: JSON Schema, OpenAPI 3.0."""

    class Meta:
        unknown = ma.INCLUDE


class ExceptionSchema(Schema):
    """An error, as OGC API Features has it; it says more, as problem documents do."""

    class Meta:
        unknown = ma.INCLUDE

    code = ma.fields.String(required=True)
    description = ma.fields.String()
