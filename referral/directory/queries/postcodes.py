"""Locations by postal code, and within metres of the middle of one."""

import math
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.directory.models import table_of
from referral.directory.queries.audience import open_to
from referral.directory.rules import Sees
from referral.kit.spatial import distances_m

_METRES_PER_DEGREE = 110_000.0


def _with_postcode(postcode: str, sees: Sees) -> sa.Select[Any]:
    address = table_of("address")
    carries = address.c.postal_code == postcode.strip()
    return sa.select(address.c.location_id).where(carries, *open_to(sees, "address"))


def _centroid(session: Session, postcode: str, sees: Sees) -> tuple[float, float] | None:
    """Longitude and latitude of the middle of the places that carry the code."""
    location = table_of("location")
    statement = sa.select(sa.func.avg(location.c.longitude), sa.func.avg(location.c.latitude)).where(
        location.c.id.in_(_with_postcode(postcode, sees)),
        *open_to(sees, "location"),
        location.c.latitude.is_not(None),
        location.c.longitude.is_not(None),
    )
    longitude, latitude = session.execute(statement).one()
    return None if longitude is None else (float(longitude), float(latitude))


def near_postcode(session: Session, postcode: str, proximity_m: float | None, sees: Sees) -> sa.Select[Any]:
    """Ids of locations with the postal code, or within `proximity_m` metres of its centroid."""
    if proximity_m is None:
        return _with_postcode(postcode, sees)
    location = table_of("location")
    nothing = sa.select(location.c.id).where(sa.false())
    centre = _centroid(session, postcode, sees)
    if centre is None:
        return nothing
    longitude, latitude = centre
    high = proximity_m / _METRES_PER_DEGREE
    wide = high / max(math.cos(math.radians(min(abs(latitude) + high, 89.9))), 0.001)
    box = sa.select(location.c.id, location.c.longitude, location.c.latitude).where(
        location.c.latitude.between(latitude - high, latitude + high),
        location.c.longitude.between(longitude - wide, longitude + wide),
        *open_to(sees, "location"),
    )
    rows = session.execute(box).all()
    if not rows:
        return nothing
    away = distances_m(longitude, latitude, [row[1] for row in rows], [row[2] for row in rows])
    inside = [row[0] for row, metres in zip(rows, away, strict=True) if metres <= proximity_m]
    return sa.select(location.c.id).where(location.c.id.in_(inside))
