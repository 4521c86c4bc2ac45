"""Writes settlements: those that changed, and no others; and tells each its region."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, insert, update
from sqlalchemy.orm import Session

from referral.places import queries
from referral.places.geonames import SettlementRecord, folded_names
from referral.places.lookup import region_index
from referral.places.models import Settlement, SettlementName

BATCH = 500


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


def assign_regions(session: Session, countries: Sequence[str]) -> None:
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
