"""What members have begun to write on the pages, and forms that were taken."""

import sqlalchemy as sa
from alembic import op

from referral.migrations.columns import id_, moment, plain_text

revision = "0020_web"
down_revision = "0019_coverage"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "web_draft",
        sa.Column("member_id", id_(), nullable=False),
        sa.Column("form", plain_text(), nullable=False),
        sa.Column("key_id", sa.String(100), nullable=False),
        sa.Column("owner_id", id_(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", moment(), nullable=False),
        sa.Column("expires_at", moment(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", "form", name="pk_web_draft"),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name="fk_web_draft_member_id_member", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_web_draft_expires_at", "web_draft", ["expires_at"])
    op.create_table(
        "web_taken_form",
        sa.Column("member_id", id_(), nullable=False),
        sa.Column("key", id_(), nullable=False),
        sa.Column("address", sa.String(300), nullable=False),
        sa.Column("taken_at", moment(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", "key", name="pk_web_taken_form"),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name="fk_web_taken_form_member_id_member", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_web_taken_form_taken_at", "web_taken_form", ["taken_at"])


def downgrade() -> None:
    op.drop_table("web_taken_form")
    op.drop_table("web_draft")
