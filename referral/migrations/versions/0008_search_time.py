"""When sites are open and have places, which languages they speak, in the index; what many sites say stands once."""

import sqlalchemy as sa
from alembic import op

from referral.migrations import columns

revision = "0008_search_time"
down_revision = "0007_search_people"
branch_labels = None
depends_on = None

_SAID_BEFORE = (
    "min_age_female, max_age_female, min_age_male, max_age_male, min_age_other, max_age_other,"
    " groups_any, groups_excluded, residence_any, registration_any, registration_all,"
    " nationalities, nationalities_excluded, income_limit, accessible, unaccompanied, largest_party"
)
# What each new column holds of a site that has said nothing.
_NOT_SAID = {
    "hours_key": "0",
    "facts_key": "0",
    "languages": "''",
    "places": "-1",
    "places_at": "0",
    "places_state": "0",
    "verified_on": "0",
    "free": "-1",
    "accepts": "-1",
    "starts": "0",
    "ends": "9999999",
    "intakes": "0",
}
_NO_ID = "00000000-0000-0000-0000-000000000000"
_BIG = ("places_at",)
_SMALL = ("places_state", "free", "accepts", "intakes")


def upgrade() -> None:
    for name, value in _NOT_SAID.items():
        kind = (
            columns.plain_text()
            if name == "languages"
            else columns.big_number()
            if name in _BIG
            else sa.SmallInteger()
            if name in _SMALL
            else sa.Integer()
        )
        op.add_column("search_filter", sa.Column(name, kind, nullable=False, server_default=sa.text(value)))
    op.add_column(
        "search_filter", sa.Column("service_id", columns.id_(), nullable=False, server_default=_NO_ID)
    )
    for name in ("longitude", "latitude"):
        op.add_column("search_filter", sa.Column(name, sa.Float(53)))
    op.add_column("search_filter", sa.Column("siblings", columns.plain_text()))
    # A site without a row was made before there were any, and has said nothing.
    op.execute(
        f"INSERT INTO search_filter (key, {_SAID_BEFORE}) SELECT s.key, 0, 32767, 0, 32767, 0, 32767, 0, 0, 0, 0, 0,"
        " '', '', 32767, -1, -1, 32767 FROM search_site s"
        " WHERE NOT EXISTS (SELECT 1 FROM search_filter f WHERE f.key = s.key)"
    )
    op.execute(
        "UPDATE search_filter SET (service_id, longitude, latitude, siblings) = (SELECT s.service_id, s.longitude,"
        " s.latitude, s.siblings FROM search_site s WHERE s.key = search_filter.key)"
    )
    op.create_table(
        "search_facts",
        sa.Column("key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", columns.plain_text(), nullable=False),
        sa.Column("facts", columns.plain_text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_search_facts"),
        sa.UniqueConstraint("digest", name="uq_search_facts_digest"),
    )
    op.create_table(
        "search_hours",
        sa.Column("key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", columns.plain_text(), nullable=False),
        sa.Column("hours", columns.plain_text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_search_hours"),
        sa.UniqueConstraint("digest", name="uq_search_hours_digest"),
    )
    op.create_table(
        "search_open",
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hours_key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("opens", columns.big_number(), autoincrement=False, nullable=False),
        sa.Column("closes", columns.big_number(), nullable=False),
        sa.Column("certain", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", "hours_key", "opens", name="pk_search_open"),
    )
    op.create_table(
        "search_spoken",
        sa.Column("language", columns.plain_text(), nullable=False),
        sa.Column("need_key", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("site_key", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("language", "need_key", "site_key", name="pk_search_spoken"),
    )
    op.create_index("ix_search_spoken_site_key", "search_spoken", ["site_key"])
    op.create_table(
        "search_spoken_count",
        sa.Column("language", columns.plain_text(), nullable=False),
        sa.Column("need_key", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("sites", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("language", "need_key", name="pk_search_spoken_count"),
    )
    op.create_table(
        "search_intake",
        sa.Column("site_key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("opens", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("closes", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("site_key", "opens", "closes", name="pk_search_intake"),
    )
    op.create_table(
        "search_absent",
        sa.Column("service_id", columns.id_(), nullable=False),
        sa.PrimaryKeyConstraint("service_id", name="pk_search_absent"),
    )
    # SQLite drops a plain column without rebuilding the table.
    op.execute("ALTER TABLE search_site DROP COLUMN facts")
    op.execute("ALTER TABLE search_site DROP COLUMN languages")
    _make_anew()


def downgrade() -> None:
    for table in (
        "search_absent",
        "search_intake",
        "search_spoken_count",
        "search_spoken",
        "search_open",
        "search_hours",
        "search_facts",
    ):
        op.drop_table(table)
    for name in (*_NOT_SAID, "service_id", "longitude", "latitude", "siblings"):
        op.execute(f"ALTER TABLE search_filter DROP COLUMN {name}")
    op.add_column("search_site", sa.Column("facts", sa.LargeBinary()))
    op.add_column(
        "search_site", sa.Column("languages", columns.plain_text(), nullable=False, server_default="")
    )
    _make_anew()


def _make_anew() -> None:
    op.execute(
        "INSERT INTO search_dirty (service_id) SELECT id FROM service WHERE true ON CONFLICT DO NOTHING"
    )
