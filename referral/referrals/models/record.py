"""The referral as it is now, and the people it is for. What happened to it stands in its history.

Columns hold codes, ids and times; words about anybody are sealed with the key of the first person. Who somebody is
stands with their case.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from referral.cases.rules.terms import Basis, Direction
from referral.kit.db import Base
from referral.kit.db.types import Id, Json, UtcDateTime
from referral.referrals.rules import (
    Choose,
    Delivery,
    Kind,
    Priority,
    Side,
    ToldBy,
    back_to_check,
    one_of,
    state_check,
)

_DUE = sa.text("next_due_at IS NOT NULL")
_OFFER = sa.text("offer_id IS NOT NULL")


def words(column: str, listed: Iterable[str]) -> sa.CheckConstraint:
    """The column holds one of the words, or nothing where it may be empty."""
    return sa.CheckConstraint(one_of(column, listed), name=column)


class ReferralRecord(Base):
    """One referral of a case to one organisation's service. `since` is when its state was entered, as it occurred."""

    __tablename__ = "referral"
    __table_args__ = (
        sa.CheckConstraint(state_check(), name="state"),
        sa.CheckConstraint(back_to_check(), name="back_to"),
        sa.CheckConstraint(state_check("confirmed_state"), name="confirmed_state"),
        words("kind", Kind),
        words("priority", Priority),
        words("basis", Basis),
        words("delivery", Delivery),
        words("direction", Direction),
        words("choose", Choose),
        words("clock_with", Side),
        words("willing_by", ToldBy),
        sa.CheckConstraint("version >= 1", name="version"),
        sa.CheckConstraint("(hop > 0) = (parent_id IS NOT NULL)", name="hop"),
        sa.CheckConstraint("party_size BETWEEN 1 AND 20", name="party_size"),
        sa.CheckConstraint("replaces_id <> id AND parent_id <> id", name="others"),
        sa.Index("ix_referral_sender", "sender_organization_id", "id"),
        sa.Index("ix_referral_receiver", "receiver_organization_id", "id"),
        sa.Index("ix_referral_service", "service_id", "case_id"),
        sa.Index("ix_referral_case_id", "case_id"),
        sa.Index("ix_referral_offer_id", "offer_id", postgresql_where=_OFFER, sqlite_where=_OFFER),
        sa.Index("ix_referral_region1_id", "region1_id", "id"),
        sa.Index("ix_referral_next_due_at", "next_due_at", postgresql_where=_DUE, sqlite_where=_DUE),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    occurred_at: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)
    version: Mapped[int] = mapped_column(sa.Integer, nullable=False)
    case_id: Mapped[str] = mapped_column(Id, sa.ForeignKey("case_file.id"), nullable=False)
    # A member's or key's id.
    author_id: Mapped[str] = mapped_column(Id, nullable=False)
    sender_organization_id: Mapped[str] = mapped_column(Id, nullable=False)
    # The directory may take listings back: their ids stay here as they were.
    receiver_organization_id: Mapped[str] = mapped_column(Id, nullable=False)
    service_id: Mapped[str] = mapped_column(Id, nullable=False)
    service_at_location_id: Mapped[str | None] = mapped_column(Id)
    kind: Mapped[str] = mapped_column(sa.String(20), nullable=False)
    priority: Mapped[str] = mapped_column(sa.String(20), nullable=False)
    basis: Mapped[str] = mapped_column(sa.String(20), nullable=False)
    delivery: Mapped[str] = mapped_column(sa.String(20), nullable=False)
    direction: Mapped[str] = mapped_column(sa.String(20), nullable=False)
    placer_id: Mapped[str | None] = mapped_column(sa.String(64))
    filler_id: Mapped[str | None] = mapped_column(sa.String(64))
    parent_id: Mapped[str | None] = mapped_column(Id, sa.ForeignKey("referral.id"))
    hop: Mapped[int] = mapped_column(sa.SmallInteger, nullable=False)
    replaces_id: Mapped[str | None] = mapped_column(Id, sa.ForeignKey("referral.id"))
    offer_id: Mapped[str | None] = mapped_column(Id)
    choose: Mapped[str] = mapped_column(sa.String(20), nullable=False)
    # The enquiry from whose yes it starts, and until when the receiver holds the places.
    enquiry_id: Mapped[str | None] = mapped_column(Id)
    held_until: Mapped[datetime | None] = mapped_column(UtcDateTime)

    # Where it stands.
    state: Mapped[str] = mapped_column(sa.String(20), nullable=False)
    since: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)
    reason: Mapped[str | None] = mapped_column(sa.String(40))
    back_to: Mapped[str | None] = mapped_column(sa.String(20))
    confirmed_state: Mapped[str | None] = mapped_column(sa.String(20))
    clock_with: Mapped[str | None] = mapped_column(sa.String(20))
    # Who of the receiver would take it, where the person chooses: somebody, or what was told by these means.
    willing_person: Mapped[str | None] = mapped_column(Id)
    willing_by: Mapped[str | None] = mapped_column(sa.String(20))
    assigned_to: Mapped[str | None] = mapped_column(Id)
    assigned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    verified: Mapped[bool | None] = mapped_column(sa.Boolean)
    outcome: Mapped[str | None] = mapped_column(sa.String(20))
    served_from: Mapped[date | None] = mapped_column(sa.Date)
    served_to: Mapped[date | None] = mapped_column(sa.Date)

    # When it was what, as it occurred.
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    first_contact_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Completed or failed: from when the worker may still read for thirty days.
    completed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    next_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    # Tier 0, as far as it is said.
    need_codes: Mapped[list[str]] = mapped_column(Json, nullable=False)
    region_id: Mapped[str | None] = mapped_column(Id)
    region1_id: Mapped[str | None] = mapped_column(Id)
    country: Mapped[str | None] = mapped_column(sa.String(2))
    receiver_country: Mapped[str | None] = mapped_column(sa.String(2))
    age_band: Mapped[str | None] = mapped_column(sa.String(20))
    adult_or_child: Mapped[str | None] = mapped_column(sa.String(20))
    languages: Mapped[list[str]] = mapped_column(Json, nullable=False)
    accessibility: Mapped[bool] = mapped_column(sa.Boolean, nullable=False)
    sex_of_staff: Mapped[str | None] = mapped_column(sa.String(20))
    party_size: Mapped[int] = mapped_column(sa.SmallInteger, nullable=False)
    needed_from: Mapped[date | None] = mapped_column(sa.Date)
    on_arrival: Mapped[bool] = mapped_column(sa.Boolean, nullable=False)
    # What decides who sees how much.
    protection: Mapped[bool] = mapped_column(sa.Boolean, nullable=False)
    # As the case was when somebody last opened the referral, for those who do not know of the case.
    restricted: Mapped[bool] = mapped_column(sa.Boolean, nullable=False)
    tier_one_at_sent: Mapped[bool] = mapped_column(sa.Boolean, nullable=False)
    release_wanted: Mapped[bool] = mapped_column(sa.Boolean, nullable=False)
    release_basis: Mapped[str | None] = mapped_column(sa.String(20))
    release_supervisor: Mapped[str | None] = mapped_column(Id)
    withdrawn: Mapped[bool] = mapped_column(sa.Boolean, nullable=False)
    consent_expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    follow_up_until: Mapped[date | None] = mapped_column(sa.Date)
    # Texts of tier 3 by name, and since when the receiver may read each.
    released: Mapped[dict[str, str]] = mapped_column(Json, nullable=False)
    # Of the ids and versions of what was disclosed when it was sent.
    disclosed_hash: Mapped[str | None] = mapped_column(sa.String(64))
    narrative_sealed: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    notes_sealed: Mapped[bytes | None] = mapped_column(sa.LargeBinary)

    # In which hours the clocks of both sides run, as they were when it was made: {"zone", "country", "hours"}.
    receiver_calendar: Mapped[dict[str, Any]] = mapped_column(Json, nullable=False)
    sender_calendar: Mapped[dict[str, Any]] = mapped_column(Json, nullable=False)


class ReferralPerson(Base):
    """Somebody of the case whom the referral is for, and the consent (any version of it) on which it rests."""

    __tablename__ = "referral_person"
    __table_args__ = (
        sa.CheckConstraint("number >= 1", name="number"),
        sa.Index("ix_referral_person_person_id", "person_id"),
        sa.Index("ix_referral_person_chain_id", "chain_id"),
    )

    referral_id: Mapped[str] = mapped_column(
        Id, sa.ForeignKey("referral.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[str] = mapped_column(Id, sa.ForeignKey("case_person.id"), primary_key=True)
    number: Mapped[int] = mapped_column(sa.SmallInteger, nullable=False)
    # The first version's id, which all versions share; none while nobody has said on which it rests.
    chain_id: Mapped[str | None] = mapped_column(Id, sa.ForeignKey("consent.id"))
    # The version that was covered when it was sent.
    consent_id: Mapped[str | None] = mapped_column(Id, sa.ForeignKey("consent.id"))
