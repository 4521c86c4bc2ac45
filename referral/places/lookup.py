"""Questions about places, answered from memory: a name, the regions of points, the public cell of a point.

What a process keeps is made from the tables once per version. A change of places changes the version's token in the
same transaction, so that no process answers from what was, and two databases never share an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from referral.places import queries
from referral.places.cells import Box, Cell, Settled
from referral.places.division import Divisions
from referral.places.gazetteer import Gazetteer
from referral.places.gazetteer_entries import build_gazetteer
from referral.places.regionindex import RegionIndex, RegionRef
from referral.places.rules import Place, PlaceAnswer
from referral.places.towngrid import TownGrid

T = TypeVar("T")
_kept: dict[str, tuple[str, Any]] = {}


def find_place(session: Session, text: str, country: str | None = None) -> PlaceAnswer:
    """What a typed place means: `Kukës`, `Ниш`, `Niš, RS`. `country` (two letters) narrows it further."""
    return gazetteer(session).find(text, country)


def place_candidates(
    session: Session, text: str, *, country: str | None = None, limit: int = 10
) -> list[Place]:
    """Places for what was typed so far, the likeliest first."""
    return gazetteer(session).candidates(text, country=country, limit=limit)


def regions_of(session: Session, points: Sequence[tuple[float, float]]) -> list[list[RegionRef]]:
    """For each (lon, lat) the regions that hold it, from the country down; deterministic on borders."""
    return region_index(session).regions_of(points)


def region_of(session: Session, lon: float, lat: float) -> RegionRef | None:
    """The smallest region that holds the point, or None."""
    found = regions_of(session, [(lon, lat)])[0]
    return found[-1] if found else None


def public_cell(session: Session, lon: float, lat: float) -> Cell:
    """The fixed cell that stands in for a confidential point in everything public."""

    def settlements_in(box: Box) -> list[Settled]:
        rows = queries.public_towns_within(
            session, west=box.west, south=box.south, east=box.east, north=box.north
        )
        return [(row[0], row[1], row[2]) for row in rows]

    return _of_this_version(session, "divisions", Divisions).cell_for(lon, lat, settlements_in)


def public_cells(session: Session, points: Sequence[tuple[float, float]]) -> list[Cell]:
    """The same for many points, from memory."""
    grid = _of_this_version(session, "towns", lambda: TownGrid(queries.public_towns(session)))
    divisions = _of_this_version(session, "divisions", Divisions)
    return [divisions.cell_for(lon, lat, grid.settlements_in) for lon, lat in points]


def gazetteer(session: Session) -> Gazetteer:
    """All names of the present version."""
    return _of_this_version(session, "gazetteer", lambda: build_gazetteer(session))


def region_index(session: Session) -> RegionIndex:
    """All shapes of the present version."""
    return _of_this_version(session, "regions", lambda: _build_index(session))


def _build_index(session: Session) -> RegionIndex:
    shapes = queries.public_shapes(session)
    return RegionIndex((ref_of(region), shapes[region.id]) for region in queries.public_regions(session))


def ref_of(region: Any) -> RegionRef:
    """A region's row without its shape."""
    return RegionRef(
        region.id,
        region.code,
        region.country_code,
        region.level,
        region.name,
        region.path,
        region.approximate,
    )


def _of_this_version(session: Session, what: str, make: Callable[[], T]) -> T:
    token = queries.public_version(session)
    kept = _kept.get(what)
    if kept is not None and kept[0] == token and token != queries.NEVER_LOADED:
        made: T = kept[1]
        return made
    fresh = make()
    _kept[what] = (token, fresh)
    return fresh
