"""What an organisation reached: its own figures, exact, as JSON, CSV or XLSX."""

from typing import Any

from flask import Response

from referral.kit.db.work import current_session
from referral.kit.http.access import current_actor
from referral.kit.http.respond import json_response
from referral.programmes import sheets, wire
from referral.programmes.routes.base import blp
from referral.programmes.schemas.answers import ProgressAnswerSchema
from referral.programmes.schemas.questions import ProgressSchema
from referral.programmes.service.progress import progress_of

_CSV = "text/csv; charset=utf-8"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blp.route("/progress")
@blp.requires("programmes:progress")
@blp.uses("writes")
@blp.arguments(ProgressSchema, location="query")
@blp.response(200, ProgressAnswerSchema)
@blp.alt_response(404, "NotFound")
@blp.doc(operationId="getProgress")
def get_progress(question: dict[str, Any]) -> Response:
    """Target, reached, share and what is missing, by sex, age band, territory and quarter: internal figures"""
    found = progress_of(
        current_session(), current_actor(), question["programme_id"], as_of=question.get("as_of")
    )
    if question["format"] == "csv":
        return _file(sheets.as_csv(found), _CSV, "progress.csv")
    if question["format"] == "xlsx":
        return _file(sheets.as_xlsx(found), _XLSX, "progress.xlsx")
    return json_response(wire.progress_body(found))


def _file(body: bytes, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, content_type=kind, headers=headers)
