"""What is to be reached, and what is counted without people: groups by heads, and instruments that were adopted."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from referral.kit.db import Base
from referral.kit.db.types import Id, Json
from referral.programmes.models.base import Chained, chained, words
from referral.programmes.rules import ActivityKind, AgeBand, GoalKind, InstrumentKind, Sex, Unit


class Target(Chained, Base):
    """What a programme, or one organisation in it, is to reach by a day."""

    __tablename__ = "programme_target"
    __table_args__ = (
        *chained("programme_target"),
        words("unit", Unit),
        words("goal_kind", GoalKind),
        words("sex", Sex),
        words("age_band", AgeBand),
        sa.CheckConstraint("goal >= 1 AND (goal_kind = 'count' OR goal <= 100)", name="goal"),
        sa.Index("ix_programme_target_programme_id", "programme_id", "id"),
    )

    programme_id: Mapped[str] = mapped_column(Id, sa.ForeignKey("programme.id"), nullable=False)
    # Whose target; none: the whole programme's.
    organization_id: Mapped[str | None] = mapped_column(Id)
    title: Mapped[str] = mapped_column(sa.String(200), nullable=False)
    unit: Mapped[str] = mapped_column(sa.String(20), nullable=False)
    kinds: Mapped[list[str]] = mapped_column(Json, nullable=False)
    of_kinds: Mapped[list[str]] = mapped_column(Json, nullable=False)
    goal_kind: Mapped[str] = mapped_column(sa.String(20), nullable=False)
    goal: Mapped[int] = mapped_column(sa.Integer, nullable=False)
    due_on: Mapped[date] = mapped_column(sa.Date, nullable=False)
    sex: Mapped[str | None] = mapped_column(sa.String(20))
    age_band: Mapped[str | None] = mapped_column(sa.String(20))
    territory_id: Mapped[str | None] = mapped_column(Id, sa.ForeignKey("programme_territory.id"))
    target_group: Mapped[str | None] = mapped_column(sa.String(40))


class Activity(Chained, Base):
    """A group that came together. `counts` is a list of {"sex", "age_band", "count"}; nobody is named."""

    __tablename__ = "programme_activity"
    __table_args__ = (
        *chained("programme_activity"),
        words("kind", ActivityKind),
        sa.Index("ix_programme_activity_organization_id", "organization_id", "programme_id", "id"),
        sa.Index("ix_programme_activity_programme_id", "programme_id"),
    )

    programme_id: Mapped[str] = mapped_column(Id, sa.ForeignKey("programme.id"), nullable=False)
    organization_id: Mapped[str] = mapped_column(Id, nullable=False)
    kind: Mapped[str] = mapped_column(sa.String(20), nullable=False)
    territory_id: Mapped[str | None] = mapped_column(Id, sa.ForeignKey("programme_territory.id"))
    place: Mapped[str | None] = mapped_column(sa.String(200))
    counts: Mapped[list[dict[str, object]]] = mapped_column(Json, nullable=False)


class Instrument(Chained, Base):
    """What an alliance, a territory or organisations adopted: an agreement, a protocol, a standard."""

    __tablename__ = "programme_instrument"
    __table_args__ = (
        *chained("programme_instrument"),
        words("kind", InstrumentKind),
        sa.Index("ix_programme_instrument_programme_id", "programme_id", "id"),
    )

    programme_id: Mapped[str] = mapped_column(Id, sa.ForeignKey("programme.id"), nullable=False)
    # Who recorded it.
    organization_id: Mapped[str] = mapped_column(Id, nullable=False)
    kind: Mapped[str] = mapped_column(sa.String(20), nullable=False)
    title: Mapped[str] = mapped_column(sa.String(200), nullable=False)
    adopted_on: Mapped[date] = mapped_column(sa.Date, nullable=False)
    organization_ids: Mapped[list[str]] = mapped_column(Json, nullable=False)
    alliance_id: Mapped[str | None] = mapped_column(Id, sa.ForeignKey("programme_alliance.id"))
    territory_id: Mapped[str | None] = mapped_column(Id, sa.ForeignKey("programme_territory.id"))
