"""The frame of a programme, and where and with whom it works. What it is called stands in the directory."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from referral.kit.db import Base
from referral.kit.db.types import Id, Json, UtcDateTime
from referral.programmes.models.base import words
from referral.programmes.rules import PartnerRole

_IN_FORCE = sa.text("ended_at IS NULL")


class Programme(Base):
    """One programme. `id` is that of the HSDS program, which the directory may take back: it stays here as it was."""

    __tablename__ = "programme"
    __table_args__ = (
        sa.CheckConstraint("ends_on >= starts_on", name="dates"),
        sa.CheckConstraint("version >= 1", name="version"),
        sa.Index("ix_programme_organization_id", "organization_id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    organization_id: Mapped[str] = mapped_column(Id, nullable=False)
    version: Mapped[int] = mapped_column(sa.Integer, nullable=False)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)
    recorded_by: Mapped[str | None] = mapped_column(Id)
    starts_on: Mapped[date] = mapped_column(sa.Date, nullable=False)
    ends_on: Mapped[date] = mapped_column(sa.Date, nullable=False)
    countries: Mapped[list[str]] = mapped_column(Json, nullable=False)
    funder: Mapped[str | None] = mapped_column(sa.String(200))


class ProgrammeTerritory(Base):
    """A part of a country in which a programme works."""

    __tablename__ = "programme_territory"
    __table_args__ = (sa.Index("ix_programme_territory_programme_id", "programme_id", "number"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[str] = mapped_column(Id, sa.ForeignKey("programme.id"), nullable=False)
    number: Mapped[int] = mapped_column(sa.SmallInteger, nullable=False)
    name: Mapped[str] = mapped_column(sa.String(200), nullable=False)
    country: Mapped[str] = mapped_column(sa.String(2), nullable=False)
    # Official regions may take the place of derived ones: the id stays as it was.
    region_id: Mapped[str | None] = mapped_column(Id)


class ProgrammePartner(Base):
    """That an organisation works in a programme, and as what; whoever leads it is one of them."""

    __tablename__ = "programme_partner"
    __table_args__ = (
        words("role", PartnerRole),
        sa.Index("ix_programme_partner_organization_id", "organization_id", "programme_id"),
        sa.Index(
            "uq_programme_partner_in_force",
            "programme_id",
            "organization_id",
            unique=True,
            postgresql_where=_IN_FORCE,
            sqlite_where=_IN_FORCE,
        ),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[str] = mapped_column(Id, sa.ForeignKey("programme.id"), nullable=False)
    organization_id: Mapped[str] = mapped_column(Id, nullable=False)
    role: Mapped[str] = mapped_column(sa.String(20), nullable=False)
    began_at: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ProgrammeAlliance(Base):
    """Organisations that agreed to work together; `member_ids` are those of organisations."""

    __tablename__ = "programme_alliance"
    __table_args__ = (sa.Index("ix_programme_alliance_programme_id", "programme_id", "number"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[str] = mapped_column(Id, sa.ForeignKey("programme.id"), nullable=False)
    number: Mapped[int] = mapped_column(sa.SmallInteger, nullable=False)
    name: Mapped[str] = mapped_column(sa.String(200), nullable=False)
    territory_id: Mapped[str | None] = mapped_column(Id, sa.ForeignKey("programme_territory.id"))
    agreement: Mapped[str | None] = mapped_column(sa.String(200))
    agreed_on: Mapped[date | None] = mapped_column(sa.Date)
    member_ids: Mapped[list[str]] = mapped_column(Json, nullable=False)
