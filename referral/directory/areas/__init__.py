"""Where services serve: read from HSDS service areas, and whether a place is served, with the area behind it. Pure.

An area is drawn, a region, or a circle around the service's own place; what nobody can read stays as a text that has
to be asked about and never excludes. `serves` says what a place is told; the search index filters by the same.
"""

from referral.directory.areas.area import Area, Around, Drawn, Radius, Unclear, Within
from referral.directory.areas.circles import Circle, circle_around, earth_centred
from referral.directory.areas.names import KnownRegion, RegionNames
from referral.directory.areas.placing import Spot, place_areas
from referral.directory.areas.reading import AreasRead, read_area, read_areas
from referral.directory.areas.serving import Served, serves

__all__ = [
    "Area",
    "AreasRead",
    "Around",
    "Circle",
    "Drawn",
    "KnownRegion",
    "Radius",
    "RegionNames",
    "Served",
    "Spot",
    "Unclear",
    "Within",
    "circle_around",
    "earth_centred",
    "place_areas",
    "read_area",
    "read_areas",
    "serves",
]
