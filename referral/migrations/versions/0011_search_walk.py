"""Walking in the order of services reads positions from the walk's own index: a box looks at no row itself."""

from alembic import op

revision = "0011_search_walk"
down_revision = "0010_translations"
branch_labels = None
depends_on = None

_TABLES = ("search_site", "network_site")


def upgrade() -> None:
    for table in _TABLES:
        op.drop_index(f"ix_{table}_service_id", table_name=table)
        op.create_index(f"ix_{table}_service_id", table, ["service_id", "key", "latitude", "longitude"])


def downgrade() -> None:
    for table in _TABLES:
        op.drop_index(f"ix_{table}_service_id", table_name=table)
        op.create_index(f"ix_{table}_service_id", table, ["service_id"])
