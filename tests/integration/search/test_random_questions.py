"""Random questions have the same answer on both databases, byte for byte, page after page.

The directory is random too: services with several places, places that tie, without position, at the date line and near
the poles; words in four scripts. Beside that, filters are checked against the directory's own rows.
"""

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyproj import Geod
from shapely.geometry import box

from referral.directory.needs import ancestors, need
from referral.kit.db import engine, reader
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from referral.places.boundaries.report import RegionDraft
from referral.places.derive import as_multipolygon
from referral.places.store import finish, replace_regions
from tests.fixtures.application import settings_for
from tests.fixtures.databases import KINDS, fresh_database
from tests.fixtures.exchange.command import run_import
from tests.fixtures.exchange.package import uid, write_json
from tests.fixtures.random_directory import CODES, directory, question, rich_question


class Asker:
    """The application on one database; asked in turn with the other, it takes its database back each time."""

    def __init__(self, url: str, folder: Path) -> None:
        from referral.factory import create_app

        self.url = url
        self.app: Flask = create_app(settings_for(url, folder), testing=True)
        self.client: FlaskClient = self.app.test_client()

    def take(self) -> None:
        reader.close()
        engine.configure(self.url)

    def all_pages(self, asked: dict[str, Any]) -> list[bytes]:
        """Results of all pages, at most 30 of them; the cursor's moment may differ."""
        found: list[bytes] = []
        cursor: dict[str, str] = {}
        for _ in range(30):
            response = self.client.post("/api/v1/search", json={**asked, **cursor})
            assert response.status_code == 200, (asked, response.get_data(as_text=True))
            answer = response.get_json()
            found.append(response.get_data().replace(orjson.dumps(answer["cursor"]), b"null", 1))
            if answer["cursor"] is None:
                break
            cursor = {"cursor": answer["cursor"]}
        return found


@pytest.fixture(scope="module")
def services(count: Callable[..., int]) -> list[dict[str, Any]]:
    return directory(random.Random(7), count(short=250, long=1_000))


@pytest.fixture(scope="module")
def askers(services: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Asker]]:
    path = write_json(tmp_path_factory.mktemp("random") / "services.json", services)
    with fresh_database(KINDS[0]) as embedded, fresh_database(KINDS[1]) as server:
        both = []
        for url in (embedded, server):
            asker = Asker(url, tmp_path_factory.mktemp("var"))
            asker.take()
            with unit_of_work(write=True) as session:
                drafts = [
                    RegionDraft("AL-07", "Kukës", {}, [], None, None, as_multipolygon(box(20.1, 40, 21, 43))),
                    RegionDraft(
                        "AL-11", "Tiranë", {}, [], None, None, as_multipolygon(box(19, 40, 20.1, 43))
                    ),
                ]
                replace_regions(session, drafts, country="AL", level=1, source="test", approximate=True)
                finish(session, ["AL"], actor=SYSTEM)
            assert run_import(asker.app, path).code == 0
            both.append(asker)
        yield both
        reader.close()


def test_both_databases_answer_alike(askers: list[Asker], count: Callable[..., int]) -> None:
    chance = random.Random(20261122)
    asked = [question(chance) for _ in range(count(short=60, long=400))]
    asked += [rich_question(chance) for _ in range(count(short=80, long=500))]
    answers = []
    for asker in askers:
        asker.take()
        answers.append([asker.all_pages(each) for each in asked])
    differ = [each for each, one, other in zip(asked, *answers, strict=True) if one != other]
    assert differ == []
    assert sum(len(pages) > 1 for pages in answers[0]) > len(asked) / 10, (
        "too few questions had several pages"
    )


def test_filters_do_what_they_say_and_a_service_is_answered_once(
    askers: list[Asker], services: list[dict[str, Any]], count: Callable[..., int]
) -> None:
    chance = random.Random(3)
    asker = askers[0]
    asker.take()
    for _ in range(count(short=60, long=400)):
        asked = question(chance)
        asked.pop("q", None)
        asked.pop("region", None)
        wanted = {each["id"] for each in services if passes(each, asked)}
        ids = []
        for page in asker.all_pages({**asked, "limit": 100}):
            ids += [each["service"]["id"] for each in orjson.loads(page)["results"]]
        assert len(ids) == len(set(ids)), asked
        assert set(ids) == wanted, asked


