"""The directory: one table per HSDS object, what is exact of confidential places, and what imports leave behind."""

import sqlalchemy as sa
from alembic import op

from referral.migrations import columns

revision = "0005_directory"
down_revision = "0004_access"
branch_labels = None
depends_on = None


def upgrade() -> None:
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
        "meta_table_description",
        sa.Column("id", columns.id_(), nullable=False),
        sa.Column("name", columns.plain_text()),
        sa.Column("language", columns.plain_text()),
        sa.Column("character_set", columns.plain_text()),
        sa.PrimaryKeyConstraint("id", name="pk_meta_table_description"),
    )
    op.create_table(
        "metadata",
        sa.Column("id", columns.id_(), nullable=False),
        sa.Column("resource_id", columns.id_(), nullable=False),
        sa.Column("resource_type", columns.plain_text()),
        sa.Column("last_action_date", columns.plain_text()),
        sa.Column("last_action_type", columns.plain_text()),
        sa.Column("field_name", columns.plain_text()),
        sa.Column("previous_value", columns.plain_text()),
        sa.Column("replacement_value", columns.plain_text()),
        sa.Column("updated_by", columns.plain_text()),
        sa.PrimaryKeyConstraint("id", name="pk_metadata"),
    )
    op.create_index("ix_metadata_resource_id", "metadata", ["resource_id"])
    op.create_table(
        "organization",
        sa.Column("id", columns.id_(), nullable=False),
        sa.Column("name", columns.plain_text()),
        sa.Column("alternate_name", columns.plain_text()),
        sa.Column("description", columns.plain_text()),
        sa.Column("email", columns.plain_text()),
        sa.Column("website", columns.plain_text()),
        sa.Column("tax_status", columns.plain_text()),
        sa.Column("tax_id", columns.plain_text()),
        sa.Column("year_incorporated", sa.Float(53)),
        sa.Column("legal_status", columns.plain_text()),
        sa.Column("logo", columns.plain_text()),
        sa.Column("uri", columns.plain_text()),
        sa.Column("parent_organization_id", columns.id_(), sa.ForeignKey("organization.id")),
        sa.Column("folded", columns.plain_text(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("modified_at", columns.moment(), nullable=False),
        sa.Column("withdrawn_at", columns.moment()),
        sa.PrimaryKeyConstraint("id", name="pk_organization"),
    )
    op.create_index("ix_organization_parent_organization_id", "organization", ["parent_organization_id"])
    op.create_table(
        "source_record",
        sa.Column("source", columns.plain_text(), nullable=False),
        sa.Column("object", columns.plain_text(), nullable=False),
        sa.Column("object_id", columns.id_(), nullable=False),
        sa.Column("run_id", columns.id_(), nullable=False),
        sa.PrimaryKeyConstraint("source", "object", "object_id", name="pk_source_record"),
    )
    op.create_table(
        "taxonomy",
        sa.Column("id", columns.id_(), nullable=False),
        sa.Column("name", columns.plain_text()),
        sa.Column("description", columns.plain_text()),
        sa.Column("uri", columns.plain_text()),
        sa.Column("version", columns.plain_text()),
        sa.Column("folded", columns.plain_text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_taxonomy"),
    )
    op.create_table(
        "unit",
        sa.Column("id", columns.id_(), nullable=False),
        sa.Column("name", columns.plain_text()),
        sa.Column("scheme", columns.plain_text()),
        sa.Column("identifier", columns.plain_text()),
        sa.Column("uri", columns.plain_text()),
        sa.PrimaryKeyConstraint("id", name="pk_unit"),
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
    op.create_table(
        "location",
        sa.Column("id", columns.id_(), nullable=False),
        sa.Column("location_type", columns.plain_text()),
        sa.Column("url", columns.plain_text()),
        sa.Column("organization_id", columns.id_(), sa.ForeignKey("organization.id")),
        sa.Column("name", columns.plain_text()),
        sa.Column("alternate_name", columns.plain_text()),
        sa.Column("description", columns.plain_text()),
        sa.Column("transportation", columns.plain_text()),
        sa.Column("latitude", sa.Float(53)),
        sa.Column("longitude", sa.Float(53)),
        sa.Column("external_identifier", columns.plain_text()),
        sa.Column("external_identifier_type", columns.plain_text()),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("modified_at", columns.moment(), nullable=False),
        sa.Column("withdrawn_at", columns.moment()),
        sa.Column("confidential", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("cell_km", sa.Float(53)),
        sa.Column("country_code", columns.plain_text()),
        sa.Column("region_path", columns.plain_text()),
        sa.PrimaryKeyConstraint("id", name="pk_location"),
    )
    op.create_index("ix_location_organization_id", "location", ["organization_id"])
    op.create_table(
        "organization_identifier",
        sa.Column("id", columns.id_(), nullable=False),
        sa.Column("organization_id", columns.id_(), sa.ForeignKey("organization.id"), nullable=False),
        sa.Column("identifier_scheme", columns.plain_text()),
        sa.Column("identifier_type", columns.plain_text()),
        sa.Column("identifier", columns.plain_text()),
        sa.PrimaryKeyConstraint("id", name="pk_organization_identifier"),
    )
    op.create_index("ix_organization_identifier_organization_id", "organization_identifier", ["organization_id"])
    op.create_table(
        "program",
        sa.Column("id", columns.id_(), nullable=False),
        sa.Column("organization_id", columns.id_(), sa.ForeignKey("organization.id"), nullable=False),
        sa.Column("name", columns.plain_text()),
        sa.Column("alternate_name", columns.plain_text()),
        sa.Column("description", columns.plain_text()),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("modified_at", columns.moment(), nullable=False),
        sa.Column("withdrawn_at", columns.moment()),
        sa.PrimaryKeyConstraint("id", name="pk_program"),
    )
    op.create_index("ix_program_organization_id", "program", ["organization_id"])
    op.create_table(
        "taxonomy_term",
        sa.Column("id", columns.id_(), nullable=False),
        sa.Column("code", columns.plain_text()),
        sa.Column("name", columns.plain_text()),
        sa.Column("description", columns.plain_text()),
        sa.Column("parent_id", columns.id_(), sa.ForeignKey("taxonomy_term.id")),
        sa.Column("taxonomy", columns.plain_text()),
        sa.Column("language", columns.plain_text()),
        sa.Column("taxonomy_id", columns.id_(), sa.ForeignKey("taxonomy.id")),
        sa.Column("term_uri", columns.plain_text()),
        sa.Column("folded", columns.plain_text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_taxonomy_term"),
    )
    op.create_index("ix_taxonomy_term_name", "taxonomy_term", ["name"])
    op.create_index("ix_taxonomy_term_parent_id", "taxonomy_term", ["parent_id"])
    op.create_index("ix_taxonomy_term_taxonomy_id", "taxonomy_term", ["taxonomy_id"])
    op.create_table(
        "accessibility",
        sa.Column("id", columns.id_(), nullable=False),
        sa.Column("location_id", columns.id_(), sa.ForeignKey("location.id")),
        sa.Column("description", columns.plain_text()),
        sa.Column("details", columns.plain_text()),
        sa.Column("url", columns.plain_text()),
        sa.PrimaryKeyConstraint("id", name="pk_accessibility"),
    )
    op.create_index("ix_accessibility_location_id", "accessibility", ["location_id"])
    op.create_table(
        "address",
        sa.Column("id", columns.id_(), nullable=False),
        sa.Column("location_id", columns.id_(), sa.ForeignKey("location.id")),
        sa.Column("attention", columns.plain_text()),
        sa.Column("address_1", columns.plain_text()),
        sa.Column("address_2", columns.plain_text()),
        sa.Column("city", columns.plain_text()),
        sa.Column("region", columns.plain_text()),
        sa.Column("state_province", columns.plain_text()),
        sa.Column("postal_code", columns.plain_text()),
        sa.Column("country", columns.plain_text()),
        sa.Column("address_type", columns.plain_text()),
        sa.PrimaryKeyConstraint("id", name="pk_address"),
    )
    op.create_index("ix_address_location_id", "address", ["location_id"])
    op.create_index("ix_address_postal_code", "address", ["postal_code"])
    op.create_table(
        "attribute",
        sa.Column("id", columns.id_(), nullable=False),
        sa.Column("link_id", columns.id_(), nullable=False),
        sa.Column("taxonomy_term_id", columns.id_(), sa.ForeignKey("taxonomy_term.id"), nullable=False),
        sa.Column("link_type", columns.plain_text()),
        sa.Column("link_entity", columns.plain_text()),
        sa.Column("value", columns.plain_text()),
        sa.Column("label", columns.plain_text()),
        sa.PrimaryKeyConstraint("id", name="pk_attribute"),
    )
    op.create_index("ix_attribute_link_id", "attribute", ["link_id"])
    op.create_index("ix_attribute_taxonomy_term_id", "attribute", ["taxonomy_term_id"])
    op.create_table(
        "location_private",
        sa.Column("location_id", columns.id_(), sa.ForeignKey("location.id"), nullable=False),
        sa.Column("latitude", sa.Float(53)),
        sa.Column("longitude", sa.Float(53)),
        sa.Column("withheld", columns.json_(), nullable=False),
        sa.PrimaryKeyConstraint("location_id", name="pk_location_private"),
    )
    op.create_table(
        "service",
        sa.Column("id", columns.id_(), nullable=False),
        sa.Column("organization_id", columns.id_(), sa.ForeignKey("organization.id"), nullable=False),
        sa.Column("program_id", columns.id_(), sa.ForeignKey("program.id")),
        sa.Column("name", columns.plain_text()),
        sa.Column("alternate_name", columns.plain_text()),
        sa.Column("description", columns.plain_text()),
        sa.Column("url", columns.plain_text()),
        sa.Column("email", columns.plain_text()),
        sa.Column("status", columns.plain_text()),
        sa.Column("interpretation_services", columns.plain_text()),
        sa.Column("application_process", columns.plain_text()),
        sa.Column("fees_description", columns.plain_text()),
        sa.Column("wait_time", columns.plain_text()),
        sa.Column("fees", columns.plain_text()),
        sa.Column("accreditations", columns.plain_text()),
        sa.Column("eligibility_description", columns.plain_text()),
        sa.Column("minimum_age", sa.Float(53)),
        sa.Column("maximum_age", sa.Float(53)),
        sa.Column("assured_date", columns.plain_text()),
        sa.Column("assurer_email", columns.plain_text()),
        sa.Column("licenses", columns.plain_text()),
        sa.Column("alert", columns.plain_text()),
        sa.Column("last_modified", columns.plain_text()),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("modified_at", columns.moment(), nullable=False),
        sa.Column("withdrawn_at", columns.moment()),
        sa.PrimaryKeyConstraint("id", name="pk_service"),
    )
    op.create_index("ix_service_organization_id", "service", ["organization_id"])
    op.create_index("ix_service_program_id", "service", ["program_id"])
    op.create_table(
        "cost_option",
        sa.Column("id", columns.id_(), nullable=False),
        sa.Column("service_id", columns.id_(), sa.ForeignKey("service.id"), nullable=False),
        sa.Column("valid_from", columns.plain_text()),
        sa.Column("valid_to", columns.plain_text()),
        sa.Column("option", columns.plain_text()),
        sa.Column("currency", columns.plain_text()),
        sa.Column("amount", sa.Float(53)),
        sa.Column("amount_description", columns.plain_text()),
        sa.PrimaryKeyConstraint("id", name="pk_cost_option"),
    )
    op.create_index("ix_cost_option_service_id", "cost_option", ["service_id"])
    op.create_table(
        "funding",
        sa.Column("id", columns.id_(), nullable=False),
        sa.Column("organization_id", columns.id_(), sa.ForeignKey("organization.id")),
        sa.Column("service_id", columns.id_(), sa.ForeignKey("service.id")),
        sa.Column("source", columns.plain_text()),
        sa.PrimaryKeyConstraint("id", name="pk_funding"),
    )
    op.create_index("ix_funding_organization_id", "funding", ["organization_id"])
    op.create_index("ix_funding_service_id", "funding", ["service_id"])
    op.create_table(
        "required_document",
        sa.Column("id", columns.id_(), nullable=False),
        sa.Column("service_id", columns.id_(), sa.ForeignKey("service.id")),
        sa.Column("document", columns.plain_text()),
        sa.Column("uri", columns.plain_text()),
        sa.PrimaryKeyConstraint("id", name="pk_required_document"),
    )
    op.create_index("ix_required_document_service_id", "required_document", ["service_id"])
    op.create_table(
        "service_at_location",
        sa.Column("id", columns.id_(), nullable=False),
        sa.Column("service_id", columns.id_(), sa.ForeignKey("service.id"), nullable=False),
        sa.Column("location_id", columns.id_(), sa.ForeignKey("location.id"), nullable=False),
        sa.Column("description", columns.plain_text()),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("modified_at", columns.moment(), nullable=False),
        sa.Column("withdrawn_at", columns.moment()),
        sa.PrimaryKeyConstraint("id", name="pk_service_at_location"),
    )
    op.create_index("ix_service_at_location_location_id", "service_at_location", ["location_id"])
    op.create_index("ix_service_at_location_service_id", "service_at_location", ["service_id"])
    op.create_table(
        "service_capacity",
        sa.Column("id", columns.id_(), nullable=False),
        sa.Column("service_id", columns.id_(), sa.ForeignKey("service.id"), nullable=False),
        sa.Column("unit_id", columns.id_(), sa.ForeignKey("unit.id"), nullable=False),
        sa.Column("available", sa.Float(53)),
        sa.Column("maximum", sa.Float(53)),
        sa.Column("description", columns.plain_text()),
        sa.Column("updated", columns.plain_text()),
        sa.PrimaryKeyConstraint("id", name="pk_service_capacity"),
    )
    op.create_index("ix_service_capacity_service_id", "service_capacity", ["service_id"])
    op.create_index("ix_service_capacity_unit_id", "service_capacity", ["unit_id"])
    op.create_table(
        "url",
        sa.Column("id", columns.id_(), nullable=False),
        sa.Column("label", columns.plain_text()),
        sa.Column("url", columns.plain_text()),
        sa.Column("organization_id", columns.id_(), sa.ForeignKey("organization.id")),
        sa.Column("service_id", columns.id_(), sa.ForeignKey("service.id")),
        sa.PrimaryKeyConstraint("id", name="pk_url"),
    )
    op.create_index("ix_url_organization_id", "url", ["organization_id"])
    op.create_index("ix_url_service_id", "url", ["service_id"])
    op.create_table(
        "contact",
        sa.Column("id", columns.id_(), nullable=False),
        sa.Column("organization_id", columns.id_(), sa.ForeignKey("organization.id")),
        sa.Column("service_id", columns.id_(), sa.ForeignKey("service.id")),
        sa.Column("service_at_location_id", columns.id_(), sa.ForeignKey("service_at_location.id")),
        sa.Column("location_id", columns.id_(), sa.ForeignKey("location.id")),
        sa.Column("name", columns.plain_text()),
        sa.Column("title", columns.plain_text()),
        sa.Column("department", columns.plain_text()),
        sa.Column("email", columns.plain_text()),
        sa.PrimaryKeyConstraint("id", name="pk_contact"),
    )
    op.create_index("ix_contact_location_id", "contact", ["location_id"])
    op.create_index("ix_contact_organization_id", "contact", ["organization_id"])
    op.create_index("ix_contact_service_at_location_id", "contact", ["service_at_location_id"])
    op.create_index("ix_contact_service_id", "contact", ["service_id"])
    op.create_table(
        "schedule",
        sa.Column("id", columns.id_(), nullable=False),
        sa.Column("service_id", columns.id_(), sa.ForeignKey("service.id")),
        sa.Column("location_id", columns.id_(), sa.ForeignKey("location.id")),
        sa.Column("service_at_location_id", columns.id_(), sa.ForeignKey("service_at_location.id")),
        sa.Column("valid_from", columns.plain_text()),
        sa.Column("valid_to", columns.plain_text()),
        sa.Column("dtstart", columns.plain_text()),
        sa.Column("timezone", sa.Float(53)),
        sa.Column("until", columns.plain_text()),
        sa.Column("count", sa.Float(53)),
        sa.Column("wkst", columns.plain_text()),
        sa.Column("freq", columns.plain_text()),
        sa.Column("interval", sa.Float(53)),
        sa.Column("byday", columns.plain_text()),
        sa.Column("byweekno", columns.plain_text()),
        sa.Column("bymonthday", columns.plain_text()),
        sa.Column("byyearday", columns.plain_text()),
        sa.Column("description", columns.plain_text()),
        sa.Column("opens_at", columns.plain_text()),
        sa.Column("closes_at", columns.plain_text()),
        sa.Column("schedule_link", columns.plain_text()),
        sa.Column("attending_type", columns.plain_text()),
        sa.Column("notes", columns.plain_text()),
        sa.PrimaryKeyConstraint("id", name="pk_schedule"),
    )
    op.create_index("ix_schedule_location_id", "schedule", ["location_id"])
    op.create_index("ix_schedule_service_at_location_id", "schedule", ["service_at_location_id"])
    op.create_index("ix_schedule_service_id", "schedule", ["service_id"])
    op.create_table(
        "service_area",
        sa.Column("id", columns.id_(), nullable=False),
        sa.Column("service_id", columns.id_(), sa.ForeignKey("service.id")),
        sa.Column("service_at_location_id", columns.id_(), sa.ForeignKey("service_at_location.id")),
        sa.Column("name", columns.plain_text()),
        sa.Column("description", columns.plain_text()),
        sa.Column("extent", columns.plain_text()),
        sa.Column("extent_type", columns.plain_text()),
        sa.Column("uri", columns.plain_text()),
        sa.PrimaryKeyConstraint("id", name="pk_service_area"),
    )
    op.create_index("ix_service_area_service_at_location_id", "service_area", ["service_at_location_id"])
    op.create_index("ix_service_area_service_id", "service_area", ["service_id"])
    op.create_table(
        "phone",
        sa.Column("id", columns.id_(), nullable=False),
        sa.Column("location_id", columns.id_(), sa.ForeignKey("location.id")),
        sa.Column("service_id", columns.id_(), sa.ForeignKey("service.id")),
        sa.Column("organization_id", columns.id_(), sa.ForeignKey("organization.id")),
        sa.Column("contact_id", columns.id_(), sa.ForeignKey("contact.id")),
        sa.Column("service_at_location_id", columns.id_(), sa.ForeignKey("service_at_location.id")),
        sa.Column("number", columns.plain_text()),
        sa.Column("extension", sa.Float(53)),
        sa.Column("type", columns.plain_text()),
        sa.Column("description", columns.plain_text()),
        sa.PrimaryKeyConstraint("id", name="pk_phone"),
    )
    op.create_index("ix_phone_contact_id", "phone", ["contact_id"])
    op.create_index("ix_phone_location_id", "phone", ["location_id"])
    op.create_index("ix_phone_organization_id", "phone", ["organization_id"])
    op.create_index("ix_phone_service_at_location_id", "phone", ["service_at_location_id"])
    op.create_index("ix_phone_service_id", "phone", ["service_id"])
    op.create_table(
        "language",
        sa.Column("id", columns.id_(), nullable=False),
        sa.Column("service_id", columns.id_(), sa.ForeignKey("service.id")),
        sa.Column("location_id", columns.id_(), sa.ForeignKey("location.id")),
        sa.Column("phone_id", columns.id_(), sa.ForeignKey("phone.id")),
        sa.Column("name", columns.plain_text()),
        sa.Column("code", columns.plain_text()),
        sa.Column("note", columns.plain_text()),
        sa.PrimaryKeyConstraint("id", name="pk_language"),
    )
    op.create_index("ix_language_location_id", "language", ["location_id"])
    op.create_index("ix_language_phone_id", "language", ["phone_id"])
    op.create_index("ix_language_service_id", "language", ["service_id"])

def downgrade() -> None:
    op.drop_table("language")
    op.drop_table("phone")
    op.drop_table("service_area")
    op.drop_table("schedule")
    op.drop_table("contact")
    op.drop_table("url")
    op.drop_table("service_capacity")
    op.drop_table("service_at_location")
    op.drop_table("required_document")
    op.drop_table("funding")
    op.drop_table("cost_option")
    op.drop_table("service")
    op.drop_table("location_private")
    op.drop_table("attribute")
    op.drop_table("address")
    op.drop_table("accessibility")
    op.drop_table("taxonomy_term")
    op.drop_table("program")
    op.drop_table("organization_identifier")
    op.drop_table("location")
    op.drop_table("unresolved_reference")
    op.drop_table("unit")
    op.drop_table("taxonomy")
    op.drop_table("source_record")
    op.drop_table("organization")
    op.drop_table("metadata")
    op.drop_table("meta_table_description")
    op.drop_table("import_run")
