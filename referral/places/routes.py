"""Places, regions and countries over HTTP. All of it is public."""

from typing import Any
from uuid import UUID

from flask import Response

from referral.kit.clock import now
from referral.kit.db.work import current_session
from referral.kit.http import Blueprint
from referral.kit.http.respond import PUBLIC_CACHE, json_response
from referral.kit.problems import NotFound
from referral.places import queries, schemas, wire
from referral.places.lookup import place_candidates
from referral.places.profiles import UnknownCountry, all_countries, country, holidays_of

blp = Blueprint("places", __name__, description="Places, regions and countries")
BLUEPRINTS = (blp,)


def _answer(body: dict[str, Any]) -> Response:
    return json_response(body, headers={"Cache-Control": PUBLIC_CACHE})


@blp.route("/places")
@blp.public
@blp.arguments(schemas.PlacesQuestionSchema, location="query")
@blp.response(200, schemas.PlacesSchema)
@blp.doc(operationId="listPlaces")
def list_places(question: dict[str, Any]) -> Response:
    """Settlements and regions of a name, typed in any script or only begun, the likeliest first"""
    found = place_candidates(
        current_session(), question["q"], country=question.get("country"), limit=question["limit"]
    )
    return _answer({"places": [wire.place_value(place) for place in found]})


@blp.route("/regions")
@blp.public
@blp.arguments(schemas.RegionsQuestionSchema, location="query")
@blp.response(200, schemas.RegionsSchema)
@blp.doc(operationId="listRegions")
def list_regions(question: dict[str, Any]) -> Response:
    """Regions by country, level and code, without their areas"""
    code, parent = question.get("country"), question.get("parent")
    found = queries.public_regions(
        current_session(),
        country=code.upper() if code else None,
        level=question.get("level"),
        parent_id=str(parent) if parent else None,
    )
    return _answer({"regions": [wire.region_value(region) for region in found]})


@blp.route("/regions/<uuid:id_>")
@blp.public
@blp.response(200, schemas.RegionWithAreaSchema)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="getRegion")
def get_region(id_: UUID) -> Response:
    """One region with its area as GeoJSON"""
    region = queries.public_region(current_session(), str(id_))
    if region is None:
        raise NotFound("No region has this id.")
    return _answer(wire.region_with_area(region, queries.public_shape(current_session(), region.id)))


@blp.route("/countries")
@blp.public
@blp.uses("nothing")
@blp.response(200, schemas.CountriesSchema)
@blp.doc(operationId="listCountries")
def list_countries() -> Response:
    """The countries that this directory knows"""
    return _answer({"countries": [wire.country_value(profile) for profile in all_countries()]})


@blp.route("/countries/<string:code>")
@blp.public
@blp.uses("nothing")
@blp.response(200, schemas.CountryProfileSchema)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="getCountry")
def get_country(code: str) -> Response:
    """A country's hotlines, authorities, working week and public holidays of this year and the next"""
    try:
        profile = country(code)
    except UnknownCountry as error:
        raise NotFound(str(error)) from error
    year = now().year
    days = [*holidays_of(code, year), *holidays_of(code, year + 1)]
    return _answer(wire.profile_value(profile, days))
