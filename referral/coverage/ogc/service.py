"""Reading a collection: a page of features as a stream, one feature, its extent."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from referral.coverage.ogc.queries import SOURCES
from referral.coverage.ogc.rules.collections import Asked, Collection
from referral.kit.db.work import unit_of_work

_AT_ONCE = 200


@dataclass
class Page:
    """A page while it is read. `matched` is known from the start, `returned` and `next` after the last feature."""

    matched: int
    returned: int = 0
    next: tuple[str, ...] | None = None


def public_features(collection: Collection, asked: Asked, page: Page) -> Iterator[dict[str, Any]]:
    """The features of a page, read as they are taken, in a transaction of their own."""
    source = SOURCES[collection.id]
    key = [str(column.key) for column in source.key()]
    with unit_of_work(write=False) as session:
        page.matched = int(session.execute(source.public_count(asked)).scalar_one())
        statement = source.public_page(asked).execution_options(yield_per=_AT_ONCE)
        last: tuple[str, ...] = ()
        with session.execute(statement) as rows:
            for row in rows.mappings():
                if page.returned == asked.limit:
                    page.next = last
                    return
                page.returned += 1
                last = tuple(str(row[name]) for name in key)
                yield source.feature(dict(row))


def public_feature(session: Session, collection: Collection, id_: str) -> dict[str, Any] | None:
    """One feature, or None."""
    source = SOURCES[collection.id]
    row = session.execute(source.one(id_)).mappings().first()
    return None if row is None else source.feature(dict(row))


def public_extent(session: Session, collection: Collection) -> list[float] | None:
    """West, south, east, north of all features, or None where there are none."""
    sides = session.execute(SOURCES[collection.id].public_extent()).one()
    return None if sides[0] is None else [float(side) for side in sides]


def places_in_key(collection: Collection) -> int:
    """How many ids make a place in the order of the collection."""
    return len(SOURCES[collection.id].key())
