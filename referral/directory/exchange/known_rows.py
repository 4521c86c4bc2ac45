"""Rows as they are known: of the directory, and while a file is being taken in of what it brings as well."""

from collections.abc import Collection, Iterator
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.directory.exchange.staging import CODES, Staging
from referral.directory.models import table_of
from referral.directory.queries.nesting import rows_by
from referral.kit.db.bulk import among

_CHUNK = 2_000
Found = tuple[Any, ...]


class KnownRows:
    """Finds rows of an object by what a column holds, among the directory's and the file's together."""

    def __init__(self, session: Session, staging: Staging | None = None) -> None:
        self.session, self.staging = session, staging

    def find(self, name: str, via: str, values: Collection[str], *columns: str) -> Iterator[Found]:
        """(id, value of `via`, columns …) of each row whose `via` is one of the values; of one that both hold, both."""
        yield from self.held(name, via, values, *columns)
        yield from self.staged(name, via, values, *columns)

    def held(self, name: str, via: str, values: Collection[str], *columns: str) -> Iterator[Found]:
        """Those of the directory."""
        table, ordered = table_of(name), sorted(values)
        wanted = [table.c[each] for each in ("id", via, *columns)]
        for start in range(0, len(ordered), _CHUNK):
            statement = sa.select(*wanted).where(among(table.c[via], ordered[start : start + _CHUNK]))
            yield from (tuple(row) for row in self.session.execute(statement))

    def staged(self, name: str, via: str, values: Collection[str], *columns: str) -> Iterator[Found]:
        """Those of the file."""
        if self.staging is None or not values:
            return
        self._seek(values)
        wanted = ", ".join(_column(each) for each in ("id", via, *columns))
        yield from self.staging.query(
            f"SELECT {wanted} FROM staged WHERE object = ? AND {_column(via)} IN (SELECT id FROM sought)",
            (CODES[name],),
        )

    def first(self, name: str, via: str, value: str, many: int) -> set[str]:
        """Ids of so many rows at most, of the directory and of the file each."""
        table = table_of(name)
        statement = sa.select(table.c.id).where(table.c[via] == value).limit(many)
        found = set(self.session.scalars(statement))
        if self.staging is not None:
            staged = f"SELECT id FROM staged WHERE object = ? AND {_column(via)} = ? LIMIT ?"
            found |= {id_ for (id_,) in self.staging.query(staged, (CODES[name], value, many))}
        return found

    def whole(self, name: str, via: str, values: Collection[str]) -> list[dict[str, Any]]:
        """Whole rows; what the file says of one stands over what the directory holds of it."""
        rows = {row["id"]: dict(row) for row in rows_by(self.session, name, via, values)}
        if self.staging is not None and values:
            self._seek(values)
            held = f"object = ? AND {_column(via)} IN (SELECT id FROM sought)"
            for id_, payload in self.staging.query(
                f"SELECT id, payload FROM staged WHERE {held}", (CODES[name],)
            ):
                said = orjson.loads(payload)
                rows[id_] = {**rows.get(id_, {}), **said, "id": id_}
        return [row for _, row in sorted(rows.items())]

    def _seek(self, values: Collection[str]) -> None:
        if self.staging is not None:
            database = self.staging.database
            database.execute("CREATE TEMP TABLE IF NOT EXISTS sought (id TEXT PRIMARY KEY)")
            database.execute("DELETE FROM sought")
            database.executemany("INSERT INTO sought VALUES (?)", [(each,) for each in sorted(values)])


def _column(name: str) -> str:
    return "id" if name == "id" else f"payload ->> '{name}'"
