"""PostgreSQL with PostGIS, through psycopg 3."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import sqlalchemy as sa
from psycopg.adapt import Loader
from psycopg.pq import Format
from sqlalchemy import Connection, Engine
from sqlalchemy.dialects import postgresql

from referral.kit.db.addresses import plain_url
from referral.kit.db.postgis_backup import EXTENSIONS
from referral.kit.db.postgis_backup import SUFFIX as SUFFIX
from referral.kit.db.postgis_backup import backup as backup
from referral.kit.db.postgis_backup import restore as restore
from referral.kit.db.postgis_backup import revision_of_backup as revision_of_backup
from referral.kit.db.postgis_backup import verify_backup as verify_backup
from referral.kit.db.roles import create_roles as create_roles
from referral.kit.identity import Actor

NAME = "postgis"
MISSING = (
    "install PostGIS (on Debian: apt-get install postgresql-15-postgis-3) and, as the superuser, run "
    "CREATE EXTENSION postgis; CREATE EXTENSION btree_gist; CREATE EXTENSION pg_trgm"
)
ReaderErrors = (psycopg.Error,)
# A request that waits longer for a lock or a statement is told so instead of hanging.
_OPTIONS = "-c timezone=UTC -c lock_timeout=10s -c statement_timeout=120s"


class _UuidText(Loader):
    """UUIDs as text: our ids are text in Python."""

    format = Format.BINARY

    def load(self, data: Any) -> str:
        return str(UUID(bytes=bytes(data)))


class _BinaryCursor(psycopg.Cursor[Any]):
    """Answers in binary: documents come as the bytes that are sent on, numbers without being spelled."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.format = Format.BINARY


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


def open_reader(url: str, _may_read: Callable[[str], bool]) -> Any:
    """A bare autocommit connection that prepares each statement at its first use and may not write.

    What it may read is the role's affair: see `grant_reader`.
    """
    connection = psycopg.connect(
        plain_url(url),
        autocommit=True,
        prepare_threshold=0,
        options=_OPTIONS + " -c default_transaction_read_only=on -c jit=off",
        connect_timeout=5,
        cursor_factory=_BinaryCursor,
    )
    connection.prepared_max = 500
    connection.adapters.register_loader("uuid", _UuidText)
    return connection


def grant_reader(connection: Connection, role: str, beginnings: Sequence[str]) -> int:
    """Lets a role read the tables whose names begin so and takes every other right on ours from it; returns how many.

    Raises `LookupError` where there is no such role.
    """
    known = connection.exec_driver_sql("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).first()
    if known is None:
        raise LookupError(role)
    quote = connection.dialect.identifier_preparer.quote_identifier
    named = connection.exec_driver_sql("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
    tables = [name for name in named.scalars() if name.startswith(tuple(beginnings))]
    schema = quote(connection.exec_driver_sql("SELECT current_schema()").scalar_one())
    connection.exec_driver_sql(f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {quote(role)}")
    connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA {schema} TO {quote(role)}")
    for name in tables:
        connection.exec_driver_sql(f"GRANT SELECT ON {quote(name)} TO {quote(role)}")
    return len(tables)


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
        with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)
        return max(int(cursor.rowcount), 0)
    finally:
        cursor.close()


def among(column: Any, values: Sequence[Any]) -> sa.ColumnElement[bool]:
    """`column` is one of many values: one array, so that the statement's text is the same for any number."""
    condition: sa.ColumnElement[bool] = column == sa.any_(
        sa.bindparam(None, list(values), type_=sa.ARRAY(column.type))
    )
    return condition


def initialise(connection: Connection) -> None:
    """Makes sure that the extensions are there; says who has to create them where we may not."""
    for extension in EXTENSIONS:
        connection.exec_driver_sql(f"CREATE EXTENSION IF NOT EXISTS {extension}")


def condition(connection: Connection) -> dict[str, str]:
    """Versions, for `flask doctor`."""
    server = connection.exec_driver_sql("SHOW server_version").scalar_one()
    library = connection.exec_driver_sql("SELECT postgis_lib_version()").scalar_one()
    return {"postgresql": str(server), "postgis": str(library)}


def begin_migration(connection: Connection) -> None:
    """A migration gives up soon where a table is in use, and may then take as long as it needs."""
    connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
    connection.exec_driver_sql("SET LOCAL app.actor_kind = 'system'")


def set_context(connection: Connection, actor: Actor) -> None:
    """Tells row-level security for whom the transaction runs."""
    regions = ",".join(getattr(actor, "regions", ()))
    told = (actor.kind.value, actor.organization_id or "", regions, "")
    connection.exec_driver_sql("SELECT app_context(%s, %s, %s, %s)", told)


def set_case(connection: Connection, case_id: str) -> None:
    """Lets row-level security show one case more, for the rest of the transaction."""
    connection.exec_driver_sql("SELECT set_config('app.case_id', %s, true)", (case_id,))


def try_lock(connection: Connection, name: str) -> bool:
    """Takes a name until the end of the transaction; false where another transaction has it, at once."""
    statement = "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))"
    return bool(connection.exec_driver_sql(statement, (name,)).scalar_one())


def insert_new(connection: Connection, table: Any, values: dict[str, Any]) -> bool:
    """Inserts the row unless one with the same unique value is there; says whether it did."""
    insert = postgresql.insert(table).values(values).on_conflict_do_nothing()
    return connection.execute(insert.returning(sa.literal(1))).first() is not None


_SPATIAL_COLUMNS = """
SELECT c.relname, a.attname, EXISTS (
    SELECT 1 FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am m ON m.oid = x.relam
    WHERE i.indrelid = c.oid AND a.attnum = ANY (i.indkey) AND i.indisvalid AND m.amname = 'gist')
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_type t ON t.oid = a.atttypid
WHERE c.relkind = 'r' AND NOT a.attisdropped AND t.typname IN ('geometry', 'geography')
"""


def index_rows(connection: Connection) -> dict[str, tuple[int, int]]:
    """For each geometry or geography column: its rows, and the rows that a valid GiST index covers.

    PostgreSQL keeps an index equal to its table; it can only be missing, or invalid after a broken off build.
    """
    columns = connection.exec_driver_sql(_SPATIAL_COLUMNS).all()
    counted = {}
    for table, column, valid in columns:
        rows = connection.exec_driver_sql(f'SELECT count("{column}") FROM "{table}"').scalar_one()
        counted[f"{table}.{column}"] = (int(rows), int(rows) if valid else 0)
    return counted


def database_moment(connection: Connection) -> datetime | None:
    """What the server takes for the present."""
    moment: datetime = connection.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
    return moment


def storage_folder(_url: str) -> Path | None:
    """The server's disk can't be seen from here."""
    return None


def absence(url: str) -> tuple[str, str] | None:
    """What is wrong and what to do where the database can't be reached; None where it can."""
    try:
        psycopg.connect(plain_url(url), connect_timeout=5).close()
    except psycopg.OperationalError as error:
        lines = str(error).strip().splitlines() or [type(error).__name__]
        remedy = "start PostgreSQL, create the database, or correct DATABASE_URL"
        return f"the database cannot be reached ({lines[-1]})", remedy
    return None


def named_dialect(engine: Engine) -> sa.Dialect:
    """SQLAlchemy's dialect as it writes parameters by name: psycopg does so itself."""
    return engine.dialect


def like(column: sa.ColumnElement[Any], pattern: str) -> sa.ColumnElement[bool]:
    """Whether a text has this form: % is any text, _ any letter, a backslash takes the next as it is. Case counts."""
    return column.like(pattern, escape="\\")
