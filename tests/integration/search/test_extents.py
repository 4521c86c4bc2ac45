"""Boxes and polygons: by the index or by walking the answer is the same, byte for byte, and it is the right one.

The directory has services with several places, places that tie and lie on borders, at the date line, at the poles.
"""

import random
from collections.abc import Callable
from typing import Any

import pytest
import shapely
from flask import Flask
from flask.testing import FlaskClient
from pyproj import Geod

from referral.directory.needs import all_needs, need
from referral.kit.db import engine, reader
from referral.search.rules import Asked, Box
from referral.search.sql import extents, lists, spelling
from tests.fixtures.exchange.command import run_import
from tests.fixtures.exchange.package import service, uid, write_json

# Without those that make a place confidential: its position is then a cell's.
CODES = [each.code for each in all_needs() if not (each.shelter or each.victims)][:12]
GEOD = Geod(ellps="WGS84")
LIMITS = (0, 3, 40, 2_000)


def place(chance: random.Random) -> tuple[float, float]:
    """(latitude, longitude)"""
    return chance.choice(
        (
            (chance.uniform(40, 44), chance.uniform(18, 22)),
            (chance.uniform(40, 44), chance.uniform(18, 22)),
            (round(chance.uniform(41, 42), 1), round(chance.uniform(20, 21), 1)),
            (chance.uniform(-20, -15), chance.choice((179.9, -179.9, 180.0, -180.0))),
            (chance.choice((90.0, 89.9, -89.9, -90.0)), chance.uniform(-180, 180)),
            (chance.uniform(-90, 90), chance.uniform(-180, 180)),
            (0.0, 0.0),
        )
    )


def directory(chance: random.Random, many: int) -> list[dict[str, Any]]:
    return [
        service(
            chance.choice(("Shelter", "School", "Kuhinja")),
            number=number,
            at=[place(chance) for _ in range(chance.choice((0, 1, 1, 1, 2, 4)))],
            attributes=[
                {
                    "id": uid(f"{number} {code}"),
                    "link_entity": "service",
                    "taxonomy_term": {"id": need(code).id, "name": code, "description": "-"},
                }
                for code in chance.sample(CODES, chance.choice((0, 1, 2)))
            ],
        )
        for number in range(many)
    ]


@pytest.fixture(scope="module")
def filled(
    module_app: Flask,
    module_database_url: str,
    tmp_path_factory: pytest.TempPathFactory,
    count: Callable[..., int],
) -> Flask:
    engine.configure(module_database_url)
    said = directory(random.Random(3), count(short=500, long=3_000))
    path = write_json(tmp_path_factory.mktemp("areas") / "services.json", said)
    assert run_import(module_app, path).code == 0
    return module_app


@pytest.fixture
def client(filled: Flask, module_database_url: str) -> FlaskClient:
    engine.configure(module_database_url)
    return filled.test_client()


def random_box(chance: random.Random) -> Box:
    if chance.random() < 0.2:
        return chance.choice(
            (
                Box(-180, -90, 180, 90), Box(170, -30, -170, 0), Box(179.9, -90, -179.9, 90), Box(180, -20, -180, -15),
                Box(-180, 89.9, 180, 90), Box(-180, -90, 180, -89.9), Box(0, 0, 0, 0), Box(20.5, 41.5, 20.5, 41.5),
                Box(20, 41, 21, 42), Box(-1, -90, 1, 90), Box(90, -1, -90, 1), Box(20.1, 41.1, 20.9, 41.9),
            )
        )  # fmt: skip
    if chance.random() < 0.6:
        lon, lat, wide = chance.uniform(18, 22), chance.uniform(40, 44), chance.choice((0.05, 0.5, 2))
        return Box(lon, lat, lon + chance.uniform(0, wide), lat + chance.uniform(0, wide))
    south, north = sorted((chance.uniform(-90, 90), chance.uniform(-90, 90)))
    return Box(chance.uniform(-180, 180), south, chance.uniform(-180, 180), north)


