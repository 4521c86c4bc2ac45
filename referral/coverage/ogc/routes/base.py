"""The room's Blueprint, whose refusals have the standard's form, and how its documents are answered."""

from collections.abc import Callable
from typing import Any

import orjson
from flask import Response, render_template, request

from referral.coverage.ogc import documents
from referral.coverage.ogc.documents import HTML
from referral.coverage.ogc.schemas import ExceptionSchema
from referral.kit.http import Blueprint
from referral.kit.http.respond import PUBLIC_CACHE

blp = Blueprint("ogc", __name__, description="OGC API Features: public services and regions as open data")
# The standard's status for what is wrong with a parameter.
blp.refusals = dict.fromkeys((400, 401, 429, 503), "OgcException")
blp.own_responses = {"OgcException": ("An error in the standard's form", documents.JSON, ExceptionSchema)}


def as_page(view: Callable[..., Any]) -> Callable[..., Any]:
    """Says in the specification that the view also answers a page for people."""
    doc = view.__dict__.setdefault("_apidoc", {}).setdefault("manual_doc", {})
    page = {HTML: {"schema": {"type": "string"}}}
    doc.setdefault("responses", {}).setdefault(200, {}).setdefault("content", {}).update(page)
    return view


@blp.after_request
def in_the_standards_form(response: Response) -> Response:
    """A problem document as the standard has errors; 422 is what the standard calls 400."""
    if response.mimetype != "application/problem+json":
        return response
    problem = orjson.loads(response.get_data())
    response.status_code = 400 if response.status_code == 422 else response.status_code
    told = {"code": str(problem.pop("type")).rpartition("/")[2], "description": problem["detail"]}
    response.set_data(orjson.dumps({**told, **problem, "status": response.status_code}))
    response.content_type = documents.JSON
    return response


def base() -> str:
    """The address of the landing page."""
    return f"{request.url_root}api/v1/ogc"


def wants_page(question: dict[str, Any]) -> bool:
    """Whether a page for people is asked for: by `f`, else by what Accept likes better."""
    if "f" in question:
        return bool(question["f"] == "html")
    accepted = request.accept_mimetypes
    return bool(accepted[HTML] > max(accepted["application/json"], accepted["application/geo+json"]))


def answer(
    question: dict[str, Any], document: dict[str, Any], *, type_: str = "application/json", title: str = ""
) -> Response:
    """A document as JSON or as a page."""
    headers = {"Cache-Control": PUBLIC_CACHE, "Vary": "Accept"}
    if wants_page(question):
        told = title or document.get("title", "Open data")
        page = render_template("ogc.html", document=document, title=told, base=base())
        return Response(page, headers=headers, content_type=f"{HTML}; charset=utf-8")
    return Response(orjson.dumps(document), headers=headers, content_type=type_)
