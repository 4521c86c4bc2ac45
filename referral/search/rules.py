"""What is asked of the index, and how candidates become a page. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

# The sphere differs from the ellipsoid by 0.56 % at most; candidates are trusted 1 % and a few metres less far.
SPHERE_MARGIN = 0.99
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


@dataclass(frozen=True, slots=True)
class WordAsked:
    """One word of a text: exact terms any of which may stand in a document, and beginnings of terms."""

    terms: tuple[str, ...]
    prefixes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters of a search, resolved; they AND together, what stands in one of them ORs."""

    needs: tuple[int, ...] = (0,)
    words: tuple[WordAsked, ...] = ()
    region_path: str | None = None
    organization_id: str | None = None
    languages: tuple[str, ...] = ()
    box: Box | None = None

    def holds_place(self, longitude: float | None, latitude: float | None, region_path: str | None) -> bool:
        """Whether a place passes the filters that are about places."""
        if self.region_path is not None and not (region_path or "").startswith(self.region_path):
            return False
        if self.box is None:
            return True
        return longitude is not None and latitude is not None and self.box.holds(longitude, latitude)


@dataclass(frozen=True, slots=True)
class Site:
    """A candidate from the index. `about_m` is the distance on the sphere."""

    about_m: float
    service_id: str
    key: int
    longitude: float
    latitude: float
    siblings: str | None
    need_key: int
    document: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A result: the exact distance in whole metres, or None where nothing was to be near to."""

    distance_m: int | None
    service_id: str
    document: str
    needs: tuple[int, ...] = field(default=())
    tier: int = 0


@dataclass(frozen=True, slots=True)
class After:
    """The place in the order behind which a page begins: distance in metres, or tier of the text, then the id."""

    rank: int
    service_id: str


Nearest = Callable[[int, float], Sequence[Site]]
Measure = Callable[[Sequence[Site]], Sequence[int]]
IsNearestOfService = Callable[[Site, int], bool]


@dataclass(frozen=True, slots=True)
class NearestPage:
    """How a page of the nearest is asked for: `limit` results, behind `after`, within `radius_m`."""

    limit: int
    after: After | None = None
    radius_m: float | None = None


def nearest_page(
    page: NearestPage, fetch: Nearest, measure: Measure, is_nearest: IsNearestOfService
) -> tuple[list[Hit], bool]:
    """The exact page out of approximate candidates, and whether there is more.

    `fetch(count, from_m)` gives the candidates nearest by the sphere, from a distance on. Sorted and cut is by the
    exact distance and id; a page is trusted only as far as the farthest candidate, less the margin by which the two
    orders may differ. Too few: twice as many are fetched.
    """
    count = page.limit + EXTRA_CANDIDATES
    from_m = 0.0
    if page.after is not None:
        from_m = max(0.0, page.after.rank * SPHERE_MARGIN - SPHERE_SLACK_M)
    while True:
        sites = fetch(count, from_m)
        complete = len(sites) < count or count >= MOST_CANDIDATES
        trusted = float("inf") if complete else sites[-1].about_m * SPHERE_MARGIN - SPHERE_SLACK_M
        hits = _hits(page, sites, measure(sites), is_nearest, trusted)
        enough = len(hits) > page.limit
        if complete or enough or (page.radius_m is not None and trusted > page.radius_m):
            return hits[: page.limit], len(hits) > page.limit
        count = min(count * 2, MOST_CANDIDATES)


def _hits(
    page: NearestPage,
    sites: Sequence[Site],
    distances: Sequence[int],
    is_nearest: IsNearestOfService,
    trusted: float,
) -> list[Hit]:
    chosen: dict[str, tuple[int, Site, list[int]]] = {}
    for site, metres in zip(sites, distances, strict=True):
        if metres > trusted or (page.radius_m is not None and metres > page.radius_m):
            continue
        if page.after is not None and (metres, site.service_id) <= (page.after.rank, page.after.service_id):
            continue
        if site.siblings is not None and not is_nearest(site, metres):
            continue
        present = chosen.get(site.service_id)
        if present is None:
            chosen[site.service_id] = (metres, site, [site.need_key])
        elif site.need_key not in present[2]:
            present[2].append(site.need_key)
    ordered = sorted(chosen.values(), key=lambda each: (each[0], each[1].service_id))
    return [Hit(metres, site.service_id, site.document, tuple(needs)) for metres, site, needs in ordered]
