"""Who may knock: administrators, API keys of organisations, and failed attempts."""

import sqlalchemy as sa
from alembic import op

from referral.migrations import columns

revision = "0004_access"
down_revision = "0003_places"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "administrator",
        sa.Column("id", columns.id_(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("prefix", sa.String(20), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("created_at", columns.moment(), nullable=False),
        sa.Column("disabled_at", columns.moment()),
        sa.PrimaryKeyConstraint("id", name="pk_administrator"),
        sa.UniqueConstraint("prefix", name="uq_administrator_prefix"),
    )
    op.create_table(
        "api_key",
        sa.Column("id", columns.id_(), nullable=False),
        sa.Column("organization_id", columns.id_(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("prefix", sa.String(20), nullable=False),
        sa.Column("key_hash", sa.String(64), nullable=False),
        sa.Column("scopes", columns.json_(), nullable=False),
        sa.Column("created_at", columns.moment(), nullable=False),
        sa.Column("expires_at", columns.moment(), nullable=False),
        sa.Column("revoked_at", columns.moment()),
        sa.Column("last_used_on", sa.Date()),
        sa.PrimaryKeyConstraint("id", name="pk_api_key"),
        sa.UniqueConstraint("prefix", name="uq_api_key_prefix"),
    )
    op.create_index("ix_api_key_organization_id", "api_key", ["organization_id"])
    op.create_table(
        "failed_attempt",
        sa.Column("id", columns.id_(), nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("at", columns.moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_failed_attempt"),
    )
    op.create_index("ix_failed_attempt_source_at", "failed_attempt", ["source", "at"])
    op.create_index("ix_failed_attempt_at", "failed_attempt", ["at"])


def downgrade() -> None:
    op.drop_table("failed_attempt")
    op.drop_table("api_key")
    op.drop_table("administrator")
