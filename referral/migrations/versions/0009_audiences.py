"""Audiences of listings: who may see a service, which rows are as restricted, and an index apart for the network."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

from referral.migrations import columns

revision = "0009_audiences"
down_revision = "0008_search_time"
branch_labels = None
depends_on = None

_POSTGRESQL = (
    """
    CREATE TABLE network_point (
        need_key smallint NOT NULL,
        site_key integer NOT NULL,
        geog geography(Point, 4326) NOT NULL,
        CONSTRAINT pk_network_point PRIMARY KEY (need_key, site_key)
    )
    """,
    "CREATE INDEX ix_network_point_near ON network_point USING gist (need_key, geog)",
    "CREATE INDEX ix_network_point_site_key ON network_point (site_key)",
    """
    CREATE TABLE network_text (
        site_key integer NOT NULL,
        terms tsvector NOT NULL,
        CONSTRAINT pk_network_text PRIMARY KEY (site_key)
    )
    """,
    "CREATE INDEX ix_network_text_terms ON network_text USING gin (terms)",
)
_SQLITE = (
    """
    CREATE VIRTUAL TABLE network_rtree USING rtree(
        id, min_longitude, max_longitude, min_latitude, max_latitude, min_need, max_need
    )
    """,
    """
    CREATE VIRTUAL TABLE network_text USING fts5(
        name, needs, organization, place,
        content = '', contentless_delete = 1, detail = 'column', prefix = '2 3 4', tokenize = 'ascii'
    )
    """,
    "CREATE VIRTUAL TABLE network_text_vocabulary USING fts5vocab(network_text, row)",
)


def upgrade() -> None:
    # Nothing was restricted before: what stands here is public.
    op.add_column(
        "service", sa.Column("audience", columns.plain_text(), server_default="public", nullable=False)
    )
    few = sa.text("audience <> 'public'")
    op.create_index("ix_service_audience", "service", ["audience"], postgresql_where=few, sqlite_where=few)
    op.create_table(
        "restricted",
        sa.Column("object", columns.plain_text(), nullable=False),
        sa.Column("id", columns.id_(), nullable=False),
        sa.Column("audience", columns.plain_text(), nullable=False),
        sa.PrimaryKeyConstraint("object", "id", name="pk_restricted"),
    )
    op.create_table(
        "service_private",
        sa.Column("service_id", columns.id_(), sa.ForeignKey("service.id"), nullable=False),
        sa.Column("arrival", columns.json_(), nullable=False),
        sa.PrimaryKeyConstraint("service_id", name="pk_service_private"),
    )
    _network_index()
    columns.execute_each(postgresql=_POSTGRESQL, sqlite=_SQLITE)


def _columns(names: str, kind: TypeEngine[Any], *, may_be_null: bool = False) -> list[sa.Column[Any]]:
    return [
        sa.Column(name, kind, nullable=may_be_null, autoincrement=name == "key") for name in names.split()
    ]


def _keys(names: str, kind: TypeEngine[Any]) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=False, autoincrement=False) for name in names.split()]


def _make(name: str, key: str, *parts: list[sa.Column[Any]]) -> None:
    primary = sa.PrimaryKeyConstraint(*key.split(), name=f"pk_{name}")
    op.create_table(name, *(column for part in parts for column in part), primary)


def _network_index() -> None:
    """The tables of the search index a second time, for what the network may see and the public not."""
    text, small = columns.plain_text(), sa.SmallInteger()
    _make(
        "network_site",
        "key",
        _columns("key", sa.Integer()),
        _columns("service_id organization_id", columns.id_()),
        _columns("service_at_location_id", columns.id_(), may_be_null=True),
        _columns("longitude latitude", sa.Float(53), may_be_null=True),
        _columns("region_path siblings", text, may_be_null=True),
        _columns("document", sa.LargeBinary()),
    )
    for column in ("service_id", "organization_id", "region_path"):
        op.create_index(f"ix_network_site_{column}", "network_site", [column])
    needs = [*_keys("need_key", small), *_keys("site_key", sa.Integer())]
    _make("network_site_need", "need_key site_key", needs)
    op.create_index("ix_network_site_need_site_key", "network_site_need", ["site_key"])
    _make("network_term", "term", _columns("term", text), _columns("documents", sa.Integer()))
    ends = " ".join(f"{end}_age_{sex}" for sex in ("female", "male", "other") for end in ("min", "max"))
    masks = "groups_any groups_excluded residence_any registration_any registration_all"
    _make(
        "network_filter",
        "key",
        _keys("key", sa.Integer()),
        _columns(f"{ends} income_limit accessible unaccompanied largest_party", small),
        _columns(masks, columns.big_number()),
        _columns("nationalities nationalities_excluded", text),
        _said(),
    )
    _spoken_and_intake()


def _said() -> list[sa.Column[Any]]:
    """What 0008 added to `search_filter`."""
    no_id = "00000000-0000-0000-0000-000000000000"
    zero, not_said = sa.text("0"), sa.text("-1")
    small = {"places_state": zero, "free": not_said, "accepts": not_said, "intakes": zero}
    whole = {
        "hours_key": zero,
        "facts_key": zero,
        "places": not_said,
        "verified_on": zero,
        "starts": zero,
        "ends": sa.text("9999999"),
    }
    return [
        sa.Column("service_id", columns.id_(), nullable=False, server_default=no_id),
        sa.Column("longitude", sa.Float(53)),
        sa.Column("latitude", sa.Float(53)),
        sa.Column("siblings", columns.plain_text()),
        sa.Column("languages", columns.plain_text(), nullable=False, server_default=sa.text("''")),
        sa.Column("places_at", columns.big_number(), nullable=False, server_default=zero),
        *(sa.Column(name, sa.Integer(), nullable=False, server_default=each) for name, each in whole.items()),
        *(
            sa.Column(name, sa.SmallInteger(), nullable=False, server_default=each)
            for name, each in small.items()
        ),
    ]


def _spoken_and_intake() -> None:
    text, small, whole = columns.plain_text(), sa.SmallInteger(), sa.Integer()
    _make(
        "network_spoken",
        "language need_key site_key",
        _columns("language", text),
        _keys("need_key", small),
        _keys("site_key", whole),
    )
    op.create_index("ix_network_spoken_site_key", "network_spoken", ["site_key"])
    _make(
        "network_spoken_count",
        "language need_key",
        _columns("language", text),
        _keys("need_key", small),
        _columns("sites", whole),
    )
    _make("network_intake", "site_key opens closes", _keys("site_key opens closes", whole))


def downgrade() -> None:
    _refuse_to_publish()
    columns.execute_each(
        postgresql=("DROP TABLE network_point", "DROP TABLE network_text"),
        sqlite=("DROP TABLE network_text_vocabulary", "DROP TABLE network_text", "DROP TABLE network_rtree"),
    )
    for table in (
        "network_intake",
        "network_spoken_count",
        "network_spoken",
        "network_term",
        "network_site_need",
        "network_site",
        "network_filter",
    ):
        op.drop_table(table)
    op.drop_table("service_private")
    op.drop_table("restricted")
    op.drop_index("ix_service_audience", table_name="service")
    # SQLite drops a plain column without rebuilding the table.
    op.execute("ALTER TABLE service DROP COLUMN audience")


def _refuse_to_publish() -> None:
    many = op.get_bind().execute(sa.text("SELECT count(*) FROM restricted")).scalar_one()
    if many:
        raise RuntimeError(
            f"{many} rows are restricted, and before this step everything was public: export them "
            "(flask directory export --restricted), take them out of the directory, then go back"
        )
