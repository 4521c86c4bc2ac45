"""Duties and rights: data keys, privacy tasks, objections, erasures and what is left after them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from referral.cases.models.base import Recorded, one_of
from referral.cases.rules.duties import TaskKind
from referral.cases.words import (
    Attestation,
    ErasureGround,
    ErasureState,
    KeyKind,
    ObjectionState,
    TaskState,
)
from referral.kit.db import Base
from referral.kit.db.types import Id, UtcDateTime

_PERSON = "case_person.id"
_WAITING = text("state IN ('requested', 'confirmed')")
_OPEN = text("state <> 'attested'")


class DataKeyRow(Base):
    """The wrapped data key of a person or of an own record. Whose row is gone, is erased."""

    __tablename__ = "data_key"
    __table_args__ = (one_of("kind", KeyKind), Index("ix_data_key_key_id", "key_id", "subject_id"))

    subject_id: Mapped[str] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), nullable=False)
    organization_id: Mapped[str] = mapped_column(Id, nullable=False)
    # Which version of the key-encryption key opens it.
    key_id: Mapped[str] = mapped_column(String(40), nullable=False)
    wrapped: Mapped[bytes] = mapped_column(LargeBinary, nullable=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)


class PrivacyTask(Recorded, Base):
    """What an organisation that had access is asked to do with what it holds, and what it says it did."""

    __tablename__ = "privacy_task"
    __table_args__ = (
        one_of("kind", TaskKind),
        one_of("state", TaskState),
        one_of("attestation", Attestation),
        CheckConstraint("(state = 'attested') = (attestation IS NOT NULL)", name="attested"),
        CheckConstraint("attestation <> 'retained' OR legal_basis IS NOT NULL", name="retained"),
        Index("ix_privacy_task_organization_id", "organization_id", "state", "id"),
        Index("ix_privacy_task_holder", "holder_organization_id", "state", "id"),
        Index("ix_privacy_task_person_id", "person_id"),
        Index("ix_privacy_task_due", "due_at", postgresql_where=_OPEN, sqlite_where=_OPEN),
    )

    person_id: Mapped[str] = mapped_column(Id, ForeignKey(_PERSON), nullable=False)
    organization_id: Mapped[str] = mapped_column(Id, nullable=False)
    holder_organization_id: Mapped[str] = mapped_column(Id, nullable=False)
    reference_id: Mapped[str | None] = mapped_column(Id)
    kind: Mapped[str] = mapped_column(String(20), nullable=False)
    state: Mapped[str] = mapped_column(String(20), nullable=False)
    acknowledge_by: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attested_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attestation: Mapped[str | None] = mapped_column(String(20))
    legal_basis: Mapped[str | None] = mapped_column(String(200))


class Objection(Recorded, Base):
    """A withdrawal of what rests on a law or on vital interests: the data-protection officer decides."""

    __tablename__ = "objection"
    __table_args__ = (
        one_of("state", ObjectionState),
        CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided"),
        Index("ix_objection_person_id", "person_id"),
        Index("ix_objection_open", "organization_id", "state", "due_at"),
    )

    person_id: Mapped[str] = mapped_column(Id, ForeignKey(_PERSON), nullable=False)
    consent_id: Mapped[str] = mapped_column(Id, ForeignKey("consent.id"), nullable=False)
    organization_id: Mapped[str] = mapped_column(Id, nullable=False)
    words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(20), nullable=False)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[str | None] = mapped_column(Id)
    answer_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)


class ErasureRequest(Recorded, Base):
    """Somebody is to be erased: asked by one, confirmed by another one, done after seven days."""

    __tablename__ = "erasure_request"
    __table_args__ = (
        one_of("ground", ErasureGround),
        one_of("state", ErasureState),
        CheckConstraint("confirmed_by IS NULL OR confirmed_by <> recorded_by", name="two_people"),
        CheckConstraint("(confirmed_at IS NULL) = (due_at IS NULL)", name="due"),
        CheckConstraint("state <> 'done' OR confirmed_at IS NOT NULL", name="done"),
        Index(
            "uq_erasure_request_waiting",
            "person_id",
            unique=True,
            postgresql_where=_WAITING,
            sqlite_where=_WAITING,
        ),
        Index("ix_erasure_request_due", "state", "due_at"),
    )

    person_id: Mapped[str] = mapped_column(Id, ForeignKey(_PERSON), nullable=False)
    ground: Mapped[str] = mapped_column(String(20), nullable=False)
    state: Mapped[str] = mapped_column(String(20), nullable=False)
    confirmed_by: Mapped[str | None] = mapped_column(Id)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Tombstone(Base):
    """What is left of somebody who was erased: that there was somebody, and when it ended."""

    __tablename__ = "tombstone"

    person_id: Mapped[str] = mapped_column(Id, ForeignKey(_PERSON), primary_key=True)
    organization_id: Mapped[str] = mapped_column(Id, nullable=False)
    erased_at: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)
    # When it was done again, after an older backup had brought the person back.
    reapplied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
