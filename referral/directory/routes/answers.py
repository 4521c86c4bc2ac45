"""How HSDS lists and objects are answered, the same for all of them."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from flask import Response
from sqlalchemy.orm import Session

from referral.directory.hsds.shapes import Branch
from referral.directory.queries import lists
from referral.directory.queries.nesting import Row, nested
from referral.directory.queries.texts import localize
from referral.directory.rules import ListFilter, Sees, page_window, sees
from referral.directory.schemas.questions import list_filter
from referral.kit.clock import iso
from referral.kit.db.work import current_session, unit_of_work
from referral.kit.http.access import current_actor
from referral.kit.http.languages import VARY, language_headers, wanted_languages
from referral.kit.http.respond import bytes_response, json_bytes, json_response, ndjson_response
from referral.kit.languages import Wanted
from referral.kit.problems import NotFound


@dataclass(slots=True)
class _Form:
    """How objects are shown: branches, to whose eyes, how much, in which languages; `used` fills as they are."""

    name: str
    branches: tuple[Branch, ...]
    eyes: Sees
    whole: bool
    minimal: bool = False
    wanted: Wanted | None = None
    used: set[str | None] = field(default_factory=set)

    def show(self, session: Session, rows: Sequence[Row]) -> list[dict[str, Any]]:
        if self.minimal:
            return [{"id": row["id"], "modified_date": iso(row["modified_at"])} for row in rows]
        objects = nested(session, self.name, rows, self.branches, annotate=self.whole, sees=self.eyes)
        if self.wanted is not None:
            self.used |= localize(session, self.name, objects, self.branches, self.wanted)
        return objects


def answer_list(
    name: str, question: dict[str, Any], branches: tuple[Branch, ...], *, whole: bool
) -> Response:
    """A page in HSDS's envelope, or a stream of lines."""
    asked = list_filter(question)
    eyes = sees(current_actor())
    form = _Form(name, branches, eyes, whole, question.get("minimal", False), wanted_languages())
    if question["format"] == "ndjson":
        stream = ndjson_response(_lines(asked, form))
        stream.headers.extend(VARY)
        return stream
    session = current_session()
    total = lists.count(session, name, asked, eyes)
    page, per_page = question["page"], question["per_page"]
    window = page_window(page=page, per_page=per_page, total=total)
    rows = lists.page(session, name, asked, window, eyes) if window else []
    contents = form.show(session, rows)
    body = _envelope(contents, total=total, page=page, per_page=per_page)
    return json_response(body, headers=language_headers(form.used))


def answer_object(name: str, id_: object, branches: tuple[Branch, ...]) -> Response:
    """One whole object, or the same 404 for whatever is not there."""
    session, eyes = current_session(), sees(current_actor())
    row = lists.row(session, name, str(id_), eyes)
    if row is None:
        raise NotFound(f"No {name.replace('_', ' ')} has this id.")
    form = _Form(name, branches, eyes, whole=True, wanted=wanted_languages())
    objects = form.show(session, [row])
    if not objects:
        raise NotFound(f"This {name.replace('_', ' ')} is not complete enough to be shown.")
    body = json_bytes(objects[0])
    headers = language_headers(form.used)
    if "version" in row:
        headers["ETag"] = _etag(row["version"], body if form.wanted is not None else None)
    return bytes_response(body, headers=headers)


def _etag(version: int, translated: bytes | None) -> str:
    """The version; where languages were chosen, with a mark of the bytes: one version has many such answers."""
    return (
        f'"{version}"' if translated is None else f'"{version}-{hashlib.sha256(translated).hexdigest()[:16]}"'
    )


def _lines(asked: ListFilter, form: _Form) -> Iterator[bytes]:
    with unit_of_work(write=False) as session:
        for rows in lists.batches(session, form.name, asked, form.eyes):
            for each in form.show(session, rows):
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
