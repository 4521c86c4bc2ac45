"""The case: who answers for it now and before, who works on it, who may not, who broke the glass.

`case_file.organization_id` is the one responsible organisation: never none, never two. Every change of it writes the
history of custody by triggers of the database, without a gap and without an overlap.
"""

from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from referral.cases.models.base import Recorded, one_of
from referral.cases.words import AssignmentRole, BreakGlassReason, CaseStatus
from referral.kit.db import Base
from referral.kit.db.types import Id, UtcDateTime

_OPEN = text("ended_at IS NULL")


class Case(Recorded, Base):
    """One case. Nothing in it names anybody."""

    __tablename__ = "case_file"
    __table_args__ = (
        one_of("status", CaseStatus),
        CheckConstraint("version >= 1", name="version"),
        Index("uq_case_file_number", "organization_id", "number", unique=True),
        Index("uq_case_file_code_hash", "code_hash", unique=True),
        Index("ix_case_file_list", "organization_id", "status", "id"),
    )

    organization_id: Mapped[str] = mapped_column(Id, nullable=False)
    custody_since: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)
    # The organisation's own number for it.
    number: Mapped[str | None] = mapped_column(String(40))
    code_hash: Mapped[str | None] = mapped_column(String(64))
    status: Mapped[str] = mapped_column(String(20), nullable=False)
    region_id: Mapped[str | None] = mapped_column(Id)
    protection: Mapped[bool] = mapped_column(Boolean, nullable=False)
    restricted: Mapped[bool] = mapped_column(Boolean, nullable=False)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer, nullable=False)


class Custody(Base):
    """One stretch of time in which one organisation answered for a case. Written by triggers only."""

    __tablename__ = "case_custody"
    __table_args__ = (
        CheckConstraint("ended_at IS NULL OR ended_at >= began_at", name="times"),
        Index("uq_case_custody_open", "case_id", unique=True, postgresql_where=_OPEN, sqlite_where=_OPEN),
    )

    case_id: Mapped[str] = mapped_column(Id, ForeignKey("case_file.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    organization_id: Mapped[str] = mapped_column(Id, nullable=False)
    began_at: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Assignment(Recorded, Base):
    """Somebody works on a case. `member_id` is a member's, or the key's of an organisation's software."""

    __tablename__ = "case_assignment"
    __table_args__ = (
        one_of("role", AssignmentRole),
        Index(
            "uq_case_assignment_open",
            "member_id",
            "case_id",
            unique=True,
            postgresql_where=_OPEN,
            sqlite_where=_OPEN,
        ),
        Index("ix_case_assignment_case_id", "case_id"),
    )

    case_id: Mapped[str] = mapped_column(Id, ForeignKey("case_file.id"), nullable=False)
    member_id: Mapped[str] = mapped_column(Id, nullable=False)
    role: Mapped[str] = mapped_column(String(20), nullable=False)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Exclusion(Recorded, Base):
    """A member of staff who is named as a danger: the case does not exist for them, whatever else they are."""

    __tablename__ = "case_exclusion"
    __table_args__ = (Index("uq_case_exclusion_member", "member_id", "case_id", unique=True),)

    case_id: Mapped[str] = mapped_column(Id, ForeignKey("case_file.id"), nullable=False)
    member_id: Mapped[str] = mapped_column(Id, nullable=False)


class BreakGlass(Recorded, Base):
    """Somebody unassigned looked into a case for four hours, and said why."""

    __tablename__ = "case_break_glass"
    __table_args__ = (
        one_of("reason", BreakGlassReason),
        CheckConstraint("expires_at > recorded_at", name="times"),
        Index("ix_case_break_glass_member", "member_id", "case_id", "expires_at"),
        Index("ix_case_break_glass_case_id", "case_id"),
    )

    case_id: Mapped[str] = mapped_column(Id, ForeignKey("case_file.id"), nullable=False)
    member_id: Mapped[str] = mapped_column(Id, nullable=False)
    reason: Mapped[str] = mapped_column(String(20), nullable=False)
    # Sealed with the focal person's key, who is shown it.
    person_id: Mapped[str] = mapped_column(Id, ForeignKey("case_person.id"), nullable=False)
    words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)
