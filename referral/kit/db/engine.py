"""The current database: opened once at start, one module per dialect behind the same functions."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Engine

from referral.kit.db import postgis, spatialite


class DatabaseUrlError(ValueError):
    """The address of the database can't be used."""


@dataclass(frozen=True)
class Database:
    """One opened database. `reader_url` is its address for readers of the index, mostly the same."""

    url: str
    engine: Engine
    dialect: Any
    reader_url: str

    @property
    def name(self) -> str:
        """`postgis` or `spatialite`."""
        return str(self.dialect.NAME)


_current: Database | None = None


def dialect_of(url: str) -> Any:
    """The module for the address, or a `DatabaseUrlError` that says which addresses there are."""
    if url.startswith("sqlite:///"):
        return spatialite
    if url.startswith(("postgresql://", "postgresql+psycopg://")):
        return postgis
    raise DatabaseUrlError(
        "DATABASE_URL must be sqlite:///path/to/file or postgresql://user@host:port/name; "
        f"it begins with '{url.split(':', 1)[0]}:'"
    )


def open_database(url: str, reader_url: str = "") -> Database:
    """Opens a database without making it the current one. Nothing is connected yet."""
    dialect = dialect_of(url)
    if reader_url and dialect_of(reader_url) is not dialect:
        raise DatabaseUrlError("READER_DATABASE_URL must lead to the database of DATABASE_URL")
    return Database(url, dialect.create_engine(url), dialect, reader_url or url)


def configure(url: str, reader_url: str = "") -> Database:
    """Opens the database that this process uses from now on."""
    global _current
    same = _current is not None and _current.url == url
    if _current is not None and same and reader_url not in ("", _current.reader_url):
        _current = replace(_current, reader_url=reader_url)
    if _current is not None and same:
        return _current
    if _current is not None:
        _current.engine.dispose()
    _current = open_database(url, reader_url)
    return _current


def current() -> Database:
    """The database of this process."""
    if _current is None:
        raise RuntimeError("no database is configured: call configure(url) first")
    return _current
