"""Where sites serve and how they reach people, in the index."""

from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import Float, Index, Integer, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from referral.kit.db import Base
from referral.kit.db.types import Id, PlainText


class SearchReach(Base):
    """How a site reaches people and whom: one row a site, so narrow that looking at one costs little.

    `modes` is a mask of `profile.Mode`, 0 where nobody knows. `limited`: 0 where a place that no area holds may be
    served all the same, 1 where it certainly is not, 2 where it is not as long as its region is known. `area` is one
    of its regions and drawn areas, 0 where it has none; `more` is 1 where there are others, or circles. `countries` is
    where the service is at home (" AL ").
    """

    __tablename__ = "search_reach"

    key: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    modes: Mapped[int] = mapped_column(SmallInteger)
    limited: Mapped[int] = mapped_column(SmallInteger)
    area: Mapped[int] = mapped_column(Integer)
    more: Mapped[int] = mapped_column(SmallInteger)
    countries: Mapped[str] = mapped_column(PlainText)


class SearchArea(Base):
    """An area, kept once however many services have it: `region:AL/AL-11/`, or the digest of a shape."""

    __tablename__ = "search_area"

    key: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    digest: Mapped[str] = mapped_column(PlainText, nullable=False)

    __table_args__ = (UniqueConstraint("digest", name="uq_search_area_digest"),)


class SearchAreaShape(Base):
    """The shape of a drawn area: WGS 84, valid, split at the date line. No migration rebuilds this table."""

    __tablename__ = "search_area_shape"

    key: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    geom: Mapped[Any] = mapped_column(Geometry("MULTIPOLYGON", srid=4326, spatial_index=True), nullable=False)


class SearchSiteArea(Base):
    """The regions and drawn areas that a site serves."""

    __tablename__ = "search_site_area"

    site_key: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    area_key: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)

    __table_args__ = (Index("ix_search_site_area_area_key", "area_key"),)


class SearchSiteCircle(Base):
    """The circles that a site serves, as `areas.Circle`: made of public positions only."""

    __tablename__ = "search_site_circle"

    site_key: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    x: Mapped[float] = mapped_column(Float(53), nullable=False)
    y: Mapped[float] = mapped_column(Float(53), nullable=False)
    z: Mapped[float] = mapped_column(Float(53), nullable=False)
    certain: Mapped[float] = mapped_column(Float(53), nullable=False)
    possible: Mapped[float] = mapped_column(Float(53), nullable=False)


class SearchUnplaced(Base):
    """The sites without a position by need (wider ones included, 0 for any) and service: in the order of a page."""

    __tablename__ = "search_unplaced"

    need_key: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    service_id: Mapped[str] = mapped_column(Id, primary_key=True)
    site_key: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)

    __table_args__ = (Index("ix_search_unplaced_site_key", "site_key"),)
