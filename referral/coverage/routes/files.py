"""The same figures as files: GeoJSON, CSV, workbook, map, report."""

from collections.abc import Callable
from typing import Any

from flask import Response

from referral.coverage import answering
from referral.coverage.routes.conditional import answer_once
from referral.coverage.routes.figures import asked_by
from referral.coverage.schemas import CoverageQuestionSchema, MapQuestionSchema
from referral.coverage.sheets import answer_of, sheet_of, who_what_where
from referral.coverage.writing.flat import csv_bytes
from referral.coverage.writing.geojson import geojson_bytes
from referral.coverage.writing.maps import pdf_bytes, png_bytes
from referral.coverage.writing.workbook import workbook_bytes
from referral.directory.needs import LANGUAGES
from referral.kit.db.work import current_session
from referral.kit.http import Blueprint
from referral.kit.problems import invalid_field
from referral.places.queries import public_shapes, public_version

blp = Blueprint("coverage_files", __name__, description="Coverage as files")
_GEOJSON = "application/geo+json"
_CSV = "text/csv; charset=utf-8"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PNG, _PDF = "image/png", "application/pdf"


_BYTES = {"type": "string", "format": "binary"}
_FEATURES = {
    "type": "object",
    "properties": {
        "type": {"const": "FeatureCollection"},
        "features": {"type": "array", "items": {"type": "object"}},
    },
    "required": ["type", "features"],
}


def _binary(kind: str, schema: dict[str, Any] = _BYTES) -> dict[int, Any]:
    return {200: {"description": "The file", "content": {kind: {"schema": schema}}}}


def _file(given: dict[str, Any], kind: str, name: str, make: Callable[[answering.Found], bytes]) -> Response:
    """A file that is made only where the reader does not have it."""
    asked = asked_by(given)
    found = answering.find(asked)
    language, drawn = given.get("language", ""), (given.get("indicator", ""), given.get("classes", ""))
    if language and language not in LANGUAGES:
        raise invalid_field("language", f"Must be one of {', '.join(LANGUAGES)}.")
    etag = answering.etag_of(found, more=f"{kind}{drawn}{language}{public_version(current_session())}")
    disposition = f'inline; filename="coverage-{asked.country}-{asked.need.code}.{name}"'
    return answer_once(
        etag,
        lambda: Response(make(found), content_type=kind, headers={"Content-Disposition": disposition}),
    )


@blp.route("/coverage/figures.geojson")
@blp.public
@blp.arguments(CoverageQuestionSchema, location="query")
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="getCoverageGeoJson", responses=_binary(_GEOJSON, _FEATURES))
def geojson(given: dict[str, Any]) -> Response:
    """Regions with their areas and figures, GeoJSON (RFC 7946)"""

    def make(found: answering.Found) -> bytes:
        return geojson_bytes(answer_of(found), public_shapes(current_session(), country=found.asked.country))

    return _file(given, _GEOJSON, "geojson", make)


@blp.route("/coverage/figures.csv")
@blp.public
@blp.arguments(CoverageQuestionSchema, location="query")
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="getCoverageCsv", responses=_binary("text/csv"))
def figures_csv(given: dict[str, Any]) -> Response:
    """One line a region, one column a figure"""
    return _file(given, _CSV, "csv", lambda found: csv_bytes(answer_of(found)))


@blp.route("/coverage/figures.xlsx")
@blp.public
@blp.arguments(CoverageQuestionSchema, location="query")
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="getCoverageWorkbook", responses=_binary(_XLSX))
def figures_xlsx(given: dict[str, Any]) -> Response:
    """A workbook: figures by region, and who does what where (4W)"""

    def make(found: answering.Found) -> bytes:
        return workbook_bytes(answer_of(found), who_what_where(current_session(), found.asked))

    return _file(given, _XLSX, "xlsx", make)


@blp.route("/coverage/map.png")
@blp.public
@blp.arguments(MapQuestionSchema, location="query")
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="getCoverageMap", responses=_binary(_PNG))
def map_png(given: dict[str, Any]) -> Response:
    """A map of one indicator with legend, source and date"""
    return _file(given, _PNG, "png", lambda found: png_bytes(_sheet(found, given)))


@blp.route("/coverage/report.pdf")
@blp.public
@blp.arguments(MapQuestionSchema, location="query")
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="getCoverageReport", responses=_binary(_PDF))
def report_pdf(given: dict[str, Any]) -> Response:
    """The map with the table of regions, and where services are missing"""
    return _file(given, _PDF, "pdf", lambda found: pdf_bytes(_sheet(found, given)))


def _sheet(found: answering.Found, given: dict[str, Any]) -> Any:
    look = {name: given[name] for name in ("indicator", "language", "classes")}
    return sheet_of(current_session(), found, **look)
