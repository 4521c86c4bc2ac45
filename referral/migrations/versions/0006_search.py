"""The search index: sites, points by need, text, the vocabulary."""

import sqlalchemy as sa
from alembic import op

from referral.migrations import columns

revision = "0006_search"
down_revision = "0005_directory"
branch_labels = None
depends_on = None

_POSTGRESQL = (
    """
    CREATE TABLE search_point (
        need_key smallint NOT NULL,
        site_key integer NOT NULL,
        geog geography(Point, 4326) NOT NULL,
        CONSTRAINT pk_search_point PRIMARY KEY (need_key, site_key)
    )
    """,
    "CREATE INDEX ix_search_point_near ON search_point USING gist (need_key, geog)",
    "CREATE INDEX ix_search_point_site_key ON search_point (site_key)",
    """
    CREATE TABLE search_text (
        site_key integer NOT NULL,
        terms tsvector NOT NULL,
        CONSTRAINT pk_search_text PRIMARY KEY (site_key)
    )
    """,
    "CREATE INDEX ix_search_text_terms ON search_text USING gin (terms)",
)
_SQLITE = (
    # The id is site key * 1024 + need key; the third axis is the need.
    """
    CREATE VIRTUAL TABLE search_rtree USING rtree(
        id, min_longitude, max_longitude, min_latitude, max_latitude, min_need, max_need
    )
    """,
    """
    CREATE VIRTUAL TABLE search_text USING fts5(
        name, needs, organization, place,
        content = '', contentless_delete = 1, detail = 'column', prefix = '2 3 4', tokenize = 'ascii'
    )
    """,
    "CREATE VIRTUAL TABLE search_text_vocabulary USING fts5vocab(search_text, row)",
)


def upgrade() -> None:
    op.create_table(
        "search_site",
        sa.Column("key", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("service_id", columns.id_(), nullable=False),
        sa.Column("service_at_location_id", columns.id_()),
        sa.Column("organization_id", columns.id_(), nullable=False),
        sa.Column("longitude", sa.Float(53)),
        sa.Column("latitude", sa.Float(53)),
        sa.Column("region_path", columns.plain_text()),
        sa.Column("languages", columns.plain_text(), nullable=False),
        sa.Column("siblings", columns.plain_text()),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_search_site"),
    )
    for column in ("service_id", "organization_id", "region_path"):
        op.create_index(f"ix_search_site_{column}", "search_site", [column])
    op.create_table(
        "search_site_need",
        sa.Column("need_key", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("site_key", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("need_key", "site_key", name="pk_search_site_need"),
    )
    op.create_index("ix_search_site_need_site_key", "search_site_need", ["site_key"])
    op.create_table(
        "search_dirty",
        sa.Column("service_id", columns.id_(), nullable=False),
        sa.PrimaryKeyConstraint("service_id", name="pk_search_dirty"),
    )
    op.create_table(
        "search_term",
        sa.Column("term", columns.plain_text(), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("term", name="pk_search_term"),
    )
    op.create_table(
        "search_state",
        sa.Column("name", columns.plain_text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_search_state"),
    )
    columns.execute_each(postgresql=_POSTGRESQL, sqlite=_SQLITE)


def downgrade() -> None:
    columns.execute_each(
        postgresql=("DROP TABLE search_point", "DROP TABLE search_text"),
        sqlite=("DROP TABLE search_text_vocabulary", "DROP TABLE search_text", "DROP TABLE search_rtree"),
    )
    for table in ("search_state", "search_term", "search_dirty", "search_site_need", "search_site"):
        op.drop_table(table)
