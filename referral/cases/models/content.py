"""What is written and attached in a case, under the person's key; and a receiver's own records under their own."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from referral.cases.models.base import Recorded, one_of
from referral.cases.words import DocumentKind, ScanState
from referral.kit.db import Base
from referral.kit.db.types import Id, UtcDateTime


class Document(Recorded, Base):
    """Tier 3: one file, released item by item."""

    __tablename__ = "case_document"
    __table_args__ = (
        one_of("kind", DocumentKind),
        one_of("scan", ScanState),
        CheckConstraint("size >= 1", name="size"),
        Index("ix_case_document_person_id", "person_id", "id"),
    )

    person_id: Mapped[str] = mapped_column(Id, ForeignKey("case_person.id"), nullable=False)
    kind: Mapped[str] = mapped_column(String(20), nullable=False)
    media_type: Mapped[str] = mapped_column(String(100), nullable=False)
    size: Mapped[int] = mapped_column(Integer, nullable=False)
    scan: Mapped[str] = mapped_column(String(20), nullable=False)
    name_sealed: Mapped[bytes] = mapped_column(LargeBinary, nullable=False)
    content_sealed: Mapped[bytes] = mapped_column(LargeBinary, nullable=False)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Message(Recorded, Base):
    """Something that one organisation writes to another one about a person."""

    __tablename__ = "case_message"
    __table_args__ = (
        Index("ix_case_message_person_id", "person_id", "id"),
        Index("ix_case_message_to", "to_organization_id", "id"),
    )

    person_id: Mapped[str] = mapped_column(Id, ForeignKey("case_person.id"), nullable=False)
    from_organization_id: Mapped[str] = mapped_column(Id, nullable=False)
    to_organization_id: Mapped[str] = mapped_column(Id, nullable=False)
    # The referral that it belongs to; that room is a higher one.
    reference_id: Mapped[str | None] = mapped_column(Id)
    body_sealed: Mapped[bytes] = mapped_column(LargeBinary, nullable=False)


class Note(Recorded, Base):
    """Tier 4: an internal note. It never leaves the organisation."""

    __tablename__ = "case_note"
    __table_args__ = (Index("ix_case_note_person_id", "person_id", "id"),)

    person_id: Mapped[str] = mapped_column(Id, ForeignKey("case_person.id"), nullable=False)
    body_sealed: Mapped[bytes] = mapped_column(LargeBinary, nullable=False)


class OwnRecord(Recorded, Base):
    """What a receiver records itself about somebody whom it serves. An erasure at the sender leaves it alone: it names
    the sender's person without a foreign key, and has a data key and a retention of its own.
    """

    __tablename__ = "own_record"
    __table_args__ = (
        Index("ix_own_record_person", "organization_id", "person_id", "id"),
        Index("ix_own_record_retain_until", "retain_until"),
    )

    organization_id: Mapped[str] = mapped_column(Id, nullable=False)
    person_id: Mapped[str] = mapped_column(Id, nullable=False)
    reference_id: Mapped[str | None] = mapped_column(Id)
    body_sealed: Mapped[bytes] = mapped_column(LargeBinary, nullable=False)
    retain_until: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)
