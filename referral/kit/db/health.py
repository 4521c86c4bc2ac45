"""Whether the database is fit: findings with what to do, from the kit's own checks and those that rooms
add.
"""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, inspect
from sqlalchemy.exc import DBAPIError, ProgrammingError

from referral.kit.clock import now
from referral.kit.db.engine import Database, DatabaseUrlError, open_database
from referral.kit.db.migrating import current_revision, head_revision, known_revisions
from referral.kit.db.reader import may_read
from referral.kit.db.spatialite import ExtensionMissing

# Tables of SpatiaLite, PostGIS and SQLite.
_SPATIAL = (
    "spatial", "geometry", "geography", "views_", "virts_", "idx_", "sql_statements", "data_licenses", "sqlite_",
    "ElementaryGeometries", "KNN", "SpatialIndex", "raster_", "geom_cols", "alembic_version", "spatialite",
)  # fmt: skip
CLOCK_TOLERANCE_SECONDS = 30
BACKUP_DAYS = 2
LITTLE_DISK_BYTES = 2 * 1024**3
NO_DISK_BYTES = 200 * 1024**2


class Level(StrEnum):
    """How a finding is meant."""

    OK = "ok"
    WARNING = "warning"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """One line of `flask doctor`: what was looked at, what was found, and what to do about it."""

    level: Level
    name: str
    says: str
    remedy: str = ""


class WithDatabase(Protocol):
    """Settings that name a database."""

    @property
    def database_url(self) -> str: ...


Check = Callable[[Connection], Iterable[Finding]]
_checks: dict[str, Check] = {}


def register_check(name: str, check: Check) -> None:
    """Adds a room's own check, which runs on a reading connection after the kit's; one under each name."""
    _checks[name] = check


def ok(name: str, says: str) -> Finding:
    """Nothing to do."""
    return Finding(Level.OK, name, says)


def warning(name: str, says: str, remedy: str) -> Finding:
    """It works, but somebody should look at it."""
    return Finding(Level.WARNING, name, says, remedy)


def wrong(name: str, says: str, remedy: str) -> Finding:
    """It does not work, or answers wrongly."""
    return Finding(Level.WRONG, name, says, remedy)


def start_problems(settings: WithDatabase) -> list[str]:
    """Why a server can't start on this database, each with what to do; empty where it can."""
    return [
        f"{each.says}: {each.remedy}"
        for each in reachable(settings.database_url)
        if each.level is Level.WRONG
    ]


def reachable(url: str) -> list[Finding]:
    """Whether the database is there, has its extension and is at this code's version."""
    try:
        database = open_database(url)
    except DatabaseUrlError as error:
        return [wrong("database", str(error), "correct DATABASE_URL")]
    try:
        absent = database.dialect.absence(url)
        if absent is not None:
            return [wrong("database", *absent)]
        return _versions(database)
    except ExtensionMissing as error:
        return [wrong("database", "SpatiaLite is not installed", str(error))]
    except (DBAPIError, *database.dialect.ReaderErrors) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        remedy = "see that it is the right database, and restore a backup if it is damaged"
        return [wrong("database", f"the database cannot be read ({type(cause).__name__})", remedy)]
    finally:
        database.engine.dispose()


def _versions(database: Database) -> list[Finding]:
    found, head = current_revision(database.engine), head_revision()
    if found is None:
        return [wrong("migrations", "the database has no tables of ours", "run flask db upgrade")]
    if found not in known_revisions():
        remedy = "run the newer version of the software, or restore an older backup"
        return [wrong("migrations", f"the database is at {found}, which this version does not know", remedy)]
    if found != head:
        says = f"the database is at {found}, this version needs {head}"
        return [wrong("migrations", says, "run flask db backup, then flask db upgrade")]
    try:
        with database.engine.connect() as connection:
            versions = database.dialect.condition(connection)
    except ProgrammingError:
        return [wrong("database", "the spatial extension is missing", database.dialect.MISSING)]
    listed = ", ".join(f"{name} {version}" for name, version in versions.items())
    return [ok("database", listed), ok("migrations", f"at {found}, as this version needs")]


