"""Whatever comes first: what was public is taken away, what comes later is withheld, and nothing comes out again."""

from collections.abc import Callable
from typing import Any

import pytest

from referral.directory.needs import need
from tests.integration.confidential.conftest import Import
from tests.integration.confidential.houses import (
    CANARY,
    Source,
    attribute,
    canary,
    hidden_houses,
    house,
    id_of,
    mark,
    organization,
    position,
)
from tests.integration.confidential.scanning import leaks

Held = Callable[..., list[dict[str, Any]]]
LATE = position("late")


def open_house() -> Source:
    source = Source()
    house(source, "late")
    return source


@pytest.fixture
def opened(take: Import) -> Source:
    """A house that stands open, with a change behind it, so that there is history."""
    source = open_house()
    take(source)
    source.row("location", "late")["name"] = canary("late", "changed name")
    source.row("service", "late")["url"] = f"https://{CANARY}-changed.example.org"
    take(source)
    assert len(leaks([LATE])) > 30
    return source


@pytest.mark.parametrize("way", ["attribute of the tie", "two needs", "foreign term"])
def test_an_open_place_that_becomes_confidential_leaves_nothing_behind(
    take: Import, held: Held, opened: Source, way: str
) -> None:
    mark(opened, "late", way)
    assert take(opened).objects["location"]["changed"] == 1
    assert leaks([LATE]) == []
    (private,) = held("location_private")
    assert (private["latitude"], private["longitude"]) == LATE
    assert canary("late", "changed name") in str(private["withheld"])


@pytest.mark.parametrize("way", ["attribute of the location", "foreign term"])
def test_the_mark_alone_is_enough(take: Import, held: Held, opened: Source, way: str) -> None:
    """A file with nothing but the attribute: place, service and tie stand only in the directory."""
    mark(opened, "late", way)
    later = opened.only("taxonomy", "taxonomy_term")
    later.tables["attribute"] = opened.tables["attribute"][-1:]
    take(later)
    assert leaks([LATE]) == []
    (place,) = held("location")
    assert (place["confidential"], place["cell_km"]) == (True, 5.0)
    assert f"{CANARY} late street" in str(held("location_private")[0]["withheld"])


def test_a_second_need_of_a_later_file_makes_it_a_shelter_for_victims(take: Import, held: Held) -> None:
    source = open_house()
    attribute(source, "late", "service", need("emergency-shelter").id)
    take(source)
    assert leaks([LATE])
    later = Source()
    attribute(later, "late", "service", need("trafficking-assistance").id)
    take(later)
    assert leaks([LATE]) == []


def test_an_open_service_that_moves_into_a_hidden_house_loses_what_leads_there(
    take: Import, held: Held
) -> None:
    source = hidden_houses("attribute of the location")
    house(source, "late")
    take(source)
    later = Source()
    later.add(
        "service_at_location", "moved", service_id=id_of("service", "late"),
        location_id=id_of("location", "attribute of the location"),
    )  # fmt: skip
    take(later)
    (service,) = held("service", f"id = '{id_of('service', 'late')}'")
    assert (service["url"], service["email"]) == (None, None)
    assert held("phone", f"service_id = '{service['id']}'") == []
    assert not [each for each in leaks([position("attribute of the location")]) if "attributeofthe" in each]


def test_two_services_at_one_place_of_which_one_is_a_shelter_are_both_hidden(take: Import) -> None:
    source = hidden_houses("one need")
    house(source, "other")
    source.row("service_at_location", "other")["location_id"] = id_of("location", "one need")
    source.tables["location"] = [
        row for row in source.tables["location"] if row["id"] != id_of("location", "other")
    ]
    for rows in source.tables.values():
        for row in rows:
            if row.get("location_id") == id_of("location", "other"):
                row["location_id"] = id_of("location", "one need")
            if row.get("link_id") == id_of("location", "other"):
                row["link_id"] = id_of("location", "one need")
            if row.get("resource_id") == id_of("location", "other"):
                row["resource_id"] = id_of("location", "one need")
    take(source)
    assert leaks([position("one need"), position("other")]) == []


