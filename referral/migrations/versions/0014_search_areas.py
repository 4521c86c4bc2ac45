"""Where services serve, in the index: areas kept once each, drawn ones with their geometry, circles, and how a service
reaches people."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

from referral.migrations import columns

revision = "0014_search_areas"
down_revision = "0013_cases"
branch_labels = None
depends_on = None


_PARTS = ("search", "network")


def upgrade() -> None:
    _create_areas()
    for part in _PARTS:
        _create_reach(part)
        op.add_column(f"{part}_site", sa.Column("areas", sa.LargeBinary()))
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


def _create_reach(part: str) -> None:
    op.create_table(
        f"{part}_reach",
        sa.Column("key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("modes", sa.SmallInteger(), nullable=False),
        sa.Column("limited", sa.SmallInteger(), nullable=False),
        sa.Column("area", sa.Integer(), nullable=False),
        sa.Column("more", sa.SmallInteger(), nullable=False),
        sa.Column("countries", columns.plain_text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=f"pk_{part}_reach"),
    )
    op.create_table(
        f"{part}_unplaced",
        sa.Column("need_key", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("service_id", columns.id_(), nullable=False),
        sa.Column("site_key", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("need_key", "service_id", "site_key", name=f"pk_{part}_unplaced"),
    )
    op.create_index(f"ix_{part}_unplaced_site_key", f"{part}_unplaced", ["site_key"])
    op.create_table(
        f"{part}_site_area",
        sa.Column("site_key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("area_key", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("site_key", "area_key", name=f"pk_{part}_site_area"),
    )
    op.create_index(f"ix_{part}_site_area_area_key", f"{part}_site_area", ["area_key"])
    numbers = ("x", "y", "z", "certain", "possible")
    op.create_table(
        f"{part}_site_circle",
        sa.Column("site_key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.SmallInteger(), autoincrement=False, nullable=False),
        *[sa.Column(name, sa.Float(53), nullable=False) for name in numbers],
        sa.PrimaryKeyConstraint("site_key", "number", name=f"pk_{part}_site_circle"),
    )


def downgrade() -> None:
    for part in _PARTS:
        # SQLite drops a plain column without rebuilding the table.
        op.execute(f"ALTER TABLE {part}_site DROP COLUMN areas")
        for name in ("unplaced", "reach", "site_circle", "site_area"):
            op.drop_table(f"{part}_{name}")
    op.drop_table("search_area")
    shape = sa.Table(
        "search_area_shape",
        sa.MetaData(),
        sa.Column("geom", Geometry("MULTIPOLYGON", srid=4326, spatial_index=True)),
    )
    # Dropped as a table with geometry, so that SpatiaLite's own register of it goes as well.
    shape.drop(op.get_bind())
