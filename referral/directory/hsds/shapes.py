"""How HSDS objects nest in JSON: which key holds which object, and by which reference.

A shape is a tree of branches. `many` branches hold the objects whose reference points at the parent; `one` branches
hold the object that the parent's own reference points at. The trees follow the compiled schemas of HSDS 3.2.3.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Branch:
    """`key` of the JSON, the `object` found there, and the reference that ties the two (`via`).

    `many` is true where the child refers to the parent, false where the parent refers to the child.
    """

    key: str
    object: str
    via: str
    many: bool
    branches: tuple["Branch", ...] = ()


def _many(key: str, object_: str, via: str, *branches: Branch) -> Branch:
    return Branch(key, object_, via, many=True, branches=branches)


def _one(key: str, object_: str, via: str, *branches: Branch) -> Branch:
    return Branch(key, object_, via, many=False, branches=branches)


TAXONOMY_TERM = (_one("taxonomy_detail", "taxonomy", "taxonomy_id"),)


def _languages(via: str) -> Branch:
    return _many("languages", "language", via)


def _phones(via: str) -> Branch:
    return _many("phones", "phone", via, _languages("phone_id"))


def _contacts(via: str) -> Branch:
    return _many("contacts", "contact", via, _phones("contact_id"))


LOCATION = (
    _languages("location_id"),
    _many("addresses", "address", "location_id"),
    _contacts("location_id"),
    _many("accessibility", "accessibility", "location_id"),
    _phones("location_id"),
    _many("schedules", "schedule", "location_id"),
)

ORGANIZATION = (
    _many("additional_websites", "url", "organization_id"),
    _many("funding", "funding", "organization_id"),
    _contacts("organization_id"),
    _phones("organization_id"),
    _many("locations", "location", "organization_id", *LOCATION),
    _many("programs", "program", "organization_id"),
    _many("organization_identifiers", "organization_identifier", "organization_id"),
)

_AT_LOCATION = (
    _many("service_areas", "service_area", "service_at_location_id"),
    _contacts("service_at_location_id"),
    _phones("service_at_location_id"),
    _many("schedules", "schedule", "service_at_location_id"),
    _one("location", "location", "location_id", *LOCATION),
)

_SERVICE_ITSELF = (
    _many("additional_urls", "url", "service_id"),
    _phones("service_id"),
    _many("schedules", "schedule", "service_id"),
    _many("service_areas", "service_area", "service_id"),
    _languages("service_id"),
    _many("funding", "funding", "service_id"),
    _many("cost_options", "cost_option", "service_id"),
    _one("program", "program", "program_id"),
    _many("required_documents", "required_document", "service_id"),
    _contacts("service_id"),
    _many("capacities", "service_capacity", "service_id", _one("unit", "unit", "unit_id")),
)

_WITH_ORGANIZATION = _one("organization", "organization", "organization_id", *ORGANIZATION)
_AT_LOCATIONS = _many("service_at_locations", "service_at_location", "service_id", *_AT_LOCATION)

SERVICE = (*_SERVICE_ITSELF, _AT_LOCATIONS, _WITH_ORGANIZATION)
SERVICE_AT_LOCATION = (
    *_AT_LOCATION,
    _one("service", "service", "service_id", *_SERVICE_ITSELF, _WITH_ORGANIZATION),
)
ORGANIZATION_WITH_SERVICES = (
    *ORGANIZATION,
    _many("services", "service", "organization_id", *_SERVICE_ITSELF, _AT_LOCATIONS),
)

SERVICE_LIST = (
    _one("organization", "organization", "organization_id"),
    _one("program", "program", "program_id"),
)
SERVICE_AT_LOCATION_LIST = (
    _one("location", "location", "location_id"),
    _one("service", "service", "service_id", *SERVICE_LIST),
)
ORGANIZATION_LIST: tuple[Branch, ...] = ()

# The fullest shape of each object, by which JSON is read on import.
READING: dict[str, tuple[Branch, ...]] = {
    "service": SERVICE,
    "organization": ORGANIZATION_WITH_SERVICES,
    "service_at_location": SERVICE_AT_LOCATION,
    "location": LOCATION,
    "taxonomy_term": TAXONOMY_TERM,
    "taxonomy": (),
}

# References that nested JSON carries as a field of their own, since no nesting says them.
KEPT_REFERENCES = frozenset({"parent_organization_id", "parent_id"})


def branches_of(name: str) -> tuple[Branch, ...]:
    """What hangs on an object anywhere in the standard's shapes."""
    if name in READING:
        return READING[name]
    found: list[Branch] = []
    stack = [branch for shape in READING.values() for branch in shape]
    while stack:
        branch = stack.pop()
        stack += branch.branches
        if branch.object == name:
            found += branch.branches
    return tuple({branch.key: branch for branch in found}.values())
