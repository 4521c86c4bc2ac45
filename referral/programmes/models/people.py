"""Who is in a programme and what they reached: ids, codes and times. Who somebody is stands with their case."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from referral.kit.db import Base
from referral.kit.db.types import Id
from referral.programmes.models.base import Chained, chained, words
from referral.programmes.rules import AgeBand, EnrolmentEnd, Evidence, MilestoneKind, Sex


class Enrolment(Chained, Base):
    """Somebody of a case in a programme, by one organisation, on the ground of a consent of theirs.

    `sex`, `age_band` and `target_group` are as they were known then; an erasure empties them in every version.
    """

    __tablename__ = "programme_enrolment"
    __table_args__ = (
        *chained("programme_enrolment"),
        words("sex", Sex),
        words("age_band", AgeBand),
        words("ended_why", EnrolmentEnd),
        sa.CheckConstraint("(ended_on IS NULL) = (ended_why IS NULL)", name="ended"),
        sa.Index("ix_programme_enrolment_organization_id", "organization_id", "programme_id", "id"),
        sa.Index("ix_programme_enrolment_person_id", "person_id"),
        sa.Index("ix_programme_enrolment_case_id", "case_id"),
        sa.Index("ix_programme_enrolment_consent_chain_id", "consent_chain_id"),
        sa.Index("ix_programme_enrolment_programme_id", "programme_id"),
    )

    programme_id: Mapped[str] = mapped_column(Id, sa.ForeignKey("programme.id"), nullable=False)
    organization_id: Mapped[str] = mapped_column(Id, nullable=False)
    case_id: Mapped[str] = mapped_column(Id, sa.ForeignKey("case_file.id"), nullable=False)
    person_id: Mapped[str] = mapped_column(Id, sa.ForeignKey("case_person.id"), nullable=False)
    # All versions of the consent share the first id; the other is the version that covered it.
    consent_chain_id: Mapped[str] = mapped_column(Id, sa.ForeignKey("consent.id"), nullable=False)
    consent_id: Mapped[str] = mapped_column(Id, sa.ForeignKey("consent.id"), nullable=False)
    referral_id: Mapped[str | None] = mapped_column(Id, sa.ForeignKey("referral.id"))
    territory_id: Mapped[str | None] = mapped_column(Id, sa.ForeignKey("programme_territory.id"))
    sex: Mapped[str | None] = mapped_column(sa.String(20))
    age_band: Mapped[str | None] = mapped_column(sa.String(20))
    target_group: Mapped[str | None] = mapped_column(sa.String(40))
    ended_on: Mapped[date | None] = mapped_column(sa.Date)
    ended_why: Mapped[str | None] = mapped_column(sa.String(20))


class Milestone(Chained, Base):
    """Something that a person reached. `enrolment_id` is what all versions of the enrolment share."""

    __tablename__ = "programme_milestone"
    __table_args__ = (
        *chained("programme_milestone"),
        words("kind", MilestoneKind),
        words("evidence", Evidence),
        sa.CheckConstraint("document_id IS NULL OR evidence IS NOT NULL", name="document"),
        sa.Index("ix_programme_milestone_organization_id", "organization_id", "programme_id", "id"),
        sa.Index("ix_programme_milestone_enrolment_id", "enrolment_id"),
        sa.Index("ix_programme_milestone_programme_id", "programme_id"),
    )

    programme_id: Mapped[str] = mapped_column(Id, sa.ForeignKey("programme.id"), nullable=False)
    organization_id: Mapped[str] = mapped_column(Id, nullable=False)
    enrolment_id: Mapped[str] = mapped_column(Id, sa.ForeignKey("programme_enrolment.id"), nullable=False)
    case_id: Mapped[str] = mapped_column(Id, sa.ForeignKey("case_file.id"), nullable=False)
    person_id: Mapped[str] = mapped_column(Id, sa.ForeignKey("case_person.id"), nullable=False)
    kind: Mapped[str] = mapped_column(sa.String(40), nullable=False)
    territory_id: Mapped[str | None] = mapped_column(Id, sa.ForeignKey("programme_territory.id"))
    referral_id: Mapped[str | None] = mapped_column(Id, sa.ForeignKey("referral.id"))
    evidence: Mapped[str | None] = mapped_column(sa.String(20))
    document_id: Mapped[str | None] = mapped_column(Id)
