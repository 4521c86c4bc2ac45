"""Programmes, their targets, who is in them, milestones, group activities and instruments."""

from alembic import op

from referral.migrations import columns
from referral.migrations.programmes import guards
from referral.migrations.programmes.tables import make_tables

revision = "0017_programmes"
down_revision = "0016_referrals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    make_tables()
    columns.execute_each(postgresql=guards.UP_POSTGRESQL, sqlite=guards.UP_SQLITE)


def downgrade() -> None:
    columns.execute_each(postgresql=guards.DOWN_FIRST)
    for table in guards.TABLES_LAST_FIRST:
        op.drop_table(table)
    columns.execute_each(postgresql=guards.DOWN_LAST)
