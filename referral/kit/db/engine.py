"""The current database: opened once at start, one module per dialect behind the same functions."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine

from referral.kit.db import postgis, spatialite


class DatabaseUrlError(ValueError):
    """The address of the database can't be used."""


@dataclass(frozen=True)
class Database:
    """One opened database."""

    url: str
    engine: Engine
    dialect: Any

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


def open_database(url: str) -> Database:
    """Opens a database without making it the current one. Nothing is connected yet."""
    dialect = dialect_of(url)
    return Database(url, dialect.create_engine(url), dialect)


def configure(url: str) -> Database:
    """Opens the database that this process uses from now on."""
    global _current
    if _current is not None and _current.url != url:
        _current.engine.dispose()
    if _current is None or _current.url != url:
        _current = open_database(url)
    return _current


def current() -> Database:
    """The database of this process."""
    if _current is None:
        raise RuntimeError("no database is configured: call configure(url) first")
    return _current
