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
    return sa.or_(*(_in_part(EVERYBODY.site, part) for part in box.parts()))


def points_in(box: Box, needs: Sequence[int]) -> Condition:
    """Whether a point of `public_points` lies in a box that does not cross the date line, and its site answers one of
    the needs (keys; 0 is any).
    """
    return _in_part(EVERYBODY.filter, box, needs)


def _in_part(table: sa.Table, box: Box, needs: Sequence[int] = (0,)) -> Condition:
    exact = sa.and_(
        table.c.longitude.between(box.west, box.east), table.c.latitude.between(box.south, box.north)
    )
    if box.east - box.west > _WIDE_DEGREES:
        return exact if 0 in needs else sa.and_(exact, _answers(table, needs))
    return sa.and_(exact, sa.or_(*(table.c.key.in_(_keys(need, box)) for need in needs)))


def _keys(need: int, box: Box) -> Any:
    text, values = dialect().keys_in_box(need, box)
    marks: list[sa.BindParameter[Any]] = [
        sa.bindparam(name, value, unique=True) for name, value in values.items()
    ]
    return sa.text(text).bindparams(*marks).columns(sa.column("key", sa.Integer()))


def sites_with_needs(needs: Sequence[int]) -> Condition:
    """Whether a site of `public_sites` answers one of the needs (keys), narrower ones included."""
    return _answers(EVERYBODY.site, needs)


def _answers(table: sa.Table, needs: Sequence[int]) -> Condition:
    need = EVERYBODY.need
    return table.c.key.in_(sa.select(need.c.site_key).where(need.c.need_key.in_(needs)))
