"""What an organisation says of its own services' free places: who may, and what stands there now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from referral.audit.rules import declare_action
from referral.audit.service import append
from referral.directory.errors import NoSuchService
from referral.directory.models import table_of
from referral.directory.queries.nesting import Row, rows_by
from referral.directory.service import tell_places
from referral.kit.clock import now
from referral.kit.identity import Actor

PLACES_TOLD = declare_action(
    "directory:service:places_told", "An organisation said how many places are free."
)
MOST_PLACES = 100_000


@dataclass(frozen=True, slots=True)
class OwnPlaces:
    """A service of one's own, and what was told of its places last; `stale`: so long ago that searches doubt it."""

    service_id: str
    name: str
    available: int | None
    told_at: datetime | None
    stale: bool


def own_services(session: Session, actor: Actor) -> list[Row]:
    """The active services of the actor's organisation, hidden ones too, by name."""
    if actor.organization_id is None:
        return []
    active = table_of("service").c.status != "inactive"
    rows = rows_by(session, "service", "organization_id", [actor.organization_id], active)
    return sorted(rows, key=lambda row: str(row["name"]))


def own_places(session: Session, actor: Actor, *, fresh_days: int) -> list[OwnPlaces]:
    """What each of one's own services said last."""
    services = own_services(session, actor)
    told = _told_last(session, [row["id"] for row in services])
    oldest = now() - timedelta(days=fresh_days)
    found = []
    for row in services:
        available, at = told.get(row["id"], (None, None))
        stale = at is not None and at < oldest
        found.append(OwnPlaces(row["id"], str(row["name"]), available, at, stale))
    return found


def _told_last(session: Session, service_ids: Sequence[str]) -> dict[str, tuple[int, datetime]]:
    """Of several rows of a service, its source's and its own, the one that was told last."""
    found: dict[str, tuple[int, datetime]] = {}
    for row in rows_by(session, "service_capacity", "service_id", service_ids):
        at = datetime.fromisoformat(str(row["updated"])) if row["updated"] else None
        if at is None or at.tzinfo is None or row["available"] is None:
            continue
        if row["service_id"] not in found or found[row["service_id"]][1] < at:
            found[row["service_id"]] = (int(row["available"]), at)
    return found


def check_own(session: Session, actor: Actor, service_id: str) -> None:
    """Raises `NoSuchService` where it is not one of the actor's organisation."""
    if service_id not in {row["id"] for row in own_services(session, actor)}:
        raise NoSuchService


def say_places(session: Session, actor: Actor, service_id: str, available: int) -> None:
    """Says now how many places are free in one's own service. Raises `NoSuchService`, ValueError."""
    if not 0 <= available <= MOST_PLACES:
        raise ValueError(f"available: {available}; right would be 0 to {MOST_PLACES}")
    check_own(session, actor, service_id)
    tell_places(session, service_id, available=available, at=now())
    details = {"available": available}
    append(session, actor, action=PLACES_TOLD, object_kind="service", object_id=service_id, details=details)
