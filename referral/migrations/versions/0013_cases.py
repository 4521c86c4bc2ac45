"""Cases, the people in them, consents, access and duties, with a second wall on PostgreSQL."""

from alembic import op

from referral.migrations import columns
from referral.migrations.cases import history, wall
from referral.migrations.cases.duties import make_duties
from referral.migrations.cases.people import make_people

revision = "0013_cases"
down_revision = "0012_members"
branch_labels = None
depends_on = None


def upgrade() -> None:
    make_people()
    make_duties()
    columns.execute_each(postgresql=history.POSTGRESQL + wall.UP, sqlite=history.SQLITE)


def downgrade() -> None:
    columns.execute_each(postgresql=wall.DOWN)
    for table in wall.TABLES_LAST_FIRST:
        op.drop_table(table)
    columns.execute_each(
        postgresql=tuple(f"DROP FUNCTION {name}()" for name in history.FUNCTIONS) + wall.DOWN_LAST
    )
