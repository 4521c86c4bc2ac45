"""What HTTP gives to anybody: no canary, nothing nearer than the cell, the same bytes wherever in it the place is."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from referral.kit.db import engine
from referral.places.cells import box_of
from tests.fixtures.application import settings_for
from tests.fixtures.databases import fresh_database
from tests.fixtures.exchange.command import run_import
from tests.integration.confidential.conftest import load_towns
from tests.integration.confidential.houses import (
    CANARY,
    LATITUDE,
    LONGITUDE,
    WAYS,
    Source,
    hidden_houses,
    house,
    id_of,
    position,
)

MOMENT = "2026-11-22T10:00:00Z"
SHELTER = "need=shelter-violence"
NEAR = f"near={LATITUDE},{LONGITUDE}"
SERVICE, PLACE = id_of("service", "one need"), id_of("location", "one need")
QUESTIONS = [
    f"/search?{NEAR}&limit=50",
    f"/search?{NEAR}&radius_km=30&need=shelter",
    f"/search?q={CANARY}",
    f"/search?q=help&{NEAR}",
    "/search?q=house",
    "/search?bbox=19,41,21,43",
    "/search?within=19,41%2021,41%2021,43%2019,43",
    "/services?full=true",
    "/services?format=ndjson&full=true",
    f"/services?search={CANARY}",
    "/services?minimal=true",
    f"/services/{SERVICE}",
    "/service_at_locations?full=true",
    "/service_at_locations?format=ndjson",
    f"/service_at_locations/{id_of('service_at_location', 'one need')}",
    f"/service_at_locations?postcode={CANARY}%20oneneed%20code",
    f"/service_at_locations?postcode={CANARY}%20oneneed%20code&proximity=100000",
    "/organizations?full=true&full_service=true",
    "/organizations?format=ndjson&full=true",
    f"/organizations/{id_of('organization', 'o')}",
    "/taxonomies",
    "/taxonomy_terms?format=ndjson",
]


@contextmanager
def served(kind: str, var: Path, source: Source) -> Iterator[FlaskClient]:
    """The application on a database of its own with this source in it."""
    from referral.factory import create_app

    with fresh_database(kind) as url:
        app: Flask = create_app(settings_for(url, var), testing=True)
        load_towns()
        assert run_import(app, source.write_tables(var / f"source{len(list(var.iterdir()))}")).code == 0
        with app.test_client() as client:
            yield client
        engine.configure(url)


def ask(client: FlaskClient, path: str, **json: Any) -> Any:
    response = client.post(f"/api/v1{path}", json=json) if json else client.get(f"/api/v1{path}")
    assert response.status_code == 200, (path, response.text[:300])
    return response


def answers(client: FlaskClient) -> dict[str, tuple[bytes, dict[str, str]]]:
    """Body and headers of every question."""
    given = {}
    for path in QUESTIONS:
        response = ask(client, path)
        headers = {name: value for name, value in response.headers if name not in ("Date", "X-Request-ID")}
        given[path] = (response.data, headers)
    posted = ask(client, "/search", near=f"{LATITUDE},{LONGITUDE}", limit=50)
    given["POST /search"] = (posted.data, {})
    return given


def test_no_answer_holds_a_canary_or_an_exact_coordinate(database_kind: str, tmp_path: Path) -> None:
    exact = [f"{number:.4f}" for way in WAYS for number in position(way)]
    with served(database_kind, tmp_path, hidden_houses()) as client:
        given = answers(client)
        assert len(ask(client, f"/search?{NEAR}&limit=50").json["results"]) == len(WAYS)
    for path, (body, headers) in given.items():
        text = body.decode().lower() + str(headers)
        assert CANARY not in text, path
        assert not [number for number in exact if number in text], path


def shelter_at(metres_north: float, metres_east: float) -> Source:
    """The hidden house there, among open ones."""
    source = hidden_houses("one need")
    for name in ("late", "other"):
        house(source, name)
    row = source.row("location", "one need")
    row["latitude"] = round(row["latitude"] + metres_north / 111_195, 7)
    row["longitude"] = round(row["longitude"] + metres_east / 83_500, 7)
    return source


def test_two_databases_that_differ_only_within_the_cell_answer_byte_by_byte_the_same(
    database_kind: str, tmp_path: Path
) -> None:
    sources = [shelter_at(0, 0), shelter_at(150, -300)]
    first, second = (source.row("location", "one need") for source in sources)
    assert box_of(first["longitude"], first["latitude"], 5) == box_of(
        second["longitude"], second["latitude"], 5
    )
    given = []
    for source in sources:
        with (
            time_machine.travel(MOMENT, tick=False),
            served(database_kind, tmp_path, source) as client,
        ):
            given.append(answers(client))
    assert given[0] == given[1]


def _is_within(client: FlaskClient, latitude: float, longitude: float, km: float) -> bool:
    answer = ask(client, f"/search?near={latitude},{longitude}&radius_km={km}&need=shelter-violence").json
    return bool(answer["results"])


def _radius(client: FlaskClient, latitude: float, longitude: float) -> float:
    """The distance in km at which the house begins to be found, by bisection."""
    low, high = 0.0, 100.0
    for _ in range(24):
        middle = (low + high) / 2
        low, high = (low, middle) if _is_within(client, latitude, longitude, middle) else (middle, high)
    return high


def _away(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Metres, on a plane; good enough over kilometres."""
    north = (one[0] - other[0]) * 111_195
    return math.hypot(north, (one[1] - other[1]) * 111_195 * math.cos(math.radians(one[0])))


