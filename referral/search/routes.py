"""Search over HTTP."""

from typing import Any

from flask import Response

from referral.directory.needs import all_needs, resolve
from referral.directory.needs.term import LANGUAGES, Need
from referral.directory.rules import sees
from referral.kit.clock import now
from referral.kit.http import Blueprint
from referral.kit.http.access import current_actor
from referral.kit.http.languages import language_headers, wanted_languages
from referral.kit.http.respond import PUBLIC_CACHE, bytes_response, json_response
from referral.kit.problems import invalid_field
from referral.search.asking import read_for
from referral.search.cursors import moment_of_cursor, read_cursor
from referral.search.schemas import (
    AnswerSchema,
    NeedsQuestionSchema,
    NeedsSchema,
    SearchByBodySchema,
    SearchSchema,
)
from referral.search.service import answer
from referral.search.translating import Translator

blp = Blueprint("search", __name__, description="The services that would take them")


def _search(asked: dict[str, Any]) -> Response:
    wanted, cursor = wanted_languages(), asked.get("cursor")
    translator = Translator(wanted) if wanted is not None else None
    as_of = moment_of_cursor(cursor) if cursor is not None else int(now().timestamp())
    question = read_for(asked, as_of, sees(current_actor()))
    after = read_cursor(question, cursor) if cursor is not None else None
    body = answer(question, after, translator.translate if translator else None)
    return bytes_response(body, headers=language_headers(translator.used if translator else ()))


@blp.route("/search")
@blp.public
@blp.speaks
@blp.reads_index
@blp.arguments(SearchSchema, location="query")
@blp.response(200, AnswerSchema)
@blp.doc(operationId="search")
def search(question: dict[str, Any]) -> Response:
    """The services for a need, nearest first"""
    return _search(question)


@blp.route("/search", methods=["POST"])
@blp.public
@blp.speaks
@blp.reads_index
@blp.arguments(SearchByBodySchema)
@blp.response(200, AnswerSchema)
@blp.doc(operationId="searchByBody")
def search_by_body(question: dict[str, Any]) -> Response:
    """The same with the people for whom it is asked, in the body: nothing of it stands in an address or a log"""
    return _search(question)


@blp.route("/needs")
@blp.public
@blp.uses("nothing")
@blp.arguments(NeedsQuestionSchema, location="query")
@blp.response(200, NeedsSchema)
@blp.doc(operationId="listNeeds")
def list_needs(question: dict[str, Any]) -> Response:
    """The taxonomy of needs, with labels in twelve languages"""
    language = question["language"]
    if language not in LANGUAGES:
        raise invalid_field("language", f"Must be one of {', '.join(LANGUAGES)}.")
    chosen = resolve(question["q"]) if "q" in question else all_needs()
    body = {"needs": [_shown(each, language) for each in chosen]}
    return json_response(body, headers={"Cache-Control": PUBLIC_CACHE})


def _shown(need: Need, language: str) -> dict[str, Any]:
    return {
        "code": need.code,
        "id": need.id,
        "parent": need.parent,
        "label": need.labels[language],
        "labels": dict(need.labels),
        "description": need.description,
        "open_eligibility": list(need.open_eligibility),
    }


BLUEPRINTS = (blp,)
