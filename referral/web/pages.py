"""The API reference and the pages behind problem types."""

from pathlib import Path

from flask import Response, current_app

from referral.kit.http import Blueprint as MachineBlueprint
from referral.kit.http.headers import CSP_NAME, WITH_INLINE_STYLES
from referral.kit.http.respond import json_response
from referral.kit.http.specification import specification
from referral.kit.problems import NotFound, all_problems
from referral.web.page import Blueprint, page

blp = Blueprint("pages", __name__)
machines = MachineBlueprint("machines", __name__)


@blp.route("/docs")
@blp.public
@blp.uses("nothing")
def docs() -> Response:
    """The API reference, from our own files."""
    folder = Path(str(current_app.static_folder)) / "vendor" / "swagger-ui"
    response = page("docs.html", interactive=folder.is_dir(), operations=_operations())
    response.headers[CSP_NAME] = WITH_INLINE_STYLES
    return response


@machines.route("/openapi.json")
@machines.public
@machines.uses("nothing")
def openapi() -> Response:
    """The specification of the API."""
    return json_response(specification(current_app))


@blp.route("/problems/<code>")
@blp.public
@blp.uses("nothing")
def problem(code: str) -> Response:
    """What a problem's type means and what can be done."""
    refusal = all_problems().get(code)
    if refusal is None:
        raise NotFound
    meaning = (refusal.__doc__ or "").strip()
    return page("problem.html", code=code, refusal=refusal, meaning=meaning)


def _operations() -> list[tuple[str, str, str]]:
    paths = specification(current_app)["paths"]
    return [
        (method.upper(), path, operation.get("summary", ""))
        for path, operations in paths.items()
        for method, operation in operations.items()
        if isinstance(operation, dict) and method in ("get", "post", "put", "patch", "delete")
    ]
