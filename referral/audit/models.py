"""Tables of the audit. Triggers refuse every change and deletion of an entry; only the owner can take those
away.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from referral.kit.db import Base
from referral.kit.db.models import BigNumber
from referral.kit.db.types import Id, Json, UtcDateTime


class AuditEntry(Base):
    """One act. `sequence` is drawn under the lock of the head, so it is in commit order and without gaps."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_object_id", "object_id", "sequence"),
        Index("ix_audit_entry_hash", "hash"),
    )

    sequence: Mapped[int] = mapped_column(BigNumber, primary_key=True, autoincrement=False)
    occurred_at: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)
    action: Mapped[str] = mapped_column(String(100), nullable=False)
    actor_kind: Mapped[str] = mapped_column(String(20), nullable=False)
    actor_id: Mapped[str | None] = mapped_column(Id)
    organization_id: Mapped[str | None] = mapped_column(Id)
    object_kind: Mapped[str] = mapped_column(String(50), nullable=False)
    object_id: Mapped[str | None] = mapped_column(String(100))
    details: Mapped[dict[str, Any]] = mapped_column(Json, nullable=False)
    prev_hash: Mapped[str] = mapped_column(String(64), nullable=False)
    hash: Mapped[str] = mapped_column(String(64), nullable=False)


class AuditHead(Base):
    """The end of the chain, in the table's only row. Whoever appends locks it until the commit."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(BigNumber, nullable=False)
    hash: Mapped[str] = mapped_column(String(64), nullable=False)
