"""The wire's shapes of coverage."""

import marshmallow as ma

from referral.coverage.groups import BY_CODE
from referral.coverage.rules import RADII_M
from referral.coverage.writing.classes import WAYS
from referral.kit.http.schema import Schema

_COUNTRY = ma.validate.Regexp(r"^[A-Za-z]{2}$", error="Must be a country's two letters, like AL.")
_PERIOD = {
    "description": "A quarter that is over; default: the newest that was released",
    "example": "2026-Q3",
}


class CountrySchema(Schema):
    """A country and a period."""

    country = ma.fields.String(required=True, validate=_COUNTRY, metadata={"example": "AL"})
    period = ma.fields.String(validate=ma.validate.Length(max=10), metadata=_PERIOD)


class CoverageQuestionSchema(CountrySchema):
    """One need in one country."""

    need = ma.fields.String(
        required=True, validate=ma.validate.Length(min=1, max=60), metadata={"example": "legal-aid"}
    )
    level = ma.fields.Integer(
        load_default=1,
        validate=ma.validate.Range(0, 3),
        metadata={"description": "0 country, 1 admin-1, 2 admin-2, 3 municipality"},
    )
    target_group = ma.fields.String(load_default="all", validate=ma.validate.OneOf(sorted(BY_CODE)))


class CompareSchema(CoverageQuestionSchema):
    """The same, and what is set beside it."""

    compare = ma.fields.String(
        validate=ma.validate.Length(max=70),
        metadata={"description": "period:2026-Q3, need:health or country:RS", "example": "country:RS"},
    )


class StaleSchema(Schema):
    """What was told of capacity too long ago to count."""

    services = ma.fields.Integer()
    capacity = ma.fields.Integer()


class RegionFiguresSchema(Schema):
    """Presence in one region: null where nobody has told, 0 where there is none. Metres, people, shares from 0 to 1."""

    id = ma.fields.UUID()
    code = ma.fields.String()
    level = ma.fields.Integer()
    name = ma.fields.String()
    names = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.String())
    approximate = ma.fields.Boolean(metadata={"description": "The region was derived from towns"})
    population = ma.fields.Float(
        allow_none=True, metadata={"description": "Of the target group, if a table tells it"}
    )
    population_source = ma.fields.String(allow_none=True)
    population_year = ma.fields.Integer(allow_none=True)
    services = ma.fields.Integer(
        metadata={"description": "That serve it, by their areas, else by where they are"}
    )
    organizations = ma.fields.Integer()
    sites = ma.fields.Integer(metadata={"description": "Places of these services with a position"})
    capacity = ma.fields.Integer(allow_none=True, metadata={"description": "Places in all, as told lately"})
    places = ma.fields.Integer(allow_none=True, metadata={"description": "Free places, as told lately"})
    services_per_10000 = ma.fields.Float(allow_none=True)
    capacity_per_10000 = ma.fields.Float(allow_none=True)
    places_per_10000 = ma.fields.Float(allow_none=True)
    stale = ma.fields.Nested(StaleSchema)
    verified_share = ma.fields.Float(allow_none=True)
    within_reach = ma.fields.Dict(
        keys=ma.fields.String(validate=ma.validate.OneOf([str(each) for each in RADII_M])),
        values=ma.fields.Float(allow_none=True),
        metadata={
            "description": "Share of the people who live at most so many metres from the nearest service"
        },
    )
    people_beyond_reach = ma.fields.Integer(allow_none=True, metadata={"description": "Farther than 25 km"})
    distance_median_m = ma.fields.Integer(allow_none=True)
    distance_p90_m = ma.fields.Integer(allow_none=True)
    accessibility = ma.fields.Float(allow_none=True, metadata={"description": "E2SFCA, services per 10,000"})
    accessibility_places = ma.fields.Float(
        allow_none=True, metadata={"description": "E2SFCA, places per 10,000"}
    )


