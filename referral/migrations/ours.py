"""Which tables and indexes are ours, among those that SpatiaLite, PostGIS, FTS5 and R*Trees keep in the same
place.
"""

import re
from collections.abc import Mapping
from typing import Any

_FOREIGN_TABLES = re.compile(
    r"""^(?:
        spatial_ref_sys\w* | spatialite_history | geometry_columns\w* | geography_columns | geom_cols_ref_sys
      | raster_columns | raster_overviews | views_\w+ | virts_\w+ | vector_layers\w* | spatialindex
      | elementarygeometries | knn2? | sql_statements_log | data_licenses | rl2map_\w+ | se_\w+ |
      iso_metadata\w* | topologies | topology | layer | networks | sqlite_\w+ | stored_\w+ | wms_\w+ |
      raster_coverages\w* | vector_coverages\w* | idx_\w+ | byfoot\w*
    )$""",
    re.VERBOSE | re.IGNORECASE,
)
# Virtual tables of ours and the shadows that SQLite keeps behind them; the models do not describe these.
_VIRTUAL = re.compile(r"^(?:\w+_(?:rtree|fts)|(?:search|network)_(?:text|point|rtree))(?:_\w+)?$")


def is_foreign_table(name: str) -> bool:
    """Whether a table belongs to the spatial library, or to a virtual table of a migration's own words."""
    return bool(_FOREIGN_TABLES.match(name) or _VIRTUAL.match(name))


def is_ours(name: str | None, kind: str, parents: Mapping[str, Any]) -> bool:
    """Alembic's `include_name`: false for everything that no model describes by design."""
    if kind == "table":
        return name is not None and not is_foreign_table(name)
    if kind in ("index", "unique_constraint", "column", "foreign_key_constraint"):
        table = parents.get("table_name") or ""
        return not is_foreign_table(str(table)) and not (name or "").startswith(("idx_", "sqlite_autoindex"))
    return True


def is_compared(_object: Any, name: str | None, kind: str, _reflected: bool, _compare_to: Any) -> bool:
    """Alembic's `include_object`: spatial indexes are each database's own affair, and `flask doctor`'s."""
    return not (kind == "index" and (name or "").startswith("idx_"))
