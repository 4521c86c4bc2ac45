"""The wire's shapes of search."""

from types import MappingProxyType
from typing import Any

import marshmallow as ma

from referral.directory.eligibility import Registration, ResidenceStatus, Sex, TargetGroup
from referral.directory.profile.modes import Mode
from referral.directory.schemas.questions import TextId
from referral.kit.http import Schema
from referral.kit.http.schema import Finite, Truth, Whole, Words
from referral.search.areafield import AreaField

MOST_RESULTS = 100
# Traits of people never stand in an address.
TRAITS = ("party", "age", "sex", "nationality", "target_groups", "residence_status", "registrations")
MOST_RADIUS_KM = 20_100


class BoxField(ma.fields.Field[tuple[float, float, float, float]]):
    """`west,south,east,north` in degrees, as text or as a list."""

    default_error_messages = {  # noqa: RUF012 - marshmallow declares it on the instance
        "form": "Must be west,south,east,north: four numbers in degrees.",
        "latitude": "South and north must be from -90 to 90, south not above north (order: west,south,east,north).",
        "longitude": "West and east must be from -180 to 180 (order: west,south,east,north).",
    }

    def _deserialize(
        self, value: Any, attr: str | None, data: Any, **_: Any
    ) -> tuple[float, float, float, float]:
        parts = value.split(",") if isinstance(value, str) else value
        if (
            not isinstance(parts, list | tuple)
            or len(parts) != 4
            or any(isinstance(part, bool) for part in parts)
        ):
            raise self.make_error("form")
        try:
            west, south, east, north = (float(part) for part in parts)
        except (TypeError, ValueError) as error:
            raise self.make_error("form") from error
        if not (-90 <= south <= north <= 90):
            raise self.make_error("latitude")
        if not (-180 <= west <= 180 and -180 <= east <= 180):
            raise self.make_error("longitude")
        return west, south, east, north


class SearchSchema(Schema):
    """A question: what is needed, where, by which words."""

    elsewhere = MappingProxyType(
        dict.fromkeys(TRAITS, "People are asked for in the body only: POST /api/v1/search.")
    )

    need = Words(
        most=10, metadata={"description": "Needs, any of them: codes, or words for them in any language"}
    )
    q = ma.fields.String(
        validate=ma.validate.Length(min=1, max=200),
        metadata={"description": "Words, in any script, typos allowed"},
    )
    near = ma.fields.String(
        validate=ma.validate.Length(min=1, max=200),
        metadata={
            "description": "latitude,longitude in degrees, or the name of a place in any script. Nearest first; "
            "services without a position that serve it (by telephone, online, or by coming) stand behind the places "
            "within 50 km, by id and without a distance, whatever `radius_km` is"
        },
    )
    radius_km = Finite(
        validate=ma.validate.Range(min=0, min_inclusive=False, max=MOST_RADIUS_KM),
        metadata={"description": "Only within this distance of `near`, kilometres"},
    )
    bbox = BoxField(
        metadata={
            "type": "string",
            "description": "west,south,east,north in degrees",
            "example": "19,41,20,42",
        }
    )
    within = AreaField()
    region = ma.fields.String(
        validate=ma.validate.Length(min=1, max=200), metadata={"description": "A region's code, id or name"}
    )
    organisation = TextId(metadata={"description": "The organisation's id"})
    languages = Words(
        metadata={
            "description": "Codes of languages, any of which is spoken; who has not said any is shown, to be asked"
        }
    )
    serves = ma.fields.Boolean(
        metadata={
            "description": "true: without services whose areas certainly do not hold `near`, the place where the "
            "person is. What a service says of its areas is a reason in `match.serves` either way; one that says "
            "nothing stays"
        }
    )
    mode = Words(
        most=len(Mode),
        validate=ma.validate.ContainsOnly(
            [each.value for each in Mode], error="Must be in_person, outreach or remote, or several of them."
        ),
        metadata={
            "description": "How it is delivered, any of them: in_person, outreach, remote; one that says nothing "
            "stays"
        },
    )
    open_at = ma.fields.String(
        validate=ma.validate.Length(min=1, max=40),
        metadata={
            "description": "`now`, or a time with its zone; who is certainly closed then is left out",
            "example": "now",
        },
    )
    capacity = ma.fields.String(
        validate=ma.validate.OneOf(["available"]),
        metadata={"description": "`available`: who said lately that there are not enough places is left out"},
    )
    available_from = ma.fields.Date(
        metadata={"description": "A day: it runs then, and its intake is open", "example": "2026-12-01"}
    )
    free_of_charge = ma.fields.Boolean(metadata={"description": "Who takes a fee is left out"})
    accepts_referrals = ma.fields.Boolean(metadata={"description": "Who takes no referrals is left out"})
    sort = ma.fields.String(
        validate=ma.validate.OneOf(["distance", "match"]),
        metadata={
            "description": "`distance` (with `near`), or `match`: the 60 nearest that match, ordered by a score of all"
            " criteria. Default is `match` with a party, else `distance` where `near` is given"
        },
    )
    explain = ma.fields.Boolean(metadata={"description": "With `match`: the parts of each score"})
    count = Words(
        most=2,
        metadata={"description": "`total`, `facets`: how many match, by needs, languages and regions"},
    )
    limit = ma.fields.Integer(load_default=20, validate=ma.validate.Range(min=1, max=MOST_RESULTS))
    cursor = ma.fields.String(validate=ma.validate.Length(min=1, max=300))

    @ma.validates_schema
    def check_near(self, data: dict[str, Any], **_: Any) -> None:
        for name in ("radius_km", "sort", "serves"):
            if data.get(name) and "near" not in data and data[name] != "match":
                raise ma.ValidationError("Needs `near` to measure from.", name)
        unknown = set(data.get("count", ())) - {"total", "facets"}
        if unknown:
            raise ma.ValidationError("Must be total, facets or both.", "count")


