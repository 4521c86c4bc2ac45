"""Tables of settlements and regions. Geometry stands in a narrow table of its own, which no migration rebuilds."""

from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import (
    Boolean,
    Float,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from referral.kit.db import Base
from referral.kit.db.types import Id, Json, PlainText


class Settlement(Base):
    """A town or village from 500 inhabitants on. `id` is GeoNames' own; degrees are WGS 84."""

    __tablename__ = "settlement"
    __table_args__ = (Index("ix_settlement_latitude_longitude", "latitude", "longitude"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(Text, nullable=False)
    country_code: Mapped[str] = mapped_column(String(2), nullable=False, index=True)
    admin1_code: Mapped[str] = mapped_column(String(20), nullable=False)
    latitude: Mapped[float] = mapped_column(Float(53), nullable=False)
    longitude: Mapped[float] = mapped_column(Float(53), nullable=False)
    population: Mapped[int] = mapped_column(Integer, nullable=False)
    timezone: Mapped[str] = mapped_column(String(40), nullable=False)
    names: Mapped[list[str]] = mapped_column(Json, nullable=False)
    region_id: Mapped[str | None] = mapped_column(
        Id, ForeignKey("region.id", ondelete="SET NULL"), index=True
    )


class SettlementName(Base):
    """A folded name of a settlement; `is_primary` marks its first name."""

    __tablename__ = "settlement_name"

    folded: Mapped[str] = mapped_column(PlainText, primary_key=True)
    settlement_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("settlement.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    is_primary: Mapped[bool] = mapped_column(Boolean, nullable=False)


class Region(Base):
    """An area of the hierarchy country (0), admin-1 (1), admin-2 (2), municipality (3).

    `path` is made of the codes from the country down, each with a slash behind it: `AL/AL-11/`. `parent_code` is what
    an imported file said; without it the parent is the area around the point. The point lies inside the shape.
    """

    __tablename__ = "region"
    __table_args__ = (UniqueConstraint("country_code", "level", "code"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(PlainText, nullable=False)
    country_code: Mapped[str] = mapped_column(String(2), nullable=False)
    level: Mapped[int] = mapped_column(SmallInteger, nullable=False)
    parent_id: Mapped[str | None] = mapped_column(
        Id, ForeignKey("region.id", ondelete="SET NULL"), index=True
    )
    parent_code: Mapped[str | None] = mapped_column(PlainText)
    path: Mapped[str] = mapped_column(PlainText, nullable=False, index=True)
    name: Mapped[str] = mapped_column(Text, nullable=False)
    names: Mapped[dict[str, str]] = mapped_column(Json, nullable=False)
    other_names: Mapped[list[str]] = mapped_column(Json, nullable=False)
    population: Mapped[int | None] = mapped_column(Integer)
    population_source: Mapped[str | None] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text, nullable=False)
    approximate: Mapped[bool] = mapped_column(Boolean, nullable=False)
    latitude: Mapped[float] = mapped_column(Float(53), nullable=False)
    longitude: Mapped[float] = mapped_column(Float(53), nullable=False)


class RegionShape(Base):
    """The area of a region: WGS 84, valid, exteriors counter-clockwise, holes and islands as given.

    `number` is there because the R*Tree keeps row numbers, and SQLite gives others out when it compacts.
    """

    __tablename__ = "region_shape"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    region_id: Mapped[str] = mapped_column(Id, ForeignKey("region.id", ondelete="CASCADE"), unique=True)
    geom: Mapped[Any] = mapped_column(Geometry("MULTIPOLYGON", srid=4326, spatial_index=True), nullable=False)


class PlacesVersion(Base):
    """One row: a token that changes with every change of places, so that processes know when to read them anew.

    `loaded` says what the settlements were loaded from, so that loading the same again costs nothing.
    """

    __tablename__ = "places_version"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    token: Mapped[str] = mapped_column(Id, nullable=False)
    loaded: Mapped[str | None] = mapped_column(Text)
