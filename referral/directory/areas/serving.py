"""Whether a place is served: met, unmet or unknown, with the names of the areas behind it."""

from collections.abc import Iterable
from typing import NamedTuple

from shapely.geometry import Point

from referral.directory.areas.area import Area, Around, Drawn, Unclear, Within
from referral.directory.areas.circles import earth_centred
from referral.directory.eligibility import State


class Served(NamedTuple):
    """The state, and the areas that make it so: those that hold the place, those that may, or all that do not."""

    state: State
    areas: tuple[str, ...] = ()


NOTHING_SAID = Served(State.UNKNOWN)


def serves(areas: Iterable[Area], longitude: float, latitude: float, region_path: str | None) -> Served:
    """Whether a service with these areas serves a place, given in degrees and by the path of the smallest region that
    holds it, None outside every known region. Who says no area has said nothing.
    """
    return together((area.name, _state(area, longitude, latitude, region_path)) for area in areas)


def together(found: Iterable[tuple[str, State]]) -> Served:
    """What areas make of a place, each with its own state: one that is met is enough, one unknown leaves it open."""
    said = list(found)
    for state in (State.MET, State.UNKNOWN, State.UNMET):
        names = [name for name, each in said if each is state]
        if names:
            return Served(state, tuple(dict.fromkeys(names)))
    return NOTHING_SAID


def _state(area: Area, longitude: float, latitude: float, region_path: str | None) -> State:
    if isinstance(area, Unclear):
        return State.UNKNOWN
    if isinstance(area, Within):
        return within(area.path, region_path)
    if isinstance(area, Around):
        return around(area, earth_centred(longitude, latitude))
    return State.MET if holds(area, longitude, latitude) else State.UNMET


def within(path: str, region_path: str | None) -> State:
    """Whether a region holds a place in the region of that path. Of a place that lies nowhere nobody knows."""
    if not path:
        return State.MET
    if region_path is None:
        return State.UNKNOWN
    return State.MET if region_path.startswith(path) else State.UNMET


def around(area: Around, point: tuple[float, float, float]) -> State:
    """Whether a circle holds an earth-centred point."""
    squares = [(circle, circle.square_to(*point)) for circle in area.circles]
    if any(square <= circle.certain for circle, square in squares):
        return State.MET
    possible = any(square <= circle.possible for circle, square in squares)
    return State.UNKNOWN if possible else State.UNMET


def holds(area: Drawn, longitude: float, latitude: float) -> bool:
    """Whether a drawn area holds a point, its edges included."""
    return any(area.shape.covers(point) for point in points_of(longitude, latitude))


def points_of(longitude: float, latitude: float) -> list[Point]:
    """The point; on the date line, which is the east of one half and the west of the other, both."""
    if abs(longitude) == 180:
        return [Point(180.0, latitude), Point(-180.0, latitude)]
    return [Point(longitude, latitude)]