def indexes(database: Database) -> list[Finding]:
    """Whether each spatial index holds as many rows as its table. An R*Tree that lost its triggers goes
    stale.
    """
    found = []
    with database.engine.connect() as connection:
        for name, (rows, indexed) in sorted(database.dialect.index_rows(connection).items()):
            if rows == indexed:
                found.append(ok(f"index {name}", f"{rows} rows, all indexed"))
            else:
                says = f"{rows} rows, but {indexed} in the spatial index"
                found.append(
                    wrong(f"index {name}", says, "restore the latest backup or import the data again")
                )
    return found


def rooms(database: Database) -> list[Finding]:
    """What the rooms' own checks find."""
    found: list[Finding] = []
    for check in _checks.values():
        with database.engine.connect() as connection:
            found += check(connection)
    return found


def reader(database: Database) -> Finding:
    """Whether the index's reader reads the index and nothing else: not what is private, no audit, no keys."""
    try:
        open_to_it = _read_beside(database)
    except database.dialect.ReaderErrors as error:
        remedy = "correct READER_DATABASE_URL, and run flask db grant-reader ROLE as the owner"
        return wrong("reader", f"it cannot read the index ({type(error).__name__})", remedy)
    if open_to_it:
        says = f"it could read {len(open_to_it)} tables beside the index, such as {open_to_it[0]}"
        return warning(
            "reader", says, "run flask db grant-reader ROLE, and set READER_DATABASE_URL to that role"
        )
    return ok("reader", "it can read the search index alone")


def _read_beside(database: Database) -> list[str]:
    """Tables that a reader can read and need not, those that hold most of people first."""
    names = [name for name in inspect(database.engine).get_table_names() if not is_spatial(name)]
    connection = database.dialect.open_reader(database.reader_url, may_read)
    try:
        for name in sorted(filter(may_read, names))[:1]:
            connection.execute(f'SELECT 1 FROM "{name}" LIMIT 0')
        found = [name for name in names if not may_read(name) and _can_read(database, connection, name)]
    finally:
        connection.close()
    return sorted(found, key=lambda name: ("private" not in name, name))


def _can_read(database: Database, connection: Any, table: str) -> bool:
    try:
        connection.execute(f'SELECT 1 FROM "{table}" LIMIT 0')
    except database.dialect.ReaderErrors:
        return False
    return True


def is_spatial(name: str) -> bool:
    """Whether a table is the spatial library's, and holds nothing of ours."""
    return name.startswith(_SPATIAL)


def clock(database: Database) -> Finding:
    """Whether this machine's clock can be right: not behind its own files, and with the database server's."""
    newest = max((file.stat().st_mtime for file in Path(__file__).parent.glob("*.py")), default=0.0)
    if now().timestamp() < newest - CLOCK_TOLERANCE_SECONDS:
        return wrong("clock", "this machine's clock is behind its own files", "set the clock; use NTP")
    with database.engine.connect() as connection:
        there = database.dialect.database_moment(connection)
    away = abs((there - now()).total_seconds()) if there else 0.0
    if away > CLOCK_TOLERANCE_SECONDS:
        return wrong("clock", f"{away:.0f} s away from the database server's", "set both clocks; use NTP")
    return ok("clock", now().strftime("%Y-%m-%d %H:%M UTC"))


def backups(folder: Path) -> Finding:
    """How old the newest backup is."""
    remedy = "run flask db backup, and let it run every night"
    times = [file.stat().st_mtime for file in folder.glob("*.*") if file.suffix in (".sqlite", ".dump")]
    if not times:
        return warning("backup", f"there is none in {folder}", remedy)
    days = (now().timestamp() - max(times)) / 86_400
    if days > BACKUP_DAYS:
        return warning("backup", f"the newest is {days:.0f} days old", remedy)
    return ok("backup", f"the newest is {days * 24:.0f} hours old")


def disk(folders: Iterable[Path]) -> list[Finding]:
    """How much room is left where data grows."""
    found = []
    for folder in dict.fromkeys(folders):
        there = folder
        while not there.exists():
            there = there.parent
        free = shutil.disk_usage(there).free
        says = f"{free / 1024**3:.1f} GB free at {folder}"
        if free < NO_DISK_BYTES:
            found.append(wrong("disk", says, "make room now: nothing can be stored soon"))
        elif free < LITTLE_DISK_BYTES:
            found.append(warning("disk", says, "make room, or move the data to a larger disk"))
        else:
            found.append(ok("disk", says))
    return found
