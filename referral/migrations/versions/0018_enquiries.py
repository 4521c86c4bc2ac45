"""Enquiries for free places, and which one a referral started from; demands by law; who stands in sees what waits."""

import sqlalchemy as sa
from alembic import op

from referral.migrations import columns
from referral.migrations.cases import demands
from referral.migrations.referrals import enquiries

revision = "0018_enquiries"
down_revision = "0017_programmes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    enquiries.make_tables()
    demands.make_table()
    op.add_column("referral", sa.Column("enquiry_id", columns.id_()))
    op.add_column("referral", sa.Column("held_until", columns.moment()))
    columns.execute_each(postgresql=enquiries.UP_POSTGRESQL + demands.UP_POSTGRESQL)


def downgrade() -> None:
    columns.execute_each(postgresql=enquiries.DOWN_POSTGRESQL + demands.DOWN_POSTGRESQL)
    # SQLite drops a plain column without rebuilding the table.
    for name in ("held_until", "enquiry_id"):
        op.execute(f"ALTER TABLE referral DROP COLUMN {name}")
    for table in ("legal_demand", "enquiry_service", "enquiry"):
        op.drop_table(table)
