"""SQLite with SpatiaLite: one file, no server.

Many Pythons' own sqlite3 can't load extensions; the `pysqlite3` wheel can. A new connection costs 12 ms, so they are
pooled. Transactions are begun by us (`BEGIN` or `BEGIN IMMEDIATE`), never by the driver.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

# Loaded before mod_spatialite: in the other order two copies of PROJ end the process with a double free.
import pyogrio  # noqa: F401
import pyproj  # noqa: F401
import sqlalchemy as sa
from pysqlite3 import dbapi2 as sqlite
from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects import sqlite as sqlite_dialect
from sqlalchemy.pool import QueuePool

from referral.kit.db.addresses import path_of
from referral.kit.db.spatialite_backup import SUFFIX as SUFFIX
from referral.kit.db.spatialite_backup import backup as backup
from referral.kit.db.spatialite_backup import restore as restore
from referral.kit.db.spatialite_backup import revision_of_backup as revision_of_backup
from referral.kit.db.spatialite_backup import verify_backup as verify_backup
from referral.kit.identity import Actor

NAME = "spatialite"
EXTENSION = "mod_spatialite"
BUSY_TIMEOUT_MS = 10_000
ReaderErrors = (sqlite.Error,)
MISSING = "SQLite cannot load mod_spatialite. On Debian: apt-get install libsqlite3-mod-spatialite"


class ExtensionMissing(RuntimeError):
    """SpatiaLite is not installed."""


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
        "cache_size = -32768",
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


def open_reader(url: str, may_read: Callable[[str], bool]) -> Any:
    """A bare autocommit connection that may not write, and reads only tables of which `may_read` says so."""
    connection = sqlite.connect(str(path_of(url)), check_same_thread=False, cached_statements=512)
    _prepare(connection)
    # Only readers map the file: what is mapped counts as the process's memory, and an import touches every page.
    connection.execute("PRAGMA mmap_size = 1073741824").fetchall()
    connection.execute("PRAGMA query_only = ON")
    connection.set_authorizer(_only(may_read))
    return connection


def _only(may_read: Callable[[str], bool]) -> Callable[..., int]:
    """SQLite asks it of each column once, when a statement is prepared."""

    def authorize(action: int, table: str | None, *_: Any) -> int:
        if action == sqlite.SQLITE_ATTACH:
            return int(sqlite.SQLITE_DENY)
        if action != sqlite.SQLITE_READ or not table:
            return int(sqlite.SQLITE_OK)
        # Lists of values come as tables of the JSON functions.
        allowed = may_read(table) or table.startswith("json_")
        return int(sqlite.SQLITE_OK if allowed else sqlite.SQLITE_DENY)

    return authorize


def grant_reader(_connection: Connection, _role: str, _beginnings: Sequence[str]) -> int:
    """Nothing to grant: each reader's connection is bound when it is opened."""
    return 0


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
    cursor: Any = connection.connection.cursor()
    try:
        cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)
        return max(int(cursor.rowcount), 0)
    finally:
        cursor.close()


def among(column: Any, values: Sequence[Any]) -> sa.ColumnElement[bool]:
    """`column` is one of many values: one JSON array, so that the statement's text is the same for any number."""
    listed = sa.func.json_each(json.dumps(list(values))).table_valued("value")
    condition: sa.ColumnElement[bool] = column.in_(sa.select(listed.c.value))
    return condition


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


def begin_migration(connection: Connection) -> None:
    """Constraints are checked at the end: a table that is rebuilt may be away for a moment."""
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")


def create_roles(_url: str, _logins: Mapping[str, str]) -> list[str]:
    """A file has no roles: who may read it, the operating system says."""
    return []


def set_context(_connection: Connection, _actor: Actor) -> None:
    """There is no second wall in one file: who can read the file, can read all of it."""


def set_case(_connection: Connection, _case_id: str) -> None:
    """There is no second wall in one file."""


def try_lock(_connection: Connection, _name: str) -> bool:
    """True: whoever may write has the file for itself until the end of the transaction."""
    return True


def insert_new(connection: Connection, table: Any, values: dict[str, Any]) -> bool:
    """Inserts the row unless one with the same unique value is there; says whether it did."""
    insert = sqlite_dialect.insert(table).values(values).on_conflict_do_nothing()
    return connection.execute(insert.returning(sa.literal(1))).first() is not None


def index_rows(connection: Connection) -> dict[str, tuple[int, int]]:
    """For each geometry column with an R*Tree: rows of the table with a geometry, rows of the R*Tree."""
    columns = connection.exec_driver_sql(
        "SELECT f_table_name, f_geometry_column FROM geometry_columns WHERE spatial_index_enabled = 1"
    ).all()
    counted = {}
    for table, column in columns:
        rows = connection.exec_driver_sql(f'SELECT count("{column}") FROM "{table}"').scalar_one()
        indexed = connection.exec_driver_sql(f'SELECT count(*) FROM "idx_{table}_{column}"').scalar_one()
        counted[f"{table}.{column}"] = (int(rows), int(indexed))
    return counted


def database_moment(_connection: Connection) -> datetime | None:
    """SQLite has no clock of its own to compare with."""
    return None


def storage_folder(url: str) -> Path | None:
    """The folder that fills up when the database grows."""
    return path_of(url).resolve().parent


def absence(url: str) -> tuple[str, str] | None:
    """What is missing and what to do where there is no database yet; None where there is one."""
    if path_of(url).exists():
        return None
    return (
        f"there is no database at {path_of(url)}",
        "run flask db upgrade to make one, or correct DATABASE_URL",
    )


def named_dialect(_engine: Engine) -> sa.Dialect:
    """As `postgis.named_dialect`; SQLite takes names too."""
    return sqlite_dialect.dialect(paramstyle="named")


def like(column: sa.ColumnElement[Any], pattern: str) -> sa.ColumnElement[bool]:
    """As `postgis.like`. SQLite's own LIKE takes Latin capitals for small letters, GLOB does not."""
    made, plain = "", False
    for letter in pattern:
        if letter == "\\" and not plain:
            plain = True
            continue
        wild = {"%": "*", "_": "?"}.get(letter) if not plain else None
        made += wild or (f"[{letter}]" if letter in "*?[" else letter)
        plain = False
    return column.op("GLOB", return_type=sa.Boolean())(made)
