"""Administrators' tokens, keys, and failed attempts. Of a token a hash is kept, and its beginning to know it by."""

from datetime import date, datetime

from sqlalchemy import Date, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from referral.kit.db import Base
from referral.kit.db.types import Id, Json, UtcDateTime


class Administrator(Base):
    """Somebody who runs this installation."""

    __tablename__ = "administrator"
    __table_args__ = (UniqueConstraint("prefix", name="uq_administrator_prefix"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(200), nullable=False)
    prefix: Mapped[str] = mapped_column(String(20), nullable=False)
    token_hash: Mapped[str] = mapped_column(String(64), nullable=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ApiKey(Base):
    """A key of an organisation's software. It ends on a day, and can be ended before."""

    __tablename__ = "api_key"
    __table_args__ = (
        UniqueConstraint("prefix", name="uq_api_key_prefix"),
        Index("ix_api_key_organization_id", "organization_id"),
        Index("ix_api_key_created_by", "created_by"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    # The directory is a higher room: its table is not named here.
    organization_id: Mapped[str] = mapped_column(Id, nullable=False)
    name: Mapped[str] = mapped_column(String(200), nullable=False)
    prefix: Mapped[str] = mapped_column(String(20), nullable=False)
    key_hash: Mapped[str] = mapped_column(String(64), nullable=False)
    scopes: Mapped[list[str]] = mapped_column(Json, nullable=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)
    # The member who made it, with whose membership it ends; null where an administrator's token or a command did.
    created_by: Mapped[str | None] = mapped_column(Id)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # To the day: enough to find keys that nobody uses, too little to follow anybody's work.
    last_used_on: Mapped[date | None] = mapped_column(Date)


class FailedAttempt(Base):
    """One attempt with a wrong key. `source` is a keyed hash of the address, kept for an hour."""

    __tablename__ = "failed_attempt"
    __table_args__ = (
        Index("ix_failed_attempt_source_at", "source", "at"),
        Index("ix_failed_attempt_at", "at"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    source: Mapped[str] = mapped_column(String(64), nullable=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)
