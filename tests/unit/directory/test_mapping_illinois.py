"""Illinois by its mapping equals the HSDS 1.x tables that come with it, field by field.

Both are read into records and compared. What differs is listed here with its count and its reason; anything else
fails.
"""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.exchange.taking import Taken, take

# (object, field) -> how many records differ, and why that is wanted.
FIELDS_THAT_DIFFER = {
    ("organization", "alternate_name"): (
        33,
        "the source has a short name, the tables that come with it leave it out",
    ),
    ("location", "latitude"): (330, "the position stands as a text in the services table and was left out"),
    ("location", "longitude"): (330, "as the latitude"),
    ("service", "status"): (427, "the source says whether a service is open, the tables leave it out"),
    ("service", "eligibility_description"): (429, "no field of HSDS 1.x: who may use the service"),
    ("service", "fees_description"): (28, "no field of HSDS 1.x: what flat and sliding fees are"),
    ("service", "x_needs"): (429, "not HSDS: the need that the service answers"),
    ("service", "x_criteria"): (429, "not HSDS: whom the service takes, often a list that says nothing"),
}
# object -> records only in the tables that come with the data, only in ours, and why.
RECORDS_THAT_DIFFER = {
    "phone": (
        27,
        83,
        "left out: 19 rows without a number, 8 that say 'no phone'; ours: toll-free and TTY numbers",
    ),
    "schedule": (0, 98, "the tables keep only the first span of a day; the second shift is kept here"),
}
COMPARED = ("organization", "location", "service", "address", "phone", "schedule")


@pytest.fixture(scope="module")
def expected(shared: Path) -> Taken:
    return take(shared / "data" / "illinois-ilao" / "output")


@pytest.fixture(scope="module")
def ours(shared: Path, root: Path) -> Taken:
    return take(
        shared / "data" / "illinois-ilao" / "input", mapping=root / "seed_data" / "mappings" / "illinois.yaml"
    )


def by_key(taken: Taken, name: str) -> dict[Any, dict[str, Any]]:
    """Records by what identifies them: their id, or for children their parents and what they say."""
    found: dict[Any, dict[str, Any]] = {}
    for each in taken.of(name):
        parents = tuple(each.values.get(key) for key in ("organization_id", "location_id", "service_id"))
        said = {
            "phone": ("number",),
            "schedule": ("byday", "opens_at", "closes_at", "description"),
            "address": ("address_type",),
        }
        key = each.id if name not in said else (parents, *(each.values.get(field) for field in said[name]))
        found.setdefault(key, {}).update(
            {field: value for field, value in each.values.items() if value is not None}
        )
    return found


def test_the_same_records_come_out(expected: Taken, ours: Taken) -> None:
    for name in COMPARED:
        theirs, mine = by_key(expected, name), by_key(ours, name)
        missing, more, _ = RECORDS_THAT_DIFFER.get(name, (0, 0, ""))
        assert len(theirs.keys() - mine.keys()) == missing, name
        assert len(mine.keys() - theirs.keys()) == more, name


def test_records_that_are_missing_are_phones_without_a_number(expected: Taken, ours: Taken) -> None:
    missing = by_key(expected, "phone").keys() - by_key(ours, "phone").keys()
    assert Counter(number for _, number in missing) == {None: 19, "no phone": 8}


def test_the_same_values_stand_in_every_field(expected: Taken, ours: Taken) -> None:
    differing: Counter[tuple[str, str]] = Counter()
    for name in COMPARED:
        theirs, mine = by_key(expected, name), by_key(ours, name)
        for key in theirs.keys() & mine.keys():
            for field in {*theirs[key], *mine[key]}:
                if theirs[key].get(field) != mine[key].get(field):
                    differing[name, field] += 1
                    assert field not in theirs[key], "nothing that the tables say is said otherwise"
    labels = {("phone", "type"), ("phone", "description")}
    assert {key: times for key, times in differing.items() if key not in labels} == {
        key: times for key, (times, _) in FIELDS_THAT_DIFFER.items()
    }


def test_only_the_row_without_an_id_is_rejected_on_both_sides(expected: Taken, ours: Taken) -> None:
    for taken in (expected, ours):
        assert [(each.object, each.row, each.column) for each in taken.rejects] == [("service", 431, "id")]


def test_services_are_tied_to_their_locations(ours: Taken) -> None:
    locations = {each.id for each in ours.of("location")}
    assert len(ours.of("service_at_location")) == 425
    assert {each.values["location_id"] for each in ours.of("service_at_location")} <= locations
