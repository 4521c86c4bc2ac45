"""The 24 objects of HSDS 3.2.3 and their fields, as data.

Tables, wire schemas, the tabular layout, nesting and validation are all derived from this one declaration, so that no
two of them can disagree. Source: the Human Services Data Specification 3.2.3 (openreferral.org), data package and
JSON Schemas. Pure: no database, no HTTP.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

HSDS_VERSION = "3.2.3"

Kind = Literal["string", "number", "date", "time", "datetime", "uri", "email", "uuid", "reference"]


SERVICE_STATUSES = ("active", "inactive", "defunct", "temporarily closed")
PLACE_TYPES = ("physical", "postal", "virtual")
FREQUENCIES = ("WEEKLY", "MONTHLY")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class Field:
    """One field of an HSDS object. `to` names the object that a reference points at."""

    name: str
    kind: Kind = "string"
    required: bool = False
    to: str | None = None
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class HsdsObject:
    """One HSDS object: its name, its file in the tabular package, its fields without `id`."""

    name: str
    file: str
    fields: tuple[Field, ...] = field(default=())

    @cached_property
    def by_name(self) -> dict[str, Field]:
        return {each.name: each for each in self.fields}

    @cached_property
    def references(self) -> tuple[Field, ...]:
        return tuple(each for each in self.fields if each.kind == "reference")

    @cached_property
    def required_references(self) -> tuple[Field, ...]:
        return tuple(each for each in self.references if each.required)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Column names of the tabular package, `id` first."""
        return ("id", *(each.name for each in self.fields))


def _object(name: str, file: str, *fields: Field) -> HsdsObject:
    return HsdsObject(name, file, fields)


