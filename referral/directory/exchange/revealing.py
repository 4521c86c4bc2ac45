"""What gives a confidential place away: which rows are withheld whole, and which fields of rows that stay. Pure.

One declaration for both ways in: rows of a file that is being imported, and rows that stood in public tables before
the place became confidential.
"""

PLACE, SITE, SERVICE, CONTACT = "location_id", "service_at_location_id", "service_id", "contact_id"

# Withheld whole where one of these references leads to a confidential place, to a service at it, or to a contact that
# was withheld. Contacts stand before their phones. A row of the organisation that names such a service, but neither
# the place nor the service at it, stays as the organisation's: it is the front gate.
WHOLE_ROWS: dict[str, tuple[str, ...]] = {
    "contact": (PLACE, SITE, SERVICE),
    "phone": (PLACE, SITE, SERVICE, CONTACT),
    "address": (PLACE,),
    "accessibility": (PLACE,),
    "url": (SERVICE,),
}
# Rows that stay, such as opening hours, lose these fields.
FIELDS_OF_ROWS: dict[str, dict[str, tuple[str, ...]]] = {
    "schedule": {
        PLACE: ("description", "notes", "schedule_link"),
        SITE: ("description", "notes", "schedule_link"),
        SERVICE: ("schedule_link",),
    },
    "language": {PLACE: ("note",)},
    "service_area": {SITE: ("name", "description", "extent", "uri"), SERVICE: ("extent",)},
}
# The services at a confidential place, and the rows that tie them to it, lose these.
OWN_FIELDS = {"service": ("url", "email", "assurer_email"), "service_at_location": ("description",)}
# What a confidential location itself keeps; its position becomes a cell's.
PUBLIC_OF_LOCATION = ("location_type", "organization_id")
# What hangs on withheld rows, the place and the services at it: by the field that names the holder.
FOLLOWERS = {"language": "phone_id", "attribute": "link_id", "metadata": "resource_id"}
# In the order in which rows can be deleted, children first.
WITHHELD_WHOLE = ("metadata", "attribute", "language", "phone", "contact", "address", "accessibility", "url")


def is_front_gate(object_: str, ties: set[str], organization_id: object) -> bool:
    """Whether a row is the organisation's own and only lends itself to a service at the place."""
    return bool(organization_id) and ties == {SERVICE} and object_ in ("contact", "phone", "url")
