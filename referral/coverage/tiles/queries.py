"""What is in a tile, as statements that mean the same on both databases. All of it is public."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from referral.coverage.tiles.rules import CLUSTER_BITS, REGION_MARGIN
from referral.kit.spatial.tiles import EXTENT, Tile, dialect
from referral.kit.spatial.tiles.tile import position, position_values
from referral.places.queries import area_column, public_areas
from referral.search.rules import Box
from referral.search.sites import point_values, points_in, public_points, public_sites

_LONGEST_NAME = 80
# Degrees, about a centimetre.
_SLACK = 1e-7


def public_services(needs: Sequence[int], *, wide: bool) -> sa.Select[Any]:
    """Each site in a tile with what is said of it, `most` at most. The tile is that of `tile_values`."""
    placed = _placed(needs, wide=wide)
    most = sa.bindparam("most", type_=sa.Integer())
    few = sa.select(placed.c.key, placed.c.x, placed.c.y).limit(most).subquery("few")
    said = public_sites().subquery("said")
    rows = sa.select(few.c.x, few.c.y, *_told(said)).join_from(few, said, said.c.key == few.c.key)
    # In the order of ids, which no writing of the index changes: the same features are the same bytes.
    return rows.order_by(said.c.id)


def public_clusters(needs: Sequence[int], *, wide: bool, told: bool) -> sa.Select[Any]:
    """Sites counted by squares, each in the middle of its sites: `point_count` from two on. Of a site that is alone in
    its square, what is said of it where `told`, else its id.
    """
    placed = _placed(needs, wide=wide)
    squares = (placed.c.x.bitwise_rshift(CLUSTER_BITS), placed.c.y.bitwise_rshift(CLUSTER_BITS))
    many = sa.func.count()
    grouped = sa.select(
        # Null where they are many: of those no row is looked up.
        sa.case((many == 1, sa.func.min(placed.c.key))).label("alone"),
        many.label("many"),
        _middle(placed.c.x, many).label("x"),
        _middle(placed.c.y, many).label("y"),
    ).group_by(*squares)
    clusters = grouped.subquery("clusters")
    said = public_sites().subquery("said")
    count = sa.case((clusters.c.many > 1, clusters.c.many)).label("point_count")
    columns = _told(said) if told else [_text(said.c.id).label("id")]
    rows = sa.select(clusters.c.x, clusters.c.y, count, *columns).join_from(
        clusters, said, said.c.key == clusters.c.alone, isouter=True
    )
    return rows.order_by(clusters.c.y, clusters.c.x)


def public_regions(tile: Tile, levels: int) -> sa.Select[Any]:
    """Regions of the first levels whose rectangles meet the tile."""
    columns = public_areas().selected_columns
    shown = ("geom", "code", "level", "name", "population", "approximate", "path")
    return (
        public_areas()
        .with_only_columns(_text(columns.id).label("id"), *(columns[name] for name in shown))
        .where(columns.level < levels, dialect().meets_box(area_column(), tile.box(REGION_MARGIN)))
        .order_by(columns.level, columns.id)
    )


def tile_values(tile: Tile) -> dict[str, Any]:
    """The values of the statements of services, for a tile."""
    return {**position_values(tile), **point_values(box_of(tile))}


def box_of(tile: Tile) -> Box:
    """The tile's box, and hardly more: what lies on its edge is decided by the whole numbers."""
    west, south, east, north = tile.box()
    return Box(
        max(west - _SLACK, -180.0),
        max(south - _SLACK, -90.0),
        min(east + _SLACK, 180.0),
        min(north + _SLACK, 90.0),
    )


def _placed(needs: Sequence[int], *, wide: bool) -> sa.Subquery:
    """Key and position of the sites in the tile."""
    points = public_points().where(points_in(needs, wide=wide))
    columns = points.selected_columns
    x, y = position(columns.longitude, columns.latitude)
    rows = points.with_only_columns(columns.key, x.label("x"), y.label("y")).subquery("rows")
    inside = sa.and_(rows.c.x >= 0, rows.c.x < EXTENT, rows.c.y >= 0, rows.c.y < EXTENT)
    return sa.select(rows).where(inside).subquery("placed")


def _middle(column: sa.ColumnElement[int], many: sa.ColumnElement[int]) -> sa.ColumnElement[int]:
    """The mean, rounded half up, in whole numbers throughout."""
    total = sa.cast(sa.func.sum(column), sa.BigInteger)
    return sa.cast((total * 2 + many) // (many * 2), sa.Integer)


def _told(said: sa.Subquery) -> list[sa.ColumnElement[Any]]:
    """What is said of a site: `cell_km` only where its position is a cell's."""
    return [
        _text(said.c.id).label("id"),
        _text(said.c.service_id).label("service_id"),
        sa.func.substr(said.c.name, 1, _LONGEST_NAME).label("name"),
        sa.func.substr(said.c.organization, 1, _LONGEST_NAME).label("organization"),
        said.c.cell_km,
    ]


def _text(column: sa.ColumnElement[Any]) -> sa.ColumnElement[str]:
    return sa.cast(column, sa.Text())
