"""HSDS JSON: every service whole, then whatever hangs on none: organisations, locations, taxonomies and their terms."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.directory.exchange.writing.batches import batches, total, whole_file
from referral.directory.hsds.shapes import LOCATION, ORGANIZATION, SERVICE, TAXONOMY_TERM, Branch
from referral.directory.models import table_of
from referral.directory.profile import OWN_TAXONOMIES
from referral.directory.queries.audience import open_to
from referral.directory.queries.nesting import nested
from referral.directory.rules import Sees
from referral.kit.db.work import unit_of_work

Progress = Callable[[str, int, int | None], None]


def _roots(sees: Sees) -> list[tuple[str, tuple[Branch, ...], list[sa.ColumnElement[bool]]]]:
    service, location = table_of("service"), table_of("location")
    organization, term = table_of("organization"), table_of("taxonomy_term")
    at, attribute, taxonomy = table_of("service_at_location"), table_of("attribute"), table_of("taxonomy")
    with_service = sa.select(service.c.organization_id).where(*open_to(sees, "service"))
    with_location = sa.select(at.c.location_id).where(*open_to(sees, "service_at_location"))
    used_terms = sa.select(attribute.c.taxonomy_term_id).where(*open_to(sees, "attribute"))
    with_term = sa.select(term.c.taxonomy_id).where(
        term.c.taxonomy_id.is_not(None), *open_to(sees, "taxonomy_term")
    )
    return [
        ("service", SERVICE, []),
        ("organization", ORGANIZATION, [organization.c.id.not_in(with_service)]),
        (
            "location",
            LOCATION,
            [location.c.organization_id.is_(None), location.c.id.not_in(with_location)],
        ),
        ("taxonomy_term", TAXONOMY_TERM, [term.c.id.not_in(used_terms), _not_ours(term.c.taxonomy_id)]),
        (
            "taxonomy",
            (),
            [taxonomy.c.id.not_in(OWN_TAXONOMIES), taxonomy.c.id.not_in(with_term)],
        ),
    ]


def _not_ours(column: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    return sa.or_(column.is_(None), column.not_in(OWN_TAXONOMIES))


def objects(session: Session, progress: Progress, sees: Sees) -> Iterator[dict[str, Any]]:
    """All root objects, nested."""
    done, services = 0, total(session, "service")
    for name, branches, conditions in _roots(sees):
        for rows in batches(session, name, sees, *conditions):
            yield from nested(session, name, rows, branches, sees=sees)
            done += len(rows)
            progress("exporting", done, max(services, done))


def write_ndjson(path: Path, progress: Progress, sees: Sees) -> int:
    """One object a line."""
    many = 0
    with unit_of_work(write=False) as session, whole_file(path) as file, file.open("wb") as out:
        for each in objects(session, progress, sees):
            out.write(orjson.dumps(each) + b"\n")
            many += 1
    return many


def write_json(path: Path, progress: Progress, sees: Sees) -> int:
    """One list of objects."""
    many = 0
    with unit_of_work(write=False) as session, whole_file(path) as file, file.open("wb") as out:
        out.write(b"[")
        for many, each in enumerate(objects(session, progress, sees), start=1):
            out.write((b",\n" if many > 1 else b"\n") + orjson.dumps(each, option=orjson.OPT_INDENT_2))
        out.write(b"\n]\n")
    return many
