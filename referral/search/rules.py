"""What is asked of the index, and how candidates become a page. Pure."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, Protocol

# The sphere differs from the ellipsoid by 0.56 % at most; candidates are trusted 0.6 % and a few metres less far.
SPHERE_MARGIN = 0.994
SPHERE_SLACK_M = 3.0
EXTRA_CANDIDATES = 6
MOST_CANDIDATES = 200_000


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in degrees: west, south, east, north. West greater than east crosses the date line."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, longitude: float, latitude: float) -> bool:
        """Whether a position is inside or on the border."""
        if not self.south <= latitude <= self.north:
            return False
        if self.west <= self.east:
            return self.west <= longitude <= self.east
        return longitude >= self.west or longitude <= self.east

    def parts(self) -> list["Box"]:
        """The same without crossing the date line: itself, or its two sides."""
        if self.west <= self.east:
            return [self]
        return [replace(self, east=180.0), replace(self, west=-180.0)]

    def shared(self, other: "Box") -> "Box | None":
        """What both hold; neither may cross the date line."""
        west, south = max(self.west, other.west), max(self.south, other.south)
        east, north = min(self.east, other.east), min(self.north, other.north)
        return Box(west, south, east, north) if west <= east and south <= north else None


class Within(Protocol):
    """An area: what it holds exactly, and boxes that together hold all of it, none across the date line."""

    @property
    def windows(self) -> tuple[Box, ...]: ...

    def holds(self, longitude: float, latitude: float) -> bool: ...

    def hold(self, longitudes: Sequence[float], latitudes: Sequence[float]) -> list[bool]: ...


@dataclass(frozen=True, slots=True)
class WordAsked:
    """One word of a text: exact terms any of which may stand in a document, and beginnings of terms."""

    terms: tuple[str, ...]
    prefixes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlacesAsked:
    """How many places are needed; what was told before `since` (seconds since 1970) is too old to exclude."""

    needed: int
    since: int


ONE_PLACE = PlacesAsked(1, 0)


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters of a search, resolved; they AND together, what stands in one of them ORs."""

    needs: tuple[int, ...] = (0,)
    words: tuple[WordAsked, ...] = ()
    region_path: str | None = None
    organization_id: str | None = None
    languages: tuple[str, ...] = ()
    box: Box | None = None
    within: Within | None = None
    # Who comes, each an `eligibility.Probe`; services that certainly do not take one of them are left out.
    party: tuple[Any, ...] = ()
    # By key of a pattern of hours: 0 where it is closed.
    hours: bytes | None = field(default=None, repr=False)
    places: PlacesAsked | None = field(default=None, repr=False)
    # Days since 1970: it runs then, and takes people.
    day: int | None = None
    free: bool = False
    accepts: bool = False
    # How it is delivered, any of these: a mask of `profile.Mode`; 0 is any.
    modes: int = 0
    # Services whose areas certainly do not hold the place where the person is are left out.
    serves: bool = False
    # That place, a `here.Here`, where one was told: no filter by itself.
    here: Any = field(default=None, compare=False, repr=False)

    @property
    def reads_said(self) -> bool:
        """Whether a filter looks at what sites say."""
        return bool(
            self.languages
            or self.party
            or self.hours is not None
            or self.places is not None
            or self.day is not None
            or self.free
            or self.accepts
            or self.modes
            or self.serves
        )

    @property
    def differs_by_place(self) -> bool:
        """Whether one place of a service may pass and another not, positions apart."""
        return bool(self.words or self.languages or self.hours is not None or self.modes or self.serves)

    def holds_place(self, longitude: float | None, latitude: float | None, region_path: str | None) -> bool:
        """Whether a place passes the filters that are about places."""
        if self.region_path is not None and not (region_path or "").startswith(self.region_path):
            return False
        areas = [area for area in (self.box, self.within) if area is not None]
        if longitude is None or latitude is None:
            return not areas
        return all(area.holds(longitude, latitude) for area in areas)


class Site(NamedTuple):
    """A candidate from the index. `about_m` is the distance on the sphere. What it says only where it was asked for."""

    about_m: float
    service_id: str
    key: int
    longitude: float
    latitude: float
    siblings: str | None
    document: bytes | None
    areas: bytes | None = None
    hours_key: int = 0
    facts_key: int = 0
    languages: str = ""
    places: int = -1
    places_at: int = 0
    places_state: int = 0
    verified_on: int = 0
    free: int = -1
    accepts: int = -1
    starts: int = 0
    ends: int = 0
    intakes: int = 0
    # Whether it stands in the network's part of the index.
    network: bool = False


@dataclass(frozen=True, slots=True)
class Candidates:
    """Which sites are fetched: the `count` nearest to a point (degrees), from a distance on; what they say, and their
    documents, only where wanted.
    """

    longitude: float
    latitude: float
    count: int
    from_m: float = 0.0
    said: bool = False
    document: bool = True


class Hit(NamedTuple):
    """A result: the exact distance in whole metres, or None where nothing was to be near to."""

    distance_m: int | None
    service_id: str
    site: Site
    tier: int = 0


@dataclass(frozen=True, slots=True)
class After:
    """The place in the order behind which a page begins: distance in metres, or tier of the text, then the id."""

    rank: int
    service_id: str


Nearest = Callable[[int, float], Sequence[Site]]
# The exact distance of each site, or None where another place of the same service is nearer.
Measure = Callable[[Sequence[Site]], Sequence[int | None]]


@dataclass(frozen=True, slots=True)
class NearestPage:
    """How a page of the nearest is asked for: `limit` results, behind `after`, within `radius_m`."""

    limit: int
    after: After | None = None
    radius_m: float | None = None


def nearest_page(page: NearestPage, fetch: Nearest, measure: Measure) -> tuple[list[Hit], bool]:
    """The exact page out of approximate candidates, and whether there is more.

    `fetch(count, from_m)` gives the candidates nearest by the sphere, from a distance on. Sorted and cut is by the
    exact distance and id; a page is trusted only as far as the farthest candidate, less the margin by which the two
    orders may differ. Too few: twice as many are fetched.
    """
    # The more are wanted, the more lie in the margin.
    count = page.limit + EXTRA_CANDIDATES + max(0, page.limit - 20) // 5
    radius = math.inf if page.radius_m is None else page.radius_m
    from_m = 0.0
    if page.after is not None:
        from_m = max(0.0, page.after.rank * SPHERE_MARGIN - SPHERE_SLACK_M)
    while True:
        sites = fetch(count, from_m)
        complete = len(sites) < count or count >= MOST_CANDIDATES
        trusted = math.inf if complete else sites[-1].about_m * SPHERE_MARGIN - SPHERE_SLACK_M
        hits = _hits(page.after, sites, measure(sites), min(trusted, radius))
        if complete or trusted > radius or len(hits) > page.limit:
            return hits[: page.limit], len(hits) > page.limit
        count = min(count * 2, MOST_CANDIDATES)


def _hits(
    after: After | None, sites: Sequence[Site], distances: Sequence[int | None], farthest: float
) -> list[Hit]:
    """Each service once, in the order of the answer. A site stands twice where two asked needs meet it."""
    chosen: dict[str, Hit] = {}
    for site, metres in zip(sites, distances, strict=True):
        if metres is None or metres > farthest:
            continue
        if after is not None and (metres, site.service_id) <= (after.rank, after.service_id):
            continue
        chosen[site.service_id] = Hit(metres, site.service_id, site)
    return sorted(chosen.values())
