"""What a site says, in the index: one narrow row a site to filter and rank by, and apart from it what many sites say
alike, each text once."""

from sqlalchemy import BigInteger, Float, Index, Integer, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from referral.kit.db import Base
from referral.kit.db.types import Id, PlainText

NO_ID = "00000000-0000-0000-0000-000000000000"
_BigNumber = BigInteger().with_variant(Integer(), "sqlite")


class SearchFilter(Base):
    """What a site says: the columns of `eligibility.Compiled` and of `search.saying.Said`.

    So narrow that many fit a page, and looking at one costs little; documents stand elsewhere.
    """

    __tablename__ = "search_filter"

    key: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    # As in `search_site`, so that a ranking reads this row alone.
    service_id: Mapped[str] = mapped_column(Id, server_default=NO_ID)
    longitude: Mapped[float | None] = mapped_column(Float(53))
    latitude: Mapped[float | None] = mapped_column(Float(53))
    siblings: Mapped[str | None] = mapped_column(PlainText)
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
    # 0: nothing is said of the hours, of whom it takes.
    hours_key: Mapped[int] = mapped_column(Integer, server_default="0")
    facts_key: Mapped[int] = mapped_column(Integer, server_default="0")
    # Space on both sides of each code: " en sq "; '' where none is said.
    languages: Mapped[str] = mapped_column(PlainText, server_default="")
    # Free places, -1 not said; since when, in seconds of 1970, 0 not said; `CapacityState` by its place, 0 not said.
    places: Mapped[int] = mapped_column(Integer, server_default="-1")
    places_at: Mapped[int] = mapped_column(_BigNumber, server_default="0")
    places_state: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    # Days since 1970: checked on, 0 never; runs from and until.
    verified_on: Mapped[int] = mapped_column(Integer, server_default="0")
    # 1 yes, 0 no, -1 not said.
    free: Mapped[int] = mapped_column(SmallInteger, server_default="-1")
    accepts: Mapped[int] = mapped_column(SmallInteger, server_default="-1")
    starts: Mapped[int] = mapped_column(Integer, server_default="0")
    ends: Mapped[int] = mapped_column(Integer, server_default="9999999")
    # 1 where `search_intake` names the only days on which people are taken.
    intakes: Mapped[int] = mapped_column(SmallInteger, server_default="0")


class SearchFacts(Base):
    """What services say of whom they take: pairs of a code and a text as JSON. Keys are never used again."""

    __tablename__ = "search_facts"

    key: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(PlainText, nullable=False)
    facts: Mapped[str] = mapped_column(PlainText, nullable=False)

    __table_args__ = (UniqueConstraint("digest", name="uq_search_facts_digest"),)


class SearchHours(Base):
    """Opening hours in the canonical form of `opening.Hours`. Keys are never used again."""

    __tablename__ = "search_hours"

    key: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(PlainText, nullable=False)
    hours: Mapped[str] = mapped_column(PlainText, nullable=False)

    __table_args__ = (UniqueConstraint("digest", name="uq_search_hours_digest"),)


class SearchOpen(Base):
    """A stretch of hours on a day (UTC, days since 1970) of which it has a part; seconds since 1970.

    A stretch over midnight stands on each of its days, with its whole length. Not `certain`: nobody can tell.
    """

    __tablename__ = "search_open"

    day: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    hours_key: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    opens: Mapped[int] = mapped_column(_BigNumber, primary_key=True, autoincrement=False)
    closes: Mapped[int] = mapped_column(_BigNumber, nullable=False)
    certain: Mapped[int] = mapped_column(SmallInteger, nullable=False)


class SearchSpoken(Base):
    """Sites by language ('' where none is said) and their own needs (0 where there is none), for rare pairs."""

    __tablename__ = "search_spoken"

    language: Mapped[str] = mapped_column(PlainText, primary_key=True)
    need_key: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    site_key: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)

    __table_args__ = (Index("ix_search_spoken_site_key", "site_key"),)


class SearchSpokenCount(Base):
    """About how many sites a language and need have: written with the vocabulary, for choosing a way, never shown."""

    __tablename__ = "search_spoken_count"

    language: Mapped[str] = mapped_column(PlainText, primary_key=True)
    need_key: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    sites: Mapped[int] = mapped_column(Integer, nullable=False)


class SearchIntake(Base):
    """Days (since 1970, both included) on which a site takes people, where it takes them in windows only."""

    __tablename__ = "search_intake"

    site_key: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    opens: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    closes: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
