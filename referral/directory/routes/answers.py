"""How HSDS lists and objects are answered, the same for all of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from flask import Response
from sqlalchemy.orm import Session

from referral.directory.hsds.shapes import Branch
from referral.directory.queries import lists
from referral.directory.queries.nesting import Row, nested
from referral.directory.rules import ListFilter, Sees, page_window, sees
from referral.directory.schemas.questions import list_filter
from referral.kit.clock import iso
from referral.kit.db.work import current_session, unit_of_work
from referral.kit.http.access import current_actor
from referral.kit.http.respond import json_response, ndjson_response
from referral.kit.problems import NotFound


def answer_list(
    name: str, question: dict[str, Any], branches: tuple[Branch, ...], *, whole: bool
) -> Response:
    """A page in HSDS's envelope, or a stream of lines."""
    asked, eyes = list_filter(question), sees(current_actor())
    shown = _Shown(branches, eyes, question.get("minimal", False), whole)
    if question["format"] == "ndjson":
        return ndjson_response(_lines(name, asked, shown))
    session = current_session()
    total = lists.count(session, name, asked, eyes)
    page, per_page = question["page"], question["per_page"]
    window = page_window(page=page, per_page=per_page, total=total)
    rows = lists.page(session, name, asked, window, eyes) if window else []
    contents = shown.contents(session, name, rows)
    return json_response(_envelope(contents, total=total, page=page, per_page=per_page))


def answer_object(name: str, id_: object, branches: tuple[Branch, ...]) -> Response:
    """One whole object, or the same 404 for whatever is not there."""
    session, eyes = current_session(), sees(current_actor())
    row = lists.row(session, name, str(id_), eyes)
    if row is None:
        raise NotFound(f"No {name.replace('_', ' ')} has this id.")
    objects = nested(session, name, [row], branches, sees=eyes)
    if not objects:
        raise NotFound(f"This {name.replace('_', ' ')} is not complete enough to be shown.")
    headers = {"ETag": f'"{row["version"]}"'} if "version" in row else {}
    return json_response(objects[0], headers=headers)


@dataclass(frozen=True)
class _Shown:
    """How the objects of a list are answered, and to whose eyes."""

    branches: tuple[Branch, ...]
    eyes: Sees
    minimal: bool
    whole: bool

    def contents(self, session: Session, name: str, rows: Sequence[Row]) -> list[dict[str, Any]]:
        if self.minimal:
            return [{"id": row["id"], "modified_date": iso(row["modified_at"])} for row in rows]
        return nested(session, name, rows, self.branches, annotate=self.whole, sees=self.eyes)


def _lines(name: str, asked: ListFilter, shown: _Shown) -> Iterator[bytes]:
    with unit_of_work(write=False) as session:
        for rows in lists.batches(session, name, asked, shown.eyes):
            for each in shown.contents(session, name, rows):
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
