"""Tiles on PostGIS: the database encodes them."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.kit.db.prepared import Prepared, prepare
from referral.kit.spatial.tiles.tile import EXTENT, Tile

_RAW = sa.types.NullType()


def prepare_points(layer: str, points: sa.Select[Any]) -> Prepared:
    """For `encode_points`: the statement's rows have `x` and `y` in the tile, every other column is a property."""
    rows = points.subquery("rows")
    said = [column for column in rows.c if column.name not in ("x", "y")]
    placed = sa.type_coerce(sa.func.ST_MakePoint(rows.c.x, rows.c.y), _RAW).label("geom")
    return prepare(_encoded(layer, sa.select(placed, *said)))


def encode_points(
    session: Session, _layer: str, points: Prepared, values: Mapping[str, Any]
) -> tuple[bytes, int]:
    """A tile of the rows that the statement has with these values, and how many they are."""
    return _told(points.ask(session, values))


def encode_areas(
    session: Session, layer: str, areas: sa.Select[Any], *, tile: Tile, margin: int, tolerance: float
) -> tuple[bytes, int]:
    """A tile of the statement's rows and how many there are: `geom` in degrees, every other column a property.

    Cut to the tile and `margin` units around; corners that stand out less than `tolerance` units go.
    """
    rows = areas.subquery("rows")
    said = [column for column in rows.c if column.name != "geom"]
    raw = sa.type_coerce(rows.c.geom, _RAW)
    thinned = sa.func.ST_Simplify(raw, tolerance * tile.unit_degrees(), True, type_=_RAW)
    flat = sa.func.ST_Transform(
        sa.func.ST_ClipByBox2D(thinned, _box(tile, margin), type_=_RAW), 3857, type_=_RAW
    )
    bounds = sa.func.ST_TileEnvelope(tile.z, tile.x, tile.y, type_=_RAW)
    drawn = sa.func.ST_AsMVTGeom(flat, bounds, EXTENT, margin, True, type_=_RAW)
    cut = sa.select(sa.type_coerce(drawn, _RAW).label("geom"), *said).subquery("cut")
    return _told(session.execute(_encoded(layer, sa.select(cut).where(cut.c.geom.is_not(None)))))


def meets_box(column: Any, box: tuple[float, float, float, float]) -> sa.ColumnElement[bool]:
    """Whether the rectangle around a stored geometry meets a box (west, south, east, north), by the index."""
    made = sa.func.ST_MakeEnvelope(*box, 4326, type_=_RAW)
    return sa.type_coerce(column, _RAW).op("&&", return_type=sa.Boolean())(made)


def bounds_of(column: Any) -> tuple[sa.ColumnElement[float], ...]:
    """West, south, east and north of a geometry."""
    raw = sa.type_coerce(column, _RAW)
    sides = (sa.func.ST_XMin, sa.func.ST_YMin, sa.func.ST_XMax, sa.func.ST_YMax)
    return tuple(side(raw, type_=sa.Float()) for side in sides)


def point(longitude: Any, latitude: Any) -> Any:
    """A point of two columns of degrees, WGS 84."""
    return sa.func.ST_SetSRID(sa.func.ST_MakePoint(longitude, latitude, type_=_RAW), 4326, type_=_RAW)


def intersects(geometry: Any, wkb: bytes) -> sa.ColumnElement[bool]:
    """Whether a geometry and a given one (WKB, degrees) share a point, borders included; by an index where one is."""
    given = sa.func.ST_GeomFromWKB(wkb, 4326, type_=_RAW)
    return sa.func.ST_Intersects(sa.type_coerce(geometry, _RAW), given, type_=sa.Boolean())


def _box(tile: Tile, margin: int) -> Any:
    return sa.func.ST_MakeEnvelope(*tile.box(margin), 4326, type_=_RAW)


def _encoded(layer: str, rows: sa.Select[Any]) -> sa.Select[Any]:
    features = rows.subquery("features")
    made = sa.func.ST_AsMVT(
        sa.literal_column("features"), sa.literal(layer), EXTENT, sa.literal("geom"), type_=sa.LargeBinary()
    )
    columns: list[Any] = [made, sa.func.count()]
    return sa.select(*columns).select_from(features)


def _told(rows: Any) -> tuple[bytes, int]:
    body, many = rows.one()
    return bytes(body or b""), int(many)
