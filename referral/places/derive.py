"""Regions made out of towns, for a country whose official boundaries nobody has imported yet.

Every town gets its Voronoi cell, the cells of one first-order code are joined, and the whole is cut off at a
hull around the towns. The result is approximate and has to be labelled so wherever it shows; it promises that
the regions of a country do not overlap, that every town lies in the region of its own code, and that the same
towns always give the same shapes. Pure: no database, no clock, no files.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import shapely
from shapely.affinity import scale
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

NO_CODE = frozenset({"", "00"})
HULL_RATIO = 0.5
HULL_MARGIN = 0.06
PRECISION = 1e-7


@dataclass(frozen=True)
class Town:
    """A settlement as the derivation sees it: degrees WGS 84, population of its own."""

    id: int
    name: str
    lon: float
    lat: float
    code: str
    population: int


@dataclass(frozen=True)
class DerivedRegion:
    """One region: its first-order code, its largest town's name, its towns' population, its shape in degrees."""

    code: str
    largest_town: str
    population: int
    geometry: MultiPolygon


def derive_regions(
    settlements: Iterable[Town], *, abroad: Iterable[tuple[float, float]] = ()
) -> list[DerivedRegion]:
    """The regions of one country as joined Voronoi cells, ordered by code; empty below three distinct towns.

    `abroad` are (lon, lat) of towns across the border: they keep the cells from reaching over it. Towns without
    a first-order code take no part. Shapes are WGS 84 degrees, valid, counter-clockwise outside.
    """
    towns = _one_per_point(town for town in settlements if town.code not in NO_CODE)
    if len(towns) < 3:
        return []
    squeeze = math.cos(math.radians(sum(town.lat for town in towns) / len(towns)))
    own = [(town.lon * squeeze, town.lat) for town in towns]
    foreign = sorted({(lon * squeeze, lat) for lon, lat in abroad} - set(own))
    cells = _cells(own, foreign, _hull(own))
    by_code: dict[str, list[int]] = defaultdict(list)
    for index, town in enumerate(towns):
        by_code[town.code].append(index)
    return [
        _region(code, [towns[i] for i in members], shapely.union_all([cells[i] for i in members]), squeeze)
        for code, members in sorted(by_code.items())
    ]


def _one_per_point(towns: Iterable[Town]) -> list[Town]:
    """Two towns on one point have one Voronoi cell: the larger one keeps it, the smaller id among equals."""
    kept: dict[tuple[float, float], Town] = {}
    for town in sorted(towns, key=lambda t: (-t.population, t.id)):
        kept.setdefault((round(town.lon, 6), round(town.lat, 6)), town)
    return sorted(kept.values(), key=lambda t: t.id)


def _hull(points: list[tuple[float, float]]) -> BaseGeometry:
    """The land the towns stand on: their concave hull, widened so that border towns have land behind them."""
    outline = shapely.concave_hull(shapely.MultiPoint(points), ratio=HULL_RATIO)
    return outline.buffer(HULL_MARGIN, quad_segs=4)


def _cells(
    own: list[tuple[float, float]], foreign: list[tuple[float, float]], hull: BaseGeometry
) -> list[BaseGeometry]:
    """The cell of each own point, in their order, cut off at the hull."""
    everything = shapely.MultiPoint(own + foreign)
    diagram = shapely.voronoi_polygons(everything, extend_to=hull, ordered=True)
    return [shapely.intersection(cell, hull) for cell in shapely.get_parts(diagram)[: len(own)]]


def _region(code: str, towns: list[Town], shape: BaseGeometry, squeeze: float) -> DerivedRegion:
    largest = max(towns, key=lambda town: (town.population, -town.id))
    unsqueezed = scale(shape, xfact=1 / squeeze, yfact=1.0, origin=(0, 0))
    return DerivedRegion(code, largest.name, sum(t.population for t in towns), as_multipolygon(unsqueezed))


def as_multipolygon(shape: BaseGeometry) -> MultiPolygon:
    """The areas of a shape as one valid multipolygon, exteriors counter-clockwise; lines and points fall away."""
    exact = shapely.set_precision(shape, PRECISION)
    valid = exact if exact.is_valid else shapely.make_valid(exact)
    areas = [part for part in polygons_of(valid) if part.area > 0]
    return MultiPolygon([shapely.orient_polygons(part) for part in areas])


def polygons_of(shape: BaseGeometry) -> list[Polygon]:
    """The areas in a geometry of any kind."""
    if isinstance(shape, Polygon):
        return [shape]
    return [polygon for part in getattr(shape, "geoms", ()) for polygon in polygons_of(part)]
