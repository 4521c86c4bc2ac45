"""Consents, whom they name, and the access that organisations were given on their ground.

A consent is never edited: the database lets nothing of it change but its withdrawal. A change is a new version.
"""

from datetime import date, datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from referral.cases.models.base import MaybeJson, Recorded, one_of
from referral.cases.rules.terms import (
    Assent,
    Basis,
    Direction,
    EvidenceKind,
    Giver,
    NoticeChannel,
    Purpose,
    WithdrawalVia,
)
from referral.cases.words import GrantEnd
from referral.kit.db import Base
from referral.kit.db.types import Id, Json, UtcDateTime

_OPEN = text("ended_at IS NULL")
_IN_FORCE = text("withdrawn_at IS NULL AND expires_at IS NOT NULL")


class Consent(Recorded, Base):
    """One version. `occurred_at` is when it was given; `chain_id` is the id of the first version."""

    __tablename__ = "consent"
    __table_args__ = (
        one_of("giver", Giver),
        one_of("assent", Assent),
        one_of("basis", Basis),
        one_of("purpose", Purpose),
        one_of("direction", Direction),
        one_of("notice_channel", NoticeChannel),
        one_of("evidence_kind", EvidenceKind),
        one_of("withdrawn_via", WithdrawalVia),
        CheckConstraint("(version = 1) = (supersedes_id IS NULL)", name="first"),
        CheckConstraint("expires_at IS NULL OR expires_at > valid_from", name="times"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_via IS NULL)", name="withdrawn"),
        CheckConstraint("basis <> 'legal_obligation' OR article IS NOT NULL", name="article"),
        CheckConstraint("(evidence_kind IS NULL) = (evidence_sha256_sealed IS NULL)", name="evidence"),
        Index("uq_consent_version", "chain_id", "version", unique=True),
        Index("uq_consent_supersedes_id", "supersedes_id", unique=True),
        Index("ix_consent_person_id", "person_id", "id"),
        Index("ix_consent_expires_at", "expires_at", postgresql_where=_IN_FORCE, sqlite_where=_IN_FORCE),
        Index("ix_consent_ask_again_on", "ask_again_on"),
    )

    chain_id: Mapped[str] = mapped_column(Id, nullable=False)
    version: Mapped[int] = mapped_column(Integer, nullable=False)
    supersedes_id: Mapped[str | None] = mapped_column(Id, ForeignKey("consent.id"))
    person_id: Mapped[str] = mapped_column(Id, ForeignKey("case_person.id"), nullable=False)
    giver: Mapped[str] = mapped_column(String(20), nullable=False)
    representative_id: Mapped[str | None] = mapped_column(Id, ForeignKey("person_representative.id"))
    relationship_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    capacity_note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    minor: Mapped[bool] = mapped_column(Boolean, nullable=False)
    assent: Mapped[str | None] = mapped_column(String(20))
    # The day itself is a birthday, so it is sealed; the day to ask again from is the first of a month.
    adult_on_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    ask_again_on: Mapped[date | None] = mapped_column(Date)
    basis: Mapped[str] = mapped_column(String(20), nullable=False)
    article: Mapped[str | None] = mapped_column(String(200))
    agreed: Mapped[bool] = mapped_column(Boolean, nullable=False)
    purpose: Mapped[str] = mapped_column(String(20), nullable=False)
    categories: Mapped[list[str]] = mapped_column(Json, nullable=False)
    direction: Mapped[str] = mapped_column(String(20), nullable=False)
    no_contact: Mapped[bool] = mapped_column(Boolean, nullable=False)
    safe_channels: Mapped[list[str] | None] = mapped_column(MaybeJson)
    safe_times_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    no_voicemail: Mapped[bool] = mapped_column(Boolean, nullable=False)
    interpreter_sex: Mapped[str | None] = mapped_column(String(20))
    never_share_with: Mapped[list[str]] = mapped_column(Json, nullable=False)
    statistics: Mapped[bool] = mapped_column(Boolean, nullable=False)
    follow_up_until: Mapped[date | None] = mapped_column(Date)
    tier_one_at_sent: Mapped[bool] = mapped_column(Boolean, nullable=False)
    release_on_send: Mapped[bool] = mapped_column(Boolean, nullable=False)
    protection: Mapped[bool] = mapped_column(Boolean, nullable=False)
    notice_version: Mapped[str] = mapped_column(String(40), nullable=False)
    notice_language: Mapped[str] = mapped_column(String(35), nullable=False)
    notice_channel: Mapped[str] = mapped_column(String(20), nullable=False)
    evidence_kind: Mapped[str | None] = mapped_column(String(20))
    # Of the clear bytes; sealed too, since equal files would show as equal.
    evidence_sha256_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    evidence_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    witness_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    valid_from: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_via: Mapped[str | None] = mapped_column(String(40))
    withdrawn_scopes: Mapped[list[str] | None] = mapped_column(MaybeJson)


class ConsentRecipient(Base):
    """Whom a version names: position 0 the first choices, 1 to 3 the fallbacks in their order."""

    __tablename__ = "consent_recipient"
    __table_args__ = (
        CheckConstraint("position BETWEEN 0 AND 3", name="position"),
        CheckConstraint("(organization_id IS NULL) <> (category IS NULL)", name="one"),
        CheckConstraint("category IS NULL OR position = 0", name="category"),
        Index("ix_consent_recipient_organization_id", "organization_id"),
    )

    consent_id: Mapped[str] = mapped_column(Id, ForeignKey("consent.id"), primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(SmallInteger, nullable=False)
    organization_id: Mapped[str | None] = mapped_column(Id)
    category: Mapped[str | None] = mapped_column(String(60))


class Grant(Recorded, Base):
    """An organisation may see a person, up to a tier, by a consent: opened, raised and ended by referrals.

    `holder_organization_id` is the organisation that answers for the case, and so for the access.
    """

    __tablename__ = "disclosure_grant"
    __table_args__ = (
        CheckConstraint("level BETWEEN 0 AND 3", name="level"),
        one_of("ended_why", GrantEnd),
        CheckConstraint("(ended_at IS NULL) = (ended_why IS NULL)", name="ended"),
        Index(
            "ix_disclosure_grant_open",
            "person_id",
            "organization_id",
            postgresql_where=_OPEN,
            sqlite_where=_OPEN,
        ),
        Index("uq_disclosure_grant_reference", "reference_id", "person_id", unique=True),
        Index("ix_disclosure_grant_organization_id", "organization_id", "case_id"),
        Index("ix_disclosure_grant_case_id", "case_id"),
    )

    person_id: Mapped[str] = mapped_column(Id, ForeignKey("case_person.id"), nullable=False)
    case_id: Mapped[str] = mapped_column(Id, ForeignKey("case_file.id"), nullable=False)
    holder_organization_id: Mapped[str] = mapped_column(Id, nullable=False)
    organization_id: Mapped[str] = mapped_column(Id, nullable=False)
    consent_id: Mapped[str | None] = mapped_column(Id, ForeignKey("consent.id"))
    # The referral that opened it; that room is a higher one.
    reference_id: Mapped[str] = mapped_column(Id, nullable=False)
    level: Mapped[int] = mapped_column(SmallInteger, nullable=False)
    # The highest level that it ever had: what has to be deleted afterwards.
    reached: Mapped[int] = mapped_column(SmallInteger, nullable=False)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_why: Mapped[str | None] = mapped_column(String(20))
