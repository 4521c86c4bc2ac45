"""The audit: entries that only ever grow, and the head of their chain."""

import sqlalchemy as sa
from alembic import op

from referral.migrations import columns

revision = "0002_audit"
down_revision = "0001_kit"
branch_labels = None
depends_on = None

# SHA-256 of "referral audit v1\n": the hash before the first entry.
GENESIS = "e02f2ec174f9f7743323368e6b3f308a23d723e1ea9f25f708c3cd142ab2b4b8"

_FUNCTION = """
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the audit only grows'; END $$
"""
_HEAD_FUNCTION = """
CREATE FUNCTION audit_head_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.sequence <= OLD.sequence THEN RAISE EXCEPTION 'the audit only grows'; END IF;
  RETURN NEW;
END $$
"""


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("sequence", columns.big_number(), autoincrement=False, nullable=False),
        sa.Column("occurred_at", columns.moment(), nullable=False),
        sa.Column("recorded_at", columns.moment(), nullable=False),
        sa.Column("action", sa.String(100), nullable=False),
        sa.Column("actor_kind", sa.String(20), nullable=False),
        sa.Column("actor_id", columns.id_()),
        sa.Column("organization_id", columns.id_()),
        sa.Column("object_kind", sa.String(50), nullable=False),
        sa.Column("object_id", sa.String(100)),
        sa.Column("details", columns.json_(), nullable=False),
        sa.Column("prev_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_audit_entry"),
    )
    op.create_index("ix_audit_entry_object_id", "audit_entry", ["object_id", "sequence"])
    op.create_index("ix_audit_entry_hash", "audit_entry", ["hash"])
    head = op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sequence", columns.big_number(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_head"),
        sa.CheckConstraint("id = 1", name="ck_audit_head_single"),
    )
    op.bulk_insert(head, [{"id": 1, "sequence": 0, "hash": GENESIS}])
    columns.execute_each(postgresql=_postgresql_triggers(), sqlite=_sqlite_triggers())


def _postgresql_triggers() -> tuple[str, ...]:
    refuse = "EXECUTE FUNCTION audit_refuse()"
    forward = "EXECUTE FUNCTION audit_head_grows()"
    return (
        _FUNCTION,
        _HEAD_FUNCTION,
        f"CREATE TRIGGER audit_entry_keep BEFORE UPDATE OR DELETE ON audit_entry FOR EACH ROW {refuse}",
        f"CREATE TRIGGER audit_entry_keep_all BEFORE TRUNCATE ON audit_entry {refuse}",
        f"CREATE TRIGGER audit_head_keep BEFORE DELETE ON audit_head FOR EACH ROW {refuse}",
        f"CREATE TRIGGER audit_head_keep_all BEFORE TRUNCATE ON audit_head {refuse}",
        f"CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_head FOR EACH ROW {forward}",
    )


def _sqlite_triggers() -> tuple[str, ...]:
    backwards = "WHEN NEW.sequence <= OLD.sequence"
    refuse = "BEGIN SELECT RAISE(ABORT, 'the audit only grows'); END"
    return (
        f"CREATE TRIGGER audit_entry_keep_update BEFORE UPDATE ON audit_entry {refuse}",
        f"CREATE TRIGGER audit_entry_keep_delete BEFORE DELETE ON audit_entry {refuse}",
        f"CREATE TRIGGER audit_head_keep BEFORE DELETE ON audit_head {refuse}",
        f"CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_head {backwards} {refuse}",
    )


def downgrade() -> None:
    op.drop_table("audit_head")
    op.drop_table("audit_entry")
    columns.execute_each(postgresql=("DROP FUNCTION audit_head_grows()", "DROP FUNCTION audit_refuse()"))
