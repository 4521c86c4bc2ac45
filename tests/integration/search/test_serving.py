"""Who serves a place, over HTTP: filter and reason, services without a position, modes, and why nothing is found."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from shapely.geometry import box

from referral.directory.profile import term_of_code
from referral.kit.db import engine
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from referral.places.boundaries.report import RegionDraft
from referral.places.derive import as_multipolygon
from referral.places.store import finish, replace_regions
from referral.search import here
from tests.fixtures.exchange.command import run, run_import
from tests.fixtures.exchange.package import service, uid, write_json

TIRANA, KUKES, VERMOSH = "41.33,19.82", "42.08,20.42", "42.9,19.7"
OFFICE, FAR = (41.331, 19.821), (42.2, 20.5)


def regions(first: str = "AL-11", name: str = "Tiranë") -> None:
    """One in the south-west, and Kukës in the north-east of Albania."""
    areas = {first: (name, box(19, 40, 20.1, 42)), "AL-07": ("Kukës", box(20.1, 40, 21, 43))}
    with unit_of_work(write=True) as session:
        drafts = [
            RegionDraft(code, called, {}, [], None, None, as_multipolygon(shape))
            for code, (called, shape) in areas.items()
        ]
        replace_regions(session, drafts, country="AL", level=1, source="test", approximate=False)
        finish(session, ["AL"], actor=SYSTEM)


def area(number: int, **said: Any) -> dict[str, Any]:
    return {"service_areas": [{"id": uid(f"serves {number}"), **said}]}


def modes(number: int, *said: str) -> dict[str, Any]:
    own = term_of_code()["mode"]
    term = {"id": own.id, "name": own.name, "description": own.name, "code": own.code}
    return {
        "attributes": [
            {
                "id": uid(f"mode {number} {each}"),
                "link_entity": "service",
                "value": each,
                "taxonomy_term": term,
            }
            for each in said
        ]
    }


def virtual(number: int) -> dict[str, Any]:
    """Beside other places, one on the telephone and the net."""
    place = {"id": uid(f"net {number}"), "location_type": "virtual"}
    return {"id": uid(f"at net {number}"), "location": place}


def with_virtual(made: dict[str, Any], number: int) -> dict[str, Any]:
    return {**made, "service_at_locations": [*made["service_at_locations"], virtual(number)]}


SQUARE = {
    "type": "Polygon",
    "coordinates": [[[20, 41.9], [20.9, 41.9], [20.9, 42.5], [20, 42.5], [20, 41.9]]],
}
SERVICES = [
    service("County", number=1, at=[OFFICE], **area(1, name="Qarku i Tiranës")),
    service("Silent", number=2, at=[OFFICE]),
    service(
        "Radius", number=3, at=[OFFICE], **area(3, name="within 30 km"), **modes(3, "outreach", "in_person")
    ),
    service(
        "Map",
        number=4,
        at=[OFFICE],
        **area(4, name="Valley", extent=json.dumps(SQUARE), extent_type="geojson"),
    ),
    with_virtual(service("National line", number=5, **area(5, name="Shqipëria")), 5),
    with_virtual(service("Kukës line", number=6, **area(6, name="Kukës")), 6),
    with_virtual(service("Silent line", number=7), 7),
    with_virtual(service("Far office and net", number=8, at=[FAR], **area(8, name="nationwide")), 8),
    with_virtual(service("Near office and net", number=9, at=[OFFICE], **area(9, name="nationwide")), 9),
    service("Team", number=10, **area(10, name="AL-07"), **modes(10, "outreach")),
    service("Vague", number=11, at=[OFFICE], **area(11, name="the old market")),
]


@pytest.fixture(scope="module")
def serving(module_app: Flask, module_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    engine.configure(module_database_url)
    regions()
    assert (
        run_import(module_app, write_json(tmp_path_factory.mktemp("a") / "services.json", SERVICES)).code == 0
    )
    return module_app


@pytest.fixture
def client(serving: Flask, module_database_url: str) -> FlaskClient:
    engine.configure(module_database_url)
    return serving.test_client()


def ask(client: FlaskClient, **question: Any) -> list[dict[str, Any]]:
    """Results, GET and POST being of one mind."""
    posted = client.post("/api/v1/search", json=question)
    shown = {
        name: str(value).lower() if isinstance(value, bool) else value for name, value in question.items()
    }
    got = client.get("/api/v1/search", query_string=shown)
    assert (got.status_code, posted.status_code) == (200, 200), posted.get_data(as_text=True)
    assert got.get_json()["results"] == posted.get_json()["results"]
    results: list[dict[str, Any]] = got.get_json()["results"]
    return results


def ask_page(client: FlaskClient, **question: Any) -> dict[str, Any]:
    answer: dict[str, Any] = client.post("/api/v1/search", json=question).get_json()
    return answer


def names(results: list[dict[str, Any]]) -> set[str]:
    return {each["service"]["name"] for each in results}


def test_without_the_filter_everybody_is_found_and_says_whom_they_serve(client: FlaskClient) -> None:
    found = {each["service"]["name"]: each["match"].get("serves") for each in ask(client, near=TIRANA)}
    assert found["County"] == {"state": "met", "areas": ["Qarku i Tiranës"]}
    assert found["Radius"] == {"state": "met", "areas": ["within 30 km"]}
    assert found["Map"] == {"state": "unmet", "areas": ["Valley"]}
    assert found["Vague"] == {"state": "unknown", "areas": ["the old market"]}
    assert found["Silent"] is None
    assert all("serves" not in each["match"] for each in ask(client, limit=100))


def test_the_filter_leaves_out_what_certainly_does_not_serve(client: FlaskClient) -> None:
    assert names(ask(client, near=TIRANA, serves=True, limit=100)) == {
        "County", "Silent", "Radius", "National line", "Far office and net", "Near office and net", "Vague",
    }  # fmt: skip
    assert names(ask(client, near=KUKES, serves=True, limit=100)) == {
        "Silent", "Map", "National line", "Kukës line", "Far office and net", "Near office and net", "Team", "Vague",
    }  # fmt: skip
    assert names(ask(client, near=KUKES, serves=False, limit=100)) >= {"County", "Radius"}


def test_outside_every_known_region_no_region_excludes(client: FlaskClient) -> None:
    found = {
        each["service"]["name"]: each["match"] for each in ask(client, near=VERMOSH, serves=True, limit=100)
    }
    assert found["County"]["serves"] == {"state": "unknown", "areas": ["Qarku i Tiranës"]}
    assert "Radius" not in found
    assert "National line" not in found


def test_services_without_a_position_stand_behind_what_is_within_reach(client: FlaskClient) -> None:
    order = [(each["service"]["name"], each["distance_m"]) for each in ask(client, near=TIRANA, limit=100)]
    placed = [name for name, metres in order if metres is not None and metres < 50_000]
    assert {name for name, _ in order[: len(placed)]} == {*placed} >= {"County", "Near office and net"}
    without = [name for name, metres in order if metres is None]
    assert set(without) == {"National line", "Far office and net"}
    assert [name for name, _ in order[len(placed) :]] == without
    near_kukes = {each["service"]["name"]: each["distance_m"] for each in ask(client, near=KUKES, limit=100)}
    assert near_kukes["Far office and net"] is not None
    assert near_kukes["Near office and net"] is None


@pytest.mark.parametrize("radius_km", [0.001, 20, 500])
def test_a_radius_limits_places_and_not_who_calls_or_comes(client: FlaskClient, radius_km: float) -> None:
    found = ask(client, near=KUKES, radius_km=radius_km, limit=100)
    assert {"National line", "Kukës line", "Team", "Near office and net"} <= names(found)
    placed = [each["distance_m"] for each in found if each["distance_m"] is not None]
    assert all(metres <= radius_km * 1_000 for metres in placed)


def test_boxes_and_regions_are_asked_of_places(client: FlaskClient) -> None:
    assert "National line" not in names(ask(client, near=TIRANA, bbox="19,41,20,42", limit=100))
    assert "National line" not in names(ask(client, near=TIRANA, region="AL-11", limit=100))


def test_pages_hold_everything_once(client: FlaskClient) -> None:
    asked: list[dict[str, Any]] = [
        {},
        {"serves": True},
        {"radius_km": 90},
        {"q": "line office"},
        {"q": "net"},
        {"mode": ["remote"]},
    ]
    for question in asked:
        whole = [each["service"]["id"] for each in ask(client, near=TIRANA, limit=100, **question)]
        for limit in (1, 2, 3):
            pages = [ask_page(client, near=TIRANA, limit=limit, **question)]
            while pages[-1]["cursor"]:
                cursor = pages[-1]["cursor"]
                pages.append(ask_page(client, near=TIRANA, limit=limit, cursor=cursor, **question))
            found = [each["service"]["id"] for page in pages for each in page["results"]]
            assert all(len(page["results"]) == limit for page in pages[:-1])
            assert found == whole, (question, limit)


def test_a_cursor_belongs_to_its_filters(client: FlaskClient) -> None:
    cursor = client.post("/api/v1/search", json={"near": TIRANA, "limit": 1}).get_json()["cursor"]
    for more in ({"serves": True}, {"mode": ["remote"]}):
        again = {"near": TIRANA, "limit": 1, "cursor": cursor, **more}
        assert client.post("/api/v1/search", json=again).status_code == 422


def test_how_it_is_delivered(client: FlaskClient) -> None:
    remote = ask(client, mode=["remote"], limit=100)
    assert names(remote) == {
        "National line",
        "Kukës line",
        "Silent line",
        "Far office and net",
        "Near office and net",
    }
    assert all(each["match"]["mode"]["state"] == "met" for each in remote)
    outreach = {
        each["service"]["name"]: each["match"]["mode"] for each in ask(client, mode=["outreach"], limit=100)
    }
    assert outreach == {
        "Radius": {"state": "met", "asked": ["outreach"], "by": ["in_person", "outreach"]},
        "Team": {"state": "met", "asked": ["outreach"], "by": ["outreach"]},
    }
    near = ask(client, near=TIRANA, mode=["remote"], serves=True, limit=100)
    assert {each["service"]["name"]: each["distance_m"] for each in near} == {
        "National line": None, "Far office and net": None, "Near office and net": None,
    }  # fmt: skip
    assert names(ask(client, mode="outreach,in_person", limit=100)) >= {"Radius", "Team", "County"}


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ({"serves": True}, "serves"),
        ({"mode": "by post"}, "mode"),
        ({"serves": "perhaps", "near": TIRANA}, "serves"),
    ],
)
def test_a_wrong_parameter_is_named(client: FlaskClient, question: dict[str, Any], field: str) -> None:
    shown = {name: str(value).lower() for name, value in question.items()}
    posted = client.post("/api/v1/search", json=question)
    for answer in (posted, client.get("/api/v1/search", query_string=shown)):
        assert answer.status_code == 422
        assert [each["field"] for each in answer.get_json()["errors"]] == [field]


def test_nothing_found_says_that_serving_or_the_mode_is_why(client: FlaskClient) -> None:
    question = {"near": KUKES, "serves": True, "q": "County"}
    body = client.post("/api/v1/search", json=question).get_json()
    assert body["results"] == []
    assert "Without serves the nearest is" in body["empty_because"]
    body = client.post("/api/v1/search", json={"q": "County", "mode": ["remote"]}).get_json()
    assert "Without mode there are matches." in body["empty_because"]


def test_modes_and_areas_come_in_and_go_out_alike(
    serving: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    assert client.get("/healthz").status_code == 200
    out = tmp_path / "out.json"
    assert run(serving, "directory", "export", "--format", "hsds-json", out).exit_code == 0
    again = run_import(serving, out, "--dry-run")
    assert again.code == 0
    # A nested term does not say all of our own row: that stays as it is.
    counts = {name: each for name, each in again.report["objects"].items() if name != "taxonomy_term"}
    assert {each["added"] + each["changed"] for each in counts.values()} == {0}
    said = json.loads(out.read_text())
    held = {each["id"]: each for each in said}[uid("service 3")]
    assert sorted(each["value"] for each in held["attributes"]) == ["in_person", "outreach"]


def test_what_cannot_be_read_is_told_at_import_without_its_value(app: Flask, tmp_path: Path) -> None:
    odd = [
        service(
            "Odd",
            number=1,
            at=[OFFICE],
            **area(1, name="x", extent='{"type": "Point"}', extent_type="geojson"),
        ),
        service(
            "Bow", number=2, at=[OFFICE], **area(2, extent=json.dumps(SQUARE).replace("[20.9, 42.5], ", ""))
        ),
    ]
    outcome = run_import(app, write_json(tmp_path / "odd.json", odd))
    assert outcome.code == 0
    told = [each for each in outcome.report["warnings"] if each["column"] == "extent"]
    assert [each["message"] for each in told] == [
        "the extent cannot be used: it holds no Polygon or MultiPolygon"
    ]


def test_a_name_is_read_anew_when_regions_come(
    app: Flask, client: FlaskClient, database_url: str, tmp_path: Path
) -> None:
    engine.configure(database_url)
    fresh = app.test_client()
    assert run_import(app, write_json(tmp_path / "one.json", SERVICES[:1])).code == 0

    def state() -> Any:
        (only,) = fresh.post("/api/v1/search", json={"near": TIRANA}).get_json()["results"]
        return only["match"]["serves"]["state"]

    assert state() == "unknown"
    regions()
    # Processes keep regions for half a minute.
    here._region_index.cache_clear()
    assert state() == "met"
    regions("AL-99", "Elbasan")
    assert state() == "unknown"
