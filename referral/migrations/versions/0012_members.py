"""Members: roles, sessions, second factors, invitations and other codes, counted attempts, duty lists."""

import sqlalchemy as sa
from alembic import op

from referral.migrations import columns

revision = "0012_members"
down_revision = "0011_search_walk"
branch_labels = None
depends_on = None

_ROLES = (
    *("case_worker", "supervisor", "focal_point", "worker", "data_protection_officer", "coordinator"),
    *("directory_editor", "directory_steward", "organization_administrator", "platform_administrator"),
)
_TABLES = (
    *("duty_turn", "duty_list", "recovery_code", "member_code", "invitation", "attempt_count"),
    *("second_factor", "member_session", "member_region", "member_role", "member"),
)


def _of_member(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["member_id"], ["member.id"], name=f"fk_{table}_member_id", ondelete="CASCADE"
    )


def upgrade() -> None:
    _members()
    _sessions()
    _codes()
    _duty()
    # SQLite adds a column that may be null without rebuilding the table.
    op.add_column("api_key", sa.Column("created_by", columns.id_()))
    op.create_index("ix_api_key_created_by", "api_key", ["created_by"])


def _members() -> None:
    op.create_table(
        "member",
        sa.Column("id", columns.id_(), nullable=False),
        sa.Column("organization_id", columns.id_()),
        sa.Column("email", columns.plain_text(), nullable=False),
        sa.Column("email_confirmed_at", columns.moment()),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("shown_name", sa.String(200), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("password_hash", sa.String(255), nullable=False),
        sa.Column("created_at", columns.moment(), nullable=False),
        sa.Column("ended_at", columns.moment()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_member"),
    )
    active = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_member_email", "member", ["email"], unique=True, postgresql_where=active, sqlite_where=active
    )
    op.create_index("ix_member_organization_id", "member", ["organization_id", "id"])
    op.create_table(
        "member_role",
        sa.Column("member_id", columns.id_(), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("member_id", "role", name="pk_member_role"),
        sa.CheckConstraint(
            f"role IN ({', '.join(repr(each) for each in _ROLES)})", name=op.f("ck_member_role_known")
        ),
        _of_member("member_role"),
    )
    op.create_index("ix_member_role_role", "member_role", ["role", "member_id"])
    op.create_table(
        "member_region",
        sa.Column("member_id", columns.id_(), nullable=False),
        sa.Column("region_id", columns.id_(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", "region_id", name="pk_member_region"),
        _of_member("member_region"),
    )


def _sessions() -> None:
    op.create_table(
        "member_session",
        sa.Column("id", columns.id_(), nullable=False),
        sa.Column("member_id", columns.id_(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("agent", sa.String(200), nullable=False),
        sa.Column("started_at", columns.moment(), nullable=False),
        sa.Column("last_used_at", columns.moment(), nullable=False),
        sa.Column("pending_factor_since", columns.moment()),
        sa.Column("ended_at", columns.moment()),
        sa.PrimaryKeyConstraint("id", name="pk_member_session"),
        sa.UniqueConstraint("token_hash", name="uq_member_session_token_hash"),
        _of_member("member_session"),
    )
    op.create_index("ix_member_session_member_id", "member_session", ["member_id", "id"])
    op.create_index("ix_member_session_started_at", "member_session", ["started_at"])
    op.create_table(
        "second_factor",
        sa.Column("member_id", columns.id_(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", columns.moment(), nullable=False),
        sa.Column("confirmed_at", columns.moment()),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", name="pk_second_factor"),
        _of_member("second_factor"),
    )
    op.create_table(
        "attempt_count",
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("since", columns.moment(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name="pk_attempt_count"),
    )
    op.create_index("ix_attempt_count_since", "attempt_count", ["since"])


def _codes() -> None:
    op.create_table(
        "invitation",
        sa.Column("id", columns.id_(), nullable=False),
        sa.Column("organization_id", columns.id_()),
        sa.Column("roles", columns.json_(), nullable=False),
        sa.Column("regions", columns.json_(), nullable=False),
        sa.Column("note", sa.String(200), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("created_at", columns.moment(), nullable=False),
        sa.Column("created_by", columns.id_()),
        sa.Column("expires_at", columns.moment(), nullable=False),
        sa.Column("accepted_at", columns.moment()),
        sa.Column("accepted_by", columns.id_()),
        sa.Column("revoked_at", columns.moment()),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
        sa.UniqueConstraint("code_hash", name="uq_invitation_code_hash"),
    )
    op.create_index("ix_invitation_organization_id", "invitation", ["organization_id", "id"])
    op.create_index("ix_invitation_created_by", "invitation", ["created_by"])
    op.create_table(
        "member_code",
        sa.Column("id", columns.id_(), nullable=False),
        sa.Column("member_id", columns.id_()),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("code_hash", sa.String(64)),
        sa.Column("email", columns.plain_text()),
        sa.Column("created_at", columns.moment(), nullable=False),
        sa.Column("created_by", columns.id_()),
        sa.Column("expires_at", columns.moment(), nullable=False),
        sa.Column("ended_at", columns.moment()),
        sa.PrimaryKeyConstraint("id", name="pk_member_code"),
        sa.UniqueConstraint("code_hash", name="uq_member_code_code_hash"),
        sa.CheckConstraint("purpose IN ('reset', 'confirm')", name=op.f("ck_member_code_purpose")),
        _of_member("member_code"),
    )
    op.create_index("ix_member_code_member_id", "member_code", ["member_id", "purpose"])
    op.create_index("ix_member_code_created_at", "member_code", ["created_at"])
    op.create_table(
        "recovery_code",
        sa.Column("id", columns.id_(), nullable=False),
        sa.Column("member_id", columns.id_(), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("used_at", columns.moment()),
        sa.PrimaryKeyConstraint("id", name="pk_recovery_code"),
        sa.UniqueConstraint("member_id", "code_hash", name="uq_recovery_code_member_id_code_hash"),
        _of_member("recovery_code"),
    )


def _duty() -> None:
    op.create_table(
        "duty_list",
        sa.Column("organization_id", columns.id_(), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("organization_id", name="pk_duty_list"),
    )
    op.create_table(
        "duty_turn",
        sa.Column("organization_id", columns.id_(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("member_id", columns.id_(), nullable=False),
        sa.Column("weekdays", columns.json_(), nullable=False),
        sa.Column("begins", sa.Time(), nullable=False),
        sa.Column("until", sa.Time(), nullable=False),
        sa.Column("first", sa.Date()),
        sa.Column("last", sa.Date()),
        sa.PrimaryKeyConstraint("organization_id", "position", name="pk_duty_turn"),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["duty_list.organization_id"],
            name="fk_duty_turn_organization_id",
            ondelete="CASCADE",
        ),
        _of_member("duty_turn"),
    )
    op.create_index("ix_duty_turn_member_id", "duty_turn", ["member_id"])


def downgrade() -> None:
    op.drop_index("ix_api_key_created_by", "api_key")
    # SQLite drops a plain column without rebuilding the table.
    op.execute("ALTER TABLE api_key DROP COLUMN created_by")
    for table in _TABLES:
        op.drop_table(table)
