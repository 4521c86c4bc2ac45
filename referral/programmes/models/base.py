"""What the tables of this room have in common: records that are followed by others and never edited."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, declared_attr, mapped_column
from sqlalchemy.schema import SchemaItem

from referral.kit.db.types import Id, UtcDateTime
from referral.programmes.rules import Correction


def words(column: str, listed: type[StrEnum] | Iterable[str]) -> sa.CheckConstraint:
    """The column holds one of the words, or nothing where it may be empty."""
    quoted = ", ".join(f"'{word}'" for word in listed)
    return sa.CheckConstraint(f"{column} IN ({quoted})", name=column)


def chained(table: str) -> tuple[SchemaItem, ...]:
    """What holds of every version: the first follows none, each is followed once, and only a later one retracts."""
    return (
        words("reason", Correction),
        sa.CheckConstraint(
            "(version = 1) = (supersedes_id IS NULL) AND (version = 1) = (reason IS NULL)", name="first"
        ),
        sa.CheckConstraint("version > 1 OR NOT retracted", name="retracted"),
        sa.Index(f"uq_{table}_supersedes_id", "supersedes_id", unique=True),
        sa.Index(f"uq_{table}_version", "chain_id", "version", unique=True),
    )


class Chained:
    """One version of a fact with its two times; all versions share `chain_id`, the first one's id.

    The newest counts, unless it is `retracted`: then it never was.
    """

    __tablename__: str

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    occurred_at: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)
    # A member's or key's id; none where the clock did it.
    recorded_by: Mapped[str | None] = mapped_column(Id)
    chain_id: Mapped[str] = mapped_column(Id, nullable=False)
    version: Mapped[int] = mapped_column(sa.Integer, nullable=False)
    reason: Mapped[str | None] = mapped_column(sa.String(20))
    retracted: Mapped[bool] = mapped_column(sa.Boolean, nullable=False)

    @declared_attr
    def supersedes_id(cls) -> Mapped[str | None]:  # noqa: N805 - of the class, as SQLAlchemy has it
        """The version before."""
        return mapped_column(Id, sa.ForeignKey(f"{cls.__tablename__}.id"))
