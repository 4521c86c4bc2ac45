"""Rows of the directory in batches by id, and files that appear only when they are whole."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.directory.models import table_of
from referral.directory.profile import OWN_TAXONOMIES
from referral.directory.queries.audience import open_to
from referral.directory.queries.nesting import Row
from referral.directory.rules import Sees

BATCH = 500


def batches(
    session: Session, name: str, sees: Sees, *conditions: sa.ColumnElement[bool]
) -> Iterator[list[Row]]:
    """All rows for these eyes that meet the conditions, in constant memory."""
    table = table_of(name)
    last = None
    while True:
        wanted = (*conditions, *exported(name, sees), *open_to(sees, name))
        statement = sa.select(table).where(*wanted).order_by(table.c.id).limit(BATCH)
        if last is not None:
            statement = statement.where(table.c.id > last)
        rows: list[Row] = [cast(Row, row) for row in session.execute(statement).mappings()]
        if not rows:
            return
        yield rows
        last = rows[-1]["id"]


def exported(name: str, sees: Sees) -> list[sa.ColumnElement[bool]]:
    """Our own taxonomy of needs goes out only as far as it is used: it came with the software, not with the data."""
    attribute, term = table_of("attribute"), table_of("taxonomy_term")
    used = sa.select(attribute.c.taxonomy_term_id).where(*open_to(sees, "attribute"))
    if name == "taxonomy_term":
        parents = sa.select(term.c.parent_id).where(term.c.id.in_(used), term.c.parent_id.is_not(None))
        above = term.alias("above")
        grandparents = sa.select(above.c.parent_id).where(
            above.c.id.in_(parents), above.c.parent_id.is_not(None)
        )
        foreign = sa.or_(term.c.taxonomy_id.is_(None), term.c.taxonomy_id.not_in(OWN_TAXONOMIES))
        return [sa.or_(foreign, term.c.id.in_(used), term.c.id.in_(parents), term.c.id.in_(grandparents))]
    if name == "taxonomy":
        taxonomy = table_of("taxonomy")
        ours = sa.exists().where(term.c.taxonomy_id == taxonomy.c.id, term.c.id.in_(used))
        return [sa.or_(taxonomy.c.id.not_in(OWN_TAXONOMIES), ours)]
    return []


def total(session: Session, name: str) -> int:
    """How many rows an object has."""
    return int(session.scalar(sa.select(sa.func.count()).select_from(table_of(name))) or 0)


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A path to write to, which takes the wanted name only when the block ends well."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        yield unfinished
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
