"""Places, regions and countries as a client sees them."""

from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from shapely.geometry import box, shape

from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from referral.places.boundaries.report import RegionDraft
from referral.places.derive import as_multipolygon
from referral.places.geonames import SettlementRecord
from referral.places.settling import replace_settlements
from referral.places.store import finish, replace_regions

API = "/api/v1"


@pytest.fixture
def api(app: Flask, client: FlaskClient) -> FlaskClient:
    """A client of a directory that knows two towns and two regions."""
    towns = [
        SettlementRecord(1, "Kukës", "AL", "47", 42.08, 20.42, 36_125, "Europe/Tirane", ("Кукес",)),
        SettlementRecord(2, "Tirana", "AL", "50", 41.33, 19.82, 418_495, "Europe/Tirane", ("Tiranë",)),
    ]
    drafts = [
        RegionDraft("AL-07", "Kukës", {}, [], None, None, as_multipolygon(box(20.1, 41, 21, 43))),
        RegionDraft("AL-11", "Tiranë", {}, [], None, None, as_multipolygon(box(19, 41, 20.1, 43))),
    ]
    with unit_of_work(write=True) as session:
        replace_settlements(session, towns)
        replace_regions(session, drafts, country="AL", level=1, source="test", approximate=True)
        finish(session, ["AL"], actor=SYSTEM)
    return client


def get(api: FlaskClient, path: str, **query: Any) -> Any:
    answer = api.get(API + path, query_string=query)
    assert answer.status_code == 200, answer.text
    return answer.json


@pytest.mark.parametrize("typed", ["Kukës", "kukes", "Кукес", "kuk", "Kukes, Albania"])
def test_a_place_is_offered_for_what_is_typed(api: FlaskClient, typed: str) -> None:
    first = get(api, "/places", q=typed)["places"][0]
    assert (first["id"], first["kind"], first["country"], first["region"]) == (
        "1",
        "settlement",
        "AL",
        "Kukës",
    )


def test_candidates_are_limited_and_narrowed_by_country(api: FlaskClient) -> None:
    assert len(get(api, "/places", q="kukes", limit=1)["places"]) == 1
    assert get(api, "/places", q="kukes", country="RS")["places"] == []


@pytest.mark.parametrize(
    "query", [{}, {"q": ""}, {"q": "x", "country": "Albania"}, {"q": "x", "limit": 0}, {"q": "x", "limt": 3}]
)
def test_a_wrong_question_is_told_which_field(api: FlaskClient, query: dict[str, Any]) -> None:
    answer = api.get(f"{API}/places", query_string=query)
    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["errors"]


def test_regions_are_listed_by_country_level_and_parent(api: FlaskClient) -> None:
    country = get(api, "/regions", country="al", level=0)["regions"][0]
    below = get(api, "/regions", parent=country["id"])["regions"]
    assert [(region["code"], region["path"]) for region in below] == [
        ("AL-07", "AL/AL-07/"),
        ("AL-11", "AL/AL-11/"),
    ]
    assert all(region["approximate"] for region in below)


def test_a_region_comes_with_its_area(api: FlaskClient) -> None:
    listed = get(api, "/regions", country="AL", level=1)["regions"][0]
    region = get(api, f"/regions/{listed['id']}")
    assert shape(region["geometry"]).equals(box(20.1, 41, 21, 43))
    assert api.get(f"{API}/regions/{uuid4()}").status_code == 404


def test_countries_have_a_profile_with_hotlines_and_two_years_of_holidays(client: FlaskClient) -> None:
    codes = [each["code"] for each in get(client, "/countries")["countries"]]
    assert {"AL", "XK", "SV"} <= set(codes)
    profile = get(client, "/countries/al")
    assert {"kind": "police", "number": "129"}.items() <= next(
        line for line in profile["hotlines"] if line["kind"] == "police"
    ).items()
    assert len({day["date"][:4] for day in profile["holidays"]}) == 2
    assert client.get(f"{API}/countries/ZZ").status_code == 404
