"""Backups of one SQLite file: taken from one snapshot while others read and write, proven by restoring."""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from pysqlite3 import dbapi2 as sqlite

from referral.kit.db.addresses import path_of
from referral.kit.db.backups import BackupError

SUFFIX = ".sqlite"
_BUSY_SECONDS = 10.0


def backup(url: str, target: str) -> dict[str, int]:
    """A consistent copy through SQLite's online backup; answers the rows of each table in that very snapshot.

    The read transaction that stays open meanwhile keeps the copy to one snapshot, and from starting anew at
    each commit of others.
    """
    path = path_of(url)
    if not path.exists():
        raise BackupError(f"there is no database at {path}")
    source = sqlite.connect(str(path), timeout=_BUSY_SECONDS, isolation_level=None)
    copy = sqlite.connect(target)
    try:
        source.execute("BEGIN")
        counts = _counts(source)
        source.backup(copy, pages=4096)
        copy.execute("PRAGMA journal_mode = DELETE").fetchall()
        return counts
    finally:
        copy.close()
        source.close()


def verify_backup(_url: str, target: str, counts: dict[str, int]) -> str:
    """Restores into a scratch file beside the backup, checks it whole and counts; says what was verified."""
    with tempfile.TemporaryDirectory(dir=Path(target).resolve().parent, prefix="verify-") as folder:
        scratch = Path(folder) / "scratch.db"
        _place(target, scratch)
        restored = sqlite.connect(str(scratch))
        try:
            answer = restored.execute("PRAGMA integrity_check").fetchone()[0]
            if answer != "ok":
                raise BackupError(f"the backup is damaged: {answer}")
            if _counts(restored) != counts:
                raise BackupError("the backup does not hold the rows that the database held")
        finally:
            restored.close()
    return "restored into a scratch database: integrity ok, rows of every table equal"


def revision_of_backup(source: str) -> str | None:
    """The migration that a backup was taken at."""
    if Path(source).read_bytes()[:16] != b"SQLite format 3\x00":
        raise BackupError(f"{source} is not an SQLite database")
    file = sqlite.connect(f"{Path(source).resolve().as_uri()}?mode=ro", uri=True)
    try:
        row = file.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite.DatabaseError as error:
        raise BackupError(f"{source} is not a backup of this software") from error
    finally:
        file.close()
    return str(row[0]) if row else None


def restore(url: str, source: str) -> None:
    """Puts a backup in the database's place, whole or not at all. Refused while anybody has the database
    open.
    """
    path = path_of(url)
    _refuse_if_open(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".restoring")
    _place(source, fresh)
    for suffix in ("-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    os.replace(fresh, path)


def _place(source: str, target: Path) -> None:
    shutil.copyfile(source, target)
    check = sqlite.connect(str(target))
    try:
        answer = check.execute("PRAGMA quick_check").fetchone()[0]
    except sqlite.DatabaseError as error:
        answer = str(error)
    finally:
        check.close()
    if answer != "ok":
        target.unlink()
        raise BackupError(f"the backup is damaged: {answer}")


def _refuse_if_open(path: Path) -> None:
    """SQLite leaves its write-ahead log only where nobody else is there."""
    if not path.exists():
        return
    alone = sqlite.connect(str(path), timeout=1.0, isolation_level=None)
    try:
        alone.execute("PRAGMA journal_mode = DELETE").fetchall()
    except sqlite.OperationalError as error:
        raise BackupError("the database is in use: stop the server and the workers first") from error
    except sqlite.DatabaseError:
        # What lies there is broken; that is what backups are for.
        return
    finally:
        alone.close()


def _counts(connection: Any) -> dict[str, int]:
    """Rows of each table. Virtual tables have no rows of their own: those behind them are counted."""
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0"
    ).fetchall()
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names}
