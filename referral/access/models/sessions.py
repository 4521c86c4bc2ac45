"""Sessions, second factors and counted attempts. Of a session's token only a hash is kept."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from referral.access.models.members import Member
from referral.kit.db import Base
from referral.kit.db.types import Id, UtcDateTime


class MemberSession(Base):
    """One browser of one member. `pending_factor_since` is set between the password and the second factor."""

    __tablename__ = "member_session"
    __table_args__ = (
        UniqueConstraint("token_hash", name="uq_member_session_token_hash"),
        Index("ix_member_session_member_id", "member_id", "id"),
        Index("ix_member_session_started_at", "started_at"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    member_id: Mapped[str] = mapped_column(Id, ForeignKey("member.id", ondelete="CASCADE"), nullable=False)
    token_hash: Mapped[str] = mapped_column(String(64), nullable=False)
    # The program that the browser calls itself, for its owner to know it by in the list.
    agent: Mapped[str] = mapped_column(String(200), nullable=False)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)
    last_used_at: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)
    pending_factor_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    member: Mapped[Member] = relationship(lazy="joined", innerjoin=True)


class SecondFactor(Base):
    """An authenticator's secret, sealed. `last_step` is the last time step whose code was used: no code works twice."""

    __tablename__ = "second_factor"

    member_id: Mapped[str] = mapped_column(Id, ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary, nullable=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)
    # Null until a first code proves that the phone has the secret.
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_step: Mapped[int] = mapped_column(BigInteger, nullable=False, default=0)


class AttemptCount(Base):
    """How many tries were taken since when. `subject` is a keyed hash: of an account, a network, a device."""

    __tablename__ = "attempt_count"
    __table_args__ = (Index("ix_attempt_count_since", "since"),)

    subject: Mapped[str] = mapped_column(String(64), primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)
    taken: Mapped[int] = mapped_column(Integer, nullable=False)
