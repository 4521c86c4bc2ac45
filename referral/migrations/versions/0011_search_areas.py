"""Where services serve, in the index: areas kept once each, drawn ones with their geometry, circles, and how a service
reaches people."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

from referral.migrations import columns

revision = "0011_search_areas"
down_revision = "0007_search_people"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_areas()
    op.create_table(
        "search_reach",
        sa.Column("key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("modes", sa.SmallInteger(), nullable=False),
        sa.Column("limited", sa.SmallInteger(), nullable=False),
        sa.Column("area", sa.Integer(), nullable=False),
        sa.Column("more", sa.SmallInteger(), nullable=False),
        sa.Column("countries", columns.plain_text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_search_reach"),
    )
    op.create_table(
        "search_unplaced",
        sa.Column("need_key", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("service_id", columns.id_(), nullable=False),
        sa.Column("site_key", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("need_key", "service_id", "site_key", name="pk_search_unplaced"),
    )
    op.create_index("ix_search_unplaced_site_key", "search_unplaced", ["site_key"])
    op.add_column("search_site", sa.Column("areas", sa.LargeBinary()))
    # Rows made before know nothing of areas: every service is made anew.
    op.execute(
        "INSERT INTO search_dirty (service_id) SELECT id FROM service WHERE true ON CONFLICT DO NOTHING"
    )


def _create_areas() -> None:
    op.create_table(
        "search_area",
        sa.Column("key", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("digest", columns.plain_text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_search_area"),
        sa.UniqueConstraint("digest", name="uq_search_area_digest"),
    )
    op.create_table(
        "search_area_shape",
        sa.Column("key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("geom", Geometry("MULTIPOLYGON", srid=4326, spatial_index=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_search_area_shape"),
    )
    op.create_table(
        "search_site_area",
        sa.Column("site_key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("area_key", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("site_key", "area_key", name="pk_search_site_area"),
    )
    op.create_index("ix_search_site_area_area_key", "search_site_area", ["area_key"])
    op.create_table(
        "search_site_circle",
        sa.Column("site_key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.SmallInteger(), autoincrement=False, nullable=False),
        *[sa.Column(name, sa.Float(53), nullable=False) for name in ("x", "y", "z", "certain", "possible")],
        sa.PrimaryKeyConstraint("site_key", "number", name="pk_search_site_circle"),
    )


def downgrade() -> None:
    # SQLite drops a plain column without rebuilding the table.
    op.execute("ALTER TABLE search_site DROP COLUMN areas")
    for table in ("search_unplaced", "search_reach", "search_site_circle", "search_site_area", "search_area"):
        op.drop_table(table)
    shape = sa.Table(
        "search_area_shape",
        sa.MetaData(),
        sa.Column("geom", Geometry("MULTIPOLYGON", srid=4326, spatial_index=True)),
    )
    # Dropped as a table with geometry, so that SpatiaLite's own register of it goes as well.
    shape.drop(op.get_bind())
