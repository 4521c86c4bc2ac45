"""From a radius to circles: around the place where the service is, or, where it has none there, around its others."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from referral.directory.areas.area import Area, Around, Radius, Unclear, Unplaced
from referral.directory.areas.circles import circle_around


class Spot(NamedTuple):
    """A public position in degrees; `cell_km` where it is the middle of a hidden place's cell."""

    longitude: float
    latitude: float
    cell_km: float | None = None


def place_areas(areas: Iterable[Unplaced], own: Spot | None, others: Sequence[Spot] = ()) -> tuple[Area, ...]:
    """The areas of a service at one place. A radius around nothing that is known cannot be told."""
    spots = [own] if own is not None else list(dict.fromkeys(others))
    return tuple(_placed(area, spots) if isinstance(area, Radius) else area for area in areas)


def _placed(area: Radius, spots: Sequence[Spot]) -> Area:
    if not spots:
        return Unclear(area.name)
    circles = (
        circle_around(spot.longitude, spot.latitude, area.metres, cell_km=spot.cell_km) for spot in spots
    )
    return Around(area.name, tuple(circles))
