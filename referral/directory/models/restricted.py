"""Rows that the public must not see, because they belong to listings that are not for it."""

from sqlalchemy.orm import Mapped, mapped_column

from referral.kit.db import Base
from referral.kit.db.types import Id, PlainText


class Restricted(Base):
    """One row of an HSDS object and who may see it: words of `rules.AUDIENCES` with a space between them.

    Services stand here too, beside their column `audience`. A row that is not here is public.
    """

    __tablename__ = "restricted"

    object: Mapped[str] = mapped_column(PlainText, primary_key=True)
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    audience: Mapped[str] = mapped_column(PlainText)