def random_area(chance: random.Random) -> dict[str, Any]:
    """GeoJSON: stars, slivers, with a hole, in two parts; grid points may lie on the border."""
    lon, lat = chance.uniform(18.5, 21.5), chance.uniform(40.5, 43.5)
    if chance.random() < 0.3:
        lon, lat = round(lon, 1), round(lat, 1)
    size = chance.choice((0.1, 0.3, 1, 2, 30))
    made = chance.choice(
        (
            shapely.Point(lon, lat).buffer(size, quad_segs=chance.choice((1, 2, 8))),
            shapely.box(lon, lat, lon + size, lat + 0.4),
            shapely.Point(lon, lat).buffer(size) - shapely.Point(lon, lat).buffer(size / 2),
            shapely.LineString([(lon - size, lat - size), (lon + size, lat + size)]).buffer(0.05),
            shapely.MultiPolygon([shapely.box(170, -30, 180, 0), shapely.box(-180, -30, -170, 0)]),
            shapely.box(-180, -90, 180, 90),
        )
    ).intersection(shapely.box(-180, -90, 180, 90))
    geometry: dict[str, Any] = shapely.geometry.mapping(made)
    return geometry


def test_by_the_index_and_by_walking_a_box_gives_the_same(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, count: Callable[..., int]
) -> None:
    chance, filled_in = random.Random(4), 0
    ids = [row[0] for row in reader.fetch("SELECT service_id FROM search_site ORDER BY service_id")]
    for _ in range(count(short=250, long=5_000)):
        needs = tuple(
            sorted(need(code).key for code in chance.sample(CODES, chance.choice((0, 0, 1, 2))))
        ) or (0,)
        asked = Asked(needs=needs, box=random_box(chance))
        page: dict[str, Any] = {
            "tier": None,
            "after_id": chance.choice((None, str(chance.choice(ids)))),
            "count": chance.choice((1, 11, 101, 5_000)),
        }
        walked = lists.listed(spelling(), reader.fetch, asked, **page)
        for most in LIMITS:
            monkeypatch.setattr(extents, "MOST_HITS", most)
            extents._many.clear()
            assert extents.listed(spelling(), reader.fetch, asked, **page) == walked, (most, asked, page)
        filled_in += bool(walked)
    assert filled_in > 100


def asked_for(chance: random.Random) -> dict[str, Any]:
    question: dict[str, Any] = {"limit": chance.choice((1, 7, 100))}
    kind = chance.choice(("box", "area", "area", "both"))
    if kind != "area":
        box = random_box(chance)
        question["bbox"] = [box.west, box.south, box.east, box.north]
    if kind != "box":
        question["within"] = random_area(chance)
    if chance.random() < 0.5:
        question["near"] = chance.choice(("41.5,20.5", "-17,179.99", "89,0", "0,0"))
        if chance.random() < 0.3:
            question["radius_km"] = chance.choice((20, 300, 9_000))
    if chance.random() < 0.3:
        question["need"] = chance.sample(CODES, chance.choice((1, 2)))
    if chance.random() < 0.3:
        question["q"] = chance.choice(("shelter", "kuhnja", "school"))
    return question


def pages(client: FlaskClient, question: dict[str, Any]) -> list[bytes]:
    found: list[bytes] = []
    cursor: dict[str, str] = {}
    while True:
        answer = client.post("/api/v1/search", json={**question, **cursor})
        assert answer.status_code == 200, answer.get_data(as_text=True)
        body = answer.get_json()
        found.append(answer.get_data().split(b'"cursor":')[0])
        if body["cursor"] is None or len(found) == 6:
            return found
        cursor = {"cursor": body["cursor"]}


def test_every_way_answers_byte_for_byte_alike(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, count: Callable[..., int]
) -> None:
    chance = random.Random(5)
    for _ in range(count(short=60, long=1_000)):
        question = asked_for(chance)
        answers = []
        for most in LIMITS:
            monkeypatch.setattr(extents, "MOST_HITS", most)
            extents._many.clear()
            answers.append(pages(client, question))
        assert all(each == answers[0] for each in answers), question


