"""The position of a confidential location in a file: the cell that stands in for it, and what is kept as exact.

A cell stays as long as the place lies in the square that it is shown as, whatever settlements come and go: two cells
of one place, one by each list of settlements, would leave only what they have in common. For the same reason a place
that is listed a second time, at the very position, has the cell of the first. A position that is itself the
centre of a cell, and is said to be one by the sign of `marker`, is a stand-in: it is taken over where nothing better is
known, and is never kept as exact.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from referral.directory.exchange import marker
from referral.directory.exchange.private import cells_by_position
from referral.directory.exchange.revealing import PUBLIC_OF_LOCATION
from referral.directory.exchange.staging import CODES, Staged, Staging
from referral.directory.models import LocationPrivate
from referral.directory.placing import hide_point, on_earth
from referral.directory.queries.nesting import Row, rows_by

Position = tuple[float | None, float | None]
# Centre (longitude, latitude) and size in km.
Cell = tuple[float, float, float]
_NOWHERE: Position = (None, None)


def hide_positions(
    staging: Staging, session: Session, places: set[str], keep: Callable[[Staged], None]
) -> dict[str, Position]:
    """Makes the staged rows of these locations public ones; `keep` gets each as the source has it.

    Returns the exact (latitude, longitude) by place.
    """
    held = {row["id"]: row for row in rows_by(session, "location", "id", places)}
    signs = _signs(staging, places)
    known = cells_by_position(session) if places else {}
    exact: dict[str, Position] = {}
    for place in sorted(places):
        for found in staging.with_ids("location", [place]):
            row = staging.row(found.n)
            hiding = _Hiding(session, row, held.get(place), sign=signs.get(place, (0, None))[1], known=known)
            if hiding.stand_in is None:
                keep(row)
                exact[place] = hiding.exact
            row.values = hiding.public()
            staging.replace(row)
            if place in signs:
                _say(staging, signs[place], hiding.cell)
    return exact


def _signs(staging: Staging, places: set[str]) -> dict[str, tuple[int, Any]]:
    """The signs that the file brings, by place: number of the row and value."""
    rows = staging.query(
        """
        SELECT payload ->> 'link_id', n, payload ->> 'value' FROM staged
        WHERE object = ? AND payload ->> 'taxonomy_term_id' = ?
        """,
        (CODES["attribute"], marker.TERM),
    )
    return {place: (n, value) for place, n, value in rows if place in places}


def _say(staging: Staging, sign: tuple[int, Any], cell: Cell | None) -> None:
    """A sign that the file brings says the cell as it is here."""
    row = staging.row(sign[0])
    row.values["value"] = marker.value_of(cell[2] if cell else None)
    staging.replace(row)


class _Hiding:
    """One location of a file: what it says, what the directory holds, which cell follows."""

    def __init__(
        self,
        session: Session,
        row: Staged,
        held: Row | None,
        *,
        sign: Any,
        known: dict[tuple[float, float], Cell],
    ) -> None:
        self.session, self.place, self.said, self.held, self.known = session, row.id, row.values, held, known
        longitude, latitude = self.said.get("longitude"), self.said.get("latitude")
        self.exact: Position = _NOWHERE
        self.stand_in: float | None = None
        if on_earth(longitude, latitude):
            self.exact = (float(str(latitude)), float(str(longitude)))
            if sign is not None:
                self.stand_in = marker.stand_in_km(sign, self.exact[1] or 0.0, self.exact[0] or 0.0)
        self.cell = self._cell()

    def _cell(self) -> Cell | None:
        latitude, longitude = self.exact
        present = self._present()
        if latitude is None or longitude is None:
            return present
        if self.stand_in is not None:
            known = self.session.get(LocationPrivate, self.place)
            better = known is not None and known.latitude is not None
            return present if better else (longitude, latitude, self.stand_in)
        if present is not None and marker.inside(longitude, latitude, present):
            return present
        listed = self.known.get((latitude, longitude))
        return listed if listed is not None else hide_point(self.session, longitude, latitude)

    def _present(self) -> Cell | None:
        """The cell that is public now; for a place that stands open, the one that it will have."""
        held = self.held
        if held is None or not on_earth(held["longitude"], held["latitude"]):
            return None
        if held["confidential"]:
            return (held["longitude"], held["latitude"], held["cell_km"]) if held["cell_km"] else None
        return hide_point(self.session, held["longitude"], held["latitude"])

    def public(self) -> dict[str, Any]:
        """The row as everybody may see it. Without any position it says nothing of one."""
        values = {name: self.said[name] for name in PUBLIC_OF_LOCATION if name in self.said}
        values["x_confidential"] = True
        if self.cell is not None:
            lon, lat, size = self.cell
            values |= {"longitude": lon, "latitude": lat, "x_cell_km": size}
        return values
