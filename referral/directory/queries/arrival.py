"""How somebody arrives at a service: for nobody, until the room that knows the assignments says for whom."""

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.directory.models import LocationPrivate, ServicePrivate, table_of
from referral.directory.rules import ADDRESS, Arrival, way_of
from referral.kit.identity import Actor

# Set by the room above that knows who was assigned to whom.
_may_know: Callable[[Session, Actor, str], bool] | None = None


def install_arrival_grant(may_know: Callable[[Session, Actor, str], bool]) -> None:
    """Lets an upper room say whether an actor may know how one arrives at a service: `(session, actor, service id)`."""
    global _may_know
    _may_know = may_know


def arrival(session: Session, actor: Actor, service_id: str) -> Arrival | None:
    """How somebody arrives at the service; None for every actor to whom nobody granted it.

    Without a word of the owner she is fetched. The exact address is told only where the owner allows it.
    """
    if _may_know is None or not _may_know(session, actor, service_id):
        return None
    kept = session.get(ServicePrivate, service_id)
    said = [(each["code"], str(each["value"])) for each in kept.arrival] if kept is not None else []
    way, point = way_of(said)
    if way != ADDRESS:
        return Arrival(way, point)
    at = table_of("service_at_location")
    places = sa.select(LocationPrivate).where(
        LocationPrivate.location_id.in_(sa.select(at.c.location_id).where(at.c.service_id == service_id))
    )
    rows = list(session.scalars(places.order_by(LocationPrivate.location_id)))
    positions = [(row.latitude, row.longitude) for row in rows]
    exact = next(((lat, lon) for lat, lon in positions if lat is not None and lon is not None), None)
    return Arrival(way, point, exact, tuple(each for row in rows for each in row.withheld.get("address", ())))
