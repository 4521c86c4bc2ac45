"""The demo files of the five programmes give whole, real-looking and deterministic records that harm nobody."""

import json
import re
from collections import Counter
from datetime import date, time
from itertools import pairwise
from pathlib import Path
from typing import Any

import phonenumbers
import pytest
from shapely.geometry import shape

from referral.directory.demo.expand import demo_records
from referral.directory.exchange.reading.model import Record
from referral.directory.hsds.objects import OBJECTS
from referral.directory.needs import all_needs, need
from referral.directory.profile import all_terms

FOLDER = Path(__file__).parents[3] / "seed_data" / "programmes"
COUNTRIES = {"AL", "RS", "XK", "MK", "BA", "GE", "AM", "SV"}
PROGRAMMES = {
    "Reintegration of returnees in six regions",
    "Support to returnees and vulnerable groups in south and east Serbia",
    "Trafficking and social protection, Western Balkans",
    "Migrants' rights in Armenia and Georgia",
    "Integration of returnees and displaced people",
}
X_KEYS = {"x_confidential", "x_needs"}


@pytest.fixture(scope="module")
def records() -> list[Record]:
    return list(demo_records(FOLDER))


@pytest.fixture(scope="module")
def by_object(records: list[Record]) -> dict[str, list[Record]]:
    return {name: [each for each in records if each.object == name] for name in OBJECTS}


def test_there_are_at_least_150_services_of_60_organisations_in_eight_countries(
    by_object: dict[str, Any],
) -> None:
    assert len(by_object["service"]) >= 150
    assert len(by_object["organization"]) >= 60
    assert {each.values["country"] for each in by_object["address"]} == COUNTRIES


def test_two_expansions_are_equal(records: list[Record]) -> None:
    assert list(demo_records(FOLDER)) == records


def test_no_id_stands_twice(records: list[Record]) -> None:
    assert len({each.id for each in records}) == len(records)


def test_every_value_is_of_a_field_of_hsds_and_every_required_field_is_there(records: list[Record]) -> None:
    for each in records:
        declared = OBJECTS[each.object]
        assert set(each.values) - X_KEYS <= set(declared.by_name), each
        assert all(
            each.values.get(field.name) not in (None, "") for field in declared.fields if field.required
        ), each
        for field in declared.fields:
            if field.allowed and field.name in each.values:
                assert each.values[field.name] in field.allowed, each


def test_every_reference_points_at_a_record_that_stands_before_it(records: list[Record]) -> None:
    # The terms of our profile are in every directory.
    seen: set[tuple[str, str]] = {("taxonomy_term", term.id) for term in all_terms()}
    for each in records:
        for field in OBJECTS[each.object].references:
            if field.name in each.values:
                assert (field.to, each.values[field.name]) in seen, each
        seen.add((each.object, each.id))


def test_every_service_is_somewhere_or_reachable_from_afar(by_object: dict[str, list[Record]]) -> None:
    placed = {each.values["service_id"] for each in by_object["service_at_location"]}
    assert {each.id for each in by_object["service"]} == placed
    assert any(each.values["location_type"] == "virtual" for each in by_object["location"])


def test_every_service_answers_needs_that_the_taxonomy_knows(by_object: dict[str, list[Record]]) -> None:
    known = {each.code for each in all_needs()}
    for service in by_object["service"]:
        assert service.values["x_needs"], service
        assert set(service.values["x_needs"]) <= known, service


def test_each_of_the_five_programmes_has_services_in_more_than_one_place(by_object: dict[str, Any]) -> None:
    programmes = {each.id: each.values["alternate_name"] for each in by_object["program"]}
    assert set(programmes.values()) == PROGRAMMES
    members = Counter(programmes.get(each.values.get("program_id")) for each in by_object["service"])
    assert all(members[name] >= 10 for name in PROGRAMMES), members


def test_all_kinds_of_status_age_and_place_occur(by_object: dict[str, list[Record]]) -> None:
    services = [each.values for each in by_object["service"]]
    assert {each["status"] for each in services} == {"active", "inactive", "defunct", "temporarily closed"}
    assert any(each.get("minimum_age") == 0 for each in services)
    assert any("parent_organization_id" in each.values for each in by_object["organization"])
    physical = [each.values for each in by_object["location"] if each.values["location_type"] == "physical"]
    assert any("latitude" not in each for each in physical)
    sites = Counter(each.values["service_id"] for each in by_object["service_at_location"])
    assert max(sites.values()) == 5


