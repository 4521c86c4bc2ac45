"""The start page, the API reference and the pages behind problem types."""

from pathlib import Path

from flask import Response, abort, current_app, render_template

from referral.kit.http import Blueprint
from referral.kit.http.respond import json_response
from referral.kit.http.specification import specification
from referral.kit.problems import all_problems

blp = Blueprint("pages", __name__)


@blp.route("/")
@blp.public
@blp.uses("nothing")
def start() -> str:
    """Where people begin."""
    return render_template("start.html")


@blp.route("/docs")
@blp.public
@blp.uses("nothing")
def docs() -> str:
    """The API reference, from our own files."""
    folder = Path(str(current_app.static_folder)) / "vendor" / "swagger-ui"
    return render_template("docs.html", interactive=folder.is_dir(), operations=_operations())


@blp.route("/openapi.json")
@blp.public
@blp.uses("nothing")
def openapi() -> Response:
    """The specification of the API."""
    return json_response(specification(current_app))


@blp.route("/problems/<code>")
@blp.public
@blp.uses("nothing")
def problem(code: str) -> str:
    """What a problem's type means and what can be done."""
    refusal = all_problems().get(code)
    if refusal is None:
        abort(404)
    return render_template(
        "problem.html", code=code, refusal=refusal, meaning=(refusal.__doc__ or "").strip()
    )


def _operations() -> list[tuple[str, str, str]]:
    paths = specification(current_app)["paths"]
    return [
        (method.upper(), path, operation.get("summary", ""))
        for path, operations in paths.items()
        for method, operation in operations.items()
        if isinstance(operation, dict) and method in ("get", "post", "put", "patch", "delete")
    ]