# In the order in which rows can be written: what is referred to stands before what refers to it.
_ALL = (
    _object(
        "organization",
        "organizations.csv",
        Field("name", required=True),
        Field("alternate_name"),
        Field("description", required=True),
        Field("email", "email"),
        Field("website", "uri"),
        Field("tax_status"),
        Field("tax_id"),
        Field("year_incorporated", "number"),
        Field("legal_status"),
        Field("logo"),
        Field("uri", "uri"),
        Field("parent_organization_id", "reference", to="organization"),
    ),
    _object(
        "program",
        "programs.csv",
        Field("organization_id", "reference", required=True, to="organization"),
        Field("name", required=True),
        Field("alternate_name"),
        Field("description", required=True),
    ),
    _object(
        "service",
        "services.csv",
        Field("organization_id", "reference", required=True, to="organization"),
        Field("program_id", "reference", to="program"),
        Field("name", required=True),
        Field("alternate_name"),
        Field("description"),
        Field("url", "uri"),
        Field("email", "email"),
        Field("status", required=True, allowed=SERVICE_STATUSES),
        Field("interpretation_services"),
        Field("application_process"),
        Field("fees_description"),
        Field("wait_time"),
        Field("fees"),
        Field("accreditations"),
        Field("eligibility_description"),
        Field("minimum_age", "number"),
        Field("maximum_age", "number"),
        Field("assured_date", "date"),
        Field("assurer_email", "email"),
        Field("licenses"),
        Field("alert"),
        Field("last_modified", "datetime"),
    ),
    _object(
        "location",
        "locations.csv",
        Field("location_type", required=True, allowed=PLACE_TYPES),
        Field("url", "uri"),
        Field("organization_id", "reference", to="organization"),
        Field("name"),
        Field("alternate_name"),
        Field("description"),
        Field("transportation"),
        Field("latitude", "number"),
        Field("longitude", "number"),
        Field("external_identifier"),
        Field("external_identifier_type"),
    ),
    _object(
        "service_at_location",
        "service_at_location.csv",
        Field("service_id", "reference", required=True, to="service"),
        Field("location_id", "reference", required=True, to="location"),
        Field("description"),
    ),
    _object(
        "address",
        "addresses.csv",
        Field("location_id", "reference", to="location"),
        Field("attention"),
        Field("address_1", required=True),
        Field("address_2"),
        Field("city", required=True),
        Field("region"),
        Field("state_province", required=True),
        Field("postal_code", required=True),
        Field("country", required=True),
        Field("address_type", required=True, allowed=PLACE_TYPES),
    ),
    _object(
        "contact",
        "contacts.csv",
        Field("organization_id", "reference", to="organization"),
        Field("service_id", "reference", to="service"),
        Field("service_at_location_id", "reference", to="service_at_location"),
        Field("location_id", "reference", to="location"),
        Field("name"),
        Field("title"),
        Field("department"),
        Field("email", "email"),
    ),
    _object(
        "phone",
        "phones.csv",
        Field("location_id", "reference", to="location"),
        Field("service_id", "reference", to="service"),
        Field("organization_id", "reference", to="organization"),
        Field("contact_id", "reference", to="contact"),
        Field("service_at_location_id", "reference", to="service_at_location"),
        Field("number", required=True),
        Field("extension", "number"),
        Field("type"),
        Field("description"),
    ),
    _object(
        "schedule",
        "schedules.csv",
        Field("service_id", "reference", to="service"),
        Field("location_id", "reference", to="location"),
        Field("service_at_location_id", "reference", to="service_at_location"),
        Field("valid_from", "date"),
        Field("valid_to", "date"),
        Field("dtstart", "date"),
        Field("timezone", "number"),
        Field("until", "date"),
        Field("count", "number"),
        Field("wkst", allowed=WEEKDAYS),
        Field("freq", allowed=FREQUENCIES),
        Field("interval", "number"),
        Field("byday"),
        Field("byweekno"),
        Field("bymonthday"),
        Field("byyearday"),
        Field("description"),
        Field("opens_at", "time"),
        Field("closes_at", "time"),
        Field("schedule_link", "uri"),
        Field("attending_type"),
        Field("notes"),
    ),
    _object(
        "service_area",
        "service_areas.csv",
        Field("service_id", "reference", to="service"),
        Field("service_at_location_id", "reference", to="service_at_location"),
        Field("name"),
        Field("description"),
        Field("extent"),
        Field("extent_type"),
        Field("uri"),
    ),
    _object(
        "language",
        "languages.csv",
        Field("service_id", "reference", to="service"),
        Field("location_id", "reference", to="location"),
        Field("phone_id", "reference", to="phone"),
        Field("name"),
        Field("code"),
        Field("note"),
    ),
    _object(
        "accessibility",
        "accessibility.csv",
        Field("location_id", "reference", to="location"),
        Field("description"),
        Field("details"),
        Field("url", "uri"),
    ),
    _object(
        "funding",
        "funding.csv",
        Field("organization_id", "reference", to="organization"),
        Field("service_id", "reference", to="service"),
        Field("source"),
    ),
    _object(
        "cost_option",
        "cost_options.csv",
        Field("service_id", "reference", required=True, to="service"),
        Field("valid_from", "date"),
        Field("valid_to", "date"),
        Field("option"),
        Field("currency"),
        Field("amount", "number"),
        Field("amount_description"),
    ),
    _object(
        "required_document",
        "required_documents.csv",
        Field("service_id", "reference", to="service"),
        Field("document"),
        Field("uri", "uri"),
    ),
    _object(
        "organization_identifier",
        "organization_identifiers.csv",
        Field("organization_id", "reference", required=True, to="organization"),
        Field("identifier_scheme"),
        Field("identifier_type", required=True),
        Field("identifier", required=True),
    ),
    _object(
        "unit",
        "units.csv",
        Field("name", required=True),
        Field("scheme"),
        Field("identifier"),
        Field("uri", "uri"),
    ),
    _object(
        "service_capacity",
        "service_capacity.csv",
        Field("service_id", "reference", required=True, to="service"),
        Field("unit_id", "reference", required=True, to="unit"),
        Field("available", "number", required=True),
        Field("maximum", "number"),
        Field("description"),
        Field("updated", "datetime", required=True),
    ),
    _object(
        "url",
        "url.csv",
        Field("label"),
        Field("url", "uri", required=True),
        Field("organization_id", "reference", to="organization"),
        Field("service_id", "reference", to="service"),
    ),
    _object(
        "taxonomy",
        "taxonomies.csv",
        Field("name", required=True),
        Field("description", required=True),
        Field("uri", "uri"),
        Field("version"),
    ),
    _object(
        "taxonomy_term",
        "taxonomy_terms.csv",
        Field("code"),
        Field("name", required=True),
        Field("description", required=True),
        Field("parent_id", "reference", to="taxonomy_term"),
        Field("taxonomy"),
        Field("language"),
        Field("taxonomy_id", "reference", to="taxonomy"),
        Field("term_uri", "uri"),
    ),
    _object(
        "attribute",
        "attributes.csv",
        Field("link_id", "uuid", required=True),
        Field("taxonomy_term_id", "reference", required=True, to="taxonomy_term"),
        Field("link_type"),
        Field("link_entity", required=True),
        Field("value"),
        Field("label"),
    ),
    _object(
        "metadata",
        "metadata.csv",
        Field("resource_id", "uuid", required=True),
        Field("resource_type", required=True),
        Field("last_action_date", "date", required=True),
        Field("last_action_type", required=True),
        Field("field_name", required=True),
        Field("previous_value", required=True),
        Field("replacement_value", required=True),
        Field("updated_by", required=True),
    ),
    _object(
        "meta_table_description",
        "meta_table_descriptions.csv",
        Field("name"),
        Field("language"),
        Field("character_set"),
    ),
)

OBJECTS: dict[str, HsdsObject] = {each.name: each for each in _ALL}
BY_FILE: dict[str, HsdsObject] = {each.file: each for each in _ALL}
