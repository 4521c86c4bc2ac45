"""The staging file: everything that was read, as one SQLite file beside the directory.

Parsing, merging and checking happen in here, so that the directory is touched only by rows that can be written, in
batches of bounded time, and memory does not grow with the file. A killed import finds it again.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
from pysqlite3 import dbapi2 as sqlite

from referral.directory.hsds.objects import OBJECTS

CODES = {name: number for number, name in enumerate(OBJECTS)}
NAMES = list(OBJECTS)
_BATCH = 2_000

_TABLES = """
CREATE TABLE IF NOT EXISTS staged (
    n INTEGER PRIMARY KEY, object INTEGER NOT NULL, id TEXT NOT NULL, file TEXT, line INTEGER, payload TEXT NOT NULL,
    keys TEXT
);
CREATE TABLE IF NOT EXISTS refused (object INTEGER NOT NULL, id TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS unresolved (object INTEGER, id TEXT, field TEXT, value TEXT);
CREATE TABLE IF NOT EXISTS withheld (location_id TEXT PRIMARY KEY, latitude REAL, longitude REAL, payload TEXT);
CREATE TABLE IF NOT EXISTS tied (via TEXT, id TEXT, location_id TEXT, PRIMARY KEY (via, id));
CREATE TABLE IF NOT EXISTS gone (id TEXT PRIMARY KEY, location_id TEXT);
CREATE TABLE IF NOT EXISTS twin (object INTEGER, id TEXT, of TEXT);
CREATE TABLE IF NOT EXISTS held_back (object INTEGER, id TEXT);
CREATE TABLE IF NOT EXISTS arrival (service_id TEXT, said TEXT);
CREATE TABLE IF NOT EXISTS note (n INTEGER PRIMARY KEY, kind TEXT, payload TEXT);
CREATE TABLE IF NOT EXISTS counted (
    object TEXT PRIMARY KEY, rejected INTEGER NOT NULL DEFAULT 0, repeated INTEGER NOT NULL DEFAULT 0
);
"""


@dataclass(slots=True)
class Staged:
    """One staged row: `values` are HSDS fields with ids of the directory, `keys` the source's own keys that differ."""

    n: int
    object: str
    id: str
    file: str
    line: int | None
    values: dict[str, Any]
    keys: Mapping[str, str] = field(default_factory=dict)

    def said(self, column: str) -> str | None:
        """A key as the source spells it, for people."""
        own = self.id if column == "id" else self.values.get(column)
        return self.keys.get(column, own)


class Staging:
    """The open staging file."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        # It holds what is exact of confidential places: its owner's alone.
        path.touch(mode=0o600)
        self.database = sqlite.connect(str(path), check_same_thread=False)
        self.database.isolation_level = None
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -24576", "temp_store = FILE"):
            self.database.execute(f"PRAGMA {pragma}").fetchall()
        self.database.executescript(_TABLES)
        self._waiting: list[tuple[Any, ...]] = []
        self.database.execute("BEGIN")

    def add(
        self,
        object_: str,
        id_: str,
        values: dict[str, Any],
        *,
        file: str,
        line: int | None,
        keys: Mapping[str, str] | None = None,
    ) -> None:
        """Appends a row. `keys` are the source's own where ids were derived from them."""
        payload = orjson.dumps(values).decode()
        said = orjson.dumps(keys).decode() if keys else None
        self._waiting.append((CODES[object_], id_, file, line, payload, said))
        if len(self._waiting) >= _BATCH:
            self.flush()

    def flush(self) -> None:
        """Writes what waits."""
        self.database.executemany(
            "INSERT INTO staged (object, id, file, line, payload, keys) VALUES (?, ?, ?, ?, ?, ?)",
            self._waiting,
        )
        self._waiting.clear()

    def index(self) -> None:
        """Makes rows findable by object and id."""
        self.flush()
        self.database.execute("CREATE INDEX IF NOT EXISTS ix_staged ON staged (object, id)")
        self.database.execute("CREATE INDEX IF NOT EXISTS ix_refused ON refused (object, id)")
        self.database.execute("CREATE INDEX IF NOT EXISTS ix_unresolved ON unresolved (object, id)")

    def keep(self) -> None:
        """Makes all of it durable: from here on a kill can be resumed."""
        self.flush()
        self.database.execute("COMMIT")
        self.database.execute("BEGIN")

    def rows(self, object_: str, *, after: int = 0, limit: int = -1) -> Iterator[Staged]:
        """Rows of an object in the order of reading."""
        found = self.database.execute(
            "SELECT n, id, file, line, payload FROM staged WHERE object = ? AND n > ? ORDER BY n LIMIT ?",
            (CODES[object_], after, limit),
        )
        for n, id_, file, line, payload in found:
            yield Staged(n, object_, id_, file, line, orjson.loads(payload))

    def batch(self, object_: str, *, after: int, size: int) -> list[Staged]:
        """The next rows of an object behind a position."""
        return list(self.rows(object_, after=after, limit=size))

    def with_ids(self, object_: str, ids: Iterable[str]) -> list[Staged]:
        """Rows of an object with these ids."""
        found = []
        for id_ in ids:
            for n, file, line, payload in self.database.execute(
                "SELECT n, file, line, payload FROM staged WHERE object = ? AND id = ?", (CODES[object_], id_)
            ).fetchall():
                found.append(Staged(n, object_, id_, file, line, orjson.loads(payload)))
        return found

    def row(self, n: int) -> Staged:
        """One row by its number, with the source's keys."""
        object_, id_, file, line, payload, keys = self.database.execute(
            "SELECT object, id, file, line, payload, keys FROM staged WHERE n = ?", (n,)
        ).fetchone()
        said = orjson.loads(keys) if keys else {}
        return Staged(n, NAMES[object_], id_, file, line, orjson.loads(payload), said)

    def replace(self, row: Staged) -> None:
        """Writes a row's values anew."""
        self.database.execute(
            "UPDATE staged SET payload = ?, id = ? WHERE n = ?",
            (orjson.dumps(row.values).decode(), row.id, row.n),
        )

    def drop(self, rows: Iterable[int]) -> None:
        """Takes rows out."""
        self.database.executemany("DELETE FROM staged WHERE n = ?", [(n,) for n in rows])

    def refuse(self, n: int) -> None:
        """Takes a row out that the source has, but that cannot be used: it is not gone at the source."""
        self.database.execute("INSERT INTO refused SELECT object, id FROM staged WHERE n = ?", (n,))
        self.drop([n])

    def holds(self, object_: str, id_: str) -> bool:
        """Whether the source has an object, usable or refused."""
        given = (CODES[object_], id_)
        return any(
            self.query(f"SELECT 1 FROM {table} WHERE object = ? AND id = ? LIMIT 1", given)
            for table in ("staged", "refused")
        )

    def is_empty(self) -> bool:
        """Whether nothing is left that could be written."""
        return not (
            self.query("SELECT 1 FROM staged LIMIT 1") or self.query("SELECT 1 FROM withheld LIMIT 1")
        )

    def make_lasting(self, path: Path) -> None:
        """Gives the file the name under which a later run finds it; files of any other name are nobody's."""
        self.path = self.path.rename(path)

    def count(self, object_: str) -> int:
        """How many rows of an object there are."""
        found = self.database.execute("SELECT count(*) FROM staged WHERE object = ?", (CODES[object_],))
        return int(found.fetchone()[0])

    def each(self, statement: str, parameters: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
        """The rows of a statement one by one: what `query` gives as a list, in constant memory."""
        return iter(self.database.execute(statement, parameters))

    def query(self, statement: str, parameters: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """All rows of a statement."""
        rows: list[tuple[Any, ...]] = self.database.execute(statement, parameters).fetchall()
        return rows

    def note(self, kind: str, payload: dict[str, Any]) -> None:
        """Keeps a reject or a warning."""
        self.database.execute(
            "INSERT INTO note (kind, payload) VALUES (?, ?)", (kind, orjson.dumps(payload).decode())
        )

    def notes(self, kind: str) -> Iterator[dict[str, Any]]:
        """All rejects or warnings."""
        for (payload,) in self.database.execute(
            "SELECT payload FROM note WHERE kind = ? ORDER BY n", (kind,)
        ):
            yield orjson.loads(payload)

    def count_rejected(self, object_: str) -> None:
        """Counts a reject of an object."""
        self.database.execute(
            "INSERT INTO counted (object, rejected) VALUES (?, 1)"
            " ON CONFLICT (object) DO UPDATE SET rejected = rejected + 1",
            (object_,),
        )

    def count_repeated(self, object_: str) -> None:
        """Counts a row of a table that says the same as one before it."""
        self.database.execute(
            "INSERT INTO counted (object, repeated) VALUES (?, 1)"
            " ON CONFLICT (object) DO UPDATE SET repeated = repeated + 1",
            (object_,),
        )

    def rejected(self) -> dict[str, int]:
        """Rejects by object."""
        return dict(self.query("SELECT object, rejected FROM counted WHERE rejected > 0"))

    def repeated(self) -> dict[str, int]:
        """Rows of tables that said nothing new, by object."""
        return dict(self.query("SELECT object, repeated FROM counted WHERE repeated > 0"))

    def close(self, *, remove: bool = False) -> None:
        """Closes the file, and removes it when nothing is left to resume."""
        if not remove:
            self.keep()
        self.database.close()
        if remove:
            self.path.unlink(missing_ok=True)
