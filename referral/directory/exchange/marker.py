"""The public sign that a location is confidential: an HSDS attribute, so that an export says it wherever it goes.

Its value is the size in km of the square whose centre the location's position is. An import that finds it with the
centre of just such a square knows a stand-in from an exact position.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.directory.exchange.comparing import folded
from referral.directory.exchange.staging import Staging
from referral.directory.hsds.objects import OBJECTS
from referral.directory.models import table_of
from referral.directory.queries.nesting import rows_by
from referral.kit.ids import derived_id
from referral.places.cells import SMALLEST_KM, box_of, cell_of, square_of

TAXONOMY = derived_id("taxonomy", "handling of places")
OPEN = "no"
TERM = derived_id("taxonomy_term", "handling of places", "confidential")
_NAME = "Handling of places"
_ROWS: dict[str, dict[str, Any]] = {
    "taxonomy": {
        "id": TAXONOMY,
        "name": _NAME,
        "description": "How what is said of a place is to be treated.",
    },
    "taxonomy_term": {
        "id": TERM,
        "code": "confidential",
        "name": "Confidential",
        "description": "The position is the centre of a grid cell that stands in for the exact one.",
        "taxonomy": _NAME,
        "taxonomy_id": TAXONOMY,
        "language": "en",
    },
}


def mark(session: Session, cells: Mapping[str, float | None]) -> None:
    """Marks locations (by id, with the size of their cells in km) as confidential."""
    if not cells:
        return
    for object_, row in _ROWS.items():
        if next(rows_by(session, object_, "id", [row["id"]]), None) is None:
            _insert(session, object_, {**row, "folded": folded(row)})
    ids = {derived_id("confidential", location_id): location_id for location_id in cells}
    present = {row["id"]: row["value"] for row in rows_by(session, "attribute", "id", ids)}
    attribute = table_of("attribute")
    for id_, location_id in ids.items():
        value = value_of(cells[location_id])
        if id_ not in present:
            sign = {"link_id": location_id, "link_entity": "location", "taxonomy_term_id": TERM}
            _insert(session, "attribute", {"id": id_, **sign, "label": "cell size in km", "value": value})
        elif present[id_] != value:
            session.execute(sa.update(attribute).where(attribute.c.id == id_).values(value=value))


def stage_open(staging: Staging, session: Session, location_ids: Iterable[str]) -> None:
    """Signs places that shelter victims and that their source calls open, so that an export says that as well."""
    ids = {derived_id("not confidential", location_id): location_id for location_id in location_ids}
    if not ids:
        return
    for object_, row in _ROWS.items():
        held = next(rows_by(session, object_, "id", [row["id"]]), None)
        if held is None and not staging.with_ids(object_, [row["id"]]):
            values = {name: value for name, value in row.items() if name != "id"}
            staging.add(object_, row["id"], values, file="", line=None)
    for id_, location_id in sorted(ids.items()):
        if not staging.with_ids("attribute", [id_]):
            sign = {"link_id": location_id, "link_entity": "location", "taxonomy_term_id": TERM}
            staging.add("attribute", id_, {**sign, "label": "open", "value": OPEN}, file="", line=None)
    staging.flush()


def _insert(session: Session, object_: str, row: Mapping[str, Any]) -> None:
    session.execute(sa.insert(table_of(object_)).values({**dict.fromkeys(OBJECTS[object_].by_name), **row}))


def value_of(cell_km: float | None) -> str | None:
    """The sign's value for the size of a cell."""
    return None if cell_km is None else f"{cell_km:g}"


def stand_in_km(value: Any, longitude: float, latitude: float) -> float | None:
    """The size of the square whose centre this position is, where a sign's value says so and it is true."""
    try:
        size = int(str(value))
    except ValueError:
        return None
    if size not in {SMALLEST_KM << doubled for doubled in range(5)}:
        return None
    cell = cell_of(*square_of(longitude, latitude, size), size)
    return float(size) if (cell.lon, cell.lat) == (round(longitude, 5), round(latitude, 5)) else None


def inside(longitude: float, latitude: float, cell: tuple[float, float, float]) -> bool:
    """Whether a position lies in the square that a cell is shown as: then the cell stays the place's.

    The square, not the cell's own squares in it: those depend on the settlements, of which there may be others by now.
    """
    size = int(cell[2])
    return box_of(longitude, latitude, size) == box_of(cell[0], cell[1], size)
