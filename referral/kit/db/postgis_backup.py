"""Backups of a PostgreSQL database: one snapshot by pg_dump while others read and write, proven by restoring.

Passwords go to PostgreSQL's programs through the environment, never through arguments that everybody can
list.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

from referral.kit.db.addresses import plain_url
from referral.kit.db.backups import BackupError
from referral.kit.ids import new_id

SUFFIX = ".dump"
# A backup holds what row-level security hides from everybody else; the role is the owner's, never the server's.
_AS_SYSTEM = "-c app.actor_kind=system"
_UNEQUAL = "the backup does not hold the rows that the database held"
EXTENSIONS = ("postgis", "btree_gist", "pg_trgm")
_OURS = (
    "n.nspname = 'public' AND NOT EXISTS "
    "(SELECT 1 FROM pg_depend d WHERE d.objid = {alias}.oid AND d.deptype = 'e')"
)
_TABLES = (
    "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE c.relkind IN ('r', 'p') AND " + _OURS.format(alias="c") + " ORDER BY 1"
)
_FUNCTIONS = (
    "SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE "
    + _OURS.format(alias="p")
)


def backup(url: str, target: str) -> dict[str, int]:
    """A dump of one snapshot (pg_dump, custom format); answers the rows of each table in that very
    snapshot.
    """
    with psycopg.connect(plain_url(url), options=_AS_SYSTEM) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        snapshot = str(connection.execute("SELECT pg_export_snapshot()").fetchone()[0])  # type: ignore[index]
        counts = _counts(connection)
        arguments = [
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            "--enable-row-security",
            f"--snapshot={snapshot}",
            f"--file={target}",
        ]
        _run(url, ["pg_dump", *arguments, f"--dbname={_address(url)}"])
    return counts


def verify_backup(url: str, target: str, counts: dict[str, int]) -> str:
    """Restores into a scratch database where the role may create one; says what was verified."""
    name = f"verify_{new_id()[-12:]}"
    scratch = _rendered(make_url(plain_url(url)).set(database=name))
    with psycopg.connect(plain_url(url), autocommit=True) as connection:
        try:
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        except psycopg.errors.InsufficientPrivilege:
            return _listed(target)
        try:
            _create_extensions(scratch)
            restore(scratch, target)
            with psycopg.connect(scratch, options=_AS_SYSTEM) as restored:
                if _counts(restored) != counts:
                    raise BackupError(_UNEQUAL)
        except psycopg.errors.InsufficientPrivilege:
            return _listed(target)
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
    return "restored into a scratch database: rows of every table equal"


def _listed(target: str) -> str:
    entries = _run("", ["pg_restore", "--list", target]).count("TABLE DATA")
    return (
        f"the list of contents is readable ({entries} tables with data); it was NOT restored, since this role "
        "may not create a scratch database with its extensions: give MIGRATION_DATABASE_URL of a role that may"
    )


def revision_of_backup(source: str) -> str | None:
    """The migration that a backup was taken at."""
    if Path(source).read_bytes()[:5] != b"PGDMP":
        raise BackupError(f"{source} is not a dump of PostgreSQL in its custom format")
    text = _run("", ["pg_restore", "--data-only", "--table=alembic_version", "--file=-", source])
    lines = text.splitlines()
    starts = [number for number, line in enumerate(lines) if line.startswith("COPY public.alembic_version")]
    if not starts:
        raise BackupError(f"{source} is not a backup of this software")
    value = lines[starts[0] + 1].strip()
    return None if value == "\\." else value


def restore(url: str, source: str) -> None:
    """Puts a dump in the place of all our tables, in one transaction: all of it or nothing."""
    _run("", ["pg_restore", "--list", source])
    _create_extensions(url)
    with tempfile.TemporaryDirectory(prefix="restore-") as folder:
        contents, script, before = (Path(folder) / name for name in ("contents", "script.sql", "before.sql"))
        listed = _run("", ["pg_restore", "--list", source]).splitlines()
        kept = [line for line in listed if " EXTENSION " not in line and "COMMENT - EXTENSION" not in line]
        contents.write_text("\n".join(kept) + "\n")
        before.write_text(_clearing(url))
        _run("", ["pg_restore", "--no-owner", f"--use-list={contents}", f"--file={script}", source])
        arguments = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction"]
        _run(url, ["psql", *arguments, f"--file={before}", f"--file={script}", f"--dbname={_address(url)}"])


def _clearing(url: str) -> str:
    """Statements that take away everything of ours, so that a dump of any version fits in."""
    with psycopg.connect(plain_url(url)) as connection:
        tables = [row[0] for row in connection.execute(_TABLES)]
        functions = [row[0] for row in connection.execute(_FUNCTIONS)]
    drops = ["SET lock_timeout = '10s';"]
    drops += [f'DROP TABLE IF EXISTS public."{table}" CASCADE;' for table in tables]
    drops += [f"DROP FUNCTION IF EXISTS {function} CASCADE;" for function in functions]
    return "\n".join(drops) + "\n"


def _create_extensions(url: str) -> None:
    with psycopg.connect(plain_url(url)) as connection:
        for extension in EXTENSIONS:
            connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))


def _counts(connection: psycopg.Connection) -> dict[str, int]:
    tables = [row[0] for row in connection.execute(_TABLES)]
    count = sql.SQL("SELECT count(*) FROM {}")
    return {
        table: int(connection.execute(count.format(sql.Identifier("public", table))).fetchone()[0])  # type: ignore[index]
        for table in tables
    }


def _address(url: str) -> str:
    """The address without the password."""
    return _rendered(make_url(plain_url(url))._replace(password=None))


def _rendered(url: URL) -> str:
    """The address as libpq reads it, which refuses the spaces that SQLAlchemy lets stand."""
    return url.render_as_string(hide_password=False).replace(" ", "%20")


def _run(url: str, command: list[str]) -> str:
    program = shutil.which(command[0])
    if program is None:
        raise BackupError(f"{command[0]} is not installed. On Debian: apt-get install postgresql-client")
    environment = {**os.environ, "PGOPTIONS": f"{os.environ.get('PGOPTIONS', '')} {_AS_SYSTEM}"}
    password = make_url(plain_url(url)).password if url else None
    if password:
        environment["PGPASSWORD"] = str(password)
    done = subprocess.run(
        [program, *command[1:]], capture_output=True, text=True, check=False, env=environment
    )
    if done.returncode != 0:
        last = done.stderr.strip().splitlines()[-1:] or ["no message"]
        raise BackupError(f"{command[0]} failed: {last[0]}")
    return done.stdout
