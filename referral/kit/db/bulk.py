"""Many rows at once: COPY on PostgreSQL, executemany on SQLite, values in each one's own form."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.kit.db.engine import current

Change = Callable[[Any], Any]


def among(column: Any, values: Sequence[Any]) -> sa.ColumnElement[bool]:
    """A condition that `column` is one of many values, in the form that is quickest on the current database."""
    condition: sa.ColumnElement[bool] = current().dialect.among(column, values)
    return condition


def bulk_insert(session: Session, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> int:
    """Inserts rows that all have the same columns; returns how many."""
    if not rows:
        return 0
    connection = session.connection()
    columns = list(rows[0])
    changes = _changes(connection.dialect, table, columns)
    return int(current().dialect.bulk_insert(connection, table.name, columns, _ready(rows, columns, changes)))


def _ready(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[str], changes: Sequence[tuple[int, Change]]
) -> Iterator[list[Any]]:
    for row in rows:
        values = [row[name] for name in columns]
        for at, change in changes:
            if values[at] is not None:
                values[at] = change(values[at])
        yield values


def _changes(dialect: sa.Dialect, table: sa.Table, columns: Sequence[str]) -> list[tuple[int, Change]]:
    """The columns, by number, whose type does something to a value on its way in, and what."""
    types = (table.c[name].type.dialect_impl(dialect) for name in columns)
    found = enumerate(each.bind_processor(dialect) for each in types)
    return [(at, change) for at, change in found if change is not None]
