"""What gives a confidential place away in words written for people, and what does not."""

from typing import Any

import pytest

from referral.directory.giveaways import Secrets, given_away, words_known
from referral.directory.rules import revealing_fields

SECRETS = Secrets(
    streets=("Rruga e Kestenjave 417", "Улица Зелена Долина 118"),
    postal_codes=("AL-71057",),
    phones=("+355 69 214 7790",),
    links=("agimi.example.org/house",),
    sentences=("Autobusi 12 deri te pishat e larta",),
    position=(41.3498731, 19.8546312),
    known=words_known(["Tiranë", "Qendra Agimi"]),
)
STREET, CODE, PHONE, LINK, WAY, POSITION = (
    "street",
    "postal code",
    "telephone",
    "website",
    "way",
    "position",
)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("A house at Rruga e Kestenjave 417.", {STREET}),
        ("KESTENJAVE", {STREET}),
        ("Shtëpia në rrugën Kestenjavet", {STREET}),
        ("U ulici Zelena dolina, iza pošte", {STREET}),
        ("Зелена Долина", {STREET}),
        ("In der Straße der Kastanien", set()),
        ("A green valley (зелена башта) and a long dolina", set()),
        ("Post: AL-71057", {CODE}),
        ("Post: AL 71057 Tiranë", {CODE}),
        ("AL-71058", set()),
        ("Call 069/214-77-90 at night", {PHONE}),
        ("Call +355692147790", {PHONE}),
        ("Call 116 123", set()),
        ("See https://www.AGIMI.example.org/house/en", {LINK}),
        ("See https://agimi.example.org", set()),
        ("Merrni autobusi 12, deri te pishat e larta!", {WAY}),
        ("Merrni autobusin 15", set()),
        ("41.3499, 19.8546", {POSITION}),
        ("Latitude 41,34987", {POSITION}),
        ("https://maps.app.goo.gl/abc", {POSITION}),
        ("w3w: ///filled.count.soap", {POSITION}),
        ("Plus code 8GH6+9J", {POSITION}),
        ("Open since 2014; 41.5 beds on average, 1.234.567 ALL a year", set()),
        ("Qendra Agimi helps women in Tiranë and elsewhere", set()),
        ("", set()),
        ("Kestenjave 417, AL-71057, 069 214 7790", {STREET, CODE, PHONE}),
    ],
)
def test_what_a_text_gives_away(text: str, why: set[str]) -> None:
    found = list(given_away(text, SECRETS))
    assert {
        word for word in (STREET, CODE, PHONE, LINK, WAY, POSITION) if any(word in each for each in found)
    } == why
    assert len(found) == len(why)
    assert not any("417" in each or "41.3" in each for each in found), "a reason never quotes"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("A house in Tirana", False),
        ("Rruga Tirana", True),
        ("Tirana 12", True),
        ("from Tirana to Durrës", False),
    ],
)
def test_a_street_that_is_called_like_a_town_is_told_by_what_stands_beside_it(text: str, told: bool) -> None:
    secrets = Secrets(
        streets=("Rruga Tirana 12",), position=(1.0, 1.0), known=words_known(["Tiranë", "Tirana"])
    )
    assert bool(list(given_away(text, secrets))) is told


def test_a_place_without_a_position_tolerates_no_pair_of_coordinates() -> None:
    assert list(given_away("41.1234, 19.1234", Secrets()))
    assert not list(given_away("41.1234", Secrets()))


def test_a_number_that_is_too_short_to_be_a_telephone_of_its_own_is_none() -> None:
    assert not list(given_away("Ask for 112 or 1234567", Secrets(phones=("112",), position=(0.0, 0.0))))


SERVICE: dict[str, Any] = {"id": "s", "name": "Shelter", "description": "Safe", "status": "active"}


def revealed(secrets: Secrets = SECRETS, /, **rows: list[dict[str, Any]]) -> set[tuple[str, str, str]]:
    found = revealing_fields({"service": [SERVICE], **rows}, secrets)
    assert all(each.why for each in found)
    return {(each.object, each.id, each.field) for each in found}


def test_a_listing_that_gives_nothing_away_may_be_published() -> None:
    office = {"id": "p", "organization_id": "o", "number": "+355 4 000 000"}
    place = {
        "id": "l",
        "location_type": "physical",
        "latitude": 41.35,
        "longitude": 19.85,
        "organization_id": "o",
    }
    assert (
        revealed(phone=[office], location=[place], schedule=[{"id": "h", "location_id": "l", "byday": "MO"}])
        == set()
    )


@pytest.mark.parametrize(
    ("name", "row", "field"),
    [
        ("address", {"location_id": "l", "address_1": "Rruga 1"}, "location_id"),
        ("phone", {"location_id": "l", "number": "1"}, "location_id"),
        ("phone", {"service_at_location_id": "a", "number": "1"}, "service_at_location_id"),
        ("contact", {"service_id": "s", "name": "N"}, "service_id"),
        ("accessibility", {"location_id": "l", "description": "Ramp"}, "location_id"),
        ("url", {"service_id": "s", "url": "https://x.example.org"}, "service_id"),
        ("location", {"name": "House"}, "name"),
        ("location", {"transportation": "Bus"}, "transportation"),
        ("location", {"external_identifier": "cadastre 7"}, "external_identifier"),
        ("service", {"email": "x@example.org"}, "email"),
        ("service", {"url": "https://x.example.org"}, "url"),
        ("service_at_location", {"description": "Behind the school"}, "description"),
    ],
)
def test_what_belongs_to_the_place_itself_must_not_stand_in_public(
    name: str, row: dict[str, Any], field: str
) -> None:
    assert revealed(**{name: [{"id": "x", **row}]}) == {(name, "x", field)}


def test_texts_of_all_that_is_answered_with_it_are_read() -> None:
    telling = "Kestenjave 417"
    rows: dict[str, list[dict[str, Any]]] = {
        "organization": [{"id": "o", "description": telling}],
        "program": [{"id": "p", "description": telling}],
        "required_document": [{"id": "d", "service_id": "s", "document": telling}],
        "schedule": [{"id": "h", "service_id": "s", "notes": telling}],
        "attribute": [{"id": "a", "link_id": "s", "value": "069 214 7790", "taxonomy_term_id": "t"}],
    }
    assert revealed(**rows) == {
        ("organization", "o", "description"),
        ("program", "p", "description"),
        ("required_document", "d", "document"),
        ("schedule", "h", "notes"),
        ("attribute", "a", "value"),
    }
