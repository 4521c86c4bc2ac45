"""Regions with their outlines."""

from typing import Any

import sqlalchemy as sa

from referral.coverage.ogc.features import region_feature
from referral.coverage.ogc.queries.conditions import Asking, Clause
from referral.coverage.ogc.queries.source import Source
from referral.coverage.ogc.shapes import Shape, shape_of_box
from referral.kit.db.types import PlainText
from referral.kit.spatial.tiles import dialect
from referral.places.queries import area_column, public_areas

_SHOWN = (
    *("id", "code", "country_code", "level", "parent_id", "path", "name", "names", "population"),
    *("population_source", "source", "approximate"),
)


def _column(name: str) -> Any:
    return public_areas().selected_columns[name]


def _rows() -> sa.Select[Any]:
    wkb = sa.func.ST_AsBinary(area_column(), type_=sa.LargeBinary()).label("wkb")
    return public_areas().with_only_columns(*(_column(name) for name in _SHOWN), wkb)


def _asking() -> Asking:
    names = ("code", "level", "parent_id", "path", "population", "approximate")
    columns: dict[str, sa.ColumnElement[Any]] = {name: _column(name) for name in names}
    columns["country"] = _column("country_code")
    for name in ("name", "source"):
        columns[name] = sa.cast(_column(name), PlainText)
    return Asking(columns, {}, _meets, {})


def _meets(shape: Shape) -> Clause:
    near: Clause = dialect().meets_box(area_column(), shape.bounds)
    return sa.and_(near, dialect().intersects(area_column(), shape.wkb))


SOURCE = Source(
    rows=_rows,
    one=lambda id_: _rows().where(_column("id") == id_),
    key=lambda: (_column("id"),),
    asking=_asking,
    in_box=lambda box: _meets(shape_of_box(box)),
    # Nothing is said of when a region is: it is at any time.
    in_period=lambda _period: (),
    bounds=lambda: dialect().bounds_of(area_column()),
    feature=region_feature,
)
