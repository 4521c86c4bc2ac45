"""Readers of the search index: one bare autocommit connection per thread, statements prepared.

This path has no ORM, no transaction round trips and no objects: a statement in, tuples out. A reader whose connection
broke, or whose prepared plan no longer fits, is opened anew once; then the error goes on.

A reader reads what rooms let it read by the beginnings of tables' names, and nothing else: on SQLite each connection is
bound so, on PostgreSQL the rights of the role in READER_DATABASE_URL bind it.
"""

import threading
from collections.abc import Sequence
from typing import Any

from referral.kit.db.engine import current

_local = threading.local()
_readable: dict[str, None] = {}


def let_read(*beginnings: str) -> None:
    """Lets readers read the tables whose names begin so."""
    _readable.update(dict.fromkeys(beginnings))


def may_read(table: str) -> bool:
    """Whether readers may read the table."""
    return table.startswith(tuple(_readable))


def beginnings() -> tuple[str, ...]:
    """How the names of tables begin that readers may read."""
    return tuple(_readable)


def _reader() -> Any:
    database = current()
    if getattr(_local, "url", None) != database.reader_url:
        close()
        _local.connection = database.dialect.open_reader(database.reader_url, may_read)
        _local.url = database.reader_url
    return _local.connection


def close() -> None:
    """Closes this thread's reader, if there is one."""
    connection = getattr(_local, "connection", None)
    _local.connection = None
    _local.url = None
    if connection is not None:
        connection.close()


def fetch(statement: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """All rows of a statement in the dialect's own spelling."""
    try:
        rows: list[tuple[Any, ...]] = _reader().execute(statement, parameters).fetchall()
        return rows
    except current().dialect.ReaderErrors as error:
        if not current().dialect.is_broken(error):
            raise
        close()
        again: list[tuple[Any, ...]] = _reader().execute(statement, parameters).fetchall()
        return again
