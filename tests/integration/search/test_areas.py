"""Who serves a place: filter, reasons, order and pages equal the pure rules, for random areas and points."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from shapely.geometry import box

from referral.directory.profile.modes import Mode
from referral.kit.db import engine
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from referral.places.boundaries.report import RegionDraft
from referral.places.derive import as_multipolygon
from referral.places.store import finish, replace_regions
from tests.fixtures.areas import PLACES, Expected, Oracle, a_position, directory
from tests.fixtures.exchange.command import run_import
from tests.fixtures.exchange.package import uid, write_json


def load_regions() -> None:
    """Tirana in the west, Kukës in the east, the sea and the rest of the world in none."""
    with unit_of_work(write=True) as session:
        drafts = [
            RegionDraft("AL-07", "Kukës", {}, [], None, None, as_multipolygon(box(20.1, 40, 21, 43))),
            RegionDraft(
                "AL-11", "Tiranë", {"en": "Tirana"}, [], None, None, as_multipolygon(box(19, 40, 20.1, 43))
            ),
        ]
        replace_regions(session, drafts, country="AL", level=1, source="test", approximate=True)
        finish(session, ["AL"], actor=SYSTEM)


@pytest.fixture(scope="module")
def services(count: Callable[..., int]) -> list[dict[str, Any]]:
    return directory(random.Random(23), count(short=250, long=1_500))


@pytest.fixture(scope="module")
def serving(
    module_app: Flask,
    module_database_url: str,
    services: list[dict[str, Any]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Flask:
    engine.configure(module_database_url)
    load_regions()
    outcome = run_import(
        module_app, write_json(tmp_path_factory.mktemp("serving") / "services.json", services)
    )
    assert outcome.code == 0, outcome.said
    return module_app


@pytest.fixture
def client(serving: Flask, module_database_url: str) -> FlaskClient:
    engine.configure(module_database_url)
    return serving.test_client()


def pages(client: FlaskClient, **question: Any) -> Iterator[dict[str, Any]]:
    """Results of all pages, in order."""
    cursor: dict[str, str] = {}
    while True:
        answer = client.post("/api/v1/search", json={**question, **cursor})
        assert answer.status_code == 200, answer.get_data(as_text=True)
        body = answer.get_json()
        yield from body["results"]
        if body["cursor"] is None:
            return
        cursor = {"cursor": body["cursor"]}


def as_expected(result: dict[str, Any]) -> tuple[Any, ...]:
    place, said = result["location"], result["match"].get("serves")
    served = (said["state"], tuple(said["areas"])) if said else ("unknown", ())
    return result["service"]["id"], place and place["id"], result["distance_m"], served


def told(expected: Expected) -> tuple[Any, ...]:
    return expected.service_id, expected.location_id, expected.metres, tuple(expected.served)


def a_question(chance: random.Random) -> dict[str, Any]:
    asked: dict[str, Any] = {}
    if chance.random() < 0.6:
        asked["serves"] = True
    if chance.random() < 0.3:
        asked["mode"] = chance.sample([each.value for each in Mode], chance.choice((1, 2)))
    if chance.random() < 0.3:
        asked["radius_km"] = chance.choice((5, 49, 50, 51, 150))
    return asked


def test_answers_equal_the_rules_page_by_page(
    client: FlaskClient, services: list[dict[str, Any]], count: Callable[..., int]
) -> None:
    chance = random.Random(29)
    left_out, unplaced, states = 0, 0, set()
    with unit_of_work(write=False) as session:
        oracle = Oracle(session, services)
        for _ in range(count(short=25, long=400)):
            here = chance.choice(PLACES) if chance.random() < 0.3 else a_position(chance)
            asked = a_question(chance)
            expected = oracle.answer(here, **asked)
            near = f"{here[1]!r},{here[0]!r}"
            words = {"q": "Help"} if chance.random() < 0.3 else {}
            found = [
                as_expected(each)
                for each in pages(client, near=near, limit=chance.choice((7, 30, 100)), **asked, **words)
            ]
            assert found == [told(each) for each in expected], (here, asked)
            left_out += len(oracle.answer(here, **{**asked, "serves": False})) - len(expected)
            states |= {each.served.state for each in expected}
            unplaced += sum(each.metres is None for each in expected)
    assert left_out > 25
    assert unplaced > 25
    assert states == {"met", "unmet", "unknown"}


def held(what: str) -> int:
    with unit_of_work(write=False) as session:
        return session.scalar(sa.text(f"SELECT count(*) FROM {what}")) or 0


def drawing(number: int, extent: str | None) -> list[dict[str, Any]]:
    return [{"id": uid(f"own {number}"), "name": "Plain", "extent": extent, "extent_type": "geojson"}]


def test_each_area_is_kept_once_and_goes_with_the_last_that_has_it(
    client: FlaskClient, serving: Flask, services: list[dict[str, Any]], tmp_path: Path
) -> None:
    triangle = '{"type": "Polygon", "coordinates": [[[30, 50], [31, 50], [31, 51], [30, 50]]]}'
    steps: list[list[str | None]] = [[None, None], [triangle, triangle], [triangle, None], [None, None]]
    shapes = []
    for number, extents in enumerate(steps):
        changed = [
            {**service, "service_areas": drawing(of, extent), "service_at_locations": []}
            for of, (service, extent) in enumerate(zip(services, extents, strict=False))
        ]
        assert run_import(serving, write_json(tmp_path / f"{number}.json", changed)).code == 0
        shapes.append(held("search_area_shape"))
        assert held("search_area WHERE key NOT IN (SELECT area_key FROM search_site_area)") == 0
        found = {each["service"]["id"] for each in pages(client, near="50.2,30.8", radius_km=1, limit=100)}
        own = {uid(f"serving {of}") for of in range(2)}
        assert len(found & own) == sum(extent is not None for extent in extents)
    assert [each - shapes[0] for each in shapes] == [0, 1, 1, 0]
