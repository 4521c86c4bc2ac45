"""What is done with listings beside importing them: publishing one, and telling how somebody arrives."""

from datetime import datetime

from sqlalchemy.orm import Session

from referral.audit.rules import declare_action
from referral.audit.service import append
from referral.directory.capacity import write_places
from referral.directory.errors import ArrivalNotYours, NoSuchService, StillRevealing
from referral.directory.exchange.audiences import settle_audiences
from referral.directory.exchange.concealing import conceal_all
from referral.directory.exchange.holding_back import Findings, findings
from referral.directory.queries.arrival import arrival
from referral.directory.queries.nesting import rows_by
from referral.directory.rules import Arrival
from referral.kit.identity import Actor

SERVICE_PUBLISHED = declare_action("directory:service:published", "A listing was found fit and is shown.")
ARRIVAL_READ = declare_action("directory:arrival:read", "Somebody was told how one arrives at a service.")


def revealing_services(session: Session) -> Findings:
    """What keeps services at confidential places out of the public, by service; from now on, where it did not yet."""
    settle_audiences(session)
    return findings(session)


def publish_service(session: Session, actor: Actor, service_id: str) -> str:
    """Shows a service to its audience, and returns that; raises `StillRevealing` while a field gives its place away."""
    if next(rows_by(session, "service", "id", [service_id]), None) is None:
        raise NoSuchService
    conceal_all(session)
    revealed = findings(session).get(service_id)
    if revealed:
        names = "; ".join(str(each) for each in revealed)
        raise StillRevealing(f"Not published: {names}.", revealed=[_named(each) for each in revealed])
    settle_audiences(session)
    append(session, actor, action=SERVICE_PUBLISHED, object_kind="service", object_id=service_id)
    row = next(rows_by(session, "service", "id", [service_id]))
    return str(row["audience"])


def _named(each: object) -> dict[str, str]:
    return {name: str(getattr(each, name)) for name in ("object", "id", "field", "why")}


def read_arrival(session: Session, actor: Actor, service_id: str) -> Arrival:
    """How somebody arrives, for whom it was granted to; each such read stands in the audit."""
    found = arrival(session, actor, service_id)
    if found is None:
        raise ArrivalNotYours
    details = {"way": found.way}
    append(session, actor, action=ARRIVAL_READ, object_kind="service", object_id=service_id, details=details)
    return found


def tell_places(session: Session, service_id: str, *, available: int, at: datetime) -> bool:
    """A service said at a moment how many places are free. False where something later is known. Takes no audit entry
    of its own: whoever calls it has one of the answer. Raises `NoSuchService`.
    """
    service = next(rows_by(session, "service", "id", [service_id]), None)
    if service is None:
        raise NoSuchService
    return write_places(session, service, available=available, at=at)
