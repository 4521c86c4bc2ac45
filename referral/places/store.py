"""Writes regions, and what follows from a change of places. Used by the verbs in `service`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from geoalchemy2.shape import from_shape
from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from referral.audit.service import append
from referral.kit import events
from referral.kit.identity import Actor
from referral.kit.ids import derived_id, new_id
from referral.places import hierarchy, queries, settling
from referral.places.boundaries.report import RegionDraft
from referral.places.events import RegionsChanged
from referral.places.models import PlacesVersion, Region, RegionShape
from referral.places.profiles import UnknownCountry
from referral.places.profiles import country as profile_of
from referral.places.rules import REGIONS_REPLACED, RegionLevel

UNION_SOURCE = "joined from the regions of the country"


def replace_regions(
    session: Session,
    drafts: Sequence[RegionDraft],
    *,
    country: str,
    level: int,
    source: str,
    approximate: bool,
    population_source: str | None = None,
) -> int:
    """Puts the drafts in the place of the country's regions of that level; returns how many gave way.

    Derived regions of every level go when official ones come. A region that stays what it was keeps its id.
    """
    before = [
        region
        for region in queries.public_regions(session, country=country)
        if region.level == level or (not approximate and region.approximate)
    ]
    rows = [_region(draft, country, level, source, approximate, population_source) for draft in drafts]
    _write(session, before, rows, [draft.shape for draft in drafts])
    _join_country(session, country)
    return sum(region.level == level for region in before)


def _region(
    draft: RegionDraft,
    country: str,
    level: int,
    source: str,
    approximate: bool,
    population_source: str | None,
) -> dict[str, Any]:
    point = draft.shape.representative_point()
    origin = "derived" if approximate else "imported"
    return {
        "id": derived_id("region", origin, country, str(level), draft.code),
        "code": draft.code,
        "country_code": country,
        "level": level,
        "parent_id": None,
        "parent_code": draft.parent_code,
        "path": "",
        "name": draft.name,
        "names": {**_known_names(country, draft.code), **draft.names},
        "other_names": draft.other_names,
        "population": draft.population,
        "population_source": population_source if draft.population is not None else None,
        "source": source,
        "approximate": approximate,
        "latitude": round(point.y, 7),
        "longitude": round(point.x, 7),
    }


def _known_names(country: str, code: str) -> dict[str, str]:
    try:
        known = profile_of(country).regions
    except UnknownCountry:
        return {}
    return next((dict(each.names) for each in known if each.code == code), {})


def _write(
    session: Session, before: Sequence[Region], rows: list[dict[str, Any]], shapes: Sequence[Any]
) -> None:
    """Deletes, updates and inserts, so that a region of the same id is never away."""
    old = {region.id for region in before}
    new = {row["id"] for row in rows}
    session.execute(delete(RegionShape).where(RegionShape.region_id.in_(sorted(old | new))))
    session.execute(delete(Region).where(Region.id.in_(sorted(old - new))))
    session.expire_all()
    for row in rows:
        if row["id"] in old:
            session.execute(update(Region).where(Region.id == row["id"]).values(row))
    fresh = [row for row in rows if row["id"] not in old]
    if fresh:
        session.execute(insert(Region), fresh)
    if rows:
        session.execute(
            insert(RegionShape),
            [
                {"region_id": row["id"], "geom": from_shape(shape, srid=4326)}
                for row, shape in zip(rows, shapes, strict=True)
            ],
        )


def _join_country(session: Session, country: str) -> None:
    """The country's own area is the union of its widest regions, as long as nobody has imported it."""
    regions = list(queries.public_regions(session, country=country))
    own = [region for region in regions if region.level == RegionLevel.COUNTRY]
    if any(region.source != UNION_SOURCE for region in own):
        return
    inner = [region for region in regions if region.level > RegionLevel.COUNTRY]
    if not inner:
        _write(session, own, [], [])
        return
    widest = min(region.level for region in inner)
    shapes = queries.public_shapes(session, country=country)
    members = [region for region in inner if region.level == widest]
    whole = hierarchy.joined([shapes[region.id] for region in members])
    draft = RegionDraft(country, _country_name(country), _country_names(country), [], None, None, whole)
    approximate = any(region.approximate for region in members)
    row = _region(draft, country, RegionLevel.COUNTRY, UNION_SOURCE, approximate, None)
    # One id whatever the country was joined from: what points at a country goes on doing so.
    row["id"] = derived_id("region", "country", country)
    _write(session, own, [row], [whole])


def _country_names(country: str) -> dict[str, str]:
    try:
        return dict(profile_of(country).names)
    except UnknownCountry:
        return {}


def _country_name(country: str) -> str:
    return _country_names(country).get("en", country)


def finish(session: Session, countries: Sequence[str], *, actor: Actor, loaded: str | None = None) -> None:
    """After a change: hierarchy, regions of the settlements, populations, the version's token, the event, the audit."""
    hierarchy.relink(session, countries)
    _new_version(session, loaded)
    settling.assign_regions(session, countries)
    hierarchy.fill_populations(session, countries)
    _new_version(session, loaded)
    events.emit(session, RegionsChanged(tuple(countries)))
    for country in countries:
        count = len(queries.public_regions(session, country=country))
        details = {"country": country, "regions": count}
        append(
            session, actor, action=REGIONS_REPLACED, object_kind="country", object_id=country, details=details
        )


def _new_version(session: Session, loaded: str | None) -> None:
    row = session.get(PlacesVersion, 1)
    if row is None:
        row = PlacesVersion(id=1, token=new_id())
        session.add(row)
    row.token = new_id()
    row.loaded = loaded or row.loaded
    session.flush()
