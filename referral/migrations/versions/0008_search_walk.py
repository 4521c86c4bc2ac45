"""Walking in the order of services reads positions from the walk's own index: a box looks at no row itself."""

from alembic import op

revision = "0008_search_walk"
down_revision = "0007_search_people"
branch_labels = None
depends_on = None

_NAME, _TABLE = "ix_search_site_service_id", "search_site"


def upgrade() -> None:
    op.drop_index(_NAME, table_name=_TABLE)
    op.create_index(_NAME, _TABLE, ["service_id", "key", "latitude", "longitude"])


def downgrade() -> None:
    op.drop_index(_NAME, table_name=_TABLE)
    op.create_index(_NAME, _TABLE, ["service_id"])
