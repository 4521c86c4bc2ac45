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

from referral.directory.needs import all_needs, ancestors, need
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

WORDS = (
    "Shelter", "Qendër", "sociale", "Помоћ", "обука", "training", "Gjirokastër", "თბილისი", "ndihmë", "juridike",
    "Ниш", "skola", "family", "women", "Հայաստան", "cash", "kuhinja", "youth", "Mostar", "përkohshëm",
)  # fmt: skip
TYPED = (
    "shelter", "shleter", "qendr", "pomoc", "obuke", "trainig", "gjirokaster", "tbilisi", "ndihm", "juridik", "nis",
    "школа", "famly", "wom", "hayastan", "csh", "kuhinja obuka", "youth shelter", "mostra", "zzzz", "strehë",
)  # fmt: skip
LANGUAGES = ("en", "sq", "sr", "ka", "hy")
NEAR = ((-17, 179.99), (89, 0), (-89.5, 20), (0, 0), (41.5, 20.5))
BOXES = ([19, 41, 21, 43], [170, -30, -170, 0], [-180, -90, 180, 90], [20.5, 41.5, 20.5, 42])
# Without those that make a place confidential: its position is then a cell's.
CODES = [each.code for each in all_needs() if not (each.shelter or each.victims)]


def directory(chance: random.Random, many: int) -> list[dict[str, Any]]:
    services = []
    for number in range(many):
        organization = chance.randrange(12)
        codes = chance.sample(CODES[:40], chance.choice((0, 1, 1, 2)))
        services.append(
            {
                "id": uid(f"random service {number}"),
                "name": " ".join(chance.sample(WORDS, 2)),
                "description": " ".join(chance.sample(WORDS, 3)),
                "status": chance.choice(("active", "active", "active", "inactive")),
                "organization": {
                    "id": uid(f"random organization {organization}"),
                    "name": f"{WORDS[organization]} {organization}",
                    "description": "-",
                },
                "languages": [
                    {"id": uid(f"language {number} {code}"), "code": code}
                    for code in chance.sample(LANGUAGES, chance.choice((0, 1, 2)))
                ],
                "attributes": [
                    {
                        "id": uid(f"attribute {number} {code}"),
                        "link_entity": "service",
                        "taxonomy_term": {"id": need(code).id, "name": code, "description": "-"},
                    }
                    for code in codes
                ],
                "service_at_locations": [
                    at(chance, number, place) for place in range(chance.choice((0, 1, 1, 1, 2, 5)))
                ],
            }
        )
    return services


def at(chance: random.Random, number: int, place: int) -> dict[str, Any]:
    latitude, longitude = chance.choice(
        (
            (chance.uniform(40, 44), chance.uniform(18, 22)),
            (chance.uniform(40, 44), chance.uniform(18, 22)),
            (round(chance.uniform(41, 42), 1), round(chance.uniform(20, 21), 1)),
            (chance.uniform(-20, -15), chance.choice((179.9, -179.9, 180.0, -180.0))),
            (chance.choice((89.9, -90.0)), chance.uniform(-180, 180)),
            (0.0, 0.0),
        )
    )
    position = {} if chance.random() < 0.05 else {"latitude": latitude, "longitude": longitude}
    location = {
        "id": uid(f"random location {number} {place}"),
        "location_type": "physical",
        "name": chance.choice(WORDS),
        "languages": [{"id": uid(f"spoken {number} {place}"), "code": chance.choice(LANGUAGES)}],
        **position,
    }
    return {"id": uid(f"random site {number} {place}"), "location": location}


def question(chance: random.Random) -> dict[str, Any]:
    asked: dict[str, Any] = {"limit": chance.choice((1, 3, 10, 100))}
    if chance.random() < 0.8:
        latitude, longitude = chance.choice(
            (
                (chance.uniform(40, 44), chance.uniform(18, 22)),
                (-17, 179.99),
                (89, 0),
                (-89.5, 20),
                (0, 0),
                (41.5, 20.5),
            )
        )
        asked["near"] = f"{latitude},{longitude}"
        if chance.random() < 0.4:
            asked["radius_km"] = chance.choice((0.5, 20, 150, 5000))
    if chance.random() < 0.4:
        asked["need"] = chance.sample(CODES[:40], chance.choice((1, 2)))
    if chance.random() < 0.4:
        asked["q"] = chance.choice(TYPED)
    if chance.random() < 0.3:
        asked["languages"] = chance.sample(LANGUAGES, chance.choice((1, 2)))
    if chance.random() < 0.2:
        asked["bbox"] = chance.choice(
            ([19, 41, 21, 43], [170, -30, -170, 0], [-180, -90, 180, 90], [20.5, 41.5, 20.5, 42])
        )
    if chance.random() < 0.15:
        asked["region"] = chance.choice(("AL", "AL-07", "Tiranë"))
    if chance.random() < 0.15:
        asked["organisation"] = uid(f"random organization {chance.randrange(12)}")
    return asked


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
            found.append(response.get_data().split(b'],"cursor":')[0])
            answer = response.get_json()
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
            ids += [each["service"]["id"] for each in orjson.loads(page + b"]}")["results"]]
        assert len(ids) == len(set(ids)), asked
        assert set(ids) == wanted, asked


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
    if "languages" in asked and not spoken & set(asked["languages"]):
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
