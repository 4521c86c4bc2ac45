"""Enquiries for free places, and the services that were asked, each with its answer. Nothing in them is of anybody."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from referral.kit.db import Base
from referral.kit.db.types import Id, Json, UtcDateTime
from referral.referrals.models.record import words
from referral.referrals.rules import Priority, ToldBy
from referral.referrals.rules.enquiries import AnswerKind, EnquiryState

_OPEN = sa.text("state = 'open'")
_HELD = sa.text("held > 0")


class Enquiry(Base):
    """What is asked, by whom, until when it can be answered."""

    __tablename__ = "enquiry"
    __table_args__ = (
        words("state", EnquiryState),
        words("priority", Priority),
        sa.CheckConstraint("party_size BETWEEN 1 AND 20", name="party_size"),
        sa.CheckConstraint("(state = 'open') = (ended_at IS NULL)", name="ended"),
        sa.Index("ix_enquiry_asker", "organization_id", "id"),
        sa.Index("ix_enquiry_ends_at", "ends_at", postgresql_where=_OPEN, sqlite_where=_OPEN),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)
    # A member's or key's id, and their organisation.
    author_id: Mapped[str] = mapped_column(Id, nullable=False)
    organization_id: Mapped[str] = mapped_column(Id, nullable=False)
    need_code: Mapped[str] = mapped_column(sa.String(100), nullable=False)
    party_size: Mapped[int] = mapped_column(sa.SmallInteger, nullable=False)
    age_bands: Mapped[list[str]] = mapped_column(Json, nullable=False)
    languages: Mapped[list[str]] = mapped_column(Json, nullable=False)
    needed_from: Mapped[date | None] = mapped_column(sa.Date)
    region_id: Mapped[str | None] = mapped_column(Id)
    region1_id: Mapped[str | None] = mapped_column(Id)
    country: Mapped[str | None] = mapped_column(sa.String(2))
    priority: Mapped[str] = mapped_column(sa.String(20), nullable=False)
    # Then the services are told the reduced line only.
    protection: Mapped[bool] = mapped_column(sa.Boolean, nullable=False)
    state: Mapped[str] = mapped_column(sa.String(20), nullable=False)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class EnquiryService(Base):
    """One service that was asked, and what it said last. `held` places are kept for the asker until `held_until`."""

    __tablename__ = "enquiry_service"
    __table_args__ = (
        words("answer", AnswerKind),
        words("told_by", ToldBy),
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered"),
        sa.CheckConstraint("held = 0 OR (answer = 'yes' AND held_until IS NOT NULL)", name="held"),
        sa.Index("uq_enquiry_service_service", "enquiry_id", "service_id", unique=True),
        sa.Index("ix_enquiry_service_asked", "organization_id", "enquiry_id"),
        sa.Index("ix_enquiry_service_held", "held_until", postgresql_where=_HELD, sqlite_where=_HELD),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    enquiry_id: Mapped[str] = mapped_column(
        Id, sa.ForeignKey("enquiry.id", ondelete="CASCADE"), nullable=False
    )
    # Of the asker, too: so that a row says by itself who may know of it.
    asker_organization_id: Mapped[str] = mapped_column(Id, nullable=False)
    organization_id: Mapped[str] = mapped_column(Id, nullable=False)
    service_id: Mapped[str] = mapped_column(Id, nullable=False)
    service_at_location_id: Mapped[str | None] = mapped_column(Id)
    # Whether somebody there can answer here; else the asker calls, and records what was said.
    connected: Mapped[bool] = mapped_column(sa.Boolean, nullable=False)
    answer: Mapped[str | None] = mapped_column(sa.String(20))
    places: Mapped[int | None] = mapped_column(sa.SmallInteger)
    held: Mapped[int] = mapped_column(sa.SmallInteger, nullable=False)
    held_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by: Mapped[str | None] = mapped_column(Id)
    told_by: Mapped[str | None] = mapped_column(sa.String(20))