class PersonSchema(Schema):
    """One person, as far as told. Nothing of it is stored."""

    age = Whole(validate=ma.validate.Range(min=0, max=130), metadata={"description": "In completed years"})
    age_from = Whole(
        validate=ma.validate.Range(min=0, max=130), metadata={"description": "Where the age is not known"}
    )
    age_to = Whole(validate=ma.validate.Range(min=0, max=130))
    sex = ma.fields.String(validate=ma.validate.OneOf([each.value for each in Sex]))
    target_groups = ma.fields.List(
        ma.fields.String(validate=ma.validate.OneOf([each.value for each in TargetGroup])),
        metadata={"description": "All that apply: what is not named is taken not to"},
    )
    nationality = ma.fields.String(
        validate=ma.validate.Regexp(
            r"^[A-Z]{2}$", error="Must be two capital letters (ISO 3166-1); XX is stateless."
        ),
        metadata={"description": "ISO 3166-1, two letters; XX for stateless"},
    )
    residence_status = ma.fields.String(validate=ma.validate.OneOf([each.value for each in ResidenceStatus]))
    registrations = ma.fields.List(
        ma.fields.String(validate=ma.validate.OneOf([each.value for each in Registration])),
        metadata={"description": "All papers and registers that the person has"},
    )
    income_percent = Whole(
        validate=ma.validate.Range(min=0, max=10_000),
        metadata={"description": "Of the line that the service's limit refers to"},
    )
    accessible = Truth(metadata={"description": "Needs step-free access"})


class SearchByBodySchema(SearchSchema):
    """The same question with the people for whom it is asked."""

    elsewhere = MappingProxyType({})

    party = ma.fields.List(
        ma.fields.Nested(PersonSchema),
        validate=ma.validate.Length(min=1, max=20),
        metadata={"description": "Who comes; each is assessed, and the whole"},
    )
    include = ma.fields.List(
        ma.fields.String(validate=ma.validate.OneOf(["ineligible"])),
        validate=ma.validate.Length(max=1),
        metadata={
            "description": "`ineligible`: also services that certainly do not take the party, or are closed"
        },
    )


class ResultSchema(Schema):
    """One service at the place of it that is nearest."""

    service = ma.fields.Dict(
        required=True,
        metadata={
            "description": "`front_gate` is whom to ask first, where a place's own contacts are not public"
        },
    )
    organization = ma.fields.Dict(required=True)
    location = ma.fields.Dict(required=True, allow_none=True)
    distance_m = ma.fields.Integer(
        required=True, allow_none=True, metadata={"description": "Ellipsoidal (WGS 84), rounded to 1 m"}
    )
    match = ma.fields.Dict(
        required=True, metadata={"description": "For every criterion: met, unmet or unknown, and by what"}
    )
    score = ma.fields.Float(metadata={"description": "With `sort=match`: from 0 to 1"})
    explain = ma.fields.Dict(
        metadata={"description": "The value (0 to 1) and the weight of each criterion of the score"}
    )


class AnswerSchema(Schema):
    """The services that were found, nearest first."""

    results = ma.fields.List(ma.fields.Nested(ResultSchema), required=True)
    cursor = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "Send it for the next page"}
    )
    place = ma.fields.Dict(
        required=True, allow_none=True, metadata={"description": "What `near` was taken for"}
    )
    ranked = ma.fields.Dict(
        metadata={
            "description": "With `sort=match`: how many candidates were scored, and whether more were cut"
        }
    )
    total = ma.fields.Dict(
        metadata={"description": "On demand: how many services match; `exactly`, or `at_least` so many"}
    )
    facets = ma.fields.Dict(metadata={"description": "On demand: services by need, language and region"})
    hotlines = ma.fields.List(
        ma.fields.Dict(), metadata={"description": "With a need of protection: the country's lines"}
    )
    empty_because = ma.fields.String(
        metadata={"description": "Why nothing was found, and what would find something"}
    )


class NeedSchema(Schema):
    """One need of the taxonomy."""

    code = ma.fields.String(required=True)
    id = ma.fields.UUID(required=True)
    parent = ma.fields.String(required=True, allow_none=True)
    label = ma.fields.String(required=True)
    labels = ma.fields.Dict(required=True)
    description = ma.fields.String(required=True)
    open_eligibility = ma.fields.List(ma.fields.String(), required=True)


class NeedsSchema(Schema):
    """The taxonomy of needs, wider ones before narrower ones."""

    needs = ma.fields.List(ma.fields.Nested(NeedSchema), required=True)


class NeedsQuestionSchema(Schema):
    """How needs are listed."""

    language = ma.fields.String(load_default="en", metadata={"description": "Of `label`"})
    q = ma.fields.String(
        validate=ma.validate.Length(min=1, max=100), metadata={"description": "A word for the need"}
    )
