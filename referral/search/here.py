"""The place where a person is: its region and the areas that hold it, looked up when first needed, once a question."""

import time
from functools import cached_property, lru_cache

import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from referral.directory.areas import earth_centred
from referral.directory.areas.serving import points_of
from referral.kit.db import reader
from referral.kit.db.engine import current
from referral.kit.db.work import unit_of_work
from referral.places.lookup import region_index
from referral.places.regionindex import RegionIndex, RegionRef
from referral.search.sql import dialect

_REGIONS_KEPT_S = 30
# A path has at most four codes; the empty one is the world.
_PATHS = 5
_MOST_SHAPES = 4_096
_shapes: dict[str, BaseGeometry] = {}


class Here:
    """A point in degrees. Nothing of it is kept beyond its question."""

    def __init__(self, longitude: float, latitude: float) -> None:
        self.longitude = longitude
        self.latitude = latitude

    @cached_property
    def point(self) -> tuple[float, float, float]:
        """Earth-centred metres."""
        return earth_centred(self.longitude, self.latitude)

    @property
    def region_path(self) -> str | None:
        """Of the smallest region that holds it; None outside every known one."""
        return self._regions[-1].path if self._regions else None

    @property
    def country(self) -> str | None:
        """The code of the country in which it lies, if that is known."""
        return self._regions[-1].country if self._regions else None

    @cached_property
    def _regions(self) -> list[RegionRef]:
        regions = _region_index(current().url, int(time.monotonic() // _REGIONS_KEPT_S))
        return regions.regions_of([(self.longitude, self.latitude)])[0]

    @cached_property
    def area_keys(self) -> tuple[int, ...]:
        """Keys of all regions and drawn areas of the index that hold it, in order."""
        codes = (self.region_path or "").split("/")[:-1]
        paths = ["/".join([*codes[:depth], ""]) if depth else "" for depth in range(len(codes) + 1)]
        digests = [f"region:{path}" for path in paths]
        digests += digests[-1:] * (_PATHS - len(digests))
        keys = {key for (key,) in reader.fetch(dialect().AREAS_OF_REGIONS, digests)}
        rectangles: set[tuple[int, str]] = set()
        for point in self._points:
            rectangles |= set(reader.fetch(dialect().SHAPES_AROUND, [point.x, point.x, point.y, point.y]))
        return tuple(sorted(keys | {key for key, digest in rectangles if self.holds(digest)}))

    def holds(self, digest: str) -> bool:
        """Whether the drawn area of that digest holds it."""
        shape = _shape(digest)
        return shape is not None and any(shape.covers(point) for point in self._points)

    @cached_property
    def _points(self) -> list[Point]:
        return points_of(self.longitude, self.latitude)


@lru_cache(maxsize=2)
def _region_index(_url: str, _period: int) -> RegionIndex:
    """Kept for half a minute, so that a question costs no transaction."""
    with unit_of_work(write=False) as session:
        return region_index(session)


def _shape(digest: str) -> BaseGeometry | None:
    """A drawn area, from memory or read: a digest always means the same shape. None where nobody has it any more."""
    kept = _shapes.get(digest)
    if kept is not None:
        return kept
    rows = reader.fetch(dialect().SHAPE, [digest])
    if not rows:
        return None
    shape = shapely.from_wkb(bytes(rows[0][0]))
    shapely.prepare(shape)
    # What is prepared is built at the first question: before another thread may ask.
    shape.covers(shape.representative_point())
    if len(_shapes) >= _MOST_SHAPES:
        _shapes.clear()
    _shapes[digest] = shape
    return shape
