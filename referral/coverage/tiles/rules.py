"""What a tile shows at which zoom, and how large it may become. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Layer(StrEnum):
    """What there are tiles of."""

    REGIONS = "regions"
    SERVICES = "services"


LARGEST_BYTES = 500_000
DEEPEST_ZOOM = 16
# Services are shown each from here on, where no more than so many are in one tile.
SINGLE_FROM_ZOOM = 9
MOST_SINGLE = 1_500
# The side of a cluster's square is 2 to this power of the tile's 4096 units: 32 squares a side.
CLUSTER_BITS = 7
# Levels of regions (country, admin-1, admin-2, municipality) by the zoom from which on they are shown.
REGION_ZOOMS = (0, 3, 6, 8)
# How far regions reach over a tile's edge, so that their outlines are not drawn along it.
REGION_MARGIN = 64


@dataclass(frozen=True, slots=True)
class Detail:
    """How closely regions are drawn: corners that stand out less go (units), and how many of the levels are left."""

    tolerance: float
    levels: int


def region_levels(zoom: int) -> int:
    """How many levels are shown."""
    return sum(zoom >= first for first in REGION_ZOOMS)


def details(zoom: int) -> list[Detail]:
    """Ways to draw regions, the closest first; the next is taken where a tile would become too large."""
    levels = region_levels(zoom)
    drawn = [Detail(tolerance, levels) for tolerance in (1.0, 4.0, 16.0)]
    return drawn + [Detail(16.0, fewer) for fewer in range(levels - 1, 0, -1)]
