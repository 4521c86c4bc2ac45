"""What a typed place name means: values, and the decision when several places bear the name.

Pure. A name is clear when one place is much larger than every other of that name, or when the others are the same
spot; otherwise the answer is the candidates, and a person chooses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from referral.audit.rules import declare_action
from referral.kit.spatial.distance import haversine_m

REGIONS_REPLACED = declare_action(
    "places:regions:replaced", "The regions of a country were derived anew or imported from a file."
)
CLEARLY_LARGER = 10
SAME_SPOT_M = 3_000
MOST_CANDIDATES = 8


class PlaceKind(StrEnum):
    """What a place is."""

    SETTLEMENT = "settlement"
    REGION = "region"


class Matched(StrEnum):
    """How the typed text met the name: letter by letter after the fold, as its beginning, or nearly."""

    EXACT = "exact"
    PREFIX = "prefix"
    SIMILAR = "similar"


class RegionLevel(IntEnum):
    """The levels of the hierarchy of regions."""

    COUNTRY = 0
    ADMIN1 = 1
    ADMIN2 = 2
    MUNICIPALITY = 3


@dataclass(frozen=True, slots=True)
class Place:
    """A settlement or region with its point in degrees WGS 84; `id` is a GeoNames id or a region's UUID as text."""

    kind: PlaceKind
    id: str
    name: str
    country: str
    region: str | None
    region_id: str | None
    latitude: float
    longitude: float
    population: int


@dataclass(frozen=True, slots=True)
class Found:
    """One place is meant."""

    place: Place
    matched: Matched


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several places may be meant: at most eight, the largest first."""

    candidates: tuple[Place, ...]
    matched: Matched


@dataclass(frozen=True, slots=True)
class NotFound:
    """No place of that name is known; `suggestions` are names that look alike, the nearest first."""

    text: str
    suggestions: tuple[Place, ...] = field(default=())


PlaceAnswer = Found | Ambiguous | NotFound


def largest_first(places: Sequence[Place]) -> list[Place]:
    """The order in which candidates are shown: settlements before regions, population, then country and id."""
    return sorted(places, key=lambda p: (p.kind is PlaceKind.REGION, -p.population, p.country, p.id))


def choose(places: Sequence[Place], matched: Matched) -> Found | Ambiguous:
    """Found when one place is clearly the one meant, else its candidates. Expects at least one place.

    A town is meant before the region around it that bears its name, a region before a part of it that does.
    """
    settlements = [place for place in places if place.kind is PlaceKind.SETTLEMENT]
    ordered = largest_first(settlements or places)
    first, others = ordered[0], ordered[1:]
    if all(_gives_way(other, first) for other in others):
        return Found(first, matched)
    return Ambiguous(tuple(ordered[:MOST_CANDIDATES]), matched)


def _gives_way(other: Place, first: Place) -> bool:
    if first.population > 0 and first.population >= CLEARLY_LARGER * other.population:
        return True
    if other.kind is PlaceKind.REGION and (other.region_id == first.id or first.region_id == other.id):
        return True
    apart = haversine_m(first.longitude, first.latitude, other.longitude, other.latitude)
    return apart <= SAME_SPOT_M and other.kind is first.kind


def split_qualifier(text: str) -> tuple[str, str | None]:
    """`Niš, RS` as name and what narrows it; without a comma there is nothing that narrows."""
    name, comma, qualifier = text.rpartition(",")
    if not comma or not name.strip():
        return text.strip().strip(",").strip(), None
    return name.strip(), qualifier.strip() or None
