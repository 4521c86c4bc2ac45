"""Mapbox Vector Tiles 2.1: ST_AsMVT on PostGIS, the mapbox-vector-tile package with shapely on SQLite.

One module a dialect with the same function names. Which features a tile has, where its points lie and what is said of
them is one statement, the same on both; only the encoding differs.
"""

from types import ModuleType

from referral.kit.db.engine import current
from referral.kit.spatial.tiles import postgis, spatialite
from referral.kit.spatial.tiles.tile import EXTENT, Tile

__all__ = ["EXTENT", "Tile", "dialect"]

_MODULES: dict[str, ModuleType] = {"postgis": postgis, "spatialite": spatialite}


def dialect() -> ModuleType:
    """The module for the current database."""
    return _MODULES[current().name]