def test_radius_and_order_give_nothing_nearer_than_the_middle_of_the_cell(
    database_kind: str, tmp_path: Path
) -> None:
    with served(database_kind, tmp_path, shelter_at(0, 0)) as client:
        place = ask(client, f"/search?{SHELTER}&{NEAR}").json["results"][0]["location"]
        middle, exact = (place["latitude"], place["longitude"]), position("one need")
        assert _away(middle, exact) > 300
        probes = [
            (middle[0] + 0.1, middle[1]),
            (middle[0], middle[1] + 0.1),
            (middle[0] - 0.1, middle[1] - 0.1),
        ]
        for probe in probes:
            found = _radius(client, *probe) * 1_000
            stated = ask(client, f"/search?{SHELTER}&near={probe[0]},{probe[1]}").json["results"][0]
            assert stated["distance_m"] == pytest.approx(found, abs=2)
        from_exact = ask(client, f"/search?{SHELTER}&near={exact[0]},{exact[1]}").json["results"][0][
            "distance_m"
        ]
        assert from_exact == pytest.approx(_away(middle, exact), rel=0.01)
        _check_order(client, middle)


def _check_order(client: FlaskClient, middle: tuple[float, float]) -> None:
    """Beside an open house the hidden one is the nearer just where the middle of its cell is."""
    other = position("late")
    for share in (0.45, 0.495, 0.505, 0.55):
        point = tuple(a + (b - a) * share for a, b in zip(middle, other, strict=True))
        first = ask(client, f"/search?near={point[0]},{point[1]}").json["results"][0]["service"]["id"]
        assert (first == SERVICE) == (share < 0.5), share


def test_a_box_around_the_exact_position_finds_nothing_and_one_around_the_middle_does(
    database_kind: str, tmp_path: Path
) -> None:
    latitude, longitude = position("one need")
    with served(database_kind, tmp_path, shelter_at(0, 0)) as client:
        place = ask(client, f"/search?{SHELTER}").json["results"][0]["location"]
        assert (place["id"], place["confidential"], place["cell_km"]) == (PLACE, True, 5.0)

        def found(lat: float, lon: float) -> int:
            box = f"{lon - 0.002},{lat - 0.002},{lon + 0.002},{lat + 0.002}"
            return len(ask(client, f"/search?{SHELTER}&bbox={box}").json["results"])

        assert found(latitude, longitude) == 0
        assert found(place["latitude"], place["longitude"]) == 1


@pytest.mark.only_on("spatialite", reason="refusals are worded before any database is asked")
@pytest.mark.parametrize(
    "path",
    [
        f"/services/{PLACE}",
        f"/search?near={CANARY}",
        f"/search?near={CANARY} oneneed street",
        "/search?need=nothing-such",
        "/service_at_locations?proximity=5",
    ],
)
def test_refusals_tell_nothing_of_hidden_places(client: FlaskClient, tmp_path: Path, path: str) -> None:
    load_towns()
    run_import(client.application, hidden_houses("one need").write_tables(tmp_path / "source"))
    response = client.get(f"/api/v1{path}")
    assert response.status_code in (404, 422)
    said = response.text.replace(path.partition("near=")[2] or "-", "")
    assert "oneneed" not in said
    assert "41.3" not in said
