"""The search index: one row per service and place, ready to be answered; built from the directory, never edited.

What the network may see and the public not stands in the same tables once more, which are called `network_…`: no
statement of the public reads them. A column that one gets the other gets too.

Points stand apart, in the form each database finds the nearest in: `search_point` with GiST(need, geography) on
PostGIS, an R*Tree `search_rtree` with the need as third axis on SQLite. Text stands in `search_text`: a weighted
tsvector there, FTS5 here. Those three are made by the migration in each dialect's own words.
"""

from sqlalchemy import BigInteger, Float, Index, Integer, LargeBinary, SmallInteger
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
    # The other places of the same service: JSON [[key, longitude, latitude, region path], …], null for what one does
    # not have; null where there is none.
    siblings: Mapped[str | None] = mapped_column(PlainText)
    document: Mapped[bytes] = mapped_column(LargeBinary, nullable=False)
    # What it says of where it serves, names and areas as JSON; null where it says nothing.
    areas: Mapped[bytes | None] = mapped_column(LargeBinary)

    __table_args__ = (
        # What a walk for a box looks at, so that it reads no row: documents make rows wide.
        Index("ix_search_site_service_id", "service_id", "key", "latitude", "longitude"),
        Index("ix_search_site_organization_id", "organization_id"),
        Index("ix_search_site_region_path", "region_path"),
    )


class SearchSiteNeed(Base):
    """The needs that a site answers, wider ones included, and 0 for any need; also of sites without a position."""

    __tablename__ = "search_site_need"

    need_key: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    site_key: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)

    __table_args__ = (Index("ix_search_site_need_site_key", "site_key"),)


class SearchTranslation(Base):
    """The texts of a service in other languages, see `translations`. Services of which nothing is said have no row."""

    __tablename__ = "search_translation"

    service_id: Mapped[str] = mapped_column(Id, primary_key=True)
    texts: Mapped[bytes] = mapped_column(LargeBinary)


class SearchDirty(Base):
    """A service whose index rows wait to be made anew."""

    __tablename__ = "search_dirty"

    service_id: Mapped[str] = mapped_column(Id, primary_key=True)


class SearchAbsent(Base):
    """A listed service that is in no answer, since it has ended."""

    __tablename__ = "search_absent"

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
