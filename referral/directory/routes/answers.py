"""How HSDS lists and objects are answered, the same for all of them."""

from collections.abc import Iterator, Sequence
from typing import Any

import orjson
from flask import Response
from sqlalchemy.orm import Session

from referral.directory.hsds.shapes import Branch
from referral.directory.queries.lists import public_batches, public_count, public_page, public_row
from referral.directory.queries.nesting import Row, nested
from referral.directory.rules import ListFilter, page_window
from referral.directory.schemas.questions import list_filter
from referral.kit.clock import iso
from referral.kit.db.work import current_session, unit_of_work
from referral.kit.http.respond import json_response, ndjson_response
from referral.kit.problems import NotFound


def answer_list(
    name: str, question: dict[str, Any], branches: tuple[Branch, ...], *, whole: bool
) -> Response:
    """A page in HSDS's envelope, or a stream of lines."""
    asked = list_filter(question)
    minimal = question.get("minimal", False)
    if question["format"] == "ndjson":
        return ndjson_response(_lines(name, asked, branches, minimal=minimal, whole=whole))
    session = current_session()
    total = public_count(session, name, asked)
    page, per_page = question["page"], question["per_page"]
    window = page_window(page=page, per_page=per_page, total=total)
    rows = public_page(session, name, asked, window) if window else []
    contents = _contents(session, name, rows, branches, minimal=minimal, whole=whole)
    return json_response(_envelope(contents, total=total, page=page, per_page=per_page))


def answer_object(name: str, id_: object, branches: tuple[Branch, ...]) -> Response:
    """One whole object, or the same 404 for whatever is not there."""
    session = current_session()
    row = public_row(session, name, str(id_))
    if row is None:
        raise NotFound(f"No {name.replace('_', ' ')} has this id.")
    objects = nested(session, name, [row], branches)
    if not objects:
        raise NotFound(f"This {name.replace('_', ' ')} is not complete enough to be shown.")
    headers = {"ETag": f'"{row["version"]}"'} if "version" in row else {}
    return json_response(objects[0], headers=headers)


def _contents(
    session: Session,
    name: str,
    rows: Sequence[Row],
    branches: tuple[Branch, ...],
    *,
    minimal: bool,
    whole: bool,
) -> list[dict[str, Any]]:
    if minimal:
        return [{"id": row["id"], "modified_date": iso(row["modified_at"])} for row in rows]
    return nested(session, name, rows, branches, annotate=whole)


def _lines(
    name: str, asked: ListFilter, branches: tuple[Branch, ...], *, minimal: bool, whole: bool
) -> Iterator[bytes]:
    with unit_of_work(write=False) as session:
        for rows in public_batches(session, name, asked):
            for each in _contents(session, name, rows, branches, minimal=minimal, whole=whole):
                yield orjson.dumps(each)


def _envelope(contents: list[dict[str, Any]], *, total: int, page: int, per_page: int) -> dict[str, Any]:
    pages = -(-total // per_page)
    return {
        "total_items": total,
        "total_pages": pages,
        "page_number": page,
        "size": len(contents),
        "first_page": page == 1,
        "last_page": page >= pages,
        "empty": not contents,
        "contents": contents,
    }
