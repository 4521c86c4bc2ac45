"""The finder's answers without a browser: what a line asks, what stands in addresses, what is public of a place."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest
from flask import Flask
from flask.testing import FlaskClient

from referral.directory.demo.country import demo_id
from referral.kit.db import engine
from referral.kit.db.work import unit_of_work
from referral.places.service import load_places
from referral.web.finder.hours import week
from referral.web.finder.reading import rounded, take_apart
from tests.contract.filling import take_demo
from tests.fixtures.pages import HTML

pytestmark = pytest.mark.only_on("spatialite", reason="pages are the same on both databases")
SHELTER = "c7d1868e-c939-5eb8-864b-8634e8aab5de"


@pytest.fixture(scope="module")
def filled(module_app: Flask, module_database_url: str, root: Path) -> Flask:
    engine.configure(module_database_url)
    with unit_of_work(write=True) as session:
        load_places(session)
    take_demo(module_app, root)
    return module_app


@pytest.fixture
def finder(filled: Flask, module_client: FlaskClient) -> FlaskClient:
    return module_client


@pytest.mark.parametrize(
    ("line", "need", "place"),
    [
        ("shelter Tirana", "accommodation", "Tirana"),
        ("Tirana shelter", "accommodation", "Tirana"),
        ("shelter in Тирана", "accommodation", "Тирана"),
        ("strehim në Kukës", "accommodation", "Kukës"),
        ("храна Ниш", "food-assistance", "Ниш"),
        ("hrana u Nišu", "food-assistance", "Nišu"),
        ("თავშესაფარი თბილისში", "accommodation", "თბილისში"),
        ("legal help San Salvador", "legal-aid", "San Salvador"),
        ("legal help", "legal-aid", ""),
        ("Tirana", None, "Tirana"),
        ("food, Kamenica", "food-assistance", "Kamenica"),
    ],
)
def test_one_line_is_need_and_place(finder: FlaskClient, line: str, need: str | None, place: str) -> None:
    found = take_apart(line, engine.current().url, 0)
    assert found.place == place
    assert (found.needs[0] if found.needs else None) == need


@pytest.mark.parametrize(
    "line", ["", " ", "   ,  ", "%00", "'; drop table", "\u202e\u0000", "a" * 500, "in", "?q=x&near=y"]
)
def test_no_line_breaks_it(finder: FlaskClient, line: str) -> None:
    answered = finder.get("/find", query_string={"q": line}, headers=HTML)
    assert answered.status_code in (200, 303)


@pytest.mark.parametrize("near", ["91,0", "0,181", "nan,nan", "1e9,2", "x" * 300, "0.0,0.0"])
def test_no_place_breaks_it(finder: FlaskClient, near: str) -> None:
    assert finder.get("/find", query_string={"q": "food", "near": near}, headers=HTML).status_code in (
        200,
        303,
    )


def test_what_others_hang_onto_the_address_is_passed_over(finder: FlaskClient) -> None:
    answered = finder.get("/find?q=shelter&near=Tirana&fbclid=abc&km=7&lang=<b>&cursor=", headers=HTML)
    assert answered.status_code == 200
    assert not re.search(r'href="[^"]*fbclid', answered.text)
    assert "<b>" not in answered.text


@pytest.mark.parametrize(
    ("near", "coarse"),
    [("41.32756,19.81892", "41.3,19.8"), ("-0.04, 9.96", "0.0,10.0"), ("41.3,19.8", None), ("Tirana", None)],
)
def test_a_position_is_made_coarse(near: str, coarse: str | None) -> None:
    assert rounded(near) == coarse


def test_no_link_holds_a_trait_or_an_exact_position(finder: FlaskClient) -> None:
    asked = {"q": "shelter", "near": "Tirana", "age": "31", "sex": "female", "group": ["trafficking_victim"]}
    text = finder.post("/find", data=asked, headers=HTML).text
    assert "Takes this age" in text
    links = re.findall(r'(?:href|data-url|action)="([^"]+)"', text)
    for name in ("age", "sex", "group", "children"):
        assert not [link for link in links if name in parse_qs(urlsplit(link).query)]
    redirected = finder.get("/find?q=food&near=41.32756,19.81892").headers["Location"]
    assert redirected == "/find?q=food&near=41.3,19.8"


def test_a_wrong_description_is_told_and_kept(finder: FlaskClient) -> None:
    answered = finder.post("/find", data={"q": "shelter", "near": "Tirana", "children": "40"}, headers=HTML)
    assert "ages of children, from 0 to 17" in answered.text
    assert 'value="40"' in answered.text


def test_the_list_goes_on_page_by_page_without_repeating(finder: FlaskClient) -> None:
    address, seen = "/find?q=shelter&near=Tirana", []
    while address:
        text = finder.get(address, headers=HTML).text
        seen += re.findall(r'id="s-([0-9a-f-]{36})"', text)
        following = re.search(r'rel="next" href="([^"]+)"', text)
        address = following[1].replace("&amp;", "&") if following else ""
    assert len(seen) == len(set(seen)) == 23


def test_a_confidential_place_gives_no_address(finder: FlaskClient) -> None:
    text = finder.get(f"/service/{SHELTER}", headers=HTML).text
    assert "The address is not public" in text
    assert "<address>" not in text


def test_a_service_speaks_the_readers_language(finder: FlaskClient) -> None:
    text = finder.get(f"/service/{SHELTER}", headers={**HTML, "Accept-Language": "de"}).text
    assert "Schutzunterkunft" in text
    assert "Wann geöffnet ist" in text
    assert "Tag und Nacht, jeden Tag" in text


def test_what_is_not_there_and_what_is_no_service_are_the_same(finder: FlaskClient) -> None:
    for id_ in ("00000000-0000-4000-8000-000000000000", demo_id("organization", "krah-tirane")):
        assert finder.get(f"/service/{id_}", headers=HTML).status_code == 404


def test_it_installs_as_an_app(finder: FlaskClient) -> None:
    manifest = finder.get("/manifest.webmanifest", headers={"Accept-Language": "ar"})
    told = orjson.loads(manifest.data)
    assert (told["start_url"], told["dir"], told["lang"]) == ("/", "rtl", "ar")
    worker = finder.get("/sw.js")
    assert worker.mimetype == "text/javascript"
    assert re.match(r'const VERSION = "[0-9a-f]{12}";', worker.text)
    outline = orjson.loads(finder.get("/outline.json").data)
    assert len(outline["features"]) > 100


@pytest.mark.parametrize(
    ("language", "number"),
    [("sq", "129"), ("sq-XK", "192"), ("ka", "112"), ("en-RS", "192"), ("sr-Cyrl-BA", "122")],
)
def test_the_countrys_lines_stand_on_the_first_screen(
    finder: FlaskClient, language: str, number: str
) -> None:
    text = finder.get("/", headers={"Accept-Language": language}).text
    assert 'href="tel:' in text
    assert f">{number}</a>" in text


def test_where_the_country_is_not_known_all_of_them_are_there(finder: FlaskClient) -> None:
    finder.delete_cookie("country")
    text = finder.get("/", headers={"Accept-Language": "en"}).text
    assert text.count('<details class="country"') == 12


def test_hours_of_a_week() -> None:
    days = {"freq": "WEEKLY", "byday": "MO,WE", "opens_at": "08:00", "closes_at": "12:00"}
    later = {"freq": "WEEKLY", "byday": "MO", "opens_at": "14:00:00", "closes_at": "16:00"}
    odd = {
        "freq": "MONTHLY",
        "byday": "1MO",
        "opens_at": "09:00",
        "closes_at": "10:00",
        "description": "first Monday",
    }
    made = week([later, days, odd, days])
    assert made.days == {0: [("08:00", "12:00"), ("14:00", "16:00")], 2: [("08:00", "12:00")]}
    assert made.notes == ["first Monday"]
    always = {"freq": "WEEKLY", "byday": "MO,TU,WE,TH,FR,SA,SU", "opens_at": "00:00", "closes_at": "23:59"}
    assert week([always]).always
    assert not week([]).is_said
