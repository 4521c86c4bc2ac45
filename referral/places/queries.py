"""Every SELECT of the room. All of it is public: places are nobody's secret."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import shapely
from sqlalchemy import LargeBinary, Row, Select, func, select
from sqlalchemy.orm import Session

from referral.places.models import PlacesVersion, Region, RegionShape, Settlement, SettlementName

NEVER_LOADED = ""


def public_version(session: Session) -> str:
    """The token of the present state of all places; empty while nothing has ever been loaded."""
    return session.execute(select(PlacesVersion.token)).scalar() or NEVER_LOADED


def public_loaded(session: Session) -> str | None:
    """What the settlements were loaded from."""
    return session.execute(select(PlacesVersion.loaded)).scalar()


def public_settlements(session: Session, *, countries: Sequence[str] | None = None) -> Sequence[Row[Any]]:
    """All columns of settlements, by id."""
    query = select(*Settlement.__table__.columns).order_by(Settlement.id)
    if countries is not None:
        query = query.where(Settlement.country_code.in_(countries))
    return session.execute(query).all()


def public_settlement_names(session: Session) -> Sequence[Row[str, int, bool]]:
    """(folded, settlement_id, is_primary) of all settlements."""
    return session.execute(
        select(SettlementName.folded, SettlementName.settlement_id, SettlementName.is_primary)
    ).all()


def public_regions(
    session: Session, *, country: str | None = None, level: int | None = None, parent_id: str | None = None
) -> Sequence[Region]:
    """Regions by country, level and code."""
    query = select(Region).order_by(Region.country_code, Region.level, Region.code)
    if country is not None:
        query = query.where(Region.country_code == country)
    if level is not None:
        query = query.where(Region.level == level)
    if parent_id is not None:
        query = query.where(Region.parent_id == parent_id)
    return session.scalars(query).all()


def public_levels_of_countries(session: Session) -> dict[str, list[int]]:
    """Which levels of regions there are, by country."""
    found: dict[str, list[int]] = {}
    query = select(Region.country_code, Region.level).distinct().order_by(Region.country_code, Region.level)
    for country, level in session.execute(query):
        found.setdefault(country, []).append(level)
    return found


def public_region(session: Session, region_id: str) -> Region | None:
    """One region."""
    return session.get(Region, region_id)


def public_shapes(session: Session, *, country: str | None = None) -> dict[str, Any]:
    """Shapes (shapely, degrees WGS 84) by region id."""
    query = select(RegionShape.region_id, _wkb()).order_by(RegionShape.region_id)
    if country is not None:
        query = query.join(Region, Region.id == RegionShape.region_id).where(Region.country_code == country)
    rows = session.execute(query).all()
    shapes = shapely.from_wkb([bytes(wkb) for _, wkb in rows])
    return {region_id: shape for (region_id, _), shape in zip(rows, shapes, strict=True)}


def public_shape(session: Session, region_id: str) -> Any | None:
    """The shape of one region, or None."""
    wkb = session.execute(select(_wkb()).where(RegionShape.region_id == region_id)).scalar()
    return None if wkb is None else shapely.from_wkb(bytes(wkb))


def public_areas() -> Select[Any]:
    """Regions with their shapes (`geom`), to be selected from by rooms above."""
    return select(*Region.__table__.columns, RegionShape.geom).join(
        RegionShape, RegionShape.region_id == Region.id
    )


def area_column() -> Any:
    """The column of `public_areas` that holds the shapes, for conditions by its index."""
    return RegionShape.__table__.c.geom


def public_towns(session: Session) -> Sequence[Row[float, float, int]]:
    """(longitude, latitude, population) of all settlements, south to north."""
    query = select(Settlement.longitude, Settlement.latitude, Settlement.population)
    return session.execute(query.order_by(Settlement.latitude, Settlement.longitude, Settlement.id)).all()


def public_towns_within(
    session: Session, *, west: float, south: float, east: float, north: float
) -> Sequence[Row[float, float, int]]:
    """(longitude, latitude, population) of the settlements in a rectangle, by its index."""
    return session.execute(
        select(Settlement.longitude, Settlement.latitude, Settlement.population).where(
            Settlement.latitude.between(south, north), Settlement.longitude.between(west, east)
        )
    ).all()


def public_country_near(session: Session, longitude: float, latitude: float) -> str | None:
    """The country of the settlement nearest to a point, within a degree; None where there is none."""
    found = session.execute(
        select(Settlement.country_code, Settlement.longitude, Settlement.latitude).where(
            Settlement.latitude.between(latitude - 1, latitude + 1),
            Settlement.longitude.between(longitude - 1, longitude + 1),
        )
    ).all()
    squeeze = math.cos(math.radians(latitude))
    away = ((math.hypot((lon - longitude) * squeeze, lat - latitude), code) for code, lon, lat in found)
    return min(away, default=(0.0, None))[1]


def _wkb() -> Any:
    return func.ST_AsBinary(RegionShape.geom, type_=LargeBinary)