def test_an_address_of_a_later_file_is_withheld(take: Import, held: Held) -> None:
    take(hidden_houses("one need"))
    later = Source()
    place, site = id_of("location", "one need"), id_of("service_at_location", "one need")
    withheld = id_of("contact", "one need", "location_id"), id_of("phone", "one need", "location_id")
    later.add(
        "address", "later", location_id=place, address_1=canary("one need", "later"), city="A", state_province="A",
        postal_code="1", country="AL", address_type="physical",
    )  # fmt: skip
    later.add("phone", "later", service_at_location_id=site, number=canary("one need", "later number"))
    later.add("phone", "of contact", contact_id=withheld[0], number=canary("one need", "later direct"))
    later.add(
        "language", "of phone", phone_id=withheld[1], name="shqip", note=canary("one need", "later note")
    )
    outcome = take(later)
    assert outcome.total("rejected") == 0
    assert leaks([]) == []
    (private,) = held("location_private")
    for word in ("later", "later number", "later direct", "later note", "street"):
        assert canary("one need", word) in str(private["withheld"]), word


def test_a_place_stays_confidential_when_a_later_file_does_not_say_so(take: Import, held: Held) -> None:
    source = hidden_houses("attribute of the location")
    take(source)
    before = held("location")
    source.tables["attribute"] = [
        row for row in source.tables["attribute"] if row["link_entity"] != "location"
    ]
    take(source)
    assert held("location") == before
    assert leaks([position("attribute of the location")]) == []


def test_a_later_file_that_says_open_is_told_that_a_person_has_to_decide(take: Import, held: Held) -> None:
    take(hidden_houses("attribute of the location"))
    source = Source()
    house(source, "attribute of the location")
    term = source.add("taxonomy_term", "confidential", name="Confidential", description="Hidden")
    attribute(source, "attribute of the location", "location", term, value="no")
    outcome = take(source)
    assert leaks([position("attribute of the location")]) == []
    assert "until a person opens it" in str(outcome.report["warnings"])


def test_the_sources_word_stands_over_what_its_needs_imply(take: Import, held: Held) -> None:
    source = open_house()
    mark(source, "late", "two needs")
    term = source.add("taxonomy_term", "confidential", name="Confidential", description="Hidden")
    attribute(source, "late", "service", term, value="no")
    take(source)
    assert [each["confidential"] for each in held("location")] == [False]


def test_a_line_without_coordinates_leaves_the_cell_as_it_is(take: Import, held: Held) -> None:
    take(hidden_houses("one need"))
    before, private = held("location"), held("location_private")
    later = Source()
    later.add("location", "one need", location_type="physical", name=canary("one need", "new name"))
    take(later)
    assert held("location") == before
    assert leaks([]) == []
    (after,) = held("location_private")
    assert (after["latitude"], after["longitude"]) == (private[0]["latitude"], private[0]["longitude"])
    assert canary("one need", "new name") in str(after["withheld"])


def test_a_reference_that_leads_to_a_hidden_place_only_later_brings_nothing_out(
    take: Import, held: Held
) -> None:
    first = Source()
    owner = organization(first)
    place = id_of("location", "one need")
    first.add("phone", "early", organization_id=owner, location_id=place, number=canary("one need", "early"))
    take(first)
    assert [each["value"] for each in held("unresolved_reference", key="object")] == [place]
    take(hidden_houses("one need"))
    assert leaks([position("one need")]) == []
    assert held("unresolved_reference", key="object") == []


def test_a_reference_of_a_withheld_row_leaves_no_trace(take: Import, held: Held) -> None:
    source = hidden_houses("one need")
    source.row("phone", "one need", "location_id")["service_id"] = id_of("service", "nowhere")
    take(source)
    assert held("unresolved_reference", key="object") == []
    later = Source()
    later.add("service", "nowhere", organization_id=organization(later), name="Came later", status="active")
    take(later)
    assert leaks([position("one need")]) == []
