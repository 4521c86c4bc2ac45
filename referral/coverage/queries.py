"""Every SELECT of the room. What is `public_` holds nothing of a person: presence, and counts that were released."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.coverage.models import (
    CoverageDirty,
    CoverageListing,
    CoveragePopulation,
    CoverageRelease,
    CoverageReleaseLevel,
    CoverageState,
)
from referral.coverage.populations import Band
from referral.coverage.sites import Told
from referral.directory.models import table_of
from referral.kit.db.bulk import among
from referral.search.saying import moment_of

GAPS_LEVEL = -1
# The key of no need: what is told of a need that nobody answers.
NOBODY = 0
POPULATIONS = "populations"


def public_version(session: Session, name: str) -> int:
    """The number of something that processes keep; 0 before its first change."""
    return session.scalar(sa.select(CoverageState.version).where(CoverageState.name == name)) or 0


def public_bands(session: Session, region_ids: Collection[str]) -> dict[str, list[Band]]:
    """The bands of a population table by region."""
    found: dict[str, list[Band]] = defaultdict(list)
    row = CoveragePopulation
    wanted = sa.select(row.region_id, row.sex, row.age_from, row.age_to, row.people, row.source, row.year)
    wanted = wanted.where(among(row.region_id, sorted(region_ids))).order_by(
        row.region_id, row.sex, row.age_from
    )
    for region_id, sex, age_from, age_to, people, source, year in session.execute(wanted):
        found[region_id].append(Band(sex, age_from, age_to, people, source, year))
    return dict(found)


def public_told(session: Session, service_ids: Collection[str] | None, fresh_since: int) -> dict[str, Told]:
    """What services told last of their capacity, by service; `fresh_since` in seconds since 1970.

    Of several units told at once the largest counts: beds and rooms are the same places.
    """
    table = table_of("service_capacity")
    wanted = sa.select(table.c.service_id, table.c.available, table.c.maximum, table.c.updated)
    if service_ids is not None:
        wanted = wanted.where(among(table.c.service_id, sorted(service_ids)))
    rows: dict[str, list[tuple[int, float | None, float | None]]] = defaultdict(list)
    for service_id, available, maximum, updated in session.execute(wanted):
        rows[service_id].append((moment_of(updated), _told(available), _told(maximum)))
    found = {}
    for service_id, told in rows.items():
        last = max(at for at, _, _ in told)
        free = [value for at, value, _ in told if at == last and value is not None]
        whole = [value for at, _, value in told if at == last and value is not None]
        found[service_id] = Told(max(whole, default=None), max(free, default=None), last < fresh_since)
    return found


def _told(value: float | None) -> float | None:
    return value if value is not None and 0 <= value < 2_000_000_000 else None


def public_listed(session: Session, service_ids: Collection[str]) -> set[tuple[str, str, int]]:
    """(service, country, need) of what services counted for when they were last reckoned."""
    row = CoverageListing
    wanted = sa.select(row.service_id, row.country_code, row.need_key)
    return {
        (a, b, c) for a, b, c in session.execute(wanted.where(among(row.service_id, sorted(service_ids))))
    }


def public_needs_listed(session: Session, countries: Collection[str]) -> set[tuple[str, int]]:
    """(country, need) of everything that is listed in these countries."""
    row = CoverageListing
    wanted = (
        sa.select(row.country_code, row.need_key).where(row.country_code.in_(sorted(countries))).distinct()
    )
    return {(country, need) for country, need in session.execute(wanted)}


def public_dirty(session: Session) -> list[tuple[str, int]]:
    """(country, need) that wait, need by need: the sites of a need are read once for all its countries."""
    row = CoverageDirty
    wanted = sa.select(row.country_code, row.need_key).order_by(row.need_key, row.country_code)
    return [(country, need) for country, need in session.execute(wanted)]


def public_releases(
    session: Session, *, country: str | None = None, period: str | None = None
) -> Sequence[CoverageRelease]:
    """Releases, the newest period and revision first."""
    row = CoverageRelease
    wanted = sa.select(row).order_by(row.country_code, row.period.desc(), row.revision.desc())
    if country is not None:
        wanted = wanted.where(row.country_code == country)
    if period is not None:
        wanted = wanted.where(row.period == period)
    return session.scalars(wanted).all()


def public_levels(session: Session, release_ids: Collection[str]) -> Mapping[str, list[CoverageReleaseLevel]]:
    """The levels of releases, by release."""
    found: dict[str, list[CoverageReleaseLevel]] = defaultdict(list)
    wanted = sa.select(CoverageReleaseLevel).where(CoverageReleaseLevel.release_id.in_(sorted(release_ids)))
    for level in session.scalars(wanted.order_by(CoverageReleaseLevel.level)):
        found[level.release_id].append(level)
    return found


def public_countries(session: Session) -> list[str]:
    """The countries of which something is listed."""
    found: list[Any] = list(session.scalars(sa.select(CoverageListing.country_code).distinct()))
    return sorted(found)
