"""Which HSDS object a file name means and which field a column name means, in every version and spelling.

`table("Postal Addresses.csv") == "postal_addresses"` (a table of HSDS 1.x), `table("organization.csv") ==
"organization"`. Columns are matched exactly, then by the older names, then by spelling.
"""

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from functools import cache
from pathlib import PurePosixPath

from referral.directory.hsds.objects import OBJECTS

# Tables of HSDS 1.x and 2.x that are no object of HSDS 3, under the name that `older` knows them by.
OLDER_TABLES = {
    "postal_addresses": ("postal_address",),
    "physical_addresses": ("physical_address",),
    "regular_schedules": ("regular_schedule",),
    "holiday_schedules": ("holiday_schedule",),
    "services_taxonomy": (
        "service_taxonomy",
        "service_taxonomies",
        "services_taxonomies",
        "service_taxonomys",
    ),
    "service_attributes": ("service_attribute",),
    "other_attributes": ("other_attribute", "link_taxonomy", "link_taxonomies"),
    "accessibility_for_disabilities": ("accessibility_for_disability",),
    "payments_accepted": ("payment_accepted", "payment_accepteds"),
    "eligibility": ("eligibilities", "eligibilitys"),
    "program_services": (),
}
_ALSO = {
    "service_at_location": ("services_at_location", "services_at_locations", "service_at_locations"),
    "taxonomy_term": ("terms", "term"),
    "funding": ("fundings",),
    "accessibility": ("accessibilities",),
    "cost_option": ("fees", "fee"),
    "metadata": ("meta_data",),
}
# Column names of earlier versions, tried where HSDS 3.2.3 has no column of that name.
OLDER_COLUMNS: dict[str, dict[str, str]] = {
    "organization": {
        "url": "website",
        "parent_id": "parent_organization_id",
        "year_established": "year_incorporated",
    },
    "service": {
        "eligibility": "eligibility_description",
        "eligibilities": "eligibility_description",
        "min_age": "minimum_age",
        "max_age": "maximum_age",
        "application_processes": "application_process",
        "fee": "fees_description",
        "assured": "assured_date",
        "last_updated": "last_modified",
        "updated_at": "last_modified",
        "email_address": "email",
        "website": "url",
    },
    "location": {
        "lat": "latitude",
        "lon": "longitude",
        "lng": "longitude",
        "long": "longitude",
        "type": "location_type",
    },
    "address": {
        "address": "address_1",
        "street": "address_1",
        "address1": "address_1",
        "address2": "address_2",
        "state": "state_province",
        "province": "state_province",
        "zip": "postal_code",
        "zip_code": "postal_code",
        "zipcode": "postal_code",
        "postcode": "postal_code",
        "type": "address_type",
    },
    "phone": {"phone": "number", "phone_number": "number", "ext": "extension", "phone_type": "type"},
    "language": {"language": "name"},
    "accessibility": {"accessibility": "description"},
    "service_area": {"service_area": "name"},
    "taxonomy_term": {"term": "name", "vocabulary": "taxonomy", "parent_term_id": "parent_id"},
    "funding": {"funding_source": "source"},
    "schedule": {
        "weekday": "byday",
        "open": "opens_at",
        "close": "closes_at",
        "opens": "opens_at",
        "closes": "closes_at",
    },
    "url": {"website": "url", "name": "label"},
    "attribute": {"taxonomy_id": "taxonomy_term_id"},
    "cost_option": {"linked_service_id": "service_id"},
}
_SYMBOLS = re.compile(r"[^a-z0-9]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def spelled(name: str) -> str:
    """`Organization ID`, `organizationId` and `organization-id` are all `organization_id`."""
    return _SYMBOLS.sub("_", _CAMEL.sub("_", name.strip()).lower()).strip("_")


@cache
def _tables() -> dict[str, str]:
    known: dict[str, str] = {}
    for each in OBJECTS.values():
        stem = PurePosixPath(each.file).stem
        for name in (each.name, stem, f"{each.name}s", f"{stem}s", *_ALSO.get(each.name, ())):
            known.setdefault(name, each.name)
        if each.name.endswith("y"):
            known.setdefault(f"{each.name[:-1]}ies", each.name)
    for older, others in OLDER_TABLES.items():
        for name in (older, *others):
            known[name] = older
    return known


def table(file_name: str) -> str | None:
    """The HSDS object, or the table of an earlier version, that a file of this name holds."""
    stem = spelled(PurePosixPath(file_name.replace("\\", "/")).name.rsplit(".", 1)[0])
    stem = stem.removeprefix("hsds_").removeprefix("hsda_")
    return _tables().get(stem)


def guessed_table(header: Sequence[str]) -> str | None:
    """The one object whose fields nearly all of these columns are; None where that is not clear."""
    columns = {spelled(each) for each in header if each.strip()}
    if len(columns) < 3 or "id" not in columns:
        return None
    scores = sorted(
        ((len(columns & set(each.columns)), each.name) for each in OBJECTS.values()), reverse=True
    )
    best, next_best = scores[0], scores[1]
    return best[1] if best[0] >= 0.75 * len(columns) and best[0] > next_best[0] else None


def field_of(object_name: str, column: str, taken: Iterable[str] = ()) -> tuple[str | None, bool]:
    """The field that a column name means, and whether it is only spelled alike (to be warned about)."""
    fields = ("id", *OBJECTS[object_name].by_name)
    if column in fields:
        return column, False
    name = spelled(column)
    name = (
        name.removeprefix(f"{object_name}_") if name not in fields and name != f"{object_name}_id" else name
    )
    if name in fields and name not in taken:
        return name, name != column
    if (
        name in ("uuid", "guid", "identifier", f"{object_name}_id")
        and name not in fields
        and "id" not in taken
    ):
        return "id", True
    older = OLDER_COLUMNS.get(object_name, {}).get(name)
    if older is not None and older not in taken:
        return older, False
    free = [each for each in fields if each not in taken]
    close = get_close_matches(name, free, n=2, cutoff=0.86) if len(name) > 3 else []
    return (close[0], True) if close else (None, False)
