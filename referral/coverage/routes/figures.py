"""Figures as JSON: coverage, gaps, flows, releases."""

from typing import Any

from flask import Response

from referral.coverage import answering
from referral.coverage.routes.conditional import answer_once
from referral.coverage.schemas import (
    CompareSchema,
    CountrySchema,
    CoverageQuestionSchema,
    CoverageSchema,
    FlowsSchema,
    GapsSchema,
    ReleasesQuestionSchema,
    ReleasesSchema,
)
from referral.coverage.wire import flows_value, releases_value
from referral.kit.db.work import current_session
from referral.kit.http import Blueprint
from referral.kit.http.respond import PUBLIC_CACHE, bytes_response, json_response

blp = Blueprint("coverage", __name__, description="Who reaches whom, by region and need")


def asked_by(given: dict[str, Any]) -> answering.Question:
    """The question of a query string."""
    return answering.question(
        country=given["country"],
        level=given["level"],
        need_code=given["need"],
        group=given["target_group"],
        period=given.get("period"),
    )


@blp.route("/coverage")
@blp.public
@blp.reads_index
@blp.arguments(CompareSchema, location="query")
@blp.response(200, CoverageSchema)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="getCoverage")
def get_coverage(given: dict[str, Any]) -> Response:
    """Presence, reach and released counts of people, by region; with `compare` a second answer beside it"""
    asked = asked_by(given)
    other = answering.compared(asked, given.get("compare"))
    found = answering.find(asked)
    if other is None:
        return answer_once(answering.etag_of(found), lambda: bytes_response(answering.body(found)))
    beside = answering.find(other)

    def both() -> Response:
        return bytes_response(b'%b,"compared":%b}' % (answering.body(found)[:-1], answering.body(beside)))

    return answer_once(answering.etag_of(found, beside), both)


@blp.route("/coverage/gaps")
@blp.public
@blp.reads_index
@blp.arguments(CoverageQuestionSchema, location="query")
@blp.response(200, GapsSchema)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="listCoverageGaps")
def list_gaps(given: dict[str, Any]) -> Response:
    """People beyond reach of a need, region by region, and where one more service would reach most of them"""
    found = answering.find(asked_by(given))
    return answer_once(answering.etag_of(found, more="gaps"), lambda: json_response(answering.gaps(found)))


@blp.route("/coverage/flows")
@blp.public
@blp.arguments(CountrySchema, location="query")
@blp.response(200, FlowsSchema)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="listCoverageFlows")
def list_flows(given: dict[str, Any]) -> Response:
    """Referrals of a released period from region to region, across borders too"""
    period = answering.read_period("period", given.get("period"))
    value = flows_value(current_session(), given["country"].upper(), period)
    return json_response(value, headers={"Cache-Control": PUBLIC_CACHE})


@blp.route("/coverage/releases")
@blp.public
@blp.arguments(ReleasesQuestionSchema, location="query")
@blp.response(200, ReleasesSchema)
@blp.doc(operationId="listCoverageReleases")
def list_releases(given: dict[str, Any]) -> Response:
    """Released periods with their revisions, and what became of each level of the cube"""
    country = given["country"].upper() if "country" in given else None
    period = answering.read_period("period", given.get("period"))
    value = releases_value(current_session(), country, period)
    return json_response(value, headers={"Cache-Control": PUBLIC_CACHE})
