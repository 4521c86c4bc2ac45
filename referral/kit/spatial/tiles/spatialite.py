"""Tiles on SQLite: the database finds and places, shapely cuts, the mapbox-vector-tile package encodes."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import shapely
import sqlalchemy as sa
from mapbox_vector_tile import encode
from sqlalchemy.orm import Session

from referral.kit.db.prepared import Prepared, prepare
from referral.kit.spatial.tiles.tile import EXTENT, Tile

_OPTIONS = {"extents": EXTENT, "y_coord_down": True, "check_winding_order": False}


def prepare_points(_layer: str, points: sa.Select[Any]) -> Prepared:
    """As `postgis.prepare_points`."""
    return prepare(points)


def encode_points(
    session: Session, layer: str, points: Prepared, values: Mapping[str, Any]
) -> tuple[bytes, int]:
    """As `postgis.encode_points`."""
    rows = [dict(row) for row in points.ask(session, values).mappings()]
    places: list[Any] = [shapely.Point(row.pop("x"), row.pop("y")) for row in rows]
    return _encoded(layer, zip(places, rows, strict=True)), len(rows)


def encode_areas(
    session: Session, layer: str, areas: sa.Select[Any], *, tile: Tile, margin: int, tolerance: float
) -> tuple[bytes, int]:
    """As `postgis.encode_areas`."""
    inner = areas.subquery("rows")
    said = [column for column in inner.c if column.name != "geom"]
    wkb = sa.func.ST_AsBinary(inner.c.geom, type_=sa.LargeBinary()).label("wkb")
    rows = [dict(row) for row in session.execute(sa.select(wkb, *said)).mappings()]
    shapes = shapely.from_wkb([bytes(row.pop("wkb")) for row in rows])
    drawn = _drawn(shapes, tile, margin=margin, tolerance=tolerance)
    kept = [(each, row) for each, row in zip(drawn, rows, strict=True) if each is not None]
    return _encoded(layer, kept), len(kept)


def meets_box(column: Any, box: tuple[float, float, float, float]) -> sa.ColumnElement[bool]:
    """As `postgis.meets_box`, by the R*Tree beside the table."""
    stored = column.table
    table, name = stored.name, column.name
    tree = sa.table(
        f"idx_{table}_{name}", *(sa.column(each) for each in ("pkid", "xmin", "xmax", "ymin", "ymax"))
    )
    west, south, east, north = box
    met = sa.select(tree.c.pkid).where(
        tree.c.xmin <= east, tree.c.xmax >= west, tree.c.ymin <= north, tree.c.ymax >= south
    )
    condition: sa.ColumnElement[bool] = next(iter(stored.primary_key)).in_(met)
    return condition


def bounds_of(column: Any) -> tuple[sa.ColumnElement[float], ...]:
    """As `postgis.bounds_of`."""
    raw = sa.type_coerce(column, sa.types.NullType())
    sides = (sa.func.MbrMinX, sa.func.MbrMinY, sa.func.MbrMaxX, sa.func.MbrMaxY)
    return tuple(side(raw, type_=sa.Float()) for side in sides)


def point(longitude: Any, latitude: Any) -> Any:
    """As `postgis.point`."""
    return sa.func.MakePoint(longitude, latitude, 4326, type_=sa.types.NullType())


def intersects(geometry: Any, wkb: bytes) -> sa.ColumnElement[bool]:
    """As `postgis.intersects`."""
    raw = sa.types.NullType()
    given = sa.func.ST_GeomFromWKB(wkb, 4326, type_=raw)
    return sa.func.ST_Intersects(sa.type_coerce(geometry, raw), given, type_=sa.Integer()) == 1


def _drawn(shapes: Any, tile: Tile, *, margin: int, tolerance: float) -> list[Any]:
    """Each shape in units of the tile, whole numbers; None where nothing of it is left."""
    thinned = shapely.simplify(shapes, tolerance * tile.unit_degrees(), preserve_topology=False)
    cut = shapely.clip_by_rect(thinned, *tile.box(margin))
    placed = shapely.transform(cut, lambda degrees: _positions(degrees, tile))
    rounded = shapely.set_precision(shapely.make_valid(placed), 1.0)
    return [_polygons(each) for each in rounded]


def _positions(degrees: Any, tile: Tile) -> Any:
    across = (1 << tile.z) * EXTENT
    x = (degrees[:, 0] + 180.0) / 360.0 * across - tile.x * EXTENT
    inclined = np.log(np.tan(math.pi / 4 + degrees[:, 1] * (math.pi / 360.0)))
    y = (0.5 - inclined / (2 * math.pi)) * across - tile.y * EXTENT
    return np.column_stack([x, y])


def _polygons(shape: Any) -> Any | None:
    """The areas of a shape, wound as tiles have them: with y downwards, exteriors clockwise on the screen."""
    parts = [each for each in shapely.get_parts(shape) if each.geom_type == "Polygon" and not each.is_empty]
    if not parts:
        return None
    wound = [shapely.geometry.polygon.orient(each, sign=1.0) for each in parts]
    return wound[0] if len(wound) == 1 else shapely.MultiPolygon(wound)


def _encoded(layer: str, features: Iterator[tuple[Any, dict[str, Any]]] | Sequence[tuple[Any, Any]]) -> bytes:
    listed = [
        {"geometry": place, "properties": {name: value for name, value in said.items() if value is not None}}
        for place, said in features
    ]
    if not listed:
        return b""
    return bytes(encode([{"name": layer, "features": listed}], default_options=_OPTIONS))
