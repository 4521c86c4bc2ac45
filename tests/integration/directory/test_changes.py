"""What a later import changes, and only that: counts, history, and what the search finds afterwards."""

import copy
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from referral.access.models import ApiKey
from referral.directory.needs import need
from referral.kit.clock import now
from referral.kit.db.work import unit_of_work
from referral.kit.ids import new_id
from tests.fixtures.exchange.command import index_rows, rows_of, run, run_import
from tests.fixtures.exchange.package import service, uid, write_json


def two(**more: Any) -> list[dict[str, Any]]:
    services = [service(f"Word{number}", number=number, at=[(42, 20 + number)], **more) for number in (0, 1)]
    services[0]["phones"] = [{"id": uid("phone"), "number": "+355 4 111"}]
    return services


def found(client: FlaskClient, **question: Any) -> list[str]:
    response = client.get("/api/v1/search", query_string=question)
    assert response.status_code == 200, response.get_data(as_text=True)
    return [each["service"]["id"] for each in response.get_json()["results"]]


def document(client: FlaskClient, number: int) -> Any:
    results = client.get("/api/v1/search", query_string={"near": "42,20"}).get_json()["results"]
    return next(each for each in results if each["service"]["id"] == uid(f"service {number}"))


@pytest.fixture
def first(app: Flask, tmp_path: Path) -> list[dict[str, Any]]:
    services = two()
    assert run_import(app, write_json(tmp_path / "s.json", services)).total("rejected") == 0
    return services


def again(app: Flask, tmp_path: Path, services: Any, *options: str) -> Any:
    """Imports, and checks that the index is as if it were made anew."""
    outcome = run_import(app, write_json(tmp_path / "s.json", services), *options)
    kept = index_rows()
    run(app, "directory", "index", "--all")
    assert index_rows() == kept, "the index did not follow the directory"
    return outcome


def test_only_what_changed_is_counted_as_changed_and_leaves_history(
    app: Flask, client: FlaskClient, tmp_path: Path, first: list[dict[str, Any]]
) -> None:
    first[1]["description"] = "Now with words"
    first[1]["name"] = "Wordnew"
    outcome = again(app, tmp_path, first)
    changed = {name: row["changed"] for name, row in outcome.objects.items() if row["changed"]}
    assert changed == {"service": 1}
    assert outcome.total("added") == 0
    history = rows_of(
        "metadata", ("resource_id", "resource_type", "field_name", "previous_value", "replacement_value")
    )
    assert {tuple(str(each) for each in row) for row in history} == {
        (uid("service 1"), "service", "description", "(none)", "Now with words"),
        (uid("service 1"), "service", "name", "Word1", "Wordnew"),
    }
    assert found(client, q="wordnew") == [uid("service 1")]
    assert found(client, q="wrodnew") == [uid("service 1")], "typos of a new word are understood at once"


def test_a_phone_that_moves_leaves_one_service_and_reaches_the_other(
    app: Flask, client: FlaskClient, tmp_path: Path, first: list[dict[str, Any]]
) -> None:
    first[1]["phones"] = first[0].pop("phones")
    assert again(app, tmp_path, first).objects["phone"]["changed"] == 1
    assert "phones" not in document(client, 0)["service"]
    assert document(client, 1)["service"]["phones"][0]["number"] == "+355 4 111"


def test_a_language_of_a_phone_reaches_the_search(
    app: Flask, client: FlaskClient, tmp_path: Path, first: list[dict[str, Any]]
) -> None:
    # Who has not said any language is shown to be asked: both.
    assert len(found(client, languages="sq")) == 2
    first[0]["languages"], first[1]["languages"] = (
        [{"id": uid(f"spoken {number}"), "code": "en"}] for number in (0, 1)
    )
    again(app, tmp_path, first)
    assert found(client, languages="sq") == []
    first[0]["phones"][0]["languages"] = [{"id": uid("language"), "code": "sq"}]
    again(app, tmp_path, first)
    assert found(client, languages="sq") == [uid("service 0")]
    assert found(client, languages="%,_q,s_") == []


