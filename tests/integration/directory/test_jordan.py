"""Jordan by its mapping: what comes in, that twice is once, and that the nearest are the nearest.

The source's own file is the witness: positions are read from it, distances computed one by one; only which need a
service answers is taken from the directory, since that is what the mapping decides.
"""

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyproj import Geod

from referral.directory.needs import all_needs, ancestors
from tests.fixtures.exchange.command import Outcome, rows_of, run_import

AMMAN = (31.95, 35.93)
GEOD = Geod(ellps="WGS84")


@pytest.fixture(scope="module")
def source(shared: Path) -> Path:
    return shared / "data" / "jordan-services-advisor" / "compiled.json"


@pytest.fixture(scope="module")
def imports(module_app: Flask, source: Path, root: Path) -> list[Outcome]:
    mapping = root / "seed_data" / "mappings" / "jordan.yaml"
    return [run_import(module_app, source, "--mapping", mapping) for _ in range(2)]


@pytest.fixture
def client(imports: list[Outcome], module_client: FlaskClient) -> FlaskClient:
    return module_client


@pytest.fixture
def features(client: FlaskClient, source: Path) -> list[tuple[str, float, float]]:
    """(service id, longitude, latitude) of every feature, matched with the directory by what the feature says."""
    wanted: dict[tuple[Any, ...], list[tuple[float, float]]] = {}
    for each in json.loads(source.read_bytes()):
        said, (longitude, latitude) = each["properties"], each["geometry"]["coordinates"]
        key = (said["partnerName"].strip(), said["activityName"].strip(), longitude, latitude)
        wanted.setdefault(key, []).append((longitude, latitude))
    stored = rows_of(
        "service s JOIN organization o ON o.id = s.organization_id"
        " JOIN service_at_location a ON a.service_id = s.id JOIN location l ON l.id = a.location_id",
        ("s.id", "o.name", "s.name", "l.longitude", "l.latitude"),
    )
    found: dict[tuple[Any, ...], list[str]] = {}
    for id_, owner, name, longitude, latitude in stored:
        found.setdefault((owner, name, longitude, latitude), []).append(str(id_))
    assert {key: len(ids) for key, ids in found.items()} == {key: len(each) for key, each in wanted.items()}
    return [(id_, *key[2:]) for key, ids in found.items() for id_ in ids]


@pytest.fixture
def needs(client: FlaskClient) -> dict[str, set[str]]:
    """Services by need, wider needs included."""
    codes = {each.id: each.code for each in all_needs()}
    found: dict[str, set[str]] = {}
    for link, term in rows_of("attribute", ("link_id", "taxonomy_term_id")):
        if str(term) in codes:
            code = codes[str(term)]
            for each in (code, *(wider.code for wider in ancestors(code))):
                found.setdefault(each, set()).add(str(link))
    return found


def nearest(
    features: list[tuple[str, float, float]], near: tuple[float, float], among: set[str] | None = None
) -> list[tuple[int, str]]:
    """Every service by distance in whole metres, then id; computed one by one."""
    found = []
    for id_, longitude, latitude in features:
        if among is None or id_ in among:
            _, _, metres = GEOD.inv(near[1], near[0], longitude, latitude)
            found.append((round(metres), id_))
    return sorted(found)


def ask(client: FlaskClient, **question: Any) -> Any:
    response = client.get("/api/v1/search", query_string=question)
    assert response.status_code == 200, response.get_data(as_text=True)
    return response.get_json()


def pairs(answer: Any) -> list[tuple[int, str]]:
    return [(each["distance_m"], each["service"]["id"]) for each in answer["results"]]


def pages(client: FlaskClient, **question: Any) -> Iterator[list[tuple[int, str]]]:
    cursor: dict[str, str] = {}
    while True:
        answer = ask(client, **question, **cursor)
        yield pairs(answer)
        if answer["cursor"] is None:
            return
        cursor = {"cursor": answer["cursor"]}


def test_562_services_of_44_organisations_at_82_points_come_in(
    imports: list[Outcome], client: FlaskClient
) -> None:
    first = imports[0]
    assert first.code == 0
    assert first.objects["service"] == {
        "read": 562,
        "added": 562,
        "changed": 0,
        "unchanged": 0,
        "rejected": 0,
    }
    assert first.objects["organization"]["added"] == 44
    assert first.total("rejected") == 0
    assert len(rows_of("location", ("DISTINCT longitude", "latitude"))) == 82
    assert {status for (status,) in rows_of("service", ("status",))} == {"active"}


def test_a_second_import_changes_nothing(imports: list[Outcome]) -> None:
    second = imports[1]
    assert second.code == 0
    assert second.total("added") == second.total("changed") == second.total("rejected") == 0
    assert second.objects["service"]["unchanged"] == 562


def test_the_ten_nearest_for_twenty_needs_are_those_of_a_computation_by_hand(
    client: FlaskClient, features: list[tuple[str, float, float]], needs: dict[str, set[str]]
) -> None:
    asked = sorted(needs, key=lambda code: (-len(needs[code]), code))[:20]
    assert len(asked) == 20
    for code in asked:
        answer = ask(client, need=code, near="31.95,35.93", limit=10)
        assert pairs(answer) == nearest(features, AMMAN, needs[code])[:10], code


def test_paging_gives_every_service_once_and_in_order(
    client: FlaskClient, features: list[tuple[str, float, float]]
) -> None:
    wanted = nearest(features, AMMAN)
    for limit in (7, 50, 100):
        assert [each for page in pages(client, near="31.95,35.93", limit=limit) for each in page] == wanted


def test_random_questions_equal_a_computation_by_hand(
    client: FlaskClient,
    features: list[tuple[str, float, float]],
    needs: dict[str, set[str]],
    count: Callable[..., int],
) -> None:
    chance = random.Random(20261122)
    for _ in range(count(short=40, long=200)):
        near = (round(chance.uniform(29, 33.5), 4), round(chance.uniform(34.5, 39.5), 4))
        chosen = chance.sample(sorted(needs), chance.choice((0, 1, 1, 2)))
        radius = chance.choice((None, 0.5, 10, 60, 400))
        limit = chance.choice((1, 5, 20, 100))
        among = set().union(*(needs[code] for code in chosen)) if chosen else None
        wanted = nearest(features, near, among)
        if radius is not None:
            wanted = [each for each in wanted if each[0] <= radius * 1000]
        question: dict[str, Any] = {"near": f"{near[0]},{near[1]}", "limit": limit}
        question |= {"need": ",".join(chosen)} if chosen else {}
        question |= {"radius_km": radius} if radius is not None else {}
        assert pairs(ask(client, **question)) == wanted[:limit], question