def test_match_orders_all_candidates_by_the_score_that_is_explained(
    askers: list[Asker], count: Callable[..., int]
) -> None:
    chance = random.Random(8)
    asker = askers[0]
    asker.take()
    several = 0
    for _ in range(count(short=25, long=200)):
        asked = {**rich_question(chance), "sort": "match", "explain": True, "limit": 7}
        pages = [orjson.loads(page) for page in asker.all_pages(asked)]
        shown = [each for page in pages for each in page["results"]]
        order = [(-each["score"], each["service"]["id"]) for each in shown]
        assert order == sorted(order), asked
        for each in shown:
            parts = each["explain"].values()
            whole = sum(part["value"] * part["weight"] for part in parts) / sum(
                part["weight"] for part in parts
            )
            assert each["score"] == pytest.approx(whole, abs=2e-5)
        candidates = pages[0]["ranked"]["candidates"]
        assert len({each["service"]["id"] for each in shown}) == len(shown) == candidates
        if "near" in asked:
            by_distance = asker.all_pages({**asked, "sort": "distance", "limit": 100})
            nearest = [each for page in by_distance for each in orjson.loads(page)["results"]][:candidates]
            assert {each["service"]["id"] for each in nearest} == {each["service"]["id"] for each in shown}
        several += len(pages) > 1
    assert several > 5


def test_a_total_counts_what_the_pages_hold(askers: list[Asker], count: Callable[..., int]) -> None:
    chance = random.Random(9)
    asker = askers[1]
    asker.take()
    for _ in range(count(short=25, long=200)):
        asked = {**rich_question(chance), "count": ["total", "facets"], "limit": 100}
        asked |= {"sort": "distance"} if "near" in asked else {}
        pages = [orjson.loads(page) for page in asker.all_pages(asked)]
        shown = [each for page in pages for each in page["results"]]
        if asked.get("sort") == "match" and pages[0]["ranked"]["cut"]:
            continue
        assert pages[0]["total"] == {"value": len(shown), "relation": "exactly"}, asked
        for facet in pages[0]["facets"]["needs"]:
            assert 0 < facet["services"] <= len(shown)


def passes(service: dict[str, Any], asked: dict[str, Any]) -> bool:
    """Whether a service has a place that passes all filters (radius and bbox by plain arithmetic)."""
    if service["status"] != "active":
        return False
    if "organisation" in asked and service["organization"]["id"] != asked["organisation"]:
        return False
    ids = {each["taxonomy_term"]["id"] for each in service["attributes"]}
    have = {code for code in CODES if need(code).id in ids}
    have |= {wider.code for code in list(have) for wider in ancestors(code)}
    if "need" in asked and not have & set(asked["need"]):
        return False
    places: list[dict[str, Any]] = [each["location"] for each in service["service_at_locations"]] or [{}]
    return any(place_passes(service, place, asked) for place in places)


def place_passes(service: dict[str, Any], place: dict[str, Any], asked: dict[str, Any]) -> bool:
    spoken = {each["code"] for each in [*service["languages"], *place.get("languages", [])]}
    # Who has not said which languages are spoken is shown, and has to be asked.
    if "languages" in asked and spoken and not spoken & set(asked["languages"]):
        return False
    if ("near" in asked or "bbox" in asked) and "latitude" not in place:
        return False
    if "bbox" in asked:
        west, south, east, north = asked["bbox"]
        inside = west <= place["longitude"] <= east if west <= east else not east < place["longitude"] < west
        if not (inside and south <= place["latitude"] <= north):
            return False
    if "radius_km" in asked:
        latitude, longitude = (float(each) for each in asked["near"].split(","))
        metres = Geod(ellps="WGS84").inv(longitude, latitude, place["longitude"], place["latitude"])[2]
        return round(metres) <= asked["radius_km"] * 1000
    return True


def speaking(name: str, *places: tuple[str, float]) -> dict[str, Any]:
    """A service with places on the parallel of 60 degrees: (language, longitude) each."""
    return {
        "id": uid(name),
        "name": name,
        "status": "active",
        "organization": {"id": uid("several owner"), "name": "Several", "description": "-"},
        "service_at_locations": [
            {
                "id": uid(f"{name} site {number}"),
                "location": {
                    "id": uid(f"{name} {number}"),
                    "location_type": "physical",
                    "latitude": 60.0,
                    "longitude": longitude,
                    "languages": [{"id": uid(f"{name} language {number}"), "code": code}],
                },
            }
            for number, (code, longitude) in enumerate(places)
        ],
    }


def test_a_service_with_several_places_is_answered_at_the_nearest_that_passes(
    askers: list[Asker], tmp_path: Path
) -> None:
    """The nearest place speaks another language: the next one is the answer, on the first page and behind a cursor."""
    several = speaking("several", ("sq", 60.0), ("en", 60.1), ("en", 60.2))
    both = [several, speaking("single", ("en", 60.05))]
    path = write_json(tmp_path / "several.json", both)
    for asker in askers:
        asker.take()
        assert run_import(asker.app, path).code == 0
        question = {"near": "60,60", "languages": ["en"], "organisation": uid("several owner"), "limit": 1}
        first, second = (page.decode() for page in asker.all_pages(question))
        assert uid("single") in first
        assert uid("several 1") in second
        everyone = asker.all_pages({"near": "60,60", "organisation": uid("several owner")})[0].decode()
        assert uid("several 0") in everyone
        assert everyone.index(uid("several 0")) < everyone.index(uid("single"))
