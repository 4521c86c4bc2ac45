"""Listings that are not for everybody, with all that may hang on one, tied to public rows wherever one can be."""

from referral.directory.profile import AUDIENCE, term_of_code
from tests.integration.confidential.houses import Source, id_of

# Objects of which such a listing brings a row of its own.
RESTRICTED_ROWS = (
    "organization", "program", "service", "location", "service_at_location", "address", "phone", "contact", "schedule",
    "service_area", "language", "accessibility", "funding", "cost_option", "required_document", "unit",
    "service_capacity", "url", "taxonomy", "taxonomy_term", "attribute", "metadata",
)  # fmt: skip


# Words, numbers and links of these listings that stand nowhere else.
TELLING = ("unlisted", "bodrum", "777 000", "frysk", "cellar", "owner of", "u.example.org")


def ids_of_restricted(*audiences: str) -> set[str]:
    """Ids under which somebody might ask for them."""
    keys = [f"{each} {of}" for each in audiences for of in ("own", "shared")]
    found = {id_of(name, key) for name in ("service", "service_at_location") for key in keys}
    found |= {id_of("organization", f"for {each}") for each in audiences}
    return found | {id_of("taxonomy", "unlisted"), id_of("taxonomy_term", "unlisted")}


def with_restricted(made: Source, *audiences: str) -> Source:
    """For each audience a listing of an organisation of its own, and one of a public organisation at a public place."""
    for audience in audiences:
        own = made.add(
            "organization", f"for {audience}", name=f"Owner of {audience}", description="Unlisted union"
        )
        made.add("phone", audience, "of the owner", organization_id=own, number="+355 4 777 0001")
        _listing(made, f"{audience} own", audience, owner=own, place=_place(made, audience, own))
        public = id_of("organization", "public")
        _listing(made, f"{audience} shared", audience, owner=public, place=id_of("location", "9001"))
    return made


def audience(made: Source, entity: str, key: str, value: str) -> None:
    """Says for whom a row is."""
    made.add(
        "attribute", entity, key, "audience", value, link_id=id_of(entity, key), link_entity=entity,
        taxonomy_term_id=term_of_code()[AUDIENCE].id, value=value,
    )  # fmt: skip


def _place(made: Source, key: str, owner: str) -> str:
    """A place that nobody else uses, with a postal code that others have too."""
    place = made.add(
        "location", key, organization_id=owner, location_type="physical", name=f"Cellar {key}", latitude=41.39,
        longitude=19.93,
    )  # fmt: skip
    made.add(
        "address", key, location_id=place, address_1="Rruga e Bodrumit 5", city="Bodrum", state_province="-",
        postal_code="9001", country="AL", address_type="physical",
    )  # fmt: skip
    made.add("accessibility", key, location_id=place, description="Steps")
    return place


def _listing(made: Source, key: str, audience_: str, *, owner: str, place: str) -> None:
    program = made.add("program", key, organization_id=owner, name=f"Plan {key}", description="-")
    # One letter away from a public word, so that a vocabulary that knew it would take the public one for no slip.
    service = made.add(
        "service", key, organization_id=owner, program_id=program, status="active", name=f"Kestenjave {key}",
        description="Bodrum limonave", url="https://unlisted.example.org",
    )  # fmt: skip
    site = made.add(
        "service_at_location", key, service_id=service, location_id=place, description="Downstairs"
    )
    contact = made.add("contact", key, service_id=service, organization_id=owner, name="Unlisted Person")
    phone = ""
    for via, id_ in (("service_id", service), ("contact_id", contact), ("service_at_location_id", site)):
        phone = made.add("phone", key, via, number="+355 4 777 0002", **{via: id_})
    made.add("phone", key, "both", organization_id=owner, service_id=service, number="+355 4 777 0003")
    made.add("language", key, phone_id=phone, name="shqip", code="sq")
    made.add("language", key, "spoken", service_id=service, name="Frysk", code="fy")
    made.add("schedule", key, service_id=service, location_id=place, freq="WEEKLY", byday="SU")
    made.add("service_area", key, service_at_location_id=site, name="Bodrum")
    made.add("funding", key, service_id=service, organization_id=owner, source="Unlisted fund")
    made.add("cost_option", key, service_id=service, option="Unlisted fee", amount="7")
    made.add("required_document", key, service_id=service, document="Unlisted paper")
    made.add(
        "url", key, service_id=service, organization_id=owner, label="Unlisted", url="https://u.example.org"
    )
    unit = made.add("unit", "unlisted", name="unlisted beds")
    made.add(
        "service_capacity",
        key,
        service_id=service,
        unit_id=unit,
        available="3",
        updated="2026-01-01T00:00:00Z",
    )
    made.add(
        "metadata", key, resource_id=service, resource_type="service", last_action_date="2026-01-01",
        last_action_type="update", field_name="name", previous_value="Unlisted", replacement_value="-", updated_by="-",
    )  # fmt: skip
    _terms(made, key, service, site)
    audience(made, "service", key, audience_)


def _terms(made: Source, key: str, service: str, site: str) -> None:
    """A term that nobody else uses, below one that nobody uses, and one that public listings use."""
    taxonomy = made.add("taxonomy", "unlisted", name="Unlisted kinds", description="-")
    above = made.add(
        "taxonomy_term", "unlisted above", name="Unlisted above", description="-", taxonomy_id=taxonomy
    )
    term = made.add(
        "taxonomy_term",
        "unlisted",
        name="Unlisted kind",
        description="-",
        taxonomy_id=taxonomy,
        parent_id=above,
    )
    made.add("attribute", key, "own term", link_id=service, link_entity="service", taxonomy_term_id=term)
    shared = id_of("taxonomy_term", "Emergency shelter")
    for entity, id_ in (("service_at_location", site), ("service", service)):
        made.add("attribute", key, entity, "shared", link_id=id_, link_entity=entity, taxonomy_term_id=shared)
