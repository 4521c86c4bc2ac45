"""Tables of the pages: what members have begun to write, and forms that were taken."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from referral.kit.db import Base
from referral.kit.db.types import Id, PlainText, UtcDateTime


class Draft(Base):
    """What a member has typed into a form and not sent yet, sealed under a data key of its own."""

    __tablename__ = "web_draft"
    __table_args__ = (Index("ix_web_draft_expires_at", "expires_at"),)

    member_id: Mapped[str] = mapped_column(Id, ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    # The form's name, with the id of what it is about: `referral/0190…`.
    form: Mapped[str] = mapped_column(PlainText, primary_key=True)
    # The data key, wrapped by the key-encryption key of `key_id` and `owner_id`.
    key_id: Mapped[str] = mapped_column(String(100), nullable=False)
    owner_id: Mapped[str] = mapped_column(Id, nullable=False)
    wrapped_key: Mapped[bytes] = mapped_column(LargeBinary, nullable=False)
    sealed: Mapped[bytes] = mapped_column(LargeBinary, nullable=False)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)


class TakenForm(Base):
    """A form that was taken: sent again with the same key, it leads to where the first one led."""

    __tablename__ = "web_taken_form"
    __table_args__ = (Index("ix_web_taken_form_taken_at", "taken_at"),)

    member_id: Mapped[str] = mapped_column(Id, ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(Id, primary_key=True)
    # A path on these pages; ids at most.
    address: Mapped[str] = mapped_column(String(300), nullable=False)
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)
