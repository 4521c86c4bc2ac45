"""What the tables of this room have in common. Columns named `…_sealed` hold sealed values and nothing readable."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Mapped, mapped_column

from referral.kit.db.types import Id, UtcDateTime

# A list that may be missing: NULL in the database, not the JSON word.
MaybeJson = JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


class Recorded:
    """A fact with two times: when it happened, and when it was entered, by whom (a member's or key's id)."""

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    occurred_at: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)
    recorded_by: Mapped[str | None] = mapped_column(Id)


def one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    """The column holds one of the words, or nothing where it may be empty."""
    listed = ", ".join(f"'{word.value}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)