def test_confidential_shelters_are_given_exactly_and_have_an_open_front_door(
    by_object: dict[str, Any],
) -> None:
    hidden = {each.id: each.values for each in by_object["location"] if each.values.get("x_confidential")}
    assert len(hidden) >= 10
    streets = {each.values["location_id"]: each.values["address_1"] for each in by_object["address"]}
    doors = {each.values.get("organization_id") for each in by_object["phone"]}
    for key, values in hidden.items():
        assert {"latitude", "longitude", "name"} <= set(values)
        assert streets[key]
        assert values["organization_id"] in doors


def test_every_shelter_for_victims_is_at_a_confidential_place_and_nothing_else_is(
    by_object: dict[str, Any],
) -> None:
    hidden = {each.id for each in by_object["location"] if each.values.get("x_confidential")}
    sheltering = set()
    for each in by_object["service"]:
        needs = [need(code) for code in each.values["x_needs"]]
        if any(one.shelter for one in needs) and any(one.victims for one in needs):
            sheltering.add(each.id)
    at_hidden = {
        v["service_id"] for v in _values(by_object["service_at_location"]) if v["location_id"] in hidden
    }
    assert at_hidden == sheltering


def test_a_hidden_street_or_name_is_told_by_no_open_record(records: list[Record]) -> None:
    hidden = {each.id for each in records if each.values.get("x_confidential")}
    secrets = {
        each.values.get(field)
        for each in records
        for field in ("address_1", "name", "alternate_name")
        if each.id in hidden or (each.object == "address" and each.values["location_id"] in hidden)
    } - {None}
    told = [
        text
        for each in records
        if each.id not in hidden and each.values.get("location_id") not in hidden
        for text in each.values.values()
        if isinstance(text, str)
    ]
    assert not [(secret, text) for secret in secrets for text in told if str(secret) in text]


def test_opening_hours_are_rules_with_times_and_a_zone(by_object: dict[str, list[Record]]) -> None:
    rows = [each.values for each in by_object["schedule"]]
    for row in rows:
        assert row["freq"] in ("WEEKLY", "MONTHLY")
        assert time.fromisoformat(row["opens_at"]) != time.fromisoformat(row["closes_at"])
        assert date.fromisoformat(row["dtstart"]).year == 2026
        assert row["timezone"] in (1.0, 4.0, -6.0)
        assert "byday" in row or "bymonthday" in row
    assert any(row["opens_at"] > row["closes_at"] for row in rows)
    assert any(row["freq"] == "MONTHLY" for row in rows)
    assert any(row.get("interval") == 2 for row in rows)
    assert any(row.get("description") == "24/7" for row in rows)


def test_no_address_of_mail_or_web_and_no_telephone_can_reach_anybody(
    by_object: dict[str, list[Record]],
) -> None:
    # Labels of translations are no addresses: name@sq.
    texts = [
        str(value)
        for rows in by_object.values()
        for each in rows
        for name, value in each.values.items()
        if name != "label"
    ]
    assert all(re.fullmatch(r"[a-z0-9-]+@example\.org", text) for text in texts if "@" in text)
    assert all(text.startswith("https://example.org/") for text in texts if "://" in text)
    for phone in by_object["phone"]:
        number = phonenumbers.parse(phone.values["number"])
        assert phonenumbers.is_possible_number(number), phone
        assert re.search(r" 0[0 ]+ ?\d{3}$", phone.values["number"]), phone


def test_no_telephone_stands_twice(by_object: dict[str, list[Record]]) -> None:
    numbers = [each.values["number"] for each in by_object["phone"]]
    assert len(set(numbers)) == len(numbers)


def test_descriptions_are_local_and_english(by_object: dict[str, list[Record]]) -> None:
    scripts = " ".join(each.values["description"] for each in by_object["service"])
    assert all(letter in scripts for letter in "ëшњქկñ")
    assert all(each.values["alternate_name"].isascii() for each in by_object["service"])


def test_capacities_fit_and_service_areas_are_valid_shapes(by_object: dict[str, list[Record]]) -> None:
    for each in by_object["service_capacity"]:
        assert 0 <= each.values["available"] <= each.values["maximum"], each
    drawn = [each.values for each in by_object["service_area"] if "extent" in each.values]
    assert drawn
    for values in drawn:
        assert values["extent_type"] == "geojson"
        assert shape(json.loads(values["extent"])).is_valid


def test_records_come_in_the_order_of_the_standard(records: list[Record]) -> None:
    order = [list(OBJECTS).index(each.object) for each in records]
    assert all(first <= second for first, second in pairwise(order))


def _values(rows: list[Record]) -> list[dict[str, Any]]:
    return [each.values for each in rows]
