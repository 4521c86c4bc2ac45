"""Many rows at once: COPY on PostgreSQL, executemany on SQLite, values in each one's own form."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.kit.db.engine import current


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
    convert = _converters(connection.dialect, table, columns)
    ready = (
        tuple(
            value if change is None or value is None else change(value)
            for value, change in _pairs(row, columns, convert)
        )
        for row in rows
    )
    return int(current().dialect.bulk_insert(connection, table.name, columns, ready))


def _pairs(row: Mapping[str, Any], columns: Sequence[str], convert: Sequence[Any]) -> Any:
    return zip((row[name] for name in columns), convert, strict=True)


def _converters(
    dialect: sa.Dialect, table: sa.Table, columns: Sequence[str]
) -> list[Callable[[Any], Any] | None]:
    """What each column's type does to a value on its way in; None where nothing."""
    return [table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in columns]
