"""Referrals, the people they are for, their history, what was missed, and keys of requests."""

from alembic import op

from referral.migrations import columns
from referral.migrations.referrals import guards
from referral.migrations.referrals.tables import make_tables

revision = "0016_referrals"
down_revision = "0014_search_areas"
branch_labels = None
depends_on = None


def upgrade() -> None:
    make_tables()
    columns.execute_each(postgresql=guards.UP_POSTGRESQL, sqlite=guards.UP_SQLITE)


def downgrade() -> None:
    columns.execute_each(postgresql=guards.DOWN_FIRST)
    for table in ("idempotency_key", "referral_breach", "referral_event", "referral_person", "referral"):
        op.drop_table(table)
    columns.execute_each(postgresql=guards.DOWN_LAST)
