"""Which tables the migrations answer for, and which belong to the spatial libraries and to virtual tables."""

import pytest

from referral.migrations.ours import is_foreign_table, is_ours


@pytest.mark.parametrize(
    "name",
    [
        "spatial_ref_sys",
        "spatial_ref_sys_aux",
        "geometry_columns",
        "geometry_columns_statistics",
        "ElementaryGeometries",
        "KNN",
        "KNN2",
        "SpatialIndex",
        "sql_statements_log",
        "data_licenses",
        "spatialite_history",
        "views_geometry_columns_auth",
        "virts_geometry_columns",
        "vector_layers",
        "idx_region_shape_geom_node",
        "sqlite_sequence",
        "search_text",
        "search_text_content",
        "search_rtree_rowid",
    ],
)
def test_what_a_library_keeps_is_not_ours(name):
    assert is_foreign_table(name)
    assert not is_ours(name, "table", {})
    assert not is_ours("anything", "column", {"table_name": name})


@pytest.mark.parametrize("name", ["region", "region_shape", "search_site", "audit_entry", "api_key", "job"])
def test_what_the_models_describe_is_ours(name):
    assert is_ours(name, "table", {})
    assert is_ours("id", "column", {"table_name": name})
