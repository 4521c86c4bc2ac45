"""Where services serve and how they reach people, in the index: made of public rows only, each area kept once."""

import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
import sqlalchemy as sa
from geoalchemy2.shape import from_shape
from sqlalchemy.orm import Session

from referral.directory.areas import (
    Area,
    Around,
    Drawn,
    KnownRegion,
    RegionNames,
    Spot,
    Unclear,
    Within,
    place_areas,
    read_areas,
)
from referral.directory.eligibility.word import mask
from referral.directory.models import table_of
from referral.directory.profile.modes import modes_at
from referral.directory.queries.nesting import Row
from referral.kit.db.bulk import among, bulk_insert
from referral.places.profiles import all_countries
from referral.places.queries import public_regions, public_version
from referral.search.generations import UNPLACED
from referral.search.interning import keys_by_digest
from referral.search.models import EVERYBODY, NETWORK, Partition, SearchArea, SearchAreaShape

_Site = dict[str, Any]
_lock = threading.Lock()
_kept: tuple[str, RegionNames] | None = None


def region_names(session: Session) -> RegionNames:
    """What regions and countries are called, in this version of the places."""
    global _kept
    version, kept = public_version(session), _kept
    if kept is None or kept[0] != version or not version:
        with _lock:
            _kept = kept = (version, RegionNames(_known(session)))
    return kept[1]


def _known(session: Session) -> Iterable[KnownRegion]:
    found = public_regions(session)
    for region in found:
        names = (region.name, *region.names.values(), *region.other_names)
        told = (region.path, region.country_code, region.level, region.code, region.id)
        yield KnownRegion(*told, tuple(map(str, names)))
    mapped = {region.country_code for region in found if region.level == 0}
    for country in all_countries():
        # A country by its name, also before anybody has loaded its regions.
        if country.code not in mapped:
            path = f"{country.code}/"
            yield KnownRegion(path, country.code, 0, country.code, path, tuple(country.names.values()))


def services_with_areas(session: Session) -> set[str]:
    """Ids of the services of which some area is said."""
    area, at = table_of("service_area"), table_of("service_at_location")
    own = sa.select(area.c.service_id).where(area.c.service_id.is_not(None))
    by_place = sa.select(at.c.service_id).join(area, area.c.service_at_location_id == at.c.id)
    return set(session.scalars(own.union(by_place)))


# ---- making ----------------------------------------------------------------------------------------------------------


def add_reach(
    names: RegionNames,
    service: Mapping[str, Any],
    listed: Sequence[Mapping[str, Any]],
    sites: Sequence[_Site],
    places: Mapping[str, Row],
    modes: Iterable[str],
) -> None:
    """Adds to each site of a service its areas, countries and modes; what a site says itself holds there alone."""
    rows = [places.get(at.get("location", {}).get("id", "")) for at in listed]
    home = _home(listed, rows)
    spots = [_spot(site, row) for site, row in zip(sites, rows, strict=True)]
    others = [spot for spot in spots if spot is not None]
    for at, row, site, spot in zip(listed, rows, sites, spots, strict=True):
        read = read_areas(at.get("service_areas", ()), names, home)
        if not read.areas:
            read = read_areas(service.get("service_areas", ()), names, home)
        site["reach"] = areas = place_areas(read.areas, spot, others)
        site["areas"] = orjson.dumps([_told(area) for area in areas]) if areas else None
        site["modes"] = mask(modes_at(modes, row["location_type"] if row is not None else None))
        site["countries"] = " ".join(["", *sorted(home), ""]) if home else ""


def _home(listed: Sequence[Mapping[str, Any]], rows: Sequence[Row | None]) -> frozenset[str]:
    """Codes of the countries where a service's places are, by their public positions, else by their addresses."""
    placed = {row["country_code"] for row in rows if row is not None and row["country_code"]}
    written = {
        str(address.get("country", "")).strip().upper()
        for at in listed
        for address in at.get("location", {}).get("addresses", [])
    }
    return frozenset(placed or {code for code in written if len(code) == 2 and code.isalpha()})


def _spot(site: _Site, row: Row | None) -> Spot | None:
    if site["longitude"] is None or row is None:
        return None
    cell = float(row["cell_km"]) if row["confidential"] and row["cell_km"] else None
    if row["confidential"] and cell is None:
        return None
    return Spot(site["longitude"], site["latitude"], cell)


