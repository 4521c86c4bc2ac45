"""Tables of coverage: populations, the figures of presence as they are answered, and released counts of people."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, LargeBinary, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from referral.kit.db import Base
from referral.kit.db.models import BigNumber
from referral.kit.db.types import Id, Json, PlainText, UtcDateTime


class CoveragePopulation(Base):
    """People of a sex ("female", "male", or "all" where the table does not tell) and ages (completed years, both
    included, `age_to` None without end) in a region, as the operator's table says.
    """

    __tablename__ = "coverage_population"
    __table_args__ = (
        CheckConstraint("people >= 0", name="people"),
        CheckConstraint("sex IN ('all', 'female', 'male')", name="sex"),
        CheckConstraint("age_to IS NULL OR age_to >= age_from", name="ages"),
    )

    region_id: Mapped[str] = mapped_column(Id, ForeignKey("region.id", ondelete="CASCADE"), primary_key=True)
    sex: Mapped[str] = mapped_column(String(10), primary_key=True)
    age_from: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    age_to: Mapped[int | None] = mapped_column(SmallInteger)
    people: Mapped[int] = mapped_column(Integer, nullable=False)
    source: Mapped[str] = mapped_column(Text, nullable=False)
    year: Mapped[int] = mapped_column(SmallInteger, nullable=False)


class CoveragePage(Base):
    """What is answered of one country's regions of a level for a need and a target group: a JSON array, ready.

    There is none where no service answers the need (then that of need 0 holds, which nobody answers), and none for a
    group whose figures are those of everybody. Level -1 holds the country's gaps. `digest` and
    `as_of`, in seconds since 1970, change with the figures.
    """

    __tablename__ = "coverage_page"

    country_code: Mapped[str] = mapped_column(String(2), primary_key=True)
    level: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    need_key: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    target_group: Mapped[str] = mapped_column(String(40), primary_key=True)
    figures: Mapped[bytes] = mapped_column(LargeBinary, nullable=False)
    digest: Mapped[str] = mapped_column(String(32), nullable=False)
    as_of: Mapped[int] = mapped_column(BigNumber, nullable=False)


class CoverageListing(Base):
    """In which countries and for which needs a service counts: what is reckoned anew when it changes or goes."""

    __tablename__ = "coverage_listing"
    __table_args__ = (Index("ix_coverage_listing_country_code", "country_code", "need_key"),)

    service_id: Mapped[str] = mapped_column(Id, primary_key=True)
    country_code: Mapped[str] = mapped_column(String(2), primary_key=True)
    need_key: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)


class CoverageDirty(Base):
    """A need in a country whose figures wait to be reckoned anew."""

    __tablename__ = "coverage_dirty"

    country_code: Mapped[str] = mapped_column(String(2), primary_key=True)
    need_key: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)


class CoverageState(Base):
    """Numbers that grow with a change, so that each process knows when to read something anew."""

    __tablename__ = "coverage_state"

    name: Mapped[str] = mapped_column(PlainText, primary_key=True)
    version: Mapped[int] = mapped_column(BigNumber, nullable=False)


class CoverageRelease(Base):
    """One revision of a country's released counts of a period, frozen. `left_out`: sent referrals that no consent and
    no law lets count; None where they are too few to be told.
    """

    __tablename__ = "coverage_release"
    __table_args__ = (
        CheckConstraint("revision >= 1", name="revision"),
        Index("uq_coverage_release_revision", "country_code", "period", "revision", unique=True),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    country_code: Mapped[str] = mapped_column(String(2), nullable=False)
    period: Mapped[str] = mapped_column(String(7), nullable=False)
    revision: Mapped[int] = mapped_column(SmallInteger, nullable=False)
    released_at: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)
    left_out: Mapped[int | None] = mapped_column(Integer)


class CoverageReleaseLevel(Base):
    """One level of a release: its cells as [[codes], count or null], those refused as [[codes], null, bound and one],
    and medians of the cells that are shown.
    """

    __tablename__ = "coverage_release_level"
    __table_args__ = (CheckConstraint("standing IN ('published', 'kept', 'refused')", name="standing"),)

    release_id: Mapped[str] = mapped_column(
        Id, ForeignKey("coverage_release.id", ondelete="CASCADE"), primary_key=True
    )
    level: Mapped[str] = mapped_column(PlainText, primary_key=True)
    standing: Mapped[str] = mapped_column(String(10), nullable=False)
    # In which revision these values came out.
    revision: Mapped[int] = mapped_column(SmallInteger, nullable=False)
    coarser: Mapped[str | None] = mapped_column(PlainText)
    cells: Mapped[list[Any]] = mapped_column(Json, nullable=False)
    medians: Mapped[list[Any]] = mapped_column(Json, nullable=False)


class CoveragePeople(Base):
    """What is answered of people: one row for a country, period, level of regions (0 or 1), need and target group of
    the newest revision, as JSON, ready.
    """

    __tablename__ = "coverage_people"

    country_code: Mapped[str] = mapped_column(String(2), primary_key=True)
    period: Mapped[str] = mapped_column(String(7), primary_key=True)
    level: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    need: Mapped[str] = mapped_column(PlainText, primary_key=True)
    target_group: Mapped[str] = mapped_column(String(40), primary_key=True)
    revision: Mapped[int] = mapped_column(SmallInteger, nullable=False)
    figures: Mapped[bytes] = mapped_column(LargeBinary, nullable=False)
