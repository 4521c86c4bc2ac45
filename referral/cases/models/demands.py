"""Demands of police and courts for what is known of somebody: who demanded what by which law, and what came of it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from referral.cases.models.base import Recorded, one_of
from referral.cases.words import Demander, DemandState, NotTold
from referral.kit.db import Base
from referral.kit.db.types import Id, Json, UtcDateTime


class LegalDemand(Recorded, Base):
    """One demand. Approved, it is a disclosure of its own; whoever recorded it does not decide it."""

    __tablename__ = "legal_demand"
    __table_args__ = (
        one_of("demander", Demander),
        one_of("state", DemandState),
        one_of("not_told", NotTold),
        CheckConstraint("(state = 'recorded') = (decided_at IS NULL)", name="decided"),
        CheckConstraint("decided_by IS NULL OR decided_by <> recorded_by", name="two_people"),
        CheckConstraint("told_at IS NULL OR not_told IS NULL", name="told"),
        Index("ix_legal_demand_person_id", "person_id", "id"),
    )

    person_id: Mapped[str] = mapped_column(Id, ForeignKey("case_person.id"), nullable=False)
    demander: Mapped[str] = mapped_column(String(20), nullable=False)
    # Which court or station, and its file number.
    named_sealed: Mapped[bytes] = mapped_column(LargeBinary, nullable=False)
    article: Mapped[str] = mapped_column(String(200), nullable=False)
    # What is demanded: kinds of data, and single documents.
    categories: Mapped[list[str]] = mapped_column(Json, nullable=False)
    documents: Mapped[list[str]] = mapped_column(Json, nullable=False)
    state: Mapped[str] = mapped_column(String(20), nullable=False)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[str | None] = mapped_column(Id)
    # When the person was told of it, or why they were not.
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    not_told: Mapped[str | None] = mapped_column(String(20))
