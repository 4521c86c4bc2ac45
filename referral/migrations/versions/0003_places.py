"""Settlements, regions and their shapes."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

from referral.migrations import columns

revision = "0003_places"
down_revision = "0002_audit"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_regions()
    _create_settlements()
    op.create_table(
        "places_version",
        sa.Column("id", sa.SmallInteger(), nullable=False, autoincrement=False),
        sa.Column("token", columns.id_(), nullable=False),
        sa.Column("loaded", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_places_version"),
    )


def _create_regions() -> None:
    op.create_table(
        "region",
        sa.Column("id", columns.id_(), nullable=False),
        sa.Column("code", columns.plain_text(), nullable=False),
        sa.Column("country_code", sa.String(2), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("parent_id", columns.id_(), nullable=True),
        sa.Column("parent_code", columns.plain_text(), nullable=True),
        sa.Column("path", columns.plain_text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("names", columns.json_(), nullable=False),
        sa.Column("other_names", columns.json_(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("population_source", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("approximate", sa.Boolean(), nullable=False),
        sa.Column("latitude", sa.Float(53), nullable=False),
        sa.Column("longitude", sa.Float(53), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_region"),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["region.id"], name="fk_region_parent_id", ondelete="SET NULL"
        ),
        sa.UniqueConstraint("country_code", "level", "code", name="uq_region_country_code_level_code"),
    )
    op.create_index("ix_region_parent_id", "region", ["parent_id"])
    op.create_index("ix_region_path", "region", ["path"])
    op.create_table(
        "region_shape",
        # A whole number, since the R*Tree keeps row numbers and SQLite gives others out when it compacts.
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("region_id", columns.id_(), nullable=False),
        sa.Column("geom", Geometry("MULTIPOLYGON", srid=4326, spatial_index=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_region_shape"),
        sa.UniqueConstraint("region_id", name="uq_region_shape_region_id"),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name="fk_region_shape_region_id", ondelete="CASCADE"
        ),
    )


def _create_settlements() -> None:
    op.create_table(
        "settlement",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("country_code", sa.String(2), nullable=False),
        sa.Column("admin1_code", sa.String(20), nullable=False),
        sa.Column("latitude", sa.Float(53), nullable=False),
        sa.Column("longitude", sa.Float(53), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("timezone", sa.String(40), nullable=False),
        sa.Column("names", columns.json_(), nullable=False),
        sa.Column("region_id", columns.id_(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_settlement"),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name="fk_settlement_region_id", ondelete="SET NULL"
        ),
    )
    op.create_index("ix_settlement_country_code", "settlement", ["country_code"])
    op.create_index("ix_settlement_region_id", "settlement", ["region_id"])
    op.create_index("ix_settlement_latitude_longitude", "settlement", ["latitude", "longitude"])
    op.create_table(
        "settlement_name",
        sa.Column("folded", columns.plain_text(), nullable=False),
        sa.Column("settlement_id", sa.Integer(), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("folded", "settlement_id", name="pk_settlement_name"),
        sa.ForeignKeyConstraint(
            ["settlement_id"], ["settlement.id"], name="fk_settlement_name_settlement_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_settlement_name_settlement_id", "settlement_name", ["settlement_id"])


def downgrade() -> None:
    for table in ("places_version", "settlement_name", "settlement"):
        op.drop_table(table)
    shape = sa.Table(
        "region_shape",
        sa.MetaData(),
        sa.Column("geom", Geometry("MULTIPOLYGON", srid=4326, spatial_index=True)),
    )
    # Dropped as a table with geometry, so that SpatiaLite's own register of it goes as well.
    shape.drop(op.get_bind())
    op.drop_table("region")
