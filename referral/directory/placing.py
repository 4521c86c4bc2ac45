"""Where positions lie: country and region of many points at once, and the cell that stands in for a hidden one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from referral.places.lookup import public_cell, regions_of


@dataclass(frozen=True, slots=True)
class Placing:
    """Country code and region path of a position; both None outside every known region."""

    country_code: str | None
    region_path: str | None


NOWHERE = Placing(None, None)


def place_points(session: Session, points: Sequence[tuple[float, float] | None]) -> list[Placing]:
    """The placing of each (longitude, latitude), in order; None is nowhere."""
    known = [(number, point) for number, point in enumerate(points) if point is not None]
    answer = [NOWHERE] * len(points)
    found = regions_of(session, [point for _, point in known])
    for (number, _), chain in zip(known, found, strict=True):
        if chain:
            answer[number] = Placing(chain[-1].country, chain[-1].path)
    return answer


def hide_point(session: Session, longitude: float, latitude: float) -> tuple[float, float, float]:
    """Centre (longitude, latitude) and size in km of the cell that stands in for a position."""
    cell = public_cell(session, longitude, latitude)
    return cell.lon, cell.lat, float(cell.size_km)


def on_earth(longitude: Any, latitude: Any) -> bool:
    """Whether a pair is a position. 0 is a coordinate."""
    if longitude is None or latitude is None:
        return False
    return -180 <= float(longitude) <= 180 and -90 <= float(latitude) <= 90
