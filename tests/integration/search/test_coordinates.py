"""0 is a coordinate; the date line and the poles are places like others; what is no position is said to be none."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyproj import Geod

from tests.fixtures.exchange.command import rows_of, run_import
from tests.fixtures.exchange.package import service, uid, write_json

PLACES = {
    0: (0.0, 0.0), 1: (0.0, 20.5), 2: (41.0, 0.0), 3: (-17.0, 179.95), 4: (-17.0, -179.9), 5: (-17.0, 180.0),
    6: (-17.0, -180.0), 7: (89.99, 0.0), 8: (89.99, 180.0), 9: (90.0, 0.0), 10: (-90.0, 77.0), 11: (-89.9, -120.0),
    12: (41.33, 19.82),
}  # fmt: skip
GEOD = Geod(ellps="WGS84")


@pytest.fixture(scope="module")
def filled(module_app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    services = [service(f"At {number}", number=number, at=[place]) for number, place in PLACES.items()]
    path = write_json(tmp_path_factory.mktemp("places") / "places.json", services)
    outcome = run_import(module_app, path)
    assert outcome.code == 0
    assert outcome.objects["location"]["added"] == len(PLACES)
    doubted = [each["value"] for each in outcome.report["warnings"] if "0, 0" in str(each["value"])]
    assert len(doubted) == 1, "a place at 0, 0 is kept, and told"
    return module_app


@pytest.fixture
def client(filled: Flask, module_client: FlaskClient) -> FlaskClient:
    return module_client


def ask(client: FlaskClient, **question: Any) -> list[tuple[int, str]]:
    response = client.get("/api/v1/search", query_string={"limit": 100, **question})
    assert response.status_code == 200, response.get_data(as_text=True)
    return [(each["distance_m"], each["service"]["id"]) for each in response.get_json()["results"]]


def by_hand(latitude: float, longitude: float) -> list[tuple[int, str]]:
    found = []
    for number, (lat, lon) in PLACES.items():
        metres = GEOD.inv(longitude, latitude, lon, lat)[2]
        found.append((round(metres), uid(f"service {number}")))
    return sorted(found)


@pytest.mark.parametrize(
    "near",
    ["0,0", "0,20", "41,0", "-17,179.99", "-17,-179.99", "-17,180", "-17,-180", "90,0", "89.9,90", "-90,0", "-89,-120"],
)  # fmt: skip
def test_the_nearest_are_right_everywhere(client: FlaskClient, near: str) -> None:
    latitude, longitude = (float(each) for each in near.split(","))
    assert ask(client, near=near) == by_hand(latitude, longitude)
    within = [each for each in by_hand(latitude, longitude) if each[0] <= 50_000]
    assert ask(client, near=near, radius_km="50") == within


def test_a_place_at_zero_is_found_at_zero(client: FlaskClient) -> None:
    assert ask(client, near="0,0", radius_km="1") == [(0, uid("service 0"))]
    assert ask(client, near="0.0,0.0", limit=1) == [(0, uid("service 0"))]
    assert rows_of("search_site", ("count(*)",), "longitude IS NULL") == [(0,)]


def test_a_box_may_cross_the_date_line(client: FlaskClient) -> None:
    across = {id_ for _, id_ in ask(client, bbox="179,-18,-179,-16")}
    assert across == {uid(f"service {number}") for number in (3, 4, 5, 6)}
    assert {id_ for _, id_ in ask(client, bbox="-1,-1,1,1")} == {uid("service 0")}


@pytest.mark.parametrize(
    ("near", "said"),
    [
        ("120.5,41.3", "swapped"),
        ("91,0", "Latitude"),
        ("-90.01,0", "Latitude"),
        ("41,181", "Longitude"),
        ("nan,20", "finite"),
        ("41,inf", "finite"),
        ("1e400,0", "finite"),
    ],
)
def test_what_is_no_position_is_told(client: FlaskClient, near: str, said: str) -> None:
    response = client.get("/api/v1/search", query_string={"near": near})
    assert response.status_code == 422
    assert response.get_json()["errors"][0]["field"] == "near"
    assert said in response.get_data(as_text=True)


@pytest.mark.parametrize(
    "box", ["1,2,3", "0,41,0,40", "0,-91,1,1", "-181,0,1,1", "a,b,c,d", "nan,0,1,1", "0,0,inf,1"]
)
def test_what_is_no_box_is_told(client: FlaskClient, box: str) -> None:
    response = client.get("/api/v1/search", query_string={"bbox": box})
    assert response.status_code == 422
    assert response.get_json()["errors"][0]["field"] == "bbox"


@pytest.mark.parametrize("position", [(120.5, 41.3), (999, 999), ("north", "east"), (None, 20), ("", "")])
def test_a_place_without_a_usable_position_is_kept_and_found_by_words(
    app: Flask, tmp_path: Path, position: tuple[Any, Any]
) -> None:
    each = service("Wordless", number=99, at=[(0, 0)])
    each["service_at_locations"][0]["location"] |= {"latitude": position[0], "longitude": position[1]}
    outcome = run_import(app, write_json(tmp_path / "one.json", [each]))
    assert outcome.code == 0
    assert outcome.total("rejected") == 0
    with app.test_client() as own:
        results = own.get("/api/v1/search", query_string={"q": "wordless"}).get_json()["results"]
        assert [each["service"]["id"] for each in results] == [uid("service 99")]
