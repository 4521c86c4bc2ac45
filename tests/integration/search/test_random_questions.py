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
from referral.directory.profile import term_of_code
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
from tests.fixtures.people import random_party, told

WORDS = (
    "Shelter", "Qendër", "sociale", "Помоћ", "обука", "training", "Gjirokastër", "თბილისი", "ndihmë", "juridike",
    "Ниш", "skola", "family", "women", "Հայաստան", "cash", "kuhinja", "youth", "Mostar", "përkohshëm",
)  # fmt: skip
TYPED = (
    "shelter", "shleter", "qendr", "pomoc", "obuke", "trainig", "gjirokaster", "tbilisi", "ndihm", "juridik", "nis",
    "школа", "famly", "wom", "hayastan", "csh", "kuhinja obuka", "youth shelter", "mostra", "zzzz", "strehë",
)  # fmt: skip
LANGUAGES = ("en", "sq", "sr", "ka", "hy")
RARE = "el"
SCHEDULES = (
    {"freq": "WEEKLY", "byday": "MO,TU,WE,TH,FR", "opens_at": "08:00", "closes_at": "16:00", "timezone": 1},
    {"freq": "WEEKLY", "byday": "SA,SU", "opens_at": "22:00", "closes_at": "06:00", "timezone": 4},
    {"freq": "MONTHLY", "byday": "1MO", "opens_at": "09:00", "closes_at": "12:00", "timezone": 1},
    {"description": "24/7", "timezone": 0},
    {"freq": "WEEKLY", "byday": "WE", "timezone": 1},
)
SAID = (
    ("accepts_referrals", "yes"), ("accepts_referrals", "no"), ("ends", "2027-03-01"), ("starts", "2026-12-24"),
    ("intake", "2026-12-01/2026-12-31"), ("capacity_state", "waitlist 2026-11-25"), ("age", "0-17"), ("sex", "female"),
    ("largest_party", "2"), ("nationality", "AL"), ("target_group", "returnee"),
)  # fmt: skip
MOMENTS = ("2026-11-25T10:00+01:00", "2026-11-28T23:00Z", "2026-12-07T10:00+01:00", "2031-01-01T00:00Z")
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
                    for code in (
                        *chance.sample(LANGUAGES, chance.choice((0, 1, 2))),
                        *((RARE,) if chance.random() < 0.03 else ()),
                    )
                ],
                "schedules": [
                    {"id": uid(f"schedule {number} {place}"), **row}
                    for place, row in enumerate(chance.sample(SCHEDULES, chance.choice((0, 1, 1, 2))))
                ],
                "capacities": capacities(chance, number),
                **({"assured_date": f"202{chance.randrange(7)}-06-01"} if chance.random() < 0.5 else {}),
                "attributes": [
                    *(
                        {
                            "id": uid(f"said {number} {code} {value}"),
                            "link_entity": "service",
                            "value": value,
                            "taxonomy_term": {
                                "id": term_of_code()[code].id,
                                "name": code,
                                "description": "-",
                            },
                        }
                        for code, value in chance.sample(SAID, chance.choice((0, 0, 1, 2)))
                    ),
                    *(
                        {
                            "id": uid(f"attribute {number} {code}"),
                            "link_entity": "service",
                            "taxonomy_term": {"id": need(code).id, "name": code, "description": "-"},
                        }
                        for code in codes
                    ),
                ],
                "service_at_locations": [
                    at(chance, number, place) for place in range(chance.choice((0, 1, 1, 1, 2, 5)))
                ],
            }
        )
    return services


def capacities(chance: random.Random, number: int) -> list[dict[str, Any]]:
    if chance.random() < 0.6:
        return []
    unit = {"id": uid("random unit"), "name": "beds"}
    day = chance.choice(("2026-11-24", "2026-01-01"))
    told = {"available": chance.randrange(4), "updated": f"{day}T08:00:00Z", "unit": unit}
    return [{"id": uid(f"random places {number}"), **told}]


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
        asked["languages"] = chance.choice(([RARE], chance.sample(LANGUAGES, chance.choice((1, 2)))))
    if chance.random() < 0.2:
        asked["bbox"] = chance.choice(
            ([19, 41, 21, 43], [170, -30, -170, 0], [-180, -90, 180, 90], [20.5, 41.5, 20.5, 42])
        )
    if chance.random() < 0.15:
        asked["region"] = chance.choice(("AL", "AL-07", "Tiranë"))
    if chance.random() < 0.15:
        asked["organisation"] = uid(f"random organization {chance.randrange(12)}")
    return asked


def rich_question(chance: random.Random) -> dict[str, Any]:
    """A question about people, times, places and prices too, ordered either way, with counts."""
    asked = question(chance)
    if chance.random() < 0.5:
        asked["party"] = told(random_party(chance))
    if chance.random() < 0.5:
        asked["open_at"] = chance.choice(MOMENTS)
    if chance.random() < 0.3:
        asked["capacity"] = "available"
    if chance.random() < 0.3:
        asked["available_from"] = chance.choice(("2026-12-10", "2027-02-01", "2027-04-01"))
    for name in ("free_of_charge", "accepts_referrals"):
        if chance.random() < 0.2:
            asked[name] = True
    if chance.random() < 0.3:
        asked["include"] = ["ineligible"]
    if "near" not in asked or chance.random() < 0.6:
        asked["sort"] = "match"
        asked["explain"] = chance.random() < 0.5
    else:
        asked["sort"] = "distance"
    if chance.random() < 0.3:
        asked["count"] = ["total", "facets"]
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