# ---- writing ---------------------------------------------------------------------------------------------------------


def write_reach(session: Session, part: Partition, sites: Sequence[_Site]) -> None:
    """Writes the rows of these sites, which have their keys by now."""
    areas = _keys_of_areas(session, (area for site in sites for area in site["reach"]))
    reach, pairs, circles, unplaced = [], set(), [], []
    for site in sites:
        key = site["key"]
        own = sorted({areas[area.digest] for area in site["reach"] if isinstance(area, Drawn | Within)})
        pairs |= {(key, area) for area in own}
        all_circles = (
            circle for area in site["reach"] if isinstance(area, Around) for circle in area.circles
        )
        circles += [
            {"site_key": key, "number": number, **circle._asdict()}
            for number, circle in enumerate(all_circles)
        ]
        reach.append(_reach(site, own))
        if site["longitude"] is None:
            unplaced += [
                {"need_key": need, "service_id": site["service_id"], "site_key": key}
                for need in site["needs"]
            ]
    bulk_insert(session, part.reach, reach)
    bulk_insert(session, part.site_area, [{"site_key": one, "area_key": area} for one, area in sorted(pairs)])
    bulk_insert(session, part.circle, circles)
    bulk_insert(session, part.unplaced, unplaced)
    if unplaced:
        UNPLACED.written()


def _reach(site: _Site, own: Sequence[int]) -> dict[str, Any]:
    return {
        "key": site["key"],
        "modes": site["modes"],
        "limited": _limited(site["reach"]),
        "area": own[0] if own else 0,
        "more": int(len(own) > 1 or any(isinstance(area, Around) for area in site["reach"])),
        "countries": site["countries"],
    }


def _limited(areas: Sequence[Area]) -> int:
    if not areas or any(isinstance(area, Unclear) for area in areas):
        return 0
    return 2 if any(isinstance(area, Within) for area in areas) else 1


def _told(area: Area) -> list[Any]:
    """An area as a reason is made from it: its name, its kind, what it is."""
    if isinstance(area, Within):
        return [area.name, "region", area.path]
    if isinstance(area, Drawn):
        return [area.name, "shape", area.digest]
    if isinstance(area, Around):
        return [area.name, "circles", [list(circle) for circle in area.circles]]
    return [area.name, "unclear"]


def _keys_of_areas(session: Session, areas: Iterable[Area]) -> dict[str, int]:
    """Keys by digest, of regions and drawn areas; those that are new are written. The index is locked by now."""
    wanted = {area.digest: area for area in areas if isinstance(area, Drawn | Within)}
    if not wanted:
        return {}
    keys, new = keys_by_digest(session, SearchArea, {digest: {} for digest in sorted(wanted)})
    shapes = [
        {"key": keys[digest], "geom": from_shape(area.shape, srid=4326)}
        for digest in new
        if isinstance(area := wanted[digest], Drawn)
    ]
    if shapes:
        session.execute(sa.insert(SearchAreaShape), shapes)
    return keys


def remove_reach(session: Session, part: Partition, keys: Sequence[int]) -> set[int]:
    """Takes sites out; returns the areas that they had."""
    of_sites = among(part.site_area.c.site_key, keys)
    areas = set(session.scalars(sa.select(part.site_area.c.area_key).where(of_sites)))
    session.execute(sa.delete(part.reach).where(among(part.reach.c.key, keys)))
    for table in (part.site_area, part.circle, part.unplaced):
        session.execute(sa.delete(table).where(among(table.c.site_key, keys)))
    return areas


def forget_areas(session: Session, keys: Iterable[int]) -> None:
    """Deletes those of these areas that nobody has any more: a shape that was withheld must not live on."""
    asked = sorted(keys)
    if not asked:
        return
    held = sa.or_(
        *(sa.exists().where(part.site_area.c.area_key == SearchArea.key) for part in (EVERYBODY, NETWORK))
    )
    gone = list(session.scalars(sa.select(SearchArea.key).where(among(SearchArea.key, asked), ~held)))
    if gone:
        session.execute(sa.delete(SearchAreaShape).where(among(SearchAreaShape.key, gone)))
        session.execute(sa.delete(SearchArea).where(among(SearchArea.key, gone)))
