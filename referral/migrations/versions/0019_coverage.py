"""Coverage: populations, figures of presence, released counts."""

import sqlalchemy as sa
from alembic import op

from referral.migrations import columns

revision = "0019_coverage"
down_revision = "0018_enquiries"
branch_labels = None
depends_on = None

_TABLES = (
    "coverage_people",
    "coverage_release_level",
    "coverage_release",
    "coverage_state",
    "coverage_dirty",
    "coverage_listing",
    "coverage_page",
    "coverage_population",
)


def upgrade() -> None:
    _populations()
    _presence()
    _releases()


def _number(name: str, *, key: bool = False, nullable: bool = False) -> sa.Column[int]:
    if key:
        return sa.Column(name, sa.SmallInteger(), autoincrement=False, nullable=False)
    return sa.Column(name, sa.SmallInteger(), nullable=nullable)


def _word(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False)


def _populations() -> None:
    op.create_table(
        "coverage_population",
        sa.Column("region_id", columns.id_(), nullable=False),
        _word("sex", 10),
        _number("age_from", key=True),
        _number("age_to", nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        _number("year"),
        sa.CheckConstraint("people >= 0", name="ck_coverage_population_people"),
        sa.CheckConstraint("sex IN ('all', 'female', 'male')", name="ck_coverage_population_sex"),
        sa.CheckConstraint("age_to IS NULL OR age_to >= age_from", name="ck_coverage_population_ages"),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name="fk_coverage_population_region_id_region", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("region_id", "sex", "age_from", name="pk_coverage_population"),
    )


def _presence() -> None:
    op.create_table(
        "coverage_page",
        _word("country_code", 2),
        _number("level", key=True),
        _number("need_key", key=True),
        _word("target_group", 40),
        sa.Column("figures", sa.LargeBinary(), nullable=False),
        _word("digest", 32),
        sa.Column("as_of", columns.big_number(), nullable=False),
        sa.PrimaryKeyConstraint("country_code", "level", "need_key", "target_group", name="pk_coverage_page"),
    )
    op.create_table(
        "coverage_listing",
        sa.Column("service_id", columns.id_(), nullable=False),
        _word("country_code", 2),
        _number("need_key", key=True),
        sa.PrimaryKeyConstraint("service_id", "country_code", "need_key", name="pk_coverage_listing"),
    )
    op.create_index("ix_coverage_listing_country_code", "coverage_listing", ["country_code", "need_key"])
    op.create_table(
        "coverage_dirty",
        _word("country_code", 2),
        _number("need_key", key=True),
        sa.PrimaryKeyConstraint("country_code", "need_key", name="pk_coverage_dirty"),
    )
    op.create_table(
        "coverage_state",
        sa.Column("name", columns.plain_text(), nullable=False),
        sa.Column("version", columns.big_number(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_coverage_state"),
    )


def _releases() -> None:
    op.create_table(
        "coverage_release",
        sa.Column("id", columns.id_(), nullable=False),
        _word("country_code", 2),
        _word("period", 7),
        _number("revision"),
        sa.Column("released_at", columns.moment(), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=True),
        sa.CheckConstraint("revision >= 1", name="ck_coverage_release_revision"),
        sa.PrimaryKeyConstraint("id", name="pk_coverage_release"),
    )
    key = ["country_code", "period", "revision"]
    op.create_index("uq_coverage_release_revision", "coverage_release", key, unique=True)
    op.create_table(
        "coverage_release_level",
        sa.Column("release_id", columns.id_(), nullable=False),
        sa.Column("level", columns.plain_text(), nullable=False),
        _word("standing", 10),
        _number("revision"),
        sa.Column("coarser", columns.plain_text(), nullable=True),
        sa.Column("cells", columns.json_(), nullable=False),
        sa.Column("medians", columns.json_(), nullable=False),
        sa.CheckConstraint(
            "standing IN ('published', 'kept', 'refused')", name="ck_coverage_release_level_standing"
        ),
        sa.ForeignKeyConstraint(
            ["release_id"],
            ["coverage_release.id"],
            name="fk_coverage_release_level_release_id_coverage_release",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("release_id", "level", name="pk_coverage_release_level"),
    )
    op.create_table(
        "coverage_people",
        _word("country_code", 2),
        _word("period", 7),
        _number("level", key=True),
        sa.Column("need", columns.plain_text(), nullable=False),
        _word("target_group", 40),
        _number("revision"),
        sa.Column("figures", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint(
            "country_code", "period", "level", "need", "target_group", name="pk_coverage_people"
        ),
    )


def downgrade() -> None:
    for table in _TABLES:
        op.drop_table(table)
