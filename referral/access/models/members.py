"""Members of organisations, their roles, and the regions of coordinators."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from referral.access.rules.roles import Role
from referral.kit.db import Base
from referral.kit.db.types import Id, PlainText, UtcDateTime

_ROLES = ", ".join(f"'{role.value}'" for role in Role)


class Member(Base):
    """Somebody who signs in, for one organisation. An ended membership stays, so that its acts keep their author."""

    __tablename__ = "member"
    __table_args__ = (
        # The address is free again when the membership has ended.
        Index(
            "uq_member_email",
            "email",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
            sqlite_where=text("ended_at IS NULL"),
        ),
        Index("ix_member_organization_id", "organization_id", "id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    # Null for a platform's administrator. The directory is a higher room: its table is not named here.
    organization_id: Mapped[str | None] = mapped_column(Id)
    email: Mapped[str] = mapped_column(PlainText, nullable=False)
    email_confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    name: Mapped[str] = mapped_column(String(200), nullable=False)
    # As partners see it: "Arta K.", "the night desk".
    shown_name: Mapped[str] = mapped_column(String(200), nullable=False)
    language: Mapped[str] = mapped_column(String(35), nullable=False)
    password_hash: Mapped[str] = mapped_column(String(255), nullable=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer, nullable=False, default=1)

    role_rows: Mapped[list["MemberRole"]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="MemberRole.role"
    )
    region_rows: Mapped[list["MemberRegion"]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="MemberRegion.region_id"
    )

    @property
    def roles(self) -> frozenset[Role]:
        """What the member is for."""
        return frozenset(Role(row.role) for row in self.role_rows)

    @property
    def regions(self) -> tuple[str, ...]:
        """A coordinator's regions, by id."""
        return tuple(row.region_id for row in self.region_rows)


class MemberRole(Base):
    """One role of one member."""

    __tablename__ = "member_role"
    __table_args__ = (
        CheckConstraint(f"role IN ({_ROLES})", name="known"),
        Index("ix_member_role_role", "role", "member_id"),
    )

    member_id: Mapped[str] = mapped_column(Id, ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[str] = mapped_column(String(40), primary_key=True)


class MemberRegion(Base):
    """One region of one coordinator."""

    __tablename__ = "member_region"

    member_id: Mapped[str] = mapped_column(Id, ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    # Regions are loaded anew and keep their ids; a lower room's table is not tied to people.
    region_id: Mapped[str] = mapped_column(Id, primary_key=True)
