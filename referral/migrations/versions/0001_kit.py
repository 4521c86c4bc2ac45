"""The kit's tables: outbox and jobs."""

import sqlalchemy as sa
from alembic import op

from referral.migrations import columns

revision = "0001_kit"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", columns.big_number(), autoincrement=True, nullable=False),
        sa.Column("event", sa.String(100), nullable=False),
        sa.Column("payload", columns.json_(), nullable=False),
        sa.Column("created_at", columns.moment(), nullable=False),
        sa.Column("taken_at", columns.moment()),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
    )
    waiting = sa.text("taken_at IS NULL")
    op.create_index("ix_outbox_waiting", "outbox", ["id"], postgresql_where=waiting, sqlite_where=waiting)
    op.create_table(
        "job",
        sa.Column("id", columns.id_(), nullable=False),
        sa.Column("kind", sa.String(100), nullable=False),
        sa.Column("key", sa.String(200)),
        sa.Column("payload", columns.json_(), nullable=False),
        sa.Column("run_at", columns.moment(), nullable=False),
        sa.Column("leased_until", columns.moment()),
        sa.Column("leased_by", sa.String(100)),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(100)),
        sa.Column("created_at", columns.moment(), nullable=False),
        sa.Column("finished_at", columns.moment()),
        sa.Column("outcome", sa.String(20)),
        sa.PrimaryKeyConstraint("id", name="pk_job"),
        sa.UniqueConstraint("key", name="uq_job_key"),
    )
    open_ = sa.text("finished_at IS NULL")
    op.create_index("ix_job_open", "job", ["run_at", "id"], postgresql_where=open_, sqlite_where=open_)
    op.create_index("ix_job_finished_at", "job", ["finished_at"])


def downgrade() -> None:
    op.drop_table("job")
    op.drop_table("outbox")