def test_an_organisation_that_is_renamed_is_found_by_its_new_name(
    app: Flask, client: FlaskClient, tmp_path: Path, first: list[dict[str, Any]]
) -> None:
    for each in first:
        each["organization"]["name"] = "Kryqi Kuq"
    assert again(app, tmp_path, first).objects["organization"]["changed"] == 1
    assert len(found(client, q="kryqi")) == 2
    assert found(client, q="zeta") == []
    assert document(client, 0)["organization"]["name"] == "Kryqi Kuq"


def test_a_place_that_moves_is_found_where_it_is_now(
    app: Flask, client: FlaskClient, tmp_path: Path, first: list[dict[str, Any]]
) -> None:
    first[0]["service_at_locations"][0]["location"]["latitude"] = -33
    assert again(app, tmp_path, first).objects["location"]["changed"] == 1
    assert found(client, near="-33,20", radius_km="1") == [uid("service 0")]
    assert found(client, near="42,20", radius_km="1") == []


def test_a_need_that_is_added_is_found(
    app: Flask, client: FlaskClient, tmp_path: Path, first: list[dict[str, Any]]
) -> None:
    term = {"id": need("legal-aid").id, "name": "Legal aid", "description": "-"}
    first[0]["attributes"] = [{"id": uid("attribute"), "link_entity": "service", "taxonomy_term": term}]
    again(app, tmp_path, first)
    assert found(client, need="legal-aid") == [uid("service 0")]


def test_what_vanished_from_a_complete_source_is_withdrawn_and_comes_back(
    app: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    services = two()
    again(app, tmp_path, services, "--source", "register")
    rehearsed = run_import(
        app, write_json(tmp_path / "s.json", services[:1]), "--source", "register", "--dry-run"
    )
    gone = again(app, tmp_path, services[:1], "--source", "register")
    assert gone.report["withdrawn"] == rehearsed.report["withdrawn"] == {"service": 1, "location": 1}
    assert found(client, near="42,20") == [uid("service 0")]
    assert client.get(f"/api/v1/services/{uid('service 1')}").get_json()["status"] == "inactive"

    back = again(app, tmp_path, services, "--source", "register")
    assert back.objects["service"] == {"read": 2, "added": 0, "changed": 1, "unchanged": 1, "rejected": 0}
    assert len(found(client, near="42,20")) == 2
    assert client.get(f"/api/v1/services/{uid('service 1')}").get_json()["status"] == "active"
    assert again(app, tmp_path, services, "--source", "register").total("changed") == 0


def test_another_source_withdraws_nothing(app: Flask, tmp_path: Path) -> None:
    services = two()
    again(app, tmp_path, services, "--source", "register")
    again(app, tmp_path, services[1:], "--source", "other")
    gone = again(app, tmp_path, services[:1], "--source", "other")
    assert gone.report["withdrawn"] == {"service": 1, "location": 1}
    assert again(app, tmp_path, services[:1]).report["withdrawn"] == {}


def test_a_refused_row_and_an_empty_file_are_no_reason_to_withdraw(app: Flask, tmp_path: Path) -> None:
    services = two()
    again(app, tmp_path, services, "--source", "register")
    broken = copy.deepcopy(services)
    broken[1]["organization"] = None
    broken[1]["organization_id"] = uid("nobody")
    refused = again(app, tmp_path, broken, "--source", "register")
    assert refused.objects["service"]["rejected"] == 1
    assert "service" not in refused.report["withdrawn"]
    empty = run_import(app, write_json(tmp_path / "s.json", []), "--source", "register")
    assert empty.code == 1
    assert rows_of("service", ("count(*)",), "withdrawn_at IS NULL") == [(2,)]


def test_an_organisation_with_keys_is_not_withdrawn_but_told(app: Flask, tmp_path: Path) -> None:
    services = two()
    again(app, tmp_path, services, "--source", "register")
    with unit_of_work(write=True) as session:
        session.add(
            ApiKey(
                id=new_id(),
                organization_id=uid("organization"),
                name="key",
                prefix="abc",
                key_hash="-",
                scopes=[],
                created_at=now(),
                expires_at=now(),
            )
        )
    for each in services:
        each["organization"] = {"id": uid("other"), "name": "Other", "description": "-"}
    outcome = again(app, tmp_path, services, "--source", "register")
    assert "organization" not in outcome.report["withdrawn"]
    assert any(uid("organization") == each["value"] for each in outcome.report["warnings"])
