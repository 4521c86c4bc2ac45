"""The directory: one table per HSDS object, what is exact of confidential places, and what imports leave behind."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from alembic import op

from referral.migrations import columns

revision = "0005_directory"
down_revision = "0004_access"
branch_labels = None
depends_on = None

Columns = list[sa.Column[Any]]


def _texts(names: str) -> Columns:
    return [sa.Column(name, columns.plain_text()) for name in names.split()]


def _numbers(names: str) -> Columns:
    return [sa.Column(name, sa.Float(53)) for name in names.split()]


def _references(names: str, *, required: bool = False) -> Columns:
    """Each is `column=table`, or `table` for a column `table_id`."""
    pairs = [name.split("=") if "=" in name else [f"{name}_id", name] for name in names.split()]
    return [
        sa.Column(name, columns.id_(), sa.ForeignKey(f"{table}.id"), nullable=not required)
        for name, table in pairs
    ]


def _kept() -> Columns:
    return [
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("modified_at", columns.moment(), nullable=False),
        sa.Column("withdrawn_at", columns.moment()),
    ]


def _folded() -> Columns:
    return [sa.Column("folded", columns.plain_text(), server_default="", nullable=False)]


def _table(name: str, *parts: Columns, indexed: str = "") -> None:
    """A table with an id; every reference is indexed, and the columns that are named."""
    others = [column for part in parts for column in part]
    key = sa.PrimaryKeyConstraint("id", name=f"pk_{name}")
    op.create_table(name, sa.Column("id", columns.id_(), nullable=False), *others, key)
    wanted: Iterable[str] = [column.name for column in others if column.foreign_keys] + indexed.split()
    for column in wanted:
        op.create_index(f"ix_{name}_{column}", name, [column])


def upgrade() -> None:
    _people_look_at()
    _what_hangs_on_them()
    _beside_the_standard()


def _people_look_at() -> None:
    _table(
        "organization",
        _texts("name alternate_name description email website tax_status tax_id legal_status logo uri"),
        _numbers("year_incorporated"),
        _references("parent_organization_id=organization"),
        _folded(),
        _kept(),
    )
    _table(
        "taxonomy",
        _texts("name description uri version"),
        _folded(),
    )
    _table(
        "unit",
        _texts("name scheme identifier uri"),
    )
    _table(
        "location",
        _texts(
            "location_type url name alternate_name description transportation external_identifier "
            "external_identifier_type"
        ),
        _references("organization"),
        _numbers("latitude longitude"),
        _kept(),
        [sa.Column("confidential", sa.Boolean(), server_default="0", nullable=False)],
        _numbers("cell_km"),
        _texts("country_code region_path"),
    )
    _table(
        "program",
        _references("organization", required=True),
        _texts("name alternate_name description"),
        _kept(),
    )
    _table(
        "taxonomy_term",
        _texts("code name description taxonomy language term_uri"),
        _references("parent_id=taxonomy_term taxonomy"),
        _folded(),
        indexed="name",
    )
    _table(
        "service",
        _references("organization", required=True),
        _references("program"),
        _texts(
            "name alternate_name description url email status interpretation_services "
            "application_process fees_description wait_time fees accreditations "
            "eligibility_description assured_date assurer_email licenses alert last_modified"
        ),
        _numbers("minimum_age maximum_age"),
        _kept(),
    )
    _table(
        "service_at_location",
        _references("service location", required=True),
        _texts("description"),
        _kept(),
    )


def _what_hangs_on_them() -> None:
    _table(
        "meta_table_description",
        _texts("name language character_set"),
    )
    _table(
        "metadata",
        [sa.Column("resource_id", columns.id_(), nullable=False)],
        _texts(
            "resource_type last_action_date last_action_type field_name previous_value "
            "replacement_value updated_by"
        ),
        indexed="resource_id",
    )
    _table(
        "organization_identifier",
        _references("organization", required=True),
        _texts("identifier_scheme identifier_type identifier"),
    )
    _table(
        "accessibility",
        _references("location"),
        _texts("description details url"),
    )
    _table(
        "address",
        _references("location"),
        _texts("attention address_1 address_2 city region state_province postal_code country address_type"),
        indexed="postal_code",
    )
    _table(
        "attribute",
        [sa.Column("link_id", columns.id_(), nullable=False)],
        _references("taxonomy_term", required=True),
        _texts("link_type link_entity value label"),
        indexed="link_id",
    )
    _table(
        "cost_option",
        _references("service", required=True),
        _texts("valid_from valid_to option currency amount_description"),
        _numbers("amount"),
    )
    _table(
        "funding",
        _references("organization service"),
        _texts("source"),
    )
    _table(
        "required_document",
        _references("service"),
        _texts("document uri"),
    )
    _table(
        "service_capacity",
        _references("service unit", required=True),
        _numbers("available maximum"),
        _texts("description updated"),
    )
    _table(
        "url",
        _texts("label url"),
        _references("organization service"),
    )
    _table(
        "contact",
        _references("organization service service_at_location location"),
        _texts("name title department email"),
    )
    _table(
        "schedule",
        _references("service location service_at_location"),
        _texts(
            "valid_from valid_to dtstart until wkst freq byday byweekno bymonthday byyearday "
            "description opens_at closes_at schedule_link attending_type notes"
        ),
        _numbers("timezone count interval"),
    )
    _table(
        "service_area",
        _references("service service_at_location"),
        _texts("name description extent extent_type uri"),
    )
    _table(
        "phone",
        _references("location service organization contact service_at_location"),
        _texts("number type description"),
        _numbers("extension"),
    )
    _table(
        "language",
        _references("service location phone"),
        _texts("name code note"),
    )


def _beside_the_standard() -> None:
    op.create_table(
        "location_private",
        sa.Column("location_id", columns.id_(), sa.ForeignKey("location.id"), nullable=False),
        *_numbers("latitude longitude"),
        sa.Column("withheld", columns.json_(), nullable=False),
        sa.PrimaryKeyConstraint("location_id", name="pk_location_private"),
    )
    op.create_table(
        "import_run",
        sa.Column("id", columns.id_(), nullable=False),
        sa.Column("digest", columns.plain_text(), nullable=False),
        sa.Column("source", columns.plain_text()),
        sa.Column("staging", columns.plain_text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("counts", columns.json_(), nullable=False),
        sa.Column("started_at", columns.moment(), nullable=False),
        sa.Column("finished_at", columns.moment()),
        sa.PrimaryKeyConstraint("id", name="pk_import_run"),
    )
    op.create_table(
        "source_record",
        sa.Column("source", columns.plain_text(), nullable=False),
        sa.Column("object", columns.plain_text(), nullable=False),
        sa.Column("object_id", columns.id_(), nullable=False),
        sa.Column("run_id", columns.id_(), nullable=False),
        sa.PrimaryKeyConstraint("source", "object", "object_id", name="pk_source_record"),
    )
    op.create_table(
        "unresolved_reference",
        sa.Column("object", columns.plain_text(), nullable=False),
        sa.Column("object_id", columns.id_(), nullable=False),
        sa.Column("field", columns.plain_text(), nullable=False),
        sa.Column("value", columns.plain_text(), nullable=False),
        sa.PrimaryKeyConstraint("object", "object_id", "field", name="pk_unresolved_reference"),
    )
    op.create_index("ix_unresolved_reference_value", "unresolved_reference", ["value"])


# What refers stands before what it refers to.
_DROPPED = """
    language phone service_area schedule contact url service_capacity service_at_location
    required_document funding cost_option service location_private attribute address accessibility
    taxonomy_term program organization_identifier location unresolved_reference unit taxonomy
    source_record organization metadata meta_table_description import_run
"""


def downgrade() -> None:
    for name in _DROPPED.split():
        op.drop_table(name)
