"""What happened to a referral, and what was missed. Both only grow: the database refuses every change of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from referral.kit.db import Base
from referral.kit.db.models import BigNumber
from referral.kit.db.types import Id, Json, UtcDateTime
from referral.referrals.models.record import words
from referral.referrals.rules import Role, ToldBy, state_check, transition_check


class ReferralEvent(Base):
    """One event. `sequence` is the number of its audit entry, so that events are read in the order of the commits."""

    __tablename__ = "referral_event"
    __table_args__ = (
        # What changes no state is a note; beside these, and an offered place, only the edges of the table happen.
        CheckConstraint(
            f"from_state = to_state OR action = 'place_offered' OR {transition_check()}", name="edge"
        ),
        CheckConstraint(state_check("from_state"), name="from_state"),
        CheckConstraint(state_check("to_state"), name="to_state"),
        words("role", Role),
        words("channel", ToldBy),
        Index("uq_referral_event_number", "referral_id", "number", unique=True),
    )

    sequence: Mapped[int] = mapped_column(BigNumber, primary_key=True, autoincrement=False)
    referral_id: Mapped[str] = mapped_column(Id, ForeignKey("referral.id"), nullable=False)
    # 1, 2, 3 in the order in which they were recorded.
    number: Mapped[int] = mapped_column(SmallInteger, nullable=False)
    occurred_at: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)
    action: Mapped[str] = mapped_column(String(40), nullable=False)
    from_state: Mapped[str] = mapped_column(String(20), nullable=False)
    to_state: Mapped[str] = mapped_column(String(20), nullable=False)
    role: Mapped[str] = mapped_column(String(20), nullable=False)
    # Who did it: a member or key, and of which organisation; nobody where it was the clock.
    actor_id: Mapped[str | None] = mapped_column(Id)
    organization_id: Mapped[str | None] = mapped_column(Id)
    # How the receiver told it to the sender, who recorded it; nothing where it was recorded by whoever did it.
    channel: Mapped[str | None] = mapped_column(String(20))
    # Codes, days and numbers that belong to it; what somebody wrote is sealed.
    details: Mapped[dict[str, Any]] = mapped_column(Json, nullable=False)
    words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    # The referral's version after it.
    version: Mapped[int] = mapped_column(SmallInteger, nullable=False)


class ReferralBreach(Base):
    """A moment of a clock that has passed and was acted upon. Its key is the same however often it is worked out."""

    __tablename__ = "referral_breach"
    __table_args__ = (Index("ix_referral_breach_referral_id", "referral_id", "at"),)

    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    referral_id: Mapped[str] = mapped_column(Id, ForeignKey("referral.id"), nullable=False)
    clock: Mapped[str] = mapped_column(String(40), nullable=False)
    label: Mapped[str] = mapped_column(String(20), nullable=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)
    effects: Mapped[list[str]] = mapped_column(Json, nullable=False)