def test_a_polygon_finds_what_lies_in_it_and_nothing_else(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, count: Callable[..., int]
) -> None:
    """Against each site by itself: shapely's own `covers`, and the nearest place of each service."""
    sites = reader.fetch(
        "SELECT service_id, key, longitude, latitude FROM search_site WHERE longitude IS NOT NULL"
    )
    chance, hits = random.Random(6), 0
    for _ in range(count(short=50, long=1_000)):
        said, near = random_area(chance), chance.choice((None, (41.5, 20.5), (-17, 179.99)))
        shape = shapely.geometry.shape(said)
        best: dict[str, int] = {}
        for service_id, _key, longitude, latitude in sites:
            if shape.covers(shapely.Point(longitude, latitude)):
                metres = round(GEOD.inv(near[1], near[0], longitude, latitude)[2]) if near else 0
                best[str(service_id)] = min(metres, best.get(str(service_id), metres))
        wanted = [id_ for _, id_ in sorted((metres, id_) for id_, metres in best.items())]
        monkeypatch.setattr(extents, "MOST_HITS", chance.choice(LIMITS))
        question = {
            "within": said,
            "limit": chance.choice((20, 100)),
            **({"near": f"{near[0]},{near[1]}"} if near else {}),
        }
        assert all_ids(client, question) == wanted, question
        hits += len(wanted)
    assert hits > 1_000


def all_ids(client: FlaskClient, question: dict[str, Any]) -> list[str]:
    found: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        body = client.post("/api/v1/search", json={**question, **cursor}).get_json()
        found += [each["service"]["id"] for each in body["results"]]
        if body["cursor"] is None:
            return found
        cursor = {"cursor": body["cursor"]}


def test_the_same_area_by_get_in_both_texts_and_by_post(client: FlaskClient) -> None:
    ring = [[20, 41], [21, 41], [21, 42], [20, 42], [20, 41]]
    posted = client.post(
        "/api/v1/search", json={"within": {"type": "Polygon", "coordinates": [ring]}}
    ).get_json()
    assert posted["results"]
    for text in ("20,41 21,41 21,42 20,42", "POLYGON((20 41, 21 41, 21 42, 20 42, 20 41))"):
        got = client.get("/api/v1/search", query_string={"within": text}).get_json()
        assert got["results"] == posted["results"]
    boxed = client.get("/api/v1/search", query_string={"bbox": "20,41,21,42"}).get_json()
    assert boxed["results"] == posted["results"]


def test_a_cursor_belongs_to_its_area(client: FlaskClient) -> None:
    asked = {"within": "20,41 21,41 21,42 20,42", "limit": 1}
    cursor = client.get("/api/v1/search", query_string=asked).get_json()["cursor"]
    for other in ({**asked, "within": "20,41 21,41 21,42"}, {"limit": 1}):
        assert client.get("/api/v1/search", query_string={**other, "cursor": cursor}).status_code == 422
    assert client.get("/api/v1/search", query_string={**asked, "cursor": cursor}).status_code == 200


def test_nothing_found_says_that_the_area_is_why(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search", query_string={"within": "60,60 60.1,60 60.1,60.1"}).get_json()
    assert answer["results"] == []
    assert "Without within there are matches." in answer["empty_because"]


@pytest.mark.parametrize(
    "said", ["20,41 21,41", "20,41 21,42 21,41 20,42", "200,41 21,41 21,42", "POLYGON((", "x"]
)
def test_a_wrong_area_is_named(client: FlaskClient, said: str) -> None:
    for answer in (
        client.get("/api/v1/search", query_string={"within": said}),
        client.post("/api/v1/search", json={"within": said}),
    ):
        assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
        (error,) = answer.get_json()["errors"]
        assert error["field"] == "within"
        assert error["message"].endswith(".")
