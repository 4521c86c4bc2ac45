"""The wire's shapes of places, regions and countries."""

from typing import Any

import marshmallow as ma

from referral.kit.http.schema import Schema

COUNTRY = ma.validate.Regexp(r"^[A-Za-z]{2}$", error="Must be a country's two letters, like AL.")


class PlacesQuestionSchema(Schema):
    """What was typed so far."""

    q = ma.fields.String(
        required=True,
        validate=ma.validate.Length(min=1, max=100),
        metadata={"description": "A name in any script, also `Name, country or region`", "example": "Kukës"},
    )
    country = ma.fields.String(
        validate=COUNTRY, metadata={"description": "Only there: two letters", "example": "AL"}
    )
    limit = ma.fields.Integer(load_default=10, validate=ma.validate.Range(1, 50))


class PlaceSchema(Schema):
    """A settlement or region; degrees WGS 84."""

    id = ma.fields.String(metadata={"description": "GeoNames id of a settlement, UUID of a region"})
    kind = ma.fields.String(validate=ma.validate.OneOf(["settlement", "region"]))
    name = ma.fields.String()
    country = ma.fields.String()
    region = ma.fields.String(allow_none=True, metadata={"description": "Name of the region around it"})
    region_id = ma.fields.UUID(allow_none=True)
    latitude = ma.fields.Float()
    longitude = ma.fields.Float()
    population = ma.fields.Integer(metadata={"description": "0 where it is not known"})


class PlacesSchema(Schema):
    """Places of a name."""

    places = ma.fields.List(ma.fields.Nested(PlaceSchema))


class RegionsQuestionSchema(Schema):
    """Which regions."""

    country = ma.fields.String(validate=COUNTRY, metadata={"example": "AL"})
    level = ma.fields.Integer(
        validate=ma.validate.Range(0, 3),
        metadata={"description": "0 country, 1 admin-1, 2 admin-2, 3 municipality", "example": 1},
    )
    parent = ma.fields.UUID(metadata={"description": "Only the regions directly in this one"})


class RegionSchema(Schema):
    """A region without its area. `approximate`: derived from towns, not from official boundaries."""

    id = ma.fields.UUID()
    code = ma.fields.String(metadata={"description": "ISO 3166-2 where there is one", "example": "AL-11"})
    country = ma.fields.String()
    level = ma.fields.Integer()
    parent_id = ma.fields.UUID(allow_none=True)
    path = ma.fields.String(metadata={"description": "Codes from the country down", "example": "AL/AL-11/"})
    name = ma.fields.String()
    names = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.String())
    population = ma.fields.Integer(allow_none=True)
    population_source = ma.fields.String(allow_none=True)
    source = ma.fields.String()
    approximate = ma.fields.Boolean()
    latitude = ma.fields.Float(metadata={"description": "Of a point inside"})
    longitude = ma.fields.Float()


class RegionsSchema(Schema):
    """Regions by country, level and code."""

    regions = ma.fields.List(ma.fields.Nested(RegionSchema))


class RegionWithAreaSchema(RegionSchema):
    """A region with its area as a GeoJSON MultiPolygon."""

    geometry: Any = ma.fields.Dict(metadata={"description": "GeoJSON (RFC 7946), WGS 84"})


class HotlineSchema(Schema):
    """A national number."""

    kind = ma.fields.String()
    number = ma.fields.String()
    who_may_call = ma.fields.String()
    hours = ma.fields.String(metadata={"description": "Empty where not known"})
    languages = ma.fields.List(ma.fields.String())
    verified = ma.fields.Boolean(metadata={"description": "Whether the operator has confirmed it"})
    source = ma.fields.String()


class AuthoritySchema(Schema):
    """A public body."""

    kind = ma.fields.String()
    name = ma.fields.String()
    verified = ma.fields.Boolean()


class ConsentAgeSchema(Schema):
    """From how many years on somebody consents alone."""

    years = ma.fields.Integer()
    verified = ma.fields.Boolean()
    source = ma.fields.String()


class HolidaySchema(Schema):
    """A public holiday."""

    date = ma.fields.Date()
    name = ma.fields.String()


class CountrySchema(Schema):
    """A country in short."""

    code = ma.fields.String()
    names = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.String())
    languages = ma.fields.List(ma.fields.String())
    time_zone = ma.fields.String()
    currency = ma.fields.String()
    phone_code = ma.fields.String()
    working_week = ma.fields.List(ma.fields.String())


class CountryProfileSchema(CountrySchema):
    """A country with its hotlines, authorities and the public holidays of this year and the next."""

    age_of_consent_for_data = ma.fields.Nested(ConsentAgeSchema)
    authorities = ma.fields.List(ma.fields.Nested(AuthoritySchema))
    hotlines = ma.fields.List(ma.fields.Nested(HotlineSchema))
    holidays = ma.fields.List(ma.fields.Nested(HolidaySchema))


class CountriesSchema(Schema):
    """The countries that have a profile."""

    countries = ma.fields.List(ma.fields.Nested(CountrySchema))
