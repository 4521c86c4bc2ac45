"""Places that are confidential lose, in public tables, what gives them away: it goes to `location_private`.

Called before an import's first batch for places that stood open until now, with each batch of locations, and at the
end, when references have been put in place. Where there is nothing to take away it changes nothing.
"""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.directory.events import PlacesConcealed, ServicesChanged
from referral.directory.exchange import marker
from referral.directory.exchange.comparing import stored
from referral.directory.exchange.confidential import hidden_in
from referral.directory.exchange.marking import known_places
from referral.directory.exchange.private import keep
from referral.directory.exchange.revealing import (
    FOLLOWERS,
    OWN_FIELDS,
    PLACE,
    PUBLIC_OF_LOCATION,
    SERVICE,
    SITE,
    WITHHELD_WHOLE,
)
from referral.directory.exchange.staging import Staging
from referral.directory.exchange.ties import (
    Ties,
    add_held_sites,
    grouped,
    held_fields,
    held_front_gates,
    held_rows,
)
from referral.directory.hsds.objects import OBJECTS
from referral.directory.models import UnresolvedReference, table_of
from referral.directory.models.hsds import KEPT
from referral.directory.placing import hide_point, on_earth, place_points
from referral.directory.queries.nesting import Row, rows_by
from referral.kit import events
from referral.kit.clock import now
from referral.kit.db.bulk import among

# Rows that stay in public tables and lost something: (object, id).
Changed = set[tuple[str, str]]


def conceal(session: Session, places: Iterable[str], ties: Iterable[tuple[str, str, str]] = ()) -> Changed:
    """Takes away what the public tables hold of these places; `ties` adds (reference, id, place) known from a file.

    Returns the public rows that were changed: (object, id).
    """
    rows = {row["id"]: row for row in rows_by(session, "location", "id", places)}
    known = Ties(rows)
    add_held_sites(session, known)
    for via, id_, place in ties:
        if place in rows:
            known.add(via, id_, place)
    work = _Concealing(session, known)
    work.run()
    opened = [row for row in rows.values() if not row["confidential"]]
    for row in opened:
        work.hide_location(row)
    marker.mark(session, {row["id"]: row["cell_km"] for row in rows.values() if row["confidential"]})
    work.write()
    return work.changed


def conceal_staged(session: Session, staging: Staging, location_ids: Iterable[str] | None = None) -> Changed:
    """Conceals the places that an import found to be confidential: those of `location_ids`, or all that are held."""
    ties = hidden_in(staging)
    places = {place for _, _, place in ties}
    if location_ids is not None:
        places &= set(location_ids)
    return conceal(session, places, ties) if places else Changed()


def conceal_all(session: Session) -> Changed:
    """Conceals every place that is confidential: what has come to hang on it since."""
    return conceal(session, known_places(session))


class _Concealing:
    """One round: what is withheld, what is deleted, whose index rows are stale."""

    def __init__(self, session: Session, ties: Ties) -> None:
        self.session, self.ties = session, ties
        self.withheld = grouped()
        self.positions: dict[str, tuple[float, float]] = {}
        self.deleted: dict[str, set[str]] = {name: set() for name in WITHHELD_WHOLE}
        self.changed = Changed()
        # Whose attributes and history go too.
        self.gone = {id_: place for via in (PLACE, SITE) for id_, place in ties.by[via].items()}

    def run(self) -> None:
        for name, row, place in held_rows(self.session, self.ties):
            self._take(name, row, place)
        for name, row, place, fields in held_fields(self.session, self.ties):
            self.gone[row["id"]] = place
            self._empty(name, row, place, fields)
        for name, via in (("service", SERVICE), ("service_at_location", SITE)):
            for row in rows_by(self.session, name, "id", self.ties.by[via]):
                self._empty(name, row, self.ties.by[via][row["id"]], OWN_FIELDS[name])
        for name, row in held_front_gates(self.session, self.ties):
            self._update(name, row, {SERVICE: None})
        for name, holder in FOLLOWERS.items():
            for row in rows_by(self.session, name, holder, self.gone):
                if row.get("taxonomy_term_id") != marker.TERM:
                    self._take(name, row, self.gone[row[holder]])
        self._take_history_of_services()

    def _take_history_of_services(self) -> None:
        services = self.ties.by[SERVICE]
        for row in rows_by(self.session, "metadata", "resource_id", services):
            if row["field_name"] in OWN_FIELDS["service"]:
                self._take("metadata", row, services[row["resource_id"]])

    def _take(self, name: str, row: Row, place: str) -> None:
        if row["id"] not in self.deleted[name]:
            self.deleted[name].add(row["id"])
            self.gone[row["id"]] = place
            self._withhold(name, row, place, OBJECTS[name].by_name)

    def _empty(self, name: str, row: Row, place: str, fields: Iterable[str]) -> None:
        said = [field for field in fields if row[field] is not None]
        if said:
            self._withhold(name, row, place, said)
            self._update(name, row, dict.fromkeys(said))

    def _withhold(self, name: str, row: Row, place: str, fields: Iterable[str]) -> None:
        said = {field: row[field] for field in fields if row[field] is not None}
        self.withheld[place][name].append({"id": row["id"], **stored(name, said)})

    def _update(self, name: str, row: Row, values: dict[str, Any]) -> None:
        if name in KEPT:
            values |= {"version": row["version"] + 1, "modified_at": now()}
        table = table_of(name)
        self.session.execute(sa.update(table).where(table.c.id == row["id"]).values(values))
        self.changed.add((name, row["id"]))

    def hide_location(self, row: Row) -> None:
        """The row keeps its kind, its organisation and a cell."""
        fields = OBJECTS["location"].by_name
        self._withhold("location", row, row["id"], fields)
        values: dict[str, Any] = {name: None for name in fields if name not in PUBLIC_OF_LOCATION}
        values |= {"confidential": True, "cell_km": None, "country_code": None, "region_path": None}
        if on_earth(row["longitude"], row["latitude"]):
            self.positions[row["id"]] = (row["latitude"], row["longitude"])
            lon, lat, size = hide_point(self.session, row["longitude"], row["latitude"])
            (placing,) = place_points(self.session, [(lon, lat)])
            values |= {"longitude": lon, "latitude": lat, "cell_km": size}
            values |= {"country_code": placing.country_code, "region_path": placing.region_path}
        self._update("location", row, values)
        marker.mark(self.session, {row["id"]: values["cell_km"]})

    def write(self) -> None:
        """Keeps what was withheld, deletes it where it was public, and tells."""
        for place, rows in self.withheld.items():
            keep(self.session, place, self.positions.get(place, (None, None)), rows)
        for name, ids in self.deleted.items():
            table, reference = table_of(name), UnresolvedReference
            for statement in (
                sa.delete(reference).where(reference.object == name, among(reference.object_id, sorted(ids))),
                sa.delete(table).where(among(table.c.id, sorted(ids))),
            ):
                if ids:
                    self.session.execute(statement)
        if self.changed or any(self.deleted.values()):
            services = frozenset(self.ties.by[SERVICE])
            events.emit(self.session, ServicesChanged(services))
            events.emit(self.session, PlacesConcealed(services))
