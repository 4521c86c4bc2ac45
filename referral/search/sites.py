"""Sites as everybody may see them, to be selected from by rooms above: maps, tiles, open data.

Rows are those of everybody's part of the index with a position, so the position of a hidden place is the middle of its
cell, and listings for others are not among them. What is added comes from public columns of the directory.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.directory.models import table_of
from referral.search.models import EVERYBODY, SearchState
from referral.search.rules import Box
from referral.search.sql import dialect

Condition = sa.ColumnElement[bool]
# Wider than this, most sites are in a box: looking at all of them costs less than asking an index of each.
_WIDE_DEGREES = 12.0
_FAR = 9_999_999


def public_sites_version(session: Session) -> int:
    """A number that grows with each change of what `public_sites` holds, and sometimes without one."""
    name = EVERYBODY.state("index")
    return session.scalar(sa.select(SearchState.version).where(SearchState.name == name)) or 0


@lru_cache(maxsize=1)
def public_sites() -> sa.Select[Any]:
    """Every site that has a position. Tables are joined from the left, so that a query which asks nothing of one
    leaves it out.

    `starts` and `ends` are days since 1970, null where open; `free` and `accepts` 1, 0 or null; `cell_km` is that of a
    hidden place. `document` is the public answer of the search without its last brace.
    """
    site, said = EVERYBODY.site, EVERYBODY.filter
    service, organization, location = (table_of(each) for each in ("service", "organization", "location"))
    at = table_of("service_at_location")
    joined = (
        site.outerjoin(said, said.c.key == site.c.key)
        .outerjoin(service, service.c.id == site.c.service_id)
        .outerjoin(organization, organization.c.id == site.c.organization_id)
        .outerjoin(at, at.c.id == site.c.service_at_location_id)
        .outerjoin(location, location.c.id == at.c.location_id)
    )
    return (
        sa.select(
            site.c.key,
            site.c.service_at_location_id.label("id"),
            site.c.service_id,
            site.c.organization_id,
            at.c.location_id,
            site.c.longitude,
            site.c.latitude,
            site.c.region_path,
            site.c.document,
            service.c.name,
            service.c.status,
            service.c.modified_at.label("updated"),
            organization.c.name.label("organization"),
            location.c.confidential,
            location.c.cell_km,
            said.c.languages,
            sa.func.nullif(said.c.free, -1).label("free"),
            sa.func.nullif(said.c.accepts, -1).label("accepts"),
            sa.func.nullif(said.c.starts, 0).label("starts"),
            sa.func.nullif(said.c.ends, _FAR).label("ends"),
        )
        .select_from(joined)
        .where(site.c.longitude.is_not(None), site.c.service_at_location_id.is_not(None))
    )


def public_sites_with_id(id_: str) -> sa.Select[Any]:
    """The site of one service at one location, found by its service."""
    at = table_of("service_at_location")
    service = sa.select(at.c.service_id).where(at.c.id == id_).scalar_subquery()
    return public_sites().where(
        EVERYBODY.site.c.service_id == service, EVERYBODY.site.c.service_at_location_id == id_
    )


@lru_cache(maxsize=1)
def public_points() -> sa.Select[Any]:
    """The same sites with nothing but `key`, `longitude` and `latitude`, from narrow rows: to be counted by place."""
    said = EVERYBODY.filter
    return sa.select(said.c.key, said.c.longitude, said.c.latitude).where(said.c.longitude.is_not(None))


def sites_in(box: Box) -> Condition:
    """Whether a site of `public_sites` lies in a box, its border included; it may cross the date line."""
    return sa.or_(*(_in_part(part) for part in box.parts()))


def points_in(needs: Sequence[int], *, wide: bool) -> Condition:
    """Whether a point of `public_points` lies in the box of `point_values`, and its site answers one of the needs
    (keys; 0 is any). A wide box is looked for without an index.
    """
    said = EVERYBODY.filter
    west, south, east, north = (
        sa.bindparam(side, type_=sa.Float(53)) for side in ("west", "south", "east", "north")
    )
    exact = sa.and_(said.c.longitude.between(west, east), said.c.latitude.between(south, north))
    if not wide:
        return sa.and_(exact, sa.or_(*(said.c.key.in_(_keys(need)) for need in needs)))
    return exact if 0 in needs else sa.and_(exact, said.c.key.in_(_of_needs(needs)))


def point_values(box: Box) -> dict[str, Any]:
    """The values of `points_in`, for a box that does not cross the date line."""
    sides = {"west": box.west, "south": box.south, "east": box.east, "north": box.north}
    return {**sides, **dialect().box_values(box)}


def is_wide(box: Box) -> bool:
    """Whether most sites are likely to be in it."""
    return box.east - box.west > _WIDE_DEGREES


def _in_part(box: Box) -> Condition:
    site = EVERYBODY.site
    exact = sa.and_(
        site.c.longitude.between(box.west, box.east), site.c.latitude.between(box.south, box.north)
    )
    if is_wide(box):
        return exact
    values = dialect().box_values(box)
    marks: list[sa.BindParameter[Any]] = [
        sa.bindparam(name, each, unique=True) for name, each in values.items()
    ]
    return sa.and_(exact, site.c.key.in_(_keys(0, *marks)))


def _keys(need: int, *marks: sa.BindParameter[Any]) -> Any:
    return sa.text(dialect().keys_in_box(need)).bindparams(*marks).columns(sa.column("key", sa.Integer()))


def _of_needs(needs: Sequence[int]) -> Any:
    """Keys of sites, with the needs written out: they are ours."""
    listed = ", ".join(f"{need:d}" for need in needs)
    text = f"SELECT site_key FROM {EVERYBODY.need.name} WHERE need_key IN ({listed})"
    return sa.text(text).columns(sa.column("key", sa.Integer()))


def sites_with_needs(needs: Sequence[int]) -> Condition:
    """Whether a site of `public_sites` answers one of the needs (keys), narrower ones included."""
    if not needs:
        return sa.false()
    return EVERYBODY.site.c.key.in_(_of_needs(needs))
