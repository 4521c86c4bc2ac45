"""The kinds of service area as values. `name` is what people read: the area's own name, or the text that says it."""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property

import shapely
from shapely.geometry import MultiPolygon

from referral.directory.areas.circles import Circle


@dataclass(frozen=True)
class Drawn:
    """An area on the map: valid, WGS 84 degrees within the globe, split at the date line. Edges belong to it."""

    name: str
    shape: MultiPolygon

    @cached_property
    def digest(self) -> str:
        """The same for the same shape, however many services have it."""
        return hashlib.sha256(shapely.to_wkb(shapely.normalize(self.shape))).hexdigest()


@dataclass(frozen=True, slots=True)
class Within:
    """A region and all in it, by its path (`AL/AL-11/`); the empty path is the whole world."""

    name: str
    path: str

    @property
    def digest(self) -> str:
        """What the index keeps regions by."""
        return f"region:{self.path}"


@dataclass(frozen=True, slots=True)
class Radius:
    """So many metres around the service's own place, which is not known yet."""

    name: str
    metres: float


@dataclass(frozen=True, slots=True)
class Around:
    """The same with its places: one of the circles is enough."""

    name: str
    circles: tuple[Circle, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Unclear:
    """What a source says and nobody can read: it has to be asked about."""

    name: str


Area = Drawn | Within | Around | Unclear
Unplaced = Drawn | Within | Radius | Unclear
