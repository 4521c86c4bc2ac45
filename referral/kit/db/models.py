"""Tables of the kit: messages that wait to be sent, and jobs that wait to be done."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from referral.kit.db.base import Base
from referral.kit.db.types import Id, Json, UtcDateTime

BigNumber = BigInteger().with_variant(Integer(), "sqlite")


class OutboxMessage(Base):
    """One fact that somebody outside may have to hear of, written in the transaction that made it true."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_waiting",
            "id",
            postgresql_where=text("taken_at IS NULL"),
            sqlite_where=text("taken_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigNumber, primary_key=True, autoincrement=True)
    event: Mapped[str] = mapped_column(String(100), nullable=False)
    payload: Mapped[dict[str, Any]] = mapped_column(Json, nullable=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)
    # When deliveries were made of it; null while it waits.
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Job(Base):
    """One piece of work. Open while `finished_at` is null; leased while `leased_until` lies ahead."""

    __tablename__ = "job"
    __table_args__ = (
        UniqueConstraint("key", name="uq_job_key"),
        Index(
            "ix_job_open",
            "run_at",
            "id",
            postgresql_where=text("finished_at IS NULL"),
            sqlite_where=text("finished_at IS NULL"),
        ),
        Index("ix_job_finished_at", "finished_at"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(100), nullable=False)
    key: Mapped[str | None] = mapped_column(String(200))
    payload: Mapped[dict[str, Any]] = mapped_column(Json, nullable=False)
    run_at: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    leased_by: Mapped[str | None] = mapped_column(String(100))
    attempts: Mapped[int] = mapped_column(Integer, nullable=False, default=0)
    # A code, never a text: an error's text may name somebody.
    last_error: Mapped[str | None] = mapped_column(String(100))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # `done` or `gave_up`.
    outcome: Mapped[str | None] = mapped_column(String(20))
