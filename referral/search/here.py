"""The place where a person is: its region and the areas that hold it, looked up when first needed, once a question."""

import time
from collections.abc import Sequence
from functools import cached_property, lru_cache

import numpy as np
import shapely
from shapely.geometry import MultiPolygon
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
        for point in points_of(self.longitude, self.latitude):
            around = reader.fetch(dialect().SHAPES_AROUND, [point.x, point.x, point.y, point.y])
            if around:
                held = shapely.covers(np.array(_shapes_of(around), dtype=object), point)
                keys |= {key for (key, _), inside in zip(around, held, strict=True) if inside}
        return tuple(sorted(keys))


@lru_cache(maxsize=2)
def _region_index(_url: str, _period: int) -> RegionIndex:
    """Kept for half a minute, so that a question costs no transaction."""
    with unit_of_work(write=False) as session:
        return region_index(session)


def _shapes_of(found: Sequence[tuple[int, str]]) -> list[BaseGeometry]:
    """The shapes of (key, digest), from memory or read: a digest always means the same shape."""
    missing = [(key, digest) for key, digest in found if digest not in _shapes]
    read = {}
    for key, digest in missing:
        rows = reader.fetch(dialect().SHAPE, [key])
        if rows:
            read[digest] = shape = shapely.from_wkb(bytes(rows[0][0]))
            shapely.prepare(shape)
            # What is prepared is built at the first question: before another thread may ask.
            shape.covers(shape.representative_point())
    shapes = [read.get(digest) or _shapes.get(digest, MultiPolygon()) for _, digest in found]
    if len(_shapes) + len(read) > _MOST_SHAPES:
        _shapes.clear()
    _shapes.update(read)
    return shapes
