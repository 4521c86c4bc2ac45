"""What everybody's part of the index holds of services and places, for the rooms that reckon with all of it at once.

Positions are public ones: of a confidential place the middle of its cell.
"""

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

import shapely
import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.kit.db.bulk import among
from referral.search.models import (
    SearchArea,
    SearchAreaShape,
    SearchFilter,
    SearchReach,
    SearchSite,
    SearchSiteNeed,
)

_AGES = ("min_age_female", "max_age_female", "min_age_male", "max_age_male", "min_age_other", "max_age_other")


class PublicSite(NamedTuple):
    """A service at a place. `areas` as JSON: what is said of where it serves; `countries` where it is at home, " AL ".

    Ages and masks are those of `eligibility.Compiled`; `verified_on` in days since 1970, 0 never.
    """

    key: int
    service_id: str
    service_at_location_id: str | None
    organization_id: str
    longitude: float | None
    latitude: float | None
    region_path: str | None
    areas: bytes | None
    countries: str
    verified_on: int
    min_age_female: int
    max_age_female: int
    min_age_male: int
    max_age_male: int
    min_age_other: int
    max_age_other: int
    groups_any: int
    groups_excluded: int


def public_sites(session: Session, *, need_key: int | None = None) -> list[PublicSite]:
    """Every site, or those that answer a need (or a narrower one), by service and place."""
    found = _sites()
    if need_key is not None:
        found = found.join(SearchSiteNeed, SearchSiteNeed.site_key == SearchSite.key)
        found = found.where(SearchSiteNeed.need_key == need_key)
    rows = [PublicSite(*row) for row in session.execute(found)]
    # Keys differ from one database to the next; this order does not.
    return sorted(rows, key=lambda row: (row.service_id, row.service_at_location_id or ""))


def _sites() -> Any:
    site, said = SearchSite, SearchFilter
    return (
        sa.select(
            *(site.key, site.service_id, site.service_at_location_id, site.organization_id),
            *(
                site.longitude,
                site.latitude,
                site.region_path,
                site.areas,
                SearchReach.countries,
                said.verified_on,
            ),
            *(getattr(said, name) for name in (*_AGES, "groups_any", "groups_excluded")),
        )
        .join(said, said.key == site.key)
        .join(SearchReach, SearchReach.key == site.key)
    )


def public_needs_of_sites(session: Session) -> list[tuple[int, int]]:
    """(need, site) of every site and the needs that it answers, wider ones included, without 0 for any."""
    found = sa.select(SearchSiteNeed.need_key, SearchSiteNeed.site_key).where(SearchSiteNeed.need_key > 0)
    return [(row[0], row[1]) for row in session.execute(found)]


def public_needs_of_services(session: Session, service_ids: Collection[str]) -> dict[int, set[int]]:
    """For the sites of these services, by key, the needs that they answer; without 0 for any."""
    found = (
        sa.select(SearchSite.key, SearchSiteNeed.need_key)
        .join(SearchSiteNeed, SearchSiteNeed.site_key == SearchSite.key)
        .where(among(SearchSite.service_id, sorted(service_ids)), SearchSiteNeed.need_key > 0)
    )
    needs: dict[int, set[int]] = {}
    for key, need in session.execute(found):
        needs.setdefault(key, set()).add(need)
    return needs


def public_sites_of(session: Session, service_ids: Collection[str]) -> list[PublicSite]:
    """The sites of these services."""
    found = _sites().where(among(SearchSite.service_id, sorted(service_ids)))
    return [PublicSite(*row) for row in session.execute(found)]


def public_area_shapes(session: Session, digests: Iterable[str]) -> dict[str, Any]:
    """Drawn areas (shapely, degrees WGS 84) by digest."""
    wanted = sorted(set(digests))
    if not wanted:
        return {}
    wkb = sa.func.ST_AsBinary(SearchAreaShape.geom, type_=sa.LargeBinary)
    found = (
        sa.select(SearchArea.digest, wkb)
        .join(SearchAreaShape, SearchAreaShape.key == SearchArea.key)
        .where(among(SearchArea.digest, wanted))
    )
    return {digest: shapely.from_wkb(bytes(shape)) for digest, shape in session.execute(found)}
