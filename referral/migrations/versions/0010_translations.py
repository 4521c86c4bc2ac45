"""Texts of services in other languages, beside the index: read only where somebody asks for a language."""

import sqlalchemy as sa
from alembic import op

from referral.migrations import columns

revision = "0010_translations"
down_revision = "0009_audiences"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_translation",
        sa.Column("service_id", columns.id_(), nullable=False),
        sa.Column("texts", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("service_id", name="pk_search_translation"),
    )
    # What was indexed before knows no word of any translation.
    op.execute(
        "INSERT INTO search_dirty (service_id) SELECT id FROM service WHERE true ON CONFLICT DO NOTHING"
    )


def downgrade() -> None:
    op.drop_table("search_translation")
