"""A listing whose public words would give its place away is kept out of the public, named, and shown when put right."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from referral.directory.errors import NoSuchService, StillRevealing
from referral.directory.profile import term_of_code
from referral.directory.service import publish_service
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from referral.kit.ids import new_id
from tests.fixtures.exchange.command import rows_of, run
from tests.integration.confidential.conftest import Import
from tests.integration.confidential.houses import Source, hidden_houses, id_of, organization, position

SERVICE, PLACE = id_of("service", "one need"), id_of("location", "one need")


def shelter(**fields: str) -> Source:
    """A hidden house in a street with a name, whose service says this as well."""
    made = hidden_houses("one need")
    made.row("address", "one need").update(
        address_1="Rruga e Kestenjave 417", postal_code="AL-71057", city="Tiranë"
    )
    made.row("phone", "one need", "location_id")["number"] = "+355 69 214 7790"
    made.row("location", "one need")["transportation"] = "Autobusi 12 deri te pishat e larta"
    made.row("service", "one need").update(fields)
    return made


def names(client: FlaskClient) -> list[str]:
    return [each["name"] for each in client.get("/api/v1/services").get_json()["contents"]]


def shown(client: FlaskClient) -> bool:
    """Whether the service is public; in all ways, or in none."""
    ways = {
        client.get(f"/api/v1/services/{SERVICE}").status_code == 200,
        bool(client.get("/api/v1/search").get_json()["results"]),
        bool(client.get("/api/v1/services").get_json()["total_items"]),
        bool(client.get("/api/v1/service_at_locations").get_json()["total_items"]),
    }
    assert len(ways) == 1
    return ways.pop()


@pytest.mark.parametrize(
    ("field", "text", "why"),
    [
        ("description", "Safe rooms in Kestenjave street", "names the street"),
        ("name", "Shtëpia Kestenjave 417", "names the street"),
        ("application_process", "Call 069 214 77 90 and say that it is urgent", "telephone number"),
        ("alert", "Post goes to AL-71057", "postal code"),
        ("eligibility_description", "Merrni autobusi 12 deri te pishat e larta", "tells the way"),
        ("fees_description", "41.7313, 20.1313", "position"),
        ("licenses", "https://maps.app.goo.gl/abc", "position"),
    ],
)
def test_a_text_that_gives_the_place_away_keeps_the_listing_out_and_is_named(
    take: Import, client: FlaskClient, field: str, text: str, why: str
) -> None:
    if "41." in text:
        text = f"{position('one need')[0]:.4f}, {position('one need')[1]:.4f}"
    outcome = take(shelter(**{field: text}))
    (warning,) = [each for each in outcome.report["warnings"] if "is not published" in each["message"]]
    assert (warning["object"], warning["column"], warning["value"]) == ("service", field, None)
    assert why in warning["message"]
    assert warning["row"] == 2
    assert not shown(client)
    assert take(shelter(**{field: "Safe rooms"})).code == 0
    assert shown(client)


def test_what_gives_nothing_away_is_shown(take: Import, client: FlaskClient) -> None:
    outcome = take(shelter(description="Safe rooms in Tiranë, near the lake. Call +355 4 000 0001."))
    assert "is not published" not in str(outcome.report["warnings"])
    assert shown(client)


def test_an_organisation_whose_words_give_the_place_away_is_kept_out_with_its_services(
    take: Import, client: FlaskClient
) -> None:
    made = shelter()
    made.row("organization", "o")["description"] = "We keep a house in rruga Kestenjave."
    made.add("service", "kitchen", organization_id=organization(made), name="Kitchen", status="active")
    outcome = take(made)
    assert "organization" in {each["object"] for each in outcome.report["warnings"]}
    assert names(client) == []
    assert client.get("/api/v1/organizations").get_json()["total_items"] == 0
    made.row("organization", "o")["description"] = "We keep a house."
    take(made)
    assert names(client) == ["Help for one need", "Kitchen"] or set(names(client)) == {
        "Help for one need",
        "Kitchen",
    }


def test_a_street_where_the_office_is_too_is_no_secret(take: Import, client: FlaskClient) -> None:
    made = shelter(description="Ask at the office, Rruga e Kestenjave 417")
    office = made.add(
        "location", "office", location_type="physical", organization_id=organization(made), name="Office"
    )
    made.add(
        "address", "office", location_id=office, address_1="rruga e Kestenjave 417", city="Tiranë", state_province="-",
        postal_code="1", country="AL", address_type="physical",
    )  # fmt: skip
    take(made)
    assert shown(client)


def test_a_front_gate_that_is_the_places_own_telephone_is_none(take: Import, client: FlaskClient) -> None:
    made = shelter()
    gate(made, "service", SERVICE, front_gate_phone="069 2147790")
    outcome = take(made)
    assert "attribute" in {
        each["object"] for each in outcome.report["warnings"] if "published" in each["message"]
    }
    assert not shown(client)


def gate(made: Source, entity: str, id_: str, **said: str) -> None:
    """Attributes of our profile."""
    for code, value in said.items():
        made.add(
            "attribute", id_, code, link_id=id_, link_entity=entity, taxonomy_term_id=term_of_code()[code].id,
            value=value,
        )  # fmt: skip


def test_the_front_gate_stands_in_for_the_places_own_contacts(take: Import, client: FlaskClient) -> None:
    made = shelter()
    gate(
        made,
        "organization",
        id_of("organization", "o"),
        front_gate_phone="+355 4 111 1111",
        front_gate_note="By day",
    )
    take(made)
    (found,) = client.get("/api/v1/search?q=help").get_json()["results"]
    assert found["service"]["front_gate"] == {"phone": "+355 4 111 1111", "note": "By day"}
    assert [each["number"] for each in found["service"]["phones"]] == ["+355 4 111 1111"]
    gate(
        made,
        "service",
        SERVICE,
        front_gate_phone="+355 4 222 2222",
        front_gate_website="https://gate.example.org",
    )
    take(made)
    (found,) = client.get("/api/v1/search?q=help").get_json()["results"]
    assert found["service"]["front_gate"] == {
        "phone": "+355 4 222 2222",
        "website": "https://gate.example.org",
    }
    attributes = client.get(f"/api/v1/services/{SERVICE}").get_json()["attributes"]
    assert "+355 4 222 2222" in {each.get("value") for each in attributes}


def correct(**values: Any) -> None:
    """Somebody puts the service right, here and not at the source."""
    with unit_of_work(write=True) as session:
        assignments = ", ".join(f"{name} = :{name}" for name in values)
        session.execute(
            sa.text(f"UPDATE service SET {assignments} WHERE id = :id"), {**values, "id": SERVICE}
        )


def test_the_commands_name_what_is_wrong_and_publish_what_is_right(
    app: Flask, take: Import, client: FlaskClient
) -> None:
    take(shelter(description="In Kestenjave", alert="069 214 7790"))
    listed = run(app, "directory", "revealing").output
    for field in ("description", "alert"):
        assert f"service {SERVICE}, {field}: " in listed
    refused = run(app, "directory", "publish", SERVICE)
    assert refused.exit_code == 1
    assert f"service {SERVICE}, alert: holds the telephone number" in refused.output
    assert "2147790" not in refused.output.replace(" ", "")
    assert "estenjave" not in refused.output
    correct(description="Safe", alert=None)
    assert not shown(client)
    published = run(app, "directory", "publish", SERVICE)
    assert published.exit_code == 0, published.output
    assert "audience: public" in published.output
    assert shown(client)
    assert "0 services" in run(app, "directory", "revealing").output
    assert run(app, "directory", "publish", new_id()).exit_code == 1
    assert rows_of("audit_entry", ["action"]) == [("directory:service:published",)]


def test_publishing_withholds_what_has_come_to_stand_in_public_since(
    take: Import, client: FlaskClient, held: Callable[..., list[dict[str, Any]]]
) -> None:
    take(shelter())
    correct(email="house@example.org")
    with unit_of_work(write=True) as session:
        assert publish_service(session, SYSTEM, SERVICE) == "public"
    assert [each["email"] for each in held("service")] == [None]
    assert "house@example.org" in str(held("location_private"))


def test_publishing_refuses_in_one_transaction(take: Import) -> None:
    take(shelter(description="In Kestenjave"))
    with pytest.raises(StillRevealing) as refusal, unit_of_work(write=True) as session:
        publish_service(session, SYSTEM, SERVICE)
    (named,) = refusal.value.extra["revealed"]
    assert (named["object"], named["id"], named["field"]) == ("service", SERVICE, "description")
    with pytest.raises(NoSuchService), unit_of_work(write=True) as session:
        publish_service(session, SYSTEM, new_id())
    assert rows_of("audit_entry", ["action"]) == []


def test_an_address_that_comes_later_makes_an_earlier_text_telling(take: Import, client: FlaskClient) -> None:
    made = shelter(description="In Kestenjave")
    address = made.tables.pop("address")
    take(made)
    assert shown(client)
    made.tables["address"] = address
    take(made.only("address"))
    assert not shown(client)
