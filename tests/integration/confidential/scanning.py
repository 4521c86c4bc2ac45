"""Looking for canaries and exact positions in everything that a database holds."""

from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa

from referral.kit.db.engine import current
from tests.integration.confidential.houses import CANARY

# What is exact belongs here.
PRIVATE = "location_private"
# SpatiaLite's and PostGIS's own tables that hold nothing of ours, or that no statement may read.
_NOT_OURS = (
    "spatial_ref_sys",
    "KNN",
    "KNN2",
    "SpatialIndex",
    "ElementaryGeometries",
    "data_licenses",
    "sqlite_sequence",
)
# A metre is about 1e-5 degrees; an R*Tree keeps 32 bits, some 2e-6 of these degrees.
_NEAR = 2e-4


def leaks(positions: Iterable[tuple[float, float]]) -> list[str]:
    """Where in public tables a canary stands, or a number that is an exact coordinate: table, column, value."""
    exact = [number for pair in positions for number in pair]
    found = []
    for table, column, value in _values():
        text = _text(value)
        if CANARY in text.lower() or any(_is(value, number) or _digits(number) in text for number in exact):
            found.append(f"{table}.{column}: {text[:200]}")
    return found


def _is(value: Any, number: float) -> bool:
    return isinstance(value, float) and abs(value - number) < _NEAR


def _digits(number: float) -> str:
    return f"{number:.4f}"


def _text(value: Any) -> str:
    return bytes(value).decode("utf-8", "replace") if isinstance(value, (bytes, memoryview)) else str(value)


def _values() -> Iterator[tuple[str, str, Any]]:
    with current().engine.connect() as connection:
        for table in _tables(connection):
            for row in connection.execute(sa.text(f'SELECT * FROM "{table}"')).mappings():
                for column, value in row.items():
                    yield table, column, value
        if current().name == "postgis":
            statement = "SELECT ST_X(geog::geometry) AS x, ST_Y(geog::geometry) AS y FROM search_point"
            for row in connection.execute(sa.text(statement)).mappings():
                yield from (("search_point", column, value) for column, value in row.items())


def _tables(connection: sa.Connection) -> list[str]:
    if current().name == "postgis":
        statement = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    else:
        statement = "SELECT name FROM sqlite_master WHERE type = 'table'"
    names = sorted(connection.scalars(sa.text(statement)))
    return [name for name in names if name != PRIVATE and name not in _NOT_OURS]
