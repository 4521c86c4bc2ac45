"""The mappings that come with the product: Jordan, Florida; and that their need codes exist."""

from collections import Counter
from pathlib import Path

import pytest
import yaml

from referral.directory import needs
from referral.directory.exchange.reading.mapping import load
from tests.fixtures.exchange.taking import Taken, take


@pytest.fixture(scope="module")
def mappings(root: Path) -> Path:
    return root / "seed_data" / "mappings"


@pytest.fixture(scope="module")
def jordan(shared: Path, mappings: Path) -> Taken:
    return take(
        shared / "data" / "jordan-services-advisor" / "compiled.json", mapping=mappings / "jordan.yaml"
    )


@pytest.fixture(scope="module")
def florida(shared: Path, mappings: Path) -> Taken:
    return take(shared / "data" / "florida", mapping=mappings / "florida.yaml")


@pytest.mark.parametrize("name", ["jordan", "illinois", "florida"])
def test_every_need_that_a_mapping_names_is_one_of_ours(mappings: Path, name: str) -> None:
    load(mappings / f"{name}.yaml")
    said = yaml.safe_load((mappings / f"{name}.yaml").read_text(encoding="utf-8"))
    known = {each.code for each in needs.all_needs()}
    for source in said["sources"]:
        for make in source["make"]:
            specs = make.get("needs", [])
            for spec in specs if isinstance(specs, list) else [specs]:
                codes = [spec["const"]] if "const" in spec else list(spec["map"].values())
                flat = {code for each in codes for code in (each if isinstance(each, list) else [each])}
                assert flat <= known, flat - known


def test_jordan_gives_its_services_organisations_and_places(jordan: Taken) -> None:
    assert not jordan.rejects
    assert not jordan.warnings
    distinct = {
        name: len({each.id for each in jordan.of(name)}) for name in ("service", "organization", "location")
    }
    assert distinct == {"service": 562, "organization": 44, "location": 82}
    assert len(jordan.of("service")) == 562
    assert {each.values["status"] for each in jordan.of("service")} == {"active"}


def test_jordan_ids_that_stand_twice_are_two_services(jordan: Taken) -> None:
    sites = Counter(each.id.split("/")[0] for each in jordan.of("service"))
    assert sum(1 for times in sites.values() if times == 2) == 13


def test_jordan_references_lead_somewhere(jordan: Taken) -> None:
    ids = {
        name: {each.id for each in jordan.of(name)}
        for name in ("service", "organization", "location", "taxonomy_term")
    }
    assert {each.values["organization_id"] for each in jordan.of("service")} == ids["organization"]
    assert {each.values["location_id"] for each in jordan.of("service_at_location")} == ids["location"]
    assert {each.values["service_id"] for each in jordan.of("schedule")} <= ids["service"]
    assert {each.values["taxonomy_term_id"] for each in jordan.of("attribute")} <= ids["taxonomy_term"]


def test_jordan_positions_are_in_jordan(jordan: Taken) -> None:
    for each in jordan.of("location"):
        assert 29 < each.values["latitude"] < 34
        assert 34 < each.values["longitude"] < 40


def test_jordan_keeps_every_answer_of_its_form(jordan: Taken) -> None:
    groups = Counter(each.values["label"] for each in jordan.of("attribute"))
    assert groups["1. Registration Type Requirement"] == 457
    assert groups["10. Referral Method"] == 477
    assert groups["8. Office Open at"] == 514
    assert groups["Start"] == groups["End"] == groups["Activity"] == 562


def test_jordan_needs_come_from_activities_and_indicators(jordan: Taken) -> None:
    assert all(each.values["x_needs"] for each in jordan.of("service"))
    cash = sum("cash-assistance" in each.values["x_needs"] for each in jordan.of("service"))
    assert cash == 101


def test_jordan_hides_no_office_that_is_not_mainly_a_shelter(jordan: Taken) -> None:
    shelters = [each for each in jordan.of("service") if "shelter-violence" in each.values["x_needs"]]
    assert len(shelters) == 3
    assert {each.values["x_confidential"] for each in shelters} == {False}


def test_jordan_hours_are_times(jordan: Taken) -> None:
    opens = Counter(each.values["opens_at"] for each in jordan.of("schedule"))
    assert opens["13:00"] == 43
    assert opens["08:30"] == 222
    assert {each.values["byday"] for each in jordan.of("schedule")} >= {
        "SU,MO,TU,WE,TH",
        "MO",
        "MO,TU,WE,TH,SA",
        None,
    }


def test_florida_gives_its_services_with_areas_and_phones(florida: Taken) -> None:
    assert not florida.rejects
    assert len(florida.of("service")) == 135
    assert len(florida.of("organization")) == 20
    assert len(florida.of("location")) == 378
    address = next(each.values for each in florida.of("address") if each.values["postal_code"] == "33157")
    assert (address["city"], address["state_province"], address["country"]) == ("Cutler Bay", "FL", "US")
    assert {each.values["type"] for each in florida.of("phone")} == {"voice", "textphone"}
    assert all(each.values["number"][-1].isdigit() for each in florida.of("phone"))


def test_florida_ages_without_a_limit_are_none(florida: Taken) -> None:
    assert {each.values["maximum_age"] for each in florida.of("service")} == {None, 59, 23}


def criteria(taken: Taken) -> Counter[str]:
    """How many services say something under each code."""
    said = [each.values["x_criteria"] for each in taken.of("service")]
    return Counter(code for each in said for code in {text.partition("=")[0] for text in each})


def test_jordan_says_whom_its_services_take(jordan: Taken) -> None:
    assert criteria(jordan) == {
        "nationality": 75,
        "excluded_nationality": 7,
        "required_registration": 271,
        "target_group": 13,
        "condition": 246,
        "open_to_all": 207,
    }


def test_jordan_asks_where_a_score_may_take_others_too(jordan: Taken) -> None:
    for each in jordan.of("service"):
        said = each.values["x_criteria"]
        if any("Scoring" in text or "Family unity" in text for text in said):
            assert not any(text.startswith("target_group") for text in said)


def test_florida_says_incomes_and_the_statuses_that_are_ours(florida: Taken) -> None:
    assert criteria(florida) == {
        "income_limit": 48,
        "residence_status": 17,
        "target_group": 9,
        "excluded_group": 20,
        "condition": 35,
    }
    (shifted,) = [each for each in florida.warnings if each.column == "service_immigration_status"]
    assert (shifted.row, shifted.value) == (65, "false")
