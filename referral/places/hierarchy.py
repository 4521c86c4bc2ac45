"""Parents, paths and populations of a country's regions, worked out anew after every change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import shapely
from shapely.geometry import MultiPolygon
from sqlalchemy.orm import Session

from referral.places import queries
from referral.places.derive import as_multipolygon
from referral.places.models import Region

TOWNS_SOURCE = "sum of the towns in it (GeoNames, CC BY 4.0)"


def joined(shapes: Sequence[Any]) -> MultiPolygon:
    """Several areas as one."""
    return as_multipolygon(shapely.union_all(list(shapes)))


def relink(session: Session, countries: Sequence[str]) -> None:
    """Gives every region its parent and path: by the code that the file named, else by where its point lies."""
    for country in countries:
        regions = sorted(
            queries.public_regions(session, country=country), key=lambda each: (each.level, each.code)
        )
        shapes = queries.public_shapes(session, country=country)
        for region in regions:
            above = [each for each in regions if each.level < region.level]
            parent = _parent(region, above, shapes)
            region.parent_id = parent.id if parent else None
            region.path = f"{parent.path if parent else ''}{region.code}/"
        session.flush()


def _parent(region: Region, above: Sequence[Region], shapes: dict[str, Any]) -> Region | None:
    named = region.parent_code
    if named is not None:
        for each in above:
            if each.code in (named, f"{region.country_code}.{named}"):
                return each
    point = shapely.Point(region.longitude, region.latitude)
    holding = [each for each in above if shapes[each.id].intersects(point)]
    if holding:
        return max(holding, key=lambda each: each.level)
    return next((each for each in above if each.level == 0), None)


def fill_populations(session: Session, countries: Sequence[str]) -> None:
    """A region without a population of its own has that of its towns, and says so."""
    sums = _sums(session, countries)
    for country in countries:
        for region in queries.public_regions(session, country=country):
            if region.population_source is None or region.population_source == TOWNS_SOURCE:
                region.population = sums.get(region.id, 0)
                region.population_source = TOWNS_SOURCE
    session.flush()


def _sums(session: Session, countries: Sequence[str]) -> dict[str, int]:
    """The towns' population by region, each town counted in its region and in all those above."""
    parents = {
        region.id: region.parent_id
        for country in countries
        for region in queries.public_regions(session, country=country)
    }
    sums: dict[str, int] = defaultdict(int)
    for town in queries.public_settlements(session, countries=countries):
        region_id = town.region_id
        while region_id is not None:
            sums[region_id] += town.population
            region_id = parents.get(region_id)
    return sums
