"""Reckoning figures of presence and writing them: one need in one country, or everything."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.coverage.figures import Figures, figures_of
from referral.coverage.ground import Ground, ground_of
from referral.coverage.groups import GROUPS
from referral.coverage.models import CoverageDirty, CoverageListing, CoveragePage
from referral.coverage.queries import (
    GAPS_LEVEL,
    NOBODY,
    POPULATIONS,
    public_bands,
    public_told,
    public_version,
)
from referral.coverage.settings import settings
from referral.coverage.sites import Serving, Sites, Told, countries_of, digests_in, sites_of
from referral.kit.clock import now
from referral.kit.db.bulk import among, bulk_insert
from referral.places import queries as places
from referral.search.presence import PublicSite, public_area_shapes, public_sites
from referral.search.saying import day_number

_PAGES = cast(sa.Table, CoveragePage.__table__)
_kept: dict[str, tuple[tuple[str, int], Ground]] = {}


def ground(session: Session, country: str) -> Ground:
    """The country as it is now, kept from one call to the next while its places and populations stay the same."""
    version = places.public_version(session), public_version(session, POPULATIONS)
    kept = _kept.get(country)
    if kept is not None and kept[0] == version and version[0] != places.NEVER_LOADED:
        return kept[1]
    regions = places.public_regions(session, country=country)
    bands = public_bands(session, [region.id for region in regions])
    made = ground_of(country, regions, places.public_settlements(session, countries=[country]), bands)
    _kept[country] = version, made
    return made


class Moment:
    """Now, and since when what was told or verified is not old."""

    def __init__(self) -> None:
        self.now = now()
        self.fresh_since = int((self.now - timedelta(days=settings().capacity_days)).timestamp())
        self.verified_since = day_number(self.now.date()) - settings().verify_days


def reckon(session: Session, pairs: Iterable[tuple[str, int]]) -> int:
    """Reckons (country, need) anew and writes the pages; returns how many there were."""
    wanted = sorted(set(pairs))
    moment, by_need = Moment(), defaultdict(list)
    for country, need in wanted:
        by_need[need].append(country)
    grounds = {country: ground(session, country) for country in sorted({country for country, _ in wanted})}
    for need, countries in by_need.items():
        rows = by_country(public_sites(session, need_key=need) if need != NOBODY else [])
        here = [row for country in countries for row in rows.get(country, ())]
        told = public_told(session, {row.service_id for row in here}, moment.fresh_since)
        shapes = public_area_shapes(session, digests_in(here))
        for country in countries:
            made = made_of(grounds[country], rows.get(country, ()), told, shapes, moment)
            write(session, country, need, made, moment.now)
    return sum(map(len, by_need.values()))


def by_country(rows: Iterable[PublicSite]) -> dict[str, list[PublicSite]]:
    """The sites that count in each country, in their order."""
    found: dict[str, list[PublicSite]] = defaultdict(list)
    for row in rows:
        for country in countries_of(row):
            found[country].append(row)
    return dict(found)


def made_of(
    on: Ground,
    here: Sequence[PublicSite],
    told: Mapping[str, Told],
    shapes: Mapping[str, Any],
    moment: Moment,
) -> tuple[Ground, Sites] | None:
    """The sites of a country on its ground; None where it has no regions."""
    if not on.regions:
        return None
    return on, sites_of(here, Serving(on, shapes), told, GROUPS, moment.verified_since)


def write(
    session: Session, country: str, need: int, made: tuple[Ground, Sites] | None, as_of: datetime
) -> None:
    """Puts the pages of a need in a country in the place of its old ones; only NOBODY has some without sites."""
    session.execute(
        sa.delete(CoverageDirty).where(CoverageDirty.country_code == country, CoverageDirty.need_key == need)
    )
    whose = (CoveragePage.country_code == country, CoveragePage.need_key == need)
    columns = (CoveragePage.level, CoveragePage.target_group, CoveragePage.digest, CoveragePage.as_of)
    before = {
        (level, group): told for level, group, *told in session.execute(sa.select(*columns).where(*whose))
    }
    session.execute(sa.delete(CoveragePage).where(*whose))
    if made is None or not (need == NOBODY or len(made[1].service)):
        return
    rows = pages_of(country, need, *made, as_of)
    for row in rows:
        # What is the same keeps its moment: else the moment would tell that something withheld has changed.
        digest, since = before.get((row["level"], row["target_group"]), (None, None))
        if digest == row["digest"]:
            row["as_of"] = since
    bulk_insert(session, _PAGES, rows)


def pages_of(country: str, need: int, on: Ground, sites: Sites, as_of: datetime) -> list[dict[str, Any]]:
    """The rows of the pages, each level and group; none for a situation that is as everybody, who come first."""
    known: set[int] = set()
    found = []
    for group, figures in figures_of(on, sites, GROUPS):
        if id(figures) in known:
            continue
        known.add(id(figures))
        for level, body in _bytes_of(on, figures).items():
            found.append(
                {
                    "country_code": country,
                    "level": level,
                    "need_key": need,
                    "target_group": group.code,
                    "figures": body,
                    "digest": hashlib.blake2b(body, digest_size=16).hexdigest(),
                    "as_of": int(as_of.timestamp()),
                }
            )
    return found


def _bytes_of(on: Ground, figures: Figures) -> dict[int, bytes]:
    found = {level: orjson.dumps(figures.rows(level)) for level in on.levels}
    found[GAPS_LEVEL] = orjson.dumps(figures.gaps)
    return found


def list_services(session: Session, service_ids: Collection[str], found: set[tuple[str, str, int]]) -> None:
    """Notes for what the services count now."""
    row = CoverageListing
    session.execute(sa.delete(row).where(among(row.service_id, sorted(service_ids))))
    rows = [{"service_id": a, "country_code": b, "need_key": c} for a, b, c in sorted(found)]
    bulk_insert(session, cast(sa.Table, row.__table__), rows)
