"""The HSDS lists: filtered ids first, whole rows only of the page (a deferred join).

Each takes the eyes by which it is read; what they may not see is in no list, no count and no filter.
"""

from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.directory.models import table_of
from referral.directory.queries.audience import open_to
from referral.directory.queries.nesting import Row, rows_by
from referral.directory.queries.postcodes import near_postcode
from referral.directory.rules import ListFilter, PageWindow, Sees
from referral.kit.text import fold

Select = sa.Select[Any]
# Set by the room above that holds the text index: services whose text matches a query, as a SELECT of ids.
_match_services: Callable[[str, Sees], Select] | None = None
_BATCH = 500


def install_text_match(match: Callable[[str, Sees], Select]) -> None:
    """Lets the search index answer `search` on services."""
    global _match_services
    _match_services = match


def _matching_services(words: str, sees: Sees) -> Select:
    if _match_services is None:
        raise RuntimeError("no text index is installed")
    return _match_services(words, sees)


def _folded_like(table: sa.Table, words: str) -> list[sa.ColumnElement[bool]]:
    """All the words; a text without a letter or digit finds nothing, rather than everything."""
    folded = fold(words).split()
    return [table.c.folded.contains(word, autoescape=True) for word in folded] or [sa.false()]


def _with_terms(asked: ListFilter, sees: Sees) -> Select:
    """Ids of whatever carries the asked taxonomy terms."""
    attribute, term = table_of("attribute"), table_of("taxonomy_term")
    statement = sa.select(attribute.c.link_id).join(term, term.c.id == attribute.c.taxonomy_term_id)
    statement = statement.where(*open_to(sees, "attribute"))
    if asked.taxonomy_term_id is not None:
        statement = statement.where(term.c.id == asked.taxonomy_term_id)
    if asked.taxonomy_id is not None:
        statement = statement.where(term.c.taxonomy_id == asked.taxonomy_id)
    return statement


def _asks_terms(asked: ListFilter) -> bool:
    return asked.taxonomy_term_id is not None or asked.taxonomy_id is not None


def service_ids(_session: Session, asked: ListFilter, sees: Sees) -> Select:
    """Ids of services."""
    service = table_of("service")
    statement = sa.select(service.c.id).where(*open_to(sees, "service"))
    if asked.organization_id is not None:
        statement = statement.where(service.c.organization_id == asked.organization_id)
    if asked.modified_after is not None:
        statement = statement.where(service.c.modified_at >= asked.modified_after)
    if _asks_terms(asked):
        statement = statement.where(service.c.id.in_(_with_terms(asked, sees)))
    if asked.search is not None:
        statement = statement.where(service.c.id.in_(_matching_services(asked.search, sees)))
    return statement


def service_at_location_ids(session: Session, asked: ListFilter, sees: Sees) -> Select:
    """Ids of services at locations; filters on the service reach them too."""
    at = table_of("service_at_location")
    statement = sa.select(at.c.id).where(*open_to(sees, "service_at_location"))
    if asked.modified_after is not None:
        statement = statement.where(at.c.modified_at >= asked.modified_after)
    if asked.organization_id is not None:
        service = table_of("service")
        owned = sa.select(service.c.id).where(service.c.organization_id == asked.organization_id)
        statement = statement.where(at.c.service_id.in_(owned))
    if _asks_terms(asked):
        carrying = _with_terms(asked, sees)
        statement = statement.where(sa.or_(at.c.id.in_(carrying), at.c.service_id.in_(carrying)))
    if asked.search is not None:
        statement = statement.where(at.c.service_id.in_(_matching_services(asked.search, sees)))
    if asked.postcode is not None:
        near = near_postcode(session, asked.postcode, asked.proximity_m, sees)
        statement = statement.where(at.c.location_id.in_(near))
    return statement


def organization_ids(_session: Session, asked: ListFilter, sees: Sees) -> Select:
    """Ids of organisations; a taxonomy term counts when the organisation or one of its services carries it."""
    organization = table_of("organization")
    statement = sa.select(organization.c.id).where(*open_to(sees, "organization"))
    if asked.search is not None:
        statement = statement.where(*_folded_like(organization, asked.search))
    if _asks_terms(asked):
        service = table_of("service")
        carrying = _with_terms(asked, sees)
        through = sa.select(service.c.organization_id).where(
            service.c.id.in_(carrying), *open_to(sees, "service")
        )
        statement = statement.where(sa.or_(organization.c.id.in_(carrying), organization.c.id.in_(through)))
    return statement


def taxonomy_ids(_session: Session, asked: ListFilter, sees: Sees) -> Select:
    """Ids of taxonomies."""
    taxonomy = table_of("taxonomy")
    statement = sa.select(taxonomy.c.id).where(*open_to(sees, "taxonomy"))
    if asked.search is not None:
        statement = statement.where(*_folded_like(taxonomy, asked.search))
    return statement


def taxonomy_term_ids(_session: Session, asked: ListFilter, sees: Sees) -> Select:
    """Ids of taxonomy terms."""
    term = table_of("taxonomy_term")
    statement = sa.select(term.c.id).where(*open_to(sees, "taxonomy_term"))
    if asked.taxonomy_id is not None:
        statement = statement.where(term.c.taxonomy_id == asked.taxonomy_id)
    if asked.parent_id is not None:
        statement = statement.where(term.c.parent_id == asked.parent_id)
    if asked.top_only:
        statement = statement.where(term.c.parent_id.is_(None))
    if asked.search is not None:
        statement = statement.where(*_folded_like(term, asked.search))
    return statement


IDS: dict[str, Callable[[Session, ListFilter, Sees], Select]] = {
    "service": service_ids,
    "service_at_location": service_at_location_ids,
    "organization": organization_ids,
    "taxonomy": taxonomy_ids,
    "taxonomy_term": taxonomy_term_ids,
}


def count(session: Session, name: str, asked: ListFilter, sees: Sees) -> int:
    """How many there are."""
    ids = IDS[name](session, asked, sees).subquery()
    return int(session.execute(sa.select(sa.func.count()).select_from(ids)).scalar_one())


def page(session: Session, name: str, asked: ListFilter, window: PageWindow, sees: Sees) -> list[Row]:
    """The rows of a page, by id."""
    statement = IDS[name](session, asked, sees)
    column = table_of(name).c.id
    order = column.desc() if window.backwards else column
    statement = statement.order_by(order).offset(window.offset).limit(window.limit)
    return list(rows_by(session, name, "id", session.execute(statement).scalars()))


def batches(session: Session, name: str, asked: ListFilter, sees: Sees) -> Iterator[list[Row]]:
    """All rows by id, in batches: constant memory, whatever the number."""
    column = table_of(name).c.id
    last = ""
    while True:
        statement = IDS[name](session, asked, sees)
        if last:
            statement = statement.where(column > last)
        ids = list(session.execute(statement.order_by(column).limit(_BATCH)).scalars())
        if not ids:
            return
        yield list(rows_by(session, name, "id", ids))
        last = ids[-1]


def row(session: Session, name: str, id_: str, sees: Sees) -> Row | None:
    """One row; None where there is none, and where it is not for these eyes."""
    return next(rows_by(session, name, "id", [id_], *open_to(sees, name)), None)
