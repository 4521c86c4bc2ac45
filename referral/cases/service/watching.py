"""What the clocks of the room above watch: privacy tasks that were not attested, by their times alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from referral.cases.models import PrivacyTask
from referral.cases.queries import privacy
from referral.cases.words import TaskState


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """Who has to answer, who asked, and when it was asked, acknowledged and attested."""

    id: str
    organization_id: str
    holder_organization_id: str
    requested_at: datetime
    acknowledged_at: datetime | None
    attested_at: datetime | None


def watched_tasks(session: Session) -> Iterator[Watched]:
    """Every task that waits, oldest first."""
    return (_watched(row) for row in privacy.waiting_tasks(session))


def watched_task(session: Session, task_id: str) -> Watched | None:
    """One task that waits; None where it was attested."""
    row = session.get(PrivacyTask, task_id)
    return None if row is None or row.state == TaskState.ATTESTED else _watched(row)


def _watched(row: PrivacyTask) -> Watched:
    return Watched(
        id=row.id,
        organization_id=row.organization_id,
        holder_organization_id=row.holder_organization_id,
        requested_at=row.recorded_at,
        acknowledged_at=row.acknowledged_at,
        attested_at=row.attested_at,
    )
