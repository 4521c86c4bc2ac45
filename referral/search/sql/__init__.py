"""The statements over the index, one module per dialect with the same function names."""

from types import ModuleType

from referral.kit.db.engine import current
from referral.search.sql import postgis, spatialite
from referral.search.sql.extents import Indexed

_MODULES: dict[str, ModuleType] = {"postgis": postgis, "spatialite": spatialite}
_SPELLINGS: dict[str, Indexed] = {"postgis": postgis, "spatialite": spatialite}


def dialect() -> ModuleType:
    """The module for the current database."""
    return _MODULES[current().name]


def spelling() -> Indexed:
    """The same module, as what it spells in its own way."""
    return _SPELLINGS[current().name]
