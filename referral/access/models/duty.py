"""Duty lists of organisations: who stands in, at which times."""

from datetime import date, time

from sqlalchemy import Date, ForeignKey, Index, Integer, String, Time
from sqlalchemy.orm import Mapped, mapped_column, relationship

from referral.kit.db import Base
from referral.kit.db.types import Id, Json


class DutyList(Base):
    """An organisation's list; its times are those of one time zone (an IANA name)."""

    __tablename__ = "duty_list"

    organization_id: Mapped[str] = mapped_column(Id, primary_key=True)
    zone: Mapped[str] = mapped_column(String(64), nullable=False)
    version: Mapped[int] = mapped_column(Integer, nullable=False)

    turns: Mapped[list["DutyTurn"]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="DutyTurn.position"
    )


class DutyTurn(Base):
    """One line of a list. The member may be of another organisation; lines of an ended membership are removed."""

    __tablename__ = "duty_turn"
    __table_args__ = (Index("ix_duty_turn_member_id", "member_id"),)

    organization_id: Mapped[str] = mapped_column(
        Id, ForeignKey("duty_list.organization_id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    role: Mapped[str] = mapped_column(String(40), nullable=False)
    member_id: Mapped[str] = mapped_column(Id, ForeignKey("member.id", ondelete="CASCADE"), nullable=False)
    weekdays: Mapped[list[str]] = mapped_column(Json, nullable=False)
    begins: Mapped[time] = mapped_column(Time, nullable=False)
    until: Mapped[time] = mapped_column(Time, nullable=False)
    first: Mapped[date | None] = mapped_column(Date)
    last: Mapped[date | None] = mapped_column(Date)
