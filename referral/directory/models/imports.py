"""What an import leaves behind: its run, to resume after a kill; where rows came from; what leads nowhere."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from referral.kit.db import Base
from referral.kit.db.types import Id, Json, PlainText, UtcDateTime


class ImportRun(Base):
    """One import being applied. A row with no `finished_at` was killed; the same file resumes it."""

    __tablename__ = "import_run"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    digest: Mapped[str] = mapped_column(PlainText)
    source: Mapped[str | None] = mapped_column(PlainText)
    staging: Mapped[str] = mapped_column(PlainText)
    position: Mapped[int] = mapped_column(Integer, default=0)
    counts: Mapped[dict[str, Any]] = mapped_column(Json)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SourceRecord(Base):
    """That a named source held an object, and the run which saw it last."""

    __tablename__ = "source_record"

    source: Mapped[str] = mapped_column(PlainText, primary_key=True)
    object: Mapped[str] = mapped_column(PlainText, primary_key=True)
    object_id: Mapped[str] = mapped_column(Id, primary_key=True)
    run_id: Mapped[str] = mapped_column(Id)


class UnresolvedReference(Base):
    """An optional reference of an imported row whose target is not in the directory: kept, exported, resolved later."""

    __tablename__ = "unresolved_reference"

    object: Mapped[str] = mapped_column(PlainText, primary_key=True)
    object_id: Mapped[str] = mapped_column(Id, primary_key=True)
    field: Mapped[str] = mapped_column(PlainText, primary_key=True)
    value: Mapped[str] = mapped_column(PlainText)

    __table_args__ = (Index("ix_unresolved_reference_value", "value"),)
