"""How many places a service said are free when it was asked: a row of its own, beside those of its source.

What a source wrote stays as it wrote it; of several rows the one that was told last counts. A later file that says
something newer goes before it by its own moment.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.directory.events import ServicesChanged
from referral.directory.models import Restricted, table_of
from referral.directory.queries.nesting import Row, rows_by
from referral.directory.rules import PUBLIC
from referral.kit import events
from referral.kit.clock import iso
from referral.kit.db.engine import current
from referral.kit.ids import derived_id

_UNIT = derived_id("unit", "places")


def row_of(service_id: str) -> str:
    """The id of the row in which a service's own answers stand."""
    return derived_id("service_capacity", "told", service_id)


def told_places(session: Session, service_id: str) -> tuple[int, datetime] | None:
    """What the service said last when it was asked, and when; None where it never was."""
    row = next(rows_by(session, "service_capacity", "id", [row_of(service_id)]), None)
    if row is None or row["available"] is None:
        return None
    return int(row["available"]), datetime.fromisoformat(str(row["updated"]))


def write_places(session: Session, service: Row, *, available: int, at: datetime) -> bool:
    """Writes what the service said, unless something later stands there; the service is locked by this.

    True where it was written. As many see it as see the service.
    """
    table = table_of("service")
    session.execute(sa.select(table.c.id).where(table.c.id == service["id"]).with_for_update())
    known = told_places(session, service["id"])
    if known is not None and known[1] > at:
        return False
    _write(session, service, {"available": float(available), "updated": iso(at)}, new=known is None)
    events.emit(session, ServicesChanged(frozenset({service["id"]})))
    return True


def _write(session: Session, service: Row, values: dict[str, Any], *, new: bool) -> None:
    table, id_ = table_of("service_capacity"), row_of(service["id"])
    if not new:
        session.execute(sa.update(table).where(table.c.id == id_).values(values))
        return
    unit = {"id": _UNIT, "name": "places"}
    current().dialect.insert_new(session.connection(), table_of("unit"), unit)
    session.execute(sa.insert(table).values(id=id_, service_id=service["id"], unit_id=_UNIT, **values))
    if service["audience"] != PUBLIC:
        shown = {"object": "service_capacity", "id": id_, "audience": service["audience"]}
        current().dialect.insert_new(session.connection(), Restricted.__table__, shown)
