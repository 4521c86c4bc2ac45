"""Makes the gazetteer out of the tables: towns, regions and what narrows a name (`Niš, RS`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy.orm import Session

from referral.kit.text import fold
from referral.places import queries
from referral.places.gazetteer import Entry, Gazetteer
from referral.places.models import Region
from referral.places.profiles import all_countries
from referral.places.rules import Place, PlaceKind


def build_gazetteer(session: Session) -> Gazetteer:
    """All names of towns and regions, as they are in the tables now."""
    regions = {region.id: region for region in queries.public_regions(session)}
    towns = queries.public_settlements(session)
    names: dict[int, list[tuple[str, bool]]] = defaultdict(list)
    for folded, settlement_id, is_primary in queries.public_settlement_names(session):
        names[settlement_id].append((folded, is_primary))
    entries = [*_town_entries(towns, names, regions), *_region_entries(regions)]
    return Gazetteer(entries, _qualifiers(towns, regions))


def _town_entries(
    towns: Sequence[Any], names: dict[int, list[tuple[str, bool]]], regions: dict[str, Region]
) -> Iterator[Entry]:
    for town in towns:
        around = regions.get(town.region_id) if town.region_id else None
        place = Place(
            kind=PlaceKind.SETTLEMENT,
            id=str(town.id),
            name=town.name,
            country=town.country_code,
            region=around.name if around else None,
            region_id=town.region_id,
            latitude=town.latitude,
            longitude=town.longitude,
            population=town.population,
        )
        within = _ancestors(around, regions) | {f"{town.country_code}-{town.admin1_code}"}
        for folded, is_primary in names[town.id]:
            yield Entry(place, folded, is_primary, within)


def _region_entries(regions: dict[str, Region]) -> Iterator[Entry]:
    for region in regions.values():
        parent = regions.get(region.parent_id) if region.parent_id else None
        place = Place(
            kind=PlaceKind.REGION,
            id=region.id,
            name=region.name,
            country=region.country_code,
            region=parent.name if parent else None,
            region_id=region.parent_id,
            latitude=region.latitude,
            longitude=region.longitude,
            population=region.population or 0,
        )
        own = {fold(name) for name in (region.name, *region.names.values())}
        for folded in own | {fold(name) for name in region.other_names}:
            if folded:
                yield Entry(place, folded, folded in own, _ancestors(parent, regions))


def _ancestors(region: Region | None, regions: dict[str, Region]) -> frozenset[str]:
    """The ids of a region and of all that it lies in."""
    found: set[str] = set()
    while region is not None and region.id not in found:
        found.add(region.id)
        region = regions.get(region.parent_id) if region.parent_id else None
    return frozenset(found)


def _qualifiers(towns: Sequence[Any], regions: dict[str, Region]) -> dict[str, frozenset[str]]:
    """What may stand behind the comma: country and region names and codes, folded, each with what it stands for."""
    meant: dict[str, set[str]] = defaultdict(set)
    for profile in all_countries():
        for name in (profile.code, *profile.names.values()):
            meant[fold(name)].add(profile.code)
    for country, admin1 in {(town.country_code, town.admin1_code) for town in towns}:
        meant[fold(country)].add(country)
        if admin1.isalpha():
            meant[fold(admin1)].add(f"{country}-{admin1}")
    for region in regions.values():
        for name in (region.code, region.name, *region.names.values(), *region.other_names):
            meant[fold(name)].add(region.id)
    return {name: frozenset(stands_for) for name, stands_for in meant.items() if name}
