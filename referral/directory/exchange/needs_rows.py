"""Needs that a source names become attributes with a term of our taxonomy; the rows of the taxonomies that we bring."""

from functools import cache
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.directory import profile
from referral.directory.exchange.comparing import folded
from referral.directory.exchange.reading.model import Notes
from referral.directory.exchange.staging import CODES, Staging
from referral.directory.hsds.objects import OBJECTS
from referral.directory.models import table_of
from referral.directory.needs import all_needs, hsds_rows
from referral.directory.queries.nesting import rows_by
from referral.kit.ids import derived_id


@cache
def own_rows(object_: str) -> dict[str, dict[str, Any]]:
    """The rows of our taxonomies as they are stored, by id; none of other objects."""
    of_object: dict[str, list[dict[str, Any]]] = {"taxonomy": [], "taxonomy_term": []}
    for taxonomy, terms in (hsds_rows(), profile.hsds_rows()):
        of_object["taxonomy"].append({**taxonomy})
        of_object["taxonomy_term"] += [{**term} for term in terms]
    empty: dict[str, Any] = dict.fromkeys(OBJECTS[object_].by_name)
    return {str(row["id"]): {**empty, **row, "folded": folded(row)} for row in of_object.get(object_, ())}


def ensure_own_taxonomies(session: Session) -> None:
    """Writes our taxonomies, of needs and of our profile, where they are missing or older than this version's."""
    own, terms = own_rows("taxonomy"), own_rows("taxonomy_term")
    present = {row["id"]: row["version"] for row in rows_by(session, "taxonomy", "id", own)}
    if present == {id_: row["version"] for id_, row in own.items()}:
        known = session.scalar(
            sa.select(sa.func.count()).where(table_of("taxonomy_term").c.taxonomy_id.in_(own))
        )
        if known == len(terms):
            return
    _write(session, "taxonomy")
    _write(session, "taxonomy_term")


def _write(session: Session, object_: str) -> None:
    table = table_of(object_)
    present = {row["id"] for row in rows_by(session, object_, "id", own_rows(object_))}
    for id_, values in own_rows(object_).items():
        if id_ in present:
            session.execute(sa.update(table).where(table.c.id == id_).values(values))
        else:
            session.execute(sa.insert(table).values(values))


def add_needs(staging: Staging, notes: Notes) -> None:
    """Attributes for the needs that rows of services carry as `x_needs`."""
    by_code = {each.code: each for each in all_needs()}
    found = staging.each(
        """
        SELECT id, file, line, payload -> 'x_needs' FROM staged
        WHERE object = ? AND payload ->> 'x_needs' IS NOT NULL
        """,
        (CODES["service"],),
    )
    for id_, file, line, codes in found:
        for code in dict.fromkeys(orjson.loads(codes)):
            need = by_code.get(code)
            if need is None:
                notes.warn(
                    file=file, row=line, column="needs", value=code, message="no such need", object="service"
                )
                continue
            values = {
                "link_id": id_,
                "link_entity": "service",
                "taxonomy_term_id": need.id,
                "label": need.labels["en"],
            }
            staging.add("attribute", derived_id("need", id_, code), values, file=file, line=line)
    staging.flush()
