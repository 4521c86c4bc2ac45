"""Whom services take, in the index: a narrow row a site to filter by, and what reasons are made from."""

import sqlalchemy as sa
from alembic import op

from referral.migrations import columns

revision = "0007_search_people"
down_revision = "0006_search"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_filter",
        sa.Column("key", sa.Integer(), autoincrement=False, nullable=False),
        *[
            sa.Column(f"{end}_age_{sex}", sa.SmallInteger(), nullable=False)
            for sex in ("female", "male", "other")
            for end in ("min", "max")
        ],
        *[
            sa.Column(name, columns.big_number(), nullable=False)
            for name in (
                "groups_any",
                "groups_excluded",
                "residence_any",
                "registration_any",
                "registration_all",
            )
        ],
        sa.Column("nationalities", columns.plain_text(), nullable=False),
        sa.Column("nationalities_excluded", columns.plain_text(), nullable=False),
        *[
            sa.Column(name, sa.SmallInteger(), nullable=False)
            for name in ("income_limit", "accessible", "unaccompanied", "largest_party")
        ],
        sa.PrimaryKeyConstraint("key", name="pk_search_filter"),
    )
    op.add_column("search_site", sa.Column("facts", sa.LargeBinary()))
    # Rows made before know nothing of people: every service is made anew.
    op.execute(
        "INSERT INTO search_dirty (service_id) SELECT id FROM service WHERE true ON CONFLICT DO NOTHING"
    )


def downgrade() -> None:
    # SQLite drops a plain column without rebuilding the table.
    op.execute("ALTER TABLE search_site DROP COLUMN facts")
    op.drop_table("search_filter")
