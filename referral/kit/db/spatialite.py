"""SQLite with SpatiaLite: one file, no server.

Many Pythons' own sqlite3 can't load extensions; the `pysqlite3` wheel can. A new connection costs 12 ms, so they are
pooled. Transactions are begun by us (`BEGIN` or `BEGIN IMMEDIATE`), never by the driver.
"""

import os
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from pysqlite3 import dbapi2 as sqlite
from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects import sqlite as sqlite_dialect
from sqlalchemy.pool import QueuePool

NAME = "spatialite"
EXTENSION = "mod_spatialite"
BUSY_TIMEOUT_MS = 10_000
ReaderErrors = (sqlite.Error,)
MISSING = (
    "SQLite cannot load mod_spatialite. On Debian: apt-get install libsqlite3-mod-spatialite"
)


class ExtensionMissing(RuntimeError):
    """SpatiaLite is not installed."""


def path_of(url: str) -> Path:
    """The file behind `sqlite:///path`."""
    return Path(url.removeprefix("sqlite:///"))


def _prepare(connection: Any) -> None:
    connection.enable_load_extension(True)
    try:
        connection.load_extension(EXTENSION)
    except sqlite.OperationalError as error:
        raise ExtensionMissing(MISSING) from error
    finally:
        connection.enable_load_extension(False)
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {BUSY_TIMEOUT_MS}",
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "foreign_keys = ON",
        "temp_store = MEMORY",
        "cache_size = -65536",
        "mmap_size = 1073741824",
        "trusted_schema = ON",
    ):
        connection.execute(f"PRAGMA {pragma}").fetchall()


def create_engine(url: str) -> Engine:
    """An engine whose connections have SpatiaLite, WAL, foreign keys and a busy timeout."""
    path = path_of(url)
    if str(path) != ":memory:":
        path.parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(
        url,
        module=sqlite,
        poolclass=QueuePool,
        pool_size=8,
        max_overflow=8,
        hide_parameters=True,
        connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000},
    )

    @event.listens_for(engine, "connect")
    def on_connect(dbapi_connection: Any, _record: Any) -> None:
        _prepare(dbapi_connection)

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")

    return engine


def open_reader(url: str) -> Any:
    """A bare autocommit connection that may not write."""
    connection = sqlite.connect(str(path_of(url)), check_same_thread=False, cached_statements=512)
    _prepare(connection)
    connection.execute("PRAGMA query_only = ON")
    return connection


def is_broken(error: BaseException) -> bool:
    """Whether a reader must be opened anew after this error."""
    return isinstance(error, sqlite.ProgrammingError) and "closed" in str(error)


def is_unreachable(error: BaseException) -> bool:
    """Whether the error says that the database can't be had right now."""
    return isinstance(error, sqlite.OperationalError) and any(
        word in str(error) for word in ("locked", "unable to open", "disk I/O", "readonly", "full")
    )


def bulk_insert(
    connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> int:
    """Writes many rows; returns how many."""
    marks = ", ".join("?" * len(columns))
    names = ", ".join(f'"{name}"' for name in columns)
    cursor = connection.connection.cursor()
    try:
        cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)
        return max(int(cursor.rowcount), 0)
    finally:
        cursor.close()


def initialise(connection: Connection) -> None:
    """Makes the spatial metadata tables where they are not yet there (0.02 s)."""
    tables = connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'spatial_ref_sys'")
    if tables.first() is None:
        connection.exec_driver_sql("SELECT InitSpatialMetaData(0, 'WGS84')").fetchall()


def condition(connection: Connection) -> dict[str, str]:
    """Versions, for `flask doctor`."""
    row = connection.exec_driver_sql("SELECT sqlite_version(), spatialite_version(), geos_version()").one()
    mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
    return {"sqlite": row[0], "spatialite": row[1], "geos": row[2], "journal": str(mode)}


def backup(url: str, target: str) -> None:
    """A consistent copy while others read and write, through SQLite's own online backup."""
    source = sqlite.connect(str(path_of(url)))
    copy = sqlite.connect(target)
    try:
        source.backup(copy, pages=4096)
        copy.execute("PRAGMA journal_mode = DELETE").fetchall()
        answer = copy.execute("PRAGMA integrity_check").fetchone()[0]
        if answer != "ok":
            raise RuntimeError(f"the copy is damaged: {answer}")
    finally:
        copy.close()
        source.close()


def restore(url: str, source: str) -> None:
    """Puts a backup in the database's place; a server must not be running meanwhile."""
    check = sqlite.connect(f"file:{source}?mode=ro", uri=True)
    try:
        if check.execute("PRAGMA quick_check").fetchone()[0] != "ok":
            raise RuntimeError("the backup is damaged")
    finally:
        check.close()
    path = path_of(url)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(path.suffix + ".restoring")
    shutil.copyfile(source, fresh)
    for suffix in ("-wal", "-shm"):
        Path(str(path) + suffix).unlink(missing_ok=True)
    os.replace(fresh, path)


def begin_migration(connection: Connection) -> None:
    """Constraints are checked at the end: a table that is rebuilt may be away for a moment."""
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")


def insert_new(connection: Connection, table: Any, values: dict[str, Any]) -> bool:
    """Inserts the row unless one with the same unique value is there; says whether it did."""
    return connection.execute(sqlite_dialect.insert(table).values(values).on_conflict_do_nothing()).rowcount == 1
