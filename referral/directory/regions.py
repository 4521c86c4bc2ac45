"""Locations follow when regions change: each is placed anew, and what changed is told."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.directory.events import ServicesChanged
from referral.directory.exchange.touching import touched_services
from referral.directory.models import table_of
from referral.directory.placing import on_earth, place_points
from referral.directory.queries.nesting import Row, rows_by
from referral.kit import events
from referral.places.events import RegionsChanged

BATCH = 2_000


def on_regions_changed(session: Session, event: RegionsChanged) -> None:
    """Places the locations of those countries anew, and those that lay nowhere."""
    location = table_of("location")
    concerned = sa.or_(
        location.c.country_code.in_(event.countries),
        location.c.country_code.is_(None) & location.c.latitude.is_not(None),
    )
    ids = list(session.scalars(sa.select(location.c.id).where(concerned).order_by(location.c.id)))
    for start in range(0, len(ids), BATCH):
        _place(session, list(rows_by(session, "location", "id", ids[start : start + BATCH])))


def _place(session: Session, rows: Sequence[Row]) -> None:
    """The public position alone decides: of a confidential place that is its cell's centre."""
    location = table_of("location")
    known = [row for row in rows if on_earth(row["longitude"], row["latitude"])]
    placings = place_points(session, [(row["longitude"], row["latitude"]) for row in known])
    moved = []
    for row, placing in zip(known, placings, strict=True):
        if (row["country_code"], row["region_path"]) != (placing.country_code, placing.region_path):
            values = {"country_code": placing.country_code, "region_path": placing.region_path}
            session.execute(sa.update(location).where(location.c.id == row["id"]).values(values))
            moved.append(row)
    if moved:
        events.emit(session, ServicesChanged(frozenset(touched_services(session, "location", moved))))


def register() -> None:
    """Called once, by the factory."""
    events.register(RegionsChanged, on_regions_changed)
