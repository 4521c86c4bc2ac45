"""PostgreSQL with PostGIS, through psycopg 3."""

import shutil
import subprocess
from collections.abc import Iterable, Sequence
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg.adapt import Loader
from sqlalchemy import Connection, Engine
from sqlalchemy.dialects import postgresql

NAME = "postgis"
ReaderErrors = (psycopg.Error,)
# A request that waits longer for a lock or a statement is told so instead of hanging.
_OPTIONS = "-c timezone=UTC -c lock_timeout=10s -c statement_timeout=120s"


class _UuidText(Loader):
    """UUIDs as text: our ids are text in Python."""

    def load(self, data: Any) -> str:
        return bytes(data).decode()


def plain_url(url: str) -> str:
    """The address as libpq reads it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def create_engine(url: str) -> Engine:
    """An engine on psycopg 3; values are hidden from errors and logs."""
    return sa.create_engine(
        plain_url(url),
        pool_size=8,
        max_overflow=8,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"options": _OPTIONS, "connect_timeout": 5},
    )


def open_reader(url: str) -> Any:
    """A bare autocommit connection that prepares each statement at its first use and may not write."""
    connection = psycopg.connect(
        plain_url(url),
        autocommit=True,
        prepare_threshold=0,
        options=_OPTIONS + " -c default_transaction_read_only=on -c jit=off",
        connect_timeout=5,
    )
    connection.prepared_max = 500
    connection.adapters.register_loader("uuid", _UuidText)
    return connection


def is_broken(error: BaseException) -> bool:
    """Whether a reader must be opened anew after this error: gone, or its plan no longer fits the tables."""
    return isinstance(error, psycopg.OperationalError | psycopg.InterfaceError) or (
        isinstance(error, psycopg.errors.FeatureNotSupported) and "cached plan" in str(error)
    )


def is_unreachable(error: BaseException) -> bool:
    """Whether the error says that the database can't be had right now."""
    return isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)


def bulk_insert(
    connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> int:
    """Writes many rows by COPY; returns how many."""
    names = ", ".join(f'"{name}"' for name in columns)
    cursor = connection.connection.cursor()
    try:
        with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:  # type: ignore[attr-defined]
            for row in rows:
                copy.write_row(row)
        return max(int(cursor.rowcount), 0)
    finally:
        cursor.close()


def initialise(connection: Connection) -> None:
    """Makes sure that the extensions are there; says who has to create them where we may not."""
    for extension in ("postgis", "btree_gist", "pg_trgm"):
        connection.exec_driver_sql(f"CREATE EXTENSION IF NOT EXISTS {extension}")


def condition(connection: Connection) -> dict[str, str]:
    """Versions, for `flask doctor`."""
    server = connection.exec_driver_sql("SHOW server_version").scalar_one()
    library = connection.exec_driver_sql("SELECT postgis_lib_version()").scalar_one()
    return {"postgresql": str(server), "postgis": str(library)}


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise RuntimeError(f"{name} is not installed. On Debian: apt-get install postgresql-client")
    return found


def backup(url: str, target: str) -> None:
    """A consistent dump of one snapshot while others read and write (pg_dump, custom format)."""
    _run([_tool("pg_dump"), "--format=custom", "--no-owner", f"--file={target}", plain_url(url)])


def restore(url: str, source: str) -> None:
    """Puts a dump into the database, in one transaction: all of it or nothing."""
    _run(
        [
            _tool("pg_restore"),
            "--clean",
            "--if-exists",
            "--no-owner",
            "--single-transaction",
            f"--dbname={plain_url(url)}",
            source,
        ]
    )


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        last = done.stderr.strip().splitlines()[-1:] or ["no message"]
        raise RuntimeError(f"{command[0].rsplit('/', 1)[-1]} failed: {last[0]}")


def begin_migration(connection: Connection) -> None:
    """A migration gives up soon where a table is in use, and may then take as long as it needs."""
    connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")


def insert_new(connection: Connection, table: Any, values: dict[str, Any]) -> bool:
    """Inserts the row unless one with the same unique value is there; says whether it did."""
    return connection.execute(postgresql.insert(table).values(values).on_conflict_do_nothing()).rowcount == 1
