"""Short names for making many tables that are alike. Frozen."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from referral.migrations.cases.kinds import ID, MOMENT, Kind

Part = sa.Column[Any] | tuple[str, ...]


def text(length: int) -> Kind:
    """Text of at most so many characters."""
    return lambda: sa.String(length)


def must(kind: Kind, names: str) -> list[Part]:
    """Columns that always hold something."""
    return [sa.Column(name, kind(), nullable=False) for name in names.split()]


def may(kind: Kind, names: str) -> list[Part]:
    """Columns that may be empty."""
    return [sa.Column(name, kind()) for name in names.split()]


def recorded() -> list[Part]:
    """An id, the two times of a fact, and who entered it."""
    return [*must(ID, "id"), *must(MOMENT, "occurred_at recorded_at"), *may(ID, "recorded_by")]


def refers(column: str, to: str, *, ondelete: str = "") -> Part:
    """A foreign key to the only column of another table's primary key."""
    return ("refers", column, to, ondelete)


def words(column: str, listed: str) -> Part:
    """The column holds one of these words."""
    quoted = ", ".join(f"'{word}'" for word in listed.split())
    return check(column, f"{column} IN ({quoted})")


def check(name: str, condition: str) -> Part:
    """A condition on every row."""
    return ("check", name, condition)


def table(name: str, *parts: Part, key: str = "id") -> None:
    """Makes the table with its constraints, each under its name."""
    made: list[Any] = [part for part in parts if not isinstance(part, tuple)]
    for kind, *rest in (part for part in parts if isinstance(part, tuple)):
        if kind == "check":
            # As it stands: the naming convention would put the prefix before it a second time.
            made.append(sa.CheckConstraint(rest[1], name=op.f(f"ck_{name}_{rest[0]}")))
        else:
            column, to, ondelete = rest
            named = f"fk_{name}_{column}"
            made.append(
                sa.ForeignKeyConstraint([column], [f"{to}.id"], name=named, ondelete=ondelete or None)
            )
    op.create_table(name, *made, sa.PrimaryKeyConstraint(*key.split(), name=f"pk_{name}"))


def index(name: str, of: str, column_names: str, *, where: str = "", sqlite_where: str = "") -> None:
    """An index, unique where its name begins so, over the rows that a condition names."""
    conditions: dict[str, Any] = {}
    if where:
        conditions["postgresql_where"] = sa.text(where)
        conditions["sqlite_where"] = sa.text(sqlite_where or where)
    op.create_index(name, of, column_names.split(), unique=name.startswith("uq_"), **conditions)
