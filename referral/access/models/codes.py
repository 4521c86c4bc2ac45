"""Codes that open once: invitations, resets, confirmations of addresses, recovery codes. Only hashes are kept."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from referral.kit.db import Base
from referral.kit.db.types import Id, Json, PlainText, UtcDateTime


class Invitation(Base):
    """A place in an organisation, open until it is accepted, taken back or too old."""

    __tablename__ = "invitation"
    __table_args__ = (
        UniqueConstraint("code_hash", name="uq_invitation_code_hash"),
        Index("ix_invitation_organization_id", "organization_id", "id"),
        Index("ix_invitation_created_by", "created_by"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    organization_id: Mapped[str | None] = mapped_column(Id)
    roles: Mapped[list[str]] = mapped_column(Json, nullable=False)
    regions: Mapped[list[str]] = mapped_column(Json, nullable=False)
    # For whom it is, in the words of whoever invites.
    note: Mapped[str] = mapped_column(String(200), nullable=False)
    code_hash: Mapped[str] = mapped_column(String(64), nullable=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)
    created_by: Mapped[str | None] = mapped_column(Id)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    accepted_by: Mapped[str | None] = mapped_column(Id)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class MemberCode(Base):
    """A code for a member: `reset` a password, `confirm` an address.

    One that goes by mail has no hash until whoever sends the mail issues it, so that no secret waits in the outbox. One
    that was asked for an address that nobody has, has no member: asking costs the same either way.
    """

    __tablename__ = "member_code"
    __table_args__ = (
        CheckConstraint("purpose IN ('reset', 'confirm')", name="purpose"),
        UniqueConstraint("code_hash", name="uq_member_code_code_hash"),
        Index("ix_member_code_member_id", "member_id", "purpose"),
        Index("ix_member_code_created_at", "created_at"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    member_id: Mapped[str | None] = mapped_column(Id, ForeignKey("member.id", ondelete="CASCADE"))
    purpose: Mapped[str] = mapped_column(String(20), nullable=False)
    code_hash: Mapped[str | None] = mapped_column(String(64))
    # The address that the mail goes to and that using the code proves.
    email: Mapped[str | None] = mapped_column(PlainText)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)
    created_by: Mapped[str | None] = mapped_column(Id)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RecoveryCode(Base):
    """One of ten codes in place of a phone; each opens once."""

    __tablename__ = "recovery_code"
    __table_args__ = (
        UniqueConstraint("member_id", "code_hash", name="uq_recovery_code_member_id_code_hash"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    member_id: Mapped[str] = mapped_column(Id, ForeignKey("member.id", ondelete="CASCADE"), nullable=False)
    code_hash: Mapped[str] = mapped_column(String(64), nullable=False)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
