"""The search index: one row per service and place, ready to be answered; built from the directory, never edited.

Points stand apart, in the form each database finds the nearest in: `search_point` with GiST(need, geography) on
PostGIS, an R*Tree `search_rtree` with the need as third axis on SQLite. Text stands in `search_text`: a weighted
tsvector there, FTS5 here. Those three are made by the migration in each dialect's own words.
"""

from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import BigInteger, Float, Index, Integer, LargeBinary, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from referral.kit.db import Base
from referral.kit.db.types import Id, PlainText

_BigNumber = BigInteger().with_variant(Integer(), "sqlite")


class SearchSite(Base):
    """One service at one place (or at none). `document` is the public answer, as the bytes that are sent."""

    __tablename__ = "search_site"

    key: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    service_id: Mapped[str] = mapped_column(Id, nullable=False)
    service_at_location_id: Mapped[str | None] = mapped_column(Id)
    organization_id: Mapped[str] = mapped_column(Id, nullable=False)
    longitude: Mapped[float | None] = mapped_column(Float(53))
    latitude: Mapped[float | None] = mapped_column(Float(53))
    region_path: Mapped[str | None] = mapped_column(PlainText)
    # Space on both sides of each code: " en sq ".
    languages: Mapped[str] = mapped_column(PlainText, nullable=False)
    # The other places of the same service: JSON [[key, longitude, latitude, region path], …], null for what one does
    # not have; null where there is none.
    siblings: Mapped[str | None] = mapped_column(PlainText)
    document: Mapped[bytes] = mapped_column(LargeBinary, nullable=False)
    # What the service says of whom it takes, pairs of a code and a text as JSON; null where it says nothing.
    facts: Mapped[bytes | None] = mapped_column(LargeBinary)
    # What it says of where it serves, names and areas as JSON; null where it says nothing.
    areas: Mapped[bytes | None] = mapped_column(LargeBinary)

    __table_args__ = (
        Index("ix_search_site_service_id", "service_id"),
        Index("ix_search_site_organization_id", "organization_id"),
        Index("ix_search_site_region_path", "region_path"),
    )


class SearchFilter(Base):
    """Whom a site takes: the columns of `eligibility.Compiled`, one narrow row a site.

    So narrow that many fit a page, and looking at one costs little; documents stand elsewhere.
    """

    __tablename__ = "search_filter"

    key: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    min_age_female: Mapped[int] = mapped_column(SmallInteger)
    max_age_female: Mapped[int] = mapped_column(SmallInteger)
    min_age_male: Mapped[int] = mapped_column(SmallInteger)
    max_age_male: Mapped[int] = mapped_column(SmallInteger)
    min_age_other: Mapped[int] = mapped_column(SmallInteger)
    max_age_other: Mapped[int] = mapped_column(SmallInteger)
    groups_any: Mapped[int] = mapped_column(_BigNumber)
    groups_excluded: Mapped[int] = mapped_column(_BigNumber)
    residence_any: Mapped[int] = mapped_column(_BigNumber)
    registration_any: Mapped[int] = mapped_column(_BigNumber)
    registration_all: Mapped[int] = mapped_column(_BigNumber)
    nationalities: Mapped[str] = mapped_column(PlainText)
    nationalities_excluded: Mapped[str] = mapped_column(PlainText)
    income_limit: Mapped[int] = mapped_column(SmallInteger)
    accessible: Mapped[int] = mapped_column(SmallInteger)
    unaccompanied: Mapped[int] = mapped_column(SmallInteger)
    largest_party: Mapped[int] = mapped_column(SmallInteger)


class SearchSiteNeed(Base):
    """The needs that a site answers, wider ones included, and 0 for any need; also of sites without a position."""

    __tablename__ = "search_site_need"

    need_key: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    site_key: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)

    __table_args__ = (Index("ix_search_site_need_site_key", "site_key"),)


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


class SearchDirty(Base):
    """A service whose index rows wait to be made anew."""

    __tablename__ = "search_dirty"

    service_id: Mapped[str] = mapped_column(Id, primary_key=True)


class SearchTerm(Base):
    """One word of the index and in how many documents it stands: typos are expanded against these."""

    __tablename__ = "search_term"

    term: Mapped[str] = mapped_column(PlainText, primary_key=True)
    documents: Mapped[int] = mapped_column(Integer, nullable=False)


class SearchState(Base):
    """A number that grows with every change of the vocabulary, so that each process knows when to read it anew."""

    __tablename__ = "search_state"

    name: Mapped[str] = mapped_column(PlainText, primary_key=True)
    version: Mapped[int] = mapped_column(Integer, nullable=False)
