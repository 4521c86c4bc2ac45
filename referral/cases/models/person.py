"""The people of a case: coded facts by which services take them, and apart from these, sealed, who they are."""

from datetime import datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
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
from referral.cases.words import AgeSource, Change, ContactKind, IdentityKnown, PaperKind, RelationshipKind
from referral.kit.db import Base
from referral.kit.db.types import Id, Json, UtcDateTime

_FOCAL = text("focal = true")
_FOCAL_SQLITE = text("focal = 1")
_PERSON = "case_person.id"


class Person(Recorded, Base):
    """One person of a case: tier 1, coded facts only. After an erasure the row stays, empty: others refer to it."""

    __tablename__ = "case_person"
    __table_args__ = (
        one_of("identity_known", IdentityKnown),
        one_of("age_source", AgeSource),
        CheckConstraint("sex IN ('female', 'male', 'other')", name="sex"),
        CheckConstraint("(age_from IS NULL) = (age_to IS NULL)", name="age_both"),
        CheckConstraint("age_from BETWEEN 0 AND age_to AND age_to <= 130", name="age_order"),
        CheckConstraint("(age_from IS NULL) = (age_source IS NULL)", name="age_said"),
        CheckConstraint("version >= 1", name="version"),
        CheckConstraint(
            "erased_at IS NULL OR (age_from IS NULL AND sex IS NULL AND nationality IS NULL AND languages IS NULL "
            "AND target_groups IS NULL AND residence_status IS NULL AND registrations IS NULL)",
            name="erased",
        ),
        Index("uq_case_person_number", "case_id", "number", unique=True),
        Index(
            "uq_case_person_focal",
            "case_id",
            unique=True,
            postgresql_where=_FOCAL,
            sqlite_where=_FOCAL_SQLITE,
        ),
    )

    case_id: Mapped[str] = mapped_column(Id, ForeignKey("case_file.id"), nullable=False)
    # 1, 2, 3 in the order in which they came to the case.
    number: Mapped[int] = mapped_column(SmallInteger, nullable=False)
    focal: Mapped[bool] = mapped_column(Boolean, nullable=False)
    identity_known: Mapped[str] = mapped_column(String(20), nullable=False)
    age_from: Mapped[int | None] = mapped_column(SmallInteger)
    age_to: Mapped[int | None] = mapped_column(SmallInteger)
    age_source: Mapped[str | None] = mapped_column(String(20))
    sex: Mapped[str | None] = mapped_column(String(20))
    nationality: Mapped[str | None] = mapped_column(String(2))
    languages: Mapped[list[str] | None] = mapped_column(MaybeJson)
    target_groups: Mapped[list[str] | None] = mapped_column(MaybeJson)
    residence_status: Mapped[str | None] = mapped_column(String(40))
    registrations: Mapped[list[str] | None] = mapped_column(MaybeJson)
    accessible: Mapped[bool | None] = mapped_column(Boolean)
    # The article of the law that forbids erasing this person for now.
    legal_hold: Mapped[str | None] = mapped_column(String(100))
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer, nullable=False)


class Identity(Base):
    """Tier 2: who the person is. Without a row nobody knows."""

    __tablename__ = "person_identity"

    person_id: Mapped[str] = mapped_column(Id, ForeignKey(_PERSON), primary_key=True)
    given_names_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    family_names_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    other_names_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    birth_date_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    birth_place_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)


class Contact(Recorded, Base):
    """Tier 2: one way to reach the person. `lookup` is a blind index of a phone number or e-mail address."""

    __tablename__ = "person_contact"
    __table_args__ = (
        one_of("kind", ContactKind),
        Index("ix_person_contact_person_id", "person_id"),
        Index("ix_person_contact_lookup", "lookup"),
    )

    person_id: Mapped[str] = mapped_column(Id, ForeignKey(_PERSON), nullable=False)
    kind: Mapped[str] = mapped_column(String(20), nullable=False)
    # Whether the person said that it is safe; nothing is assumed.
    safe: Mapped[bool | None] = mapped_column(Boolean)
    value_sealed: Mapped[bytes] = mapped_column(LargeBinary, nullable=False)
    note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    # In the one spelling that is looked up by, for another organisation's index when the case moves.
    normal_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    lookup: Mapped[str | None] = mapped_column(String(64))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Paper(Recorded, Base):
    """Tier 2: one paper with its number."""

    __tablename__ = "person_paper"
    __table_args__ = (
        one_of("kind", PaperKind),
        Index("ix_person_paper_person_id", "person_id"),
        Index("ix_person_paper_lookup", "lookup"),
    )

    person_id: Mapped[str] = mapped_column(Id, ForeignKey(_PERSON), nullable=False)
    kind: Mapped[str] = mapped_column(String(20), nullable=False)
    country: Mapped[str | None] = mapped_column(String(2))
    number_sealed: Mapped[bytes] = mapped_column(LargeBinary, nullable=False)
    lookup: Mapped[str | None] = mapped_column(String(64))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Relationship(Recorded, Base):
    """What one person of a case is to another one."""

    __tablename__ = "person_relationship"
    __table_args__ = (
        one_of("kind", RelationshipKind),
        CheckConstraint("person_id <> other_id", name="two"),
        Index("uq_person_relationship", "person_id", "other_id", "kind", unique=True),
        Index("ix_person_relationship_other_id", "other_id"),
    )

    person_id: Mapped[str] = mapped_column(Id, ForeignKey(_PERSON), nullable=False)
    other_id: Mapped[str] = mapped_column(Id, ForeignKey(_PERSON), nullable=False)
    kind: Mapped[str] = mapped_column(String(20), nullable=False)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Representative(Recorded, Base):
    """A guardian, relative or caregiver who acts for a person, of the same case (`case_person_id`) or from outside.

    Once marked with a conflict of interest they have no effect and are shown nothing, not even the mark.
    """

    __tablename__ = "person_representative"
    __table_args__ = (
        one_of("kind", RelationshipKind),
        CheckConstraint("(conflict_at IS NULL) = (conflict_by IS NULL)", name="conflict"),
        Index("ix_person_representative_person_id", "person_id"),
    )

    person_id: Mapped[str] = mapped_column(Id, ForeignKey(_PERSON), nullable=False)
    case_person_id: Mapped[str | None] = mapped_column(Id, ForeignKey(_PERSON))
    kind: Mapped[str] = mapped_column(String(20), nullable=False)
    name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    contact_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    conflict_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    conflict_by: Mapped[str | None] = mapped_column(Id)
    conflict_reason_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PersonVersion(Recorded, Base):
    """One change of a person: which fields, and sealed what they were before. Never edited."""

    __tablename__ = "person_version"
    __table_args__ = (
        one_of("change", Change),
        Index("uq_person_version_number", "person_id", "version", unique=True),
    )

    person_id: Mapped[str] = mapped_column(Id, ForeignKey(_PERSON), nullable=False)
    version: Mapped[int] = mapped_column(Integer, nullable=False)
    change: Mapped[str] = mapped_column(String(20), nullable=False)
    fields: Mapped[list[str]] = mapped_column(Json, nullable=False)
    before_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
