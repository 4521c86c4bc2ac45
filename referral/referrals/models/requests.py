"""Keys by which a request is done once, however often it is sent."""

from datetime import datetime

from sqlalchemy import Index, Integer, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from referral.kit.db import Base
from referral.kit.db.types import Id, PlainText, UtcDateTime


class IdempotencyKey(Base):
    """A request that was done: what it was about and how it was answered, never the answer, which is made afresh."""

    __tablename__ = "idempotency_key"
    __table_args__ = (Index("ix_idempotency_key_created_at", "created_at"),)

    client_id: Mapped[str] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(PlainText, primary_key=True)
    organization_id: Mapped[str | None] = mapped_column(Id)
    # SHA-256 of the method, the address and the body.
    body_hash: Mapped[str] = mapped_column(String(64), nullable=False)
    status: Mapped[int] = mapped_column(SmallInteger, nullable=False)
    resource_id: Mapped[str] = mapped_column(Id, nullable=False)
    resource_version: Mapped[int] = mapped_column(Integer, nullable=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)