class PeopleSchema(ma.Schema):
    """Released counts of people, or why there are none: `not_released`, `not_published` with what is in its place."""

    state = ma.fields.String()
    published = ma.fields.String(allow_none=True)
    period = ma.fields.String()
    revision = ma.fields.Integer()
    released_at = ma.fields.DateTime()
    left_out = ma.fields.Integer(
        allow_none=True, metadata={"description": "Not counted, for want of consent"}
    )
    need = ma.fields.String(metadata={"description": "The need under which people are counted"})
    regions = ma.fields.List(ma.fields.Dict())


class OneCoverageSchema(Schema):
    """The answer to one question."""

    country = ma.fields.String()
    level = ma.fields.Integer()
    need = ma.fields.String()
    target_group = ma.fields.String()
    as_of = ma.fields.DateTime()
    regions = ma.fields.List(ma.fields.Nested(RegionFiguresSchema))
    people = ma.fields.Nested(PeopleSchema)


class CoverageSchema(OneCoverageSchema):
    """The same, and what was asked to stand beside it."""

    compared = ma.fields.Nested(OneCoverageSchema)


class GapSchema(Schema):
    """A settlement where one more service would reach so many people who are beyond 25 km now."""

    settlement = ma.fields.String()
    longitude = ma.fields.Float()
    latitude = ma.fields.Float()
    people = ma.fields.Integer()


class RegionGapSchema(Schema):
    """People of a region beyond reach."""

    code = ma.fields.String()
    name = ma.fields.String()
    people_beyond_reach = ma.fields.Integer(allow_none=True)


class GapsSchema(Schema):
    """Regions by how many are beyond reach, and where the next services would reach most."""

    country = ma.fields.String()
    need = ma.fields.String()
    target_group = ma.fields.String()
    reach_m = ma.fields.Integer()
    regions = ma.fields.List(ma.fields.Nested(RegionGapSchema))
    next_sites = ma.fields.List(ma.fields.Nested(GapSchema))


class FlowsSchema(ma.Schema):
    """Referrals from region to region; `abroad`, `unknown` where it is so. A suppressed count is null."""

    country = ma.fields.String()
    period = ma.fields.String()
    revision = ma.fields.Integer()
    state = ma.fields.String()
    published = ma.fields.String(allow_none=True)
    flows = ma.fields.List(ma.fields.Dict())


class ReleasesQuestionSchema(Schema):
    """Which releases."""

    country = ma.fields.String(validate=_COUNTRY, metadata={"example": "AL"})
    period = ma.fields.String(validate=ma.validate.Length(max=10), metadata=_PERIOD)


class ReleasedLevelSchema(ma.Schema):
    """One level of a release: what became of it."""

    level = ma.fields.String()
    standing = ma.fields.String(validate=ma.validate.OneOf(["published", "kept", "refused"]))
    since_revision = ma.fields.Integer()
    published_instead = ma.fields.String(allow_none=True)
    cells = ma.fields.Integer()
    suppressed = ma.fields.Integer()
    refused = ma.fields.Integer(
        metadata={"description": "Cells that are not published; the coarser level is"}
    )


class ReleaseSchema(ma.Schema):
    """One revision, with its levels in the order of their priority."""

    country = ma.fields.String()
    period = ma.fields.String()
    revision = ma.fields.Integer()
    released_at = ma.fields.DateTime()
    left_out = ma.fields.Integer(allow_none=True)
    levels = ma.fields.List(ma.fields.Nested(ReleasedLevelSchema))


class ReleasesSchema(Schema):
    """Releases, the newest first."""

    releases = ma.fields.List(ma.fields.Nested(ReleaseSchema))


INDICATORS: tuple[str, ...] = (
    "services",
    "services_per_10000",
    "places_per_10000",
    "within_reach",
    "people_beyond_reach",
    "accessibility",
    "verified_share",
    "sent",
)


class MapQuestionSchema(CoverageQuestionSchema):
    """A map of one indicator."""

    indicator = ma.fields.String(load_default="services_per_10000", validate=ma.validate.OneOf(INDICATORS))
    classes = ma.fields.String(
        load_default="quantile",
        validate=ma.validate.OneOf(sorted(WAYS)),
        metadata={"description": "As many regions in each class, or classes of equal width"},
    )
    language = ma.fields.String(
        load_default="en",
        validate=ma.validate.Length(max=10),
        metadata={"description": "One of the languages of the needs; English where a label is not there"},
    )
