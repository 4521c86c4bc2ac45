"""Writes settlements and regions: what changed, and nothing else. Used by the verbs in `service`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from geoalchemy2.shape import from_shape
from sqlalchemy import Table, bindparam, delete, insert, update
from sqlalchemy.orm import Session

from referral.audit.service import append
from referral.kit import events
from referral.kit.identity import Actor
from referral.kit.ids import derived_id, new_id
from referral.places import hierarchy, queries
from referral.places.boundaries.report import RegionDraft
from referral.places.events import RegionsChanged
from referral.places.geonames import SettlementRecord, folded_names
from referral.places.lookup import region_index
from referral.places.models import PlacesVersion, Region, RegionShape, Settlement, SettlementName
from referral.places.profiles import UnknownCountry
from referral.places.profiles import country as profile_of
from referral.places.rules import REGIONS_REPLACED, RegionLevel

BATCH = 500
UNION_SOURCE = "joined from the regions of the country"


def replace_settlements(session: Session, records: Sequence[SettlementRecord]) -> tuple[int, int]:
    """Makes the settlements of the records' countries what the records say; returns how many changed and went.

    Of a country of which only a part is loaded (`US-IL`), other parts stay.
    """
    parts = {(record.country_code, record.admin1_code) for record in records}
    countries = sorted({country for country, _ in parts})
    there = {row.id: row for row in queries.public_settlements(session, countries=countries)}
    wanted = {record.id: record for record in records}
    changed = [record for record in records if not _same(there.get(record.id), record)]
    gone = [
        row.id
        for row in there.values()
        if row.id not in wanted and (row.country_code, row.admin1_code) in parts
    ]
    stale = [record.id for record in changed if record.id in there] + gone
    for start in range(0, len(stale), BATCH):
        ids = stale[start : start + BATCH]
        session.execute(delete(SettlementName).where(SettlementName.settlement_id.in_(ids)))
        session.execute(delete(Settlement).where(Settlement.id.in_(ids)))
    if changed:
        session.execute(insert(Settlement), [_settlement(record) for record in changed])
        session.execute(insert(SettlementName), [row for record in changed for row in _names(record)])
    return len(changed), len(gone)


def _settlement(record: SettlementRecord) -> dict[str, Any]:
    return {
        "id": record.id,
        "name": record.name,
        "country_code": record.country_code,
        "admin1_code": record.admin1_code,
        "latitude": record.latitude,
        "longitude": record.longitude,
        "population": record.population,
        "timezone": record.timezone,
        "names": list(record.names),
        "region_id": None,
    }


def _same(row: Any, record: SettlementRecord) -> bool:
    if row is None:
        return False
    return all(
        getattr(row, name) == value for name, value in _settlement(record).items() if name != "region_id"
    )


def _names(record: SettlementRecord) -> list[dict[str, Any]]:
    return [
        {"folded": folded, "settlement_id": record.id, "is_primary": first}
        for folded, first in folded_names(record).items()
    ]


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
    _assign_settlements(session, countries)
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


def _assign_settlements(session: Session, countries: Sequence[str]) -> None:
    """Every settlement learns the smallest region of its own country that holds it."""
    rows = queries.public_settlements(session, countries=countries)
    found = region_index(session).regions_of([(row.longitude, row.latitude) for row in rows])
    moves: list[dict[str, Any]] = []
    for row, refs in zip(rows, found, strict=True):
        own = [ref for ref in refs if ref.country == row.country_code]
        region_id = own[-1].id if own else None
        if region_id != row.region_id:
            moves.append({"settlement": row.id, "region": region_id})
    if moves:
        table = cast(Table, Settlement.__table__)
        session.connection().execute(
            update(table).where(table.c.id == bindparam("settlement")).values(region_id=bindparam("region")),
            moves,
        )
