"""The coordinator's pages over HTTP: what they show is what the services answer, in every language, without scripts."""

import html
import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from referral.access.rules import Role
from referral.coverage import service
from referral.coverage.releasing import release
from referral.coverage.rules import Period
from referral.coverage.writing.classes import COLOURS
from referral.kit.clock import now
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from referral.places.queries import public_regions
from tests.fixtures.coverage_referrals import copies
from tests.fixtures.coverage_world import ALFA, GAMA, NEED, a_service, make_places, take
from tests.fixtures.pages import HTML
from tests.fixtures.referral_world import make_organization, make_world
from tests.fixtures.results import make_programme, make_results

pytestmark = pytest.mark.only_on("spatialite", reason="pages are the same on both databases")
ASKED = {"country": "AL", "need": NEED}


@pytest.fixture(scope="module")
def filled(module_app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("coverage")
    make_places()
    take(folder, a_service(1, ALFA), a_service(2, GAMA, says=[("sex", "female")]), a_service(3, GAMA))
    service.refresh()
    return folder


@pytest.fixture
def client(filled: Path, module_client: FlaskClient) -> FlaskClient:
    return module_client


def get(client: FlaskClient, path: str = "", **asked: Any) -> Any:
    more = asked.pop("headers", {})
    return client.get(f"/coverage{path}", query_string={**ASKED, **asked}, headers={**HTML, **more})


def rows_of(text: str) -> dict[str, tuple[str, str]]:
    """Of each region how it looks, and what the chosen indicator says."""
    found = re.findall(
        r'data-look="([\w-]+)">\s*<th scope="row">([^<]*)</th>.*?<span data-value>([^<]*)</span>', text, re.S
    )
    return {name: (look, value) for look, name, value in found}


def test_every_region_has_its_figures(client: FlaskClient) -> None:
    answer = get(client, indicator="services")
    assert answer.status_code == 200
    assert rows_of(answer.text) == {
        "Lindje": ("shade-4", "2"),
        "Perëndim": ("shade-4", "1"),
        "Veri": ("shade-0", "0"),
    }


@pytest.mark.parametrize(
    ("path", "asked", "said"),
    [
        ("", {"classes": "equal", "indicator": "services"}, "Classes of equal width"),
        ("", {"indicator": "sent"}, "No counts of people have been released"),
        ("", {"need": "nothing-like-it"}, "Please choose one."),
        ("", {"country": "FR"}, "No regions of this country are known here."),
        ("", {"period": "2020-Q1"}, "Nothing was released for this period."),
        ("", {"level": "3", "nonsense": "1"}, "Lindje"),
        ("/gaps", {}, "Beta"),
        ("/compare", {}, "Choose another period, need or country"),
        ("/compare", {"with_need": "health"}, "Difference"),
        ("/compare", {"with_country": "FR"}, "There is nothing of this to compare with."),
        ("/flows", {}, "No counts of people have been released"),
    ],
)
def test_pages_answer(client: FlaskClient, path: str, asked: dict[str, str], said: str) -> None:
    answer = get(client, path, **asked)
    assert answer.status_code == 200
    assert said in html.unescape(answer.text)


def test_the_table_says_what_the_service_says(client: FlaskClient) -> None:
    answer = client.get("/api/v1/coverage", query_string=ASKED).get_json()
    for indicator in ("services", "people_beyond_reach", "population"):
        found = {row["name"]: row[indicator] for row in answer["regions"]}
        text = get(client, indicator="services" if indicator == "population" else indicator).text
        for name, value in found.items():
            row = text[text.index(f'<th scope="row">{name}</th>') :].partition("</tr>")[0]
            assert ("no data" if value is None else f"{value:,.0f}") in row


def test_each_look_of_a_row_is_in_the_legend(client: FlaskClient) -> None:
    for classes in ("quantile", "equal"):
        text = get(client, indicator="people_beyond_reach", classes=classes).text
        legend = set(re.findall(r'class="shade ([\w-]+)" data-look', text))
        looks = {look for look, _ in rows_of(text).values()}
        assert looks <= legend
        assert looks & {"no_data"}, "nobody lives in the north"
        pictures = re.findall(r'<img src="(/api/v1/coverage/map.png[^"]*)"', text)
        assert [f"classes={classes}" in each for each in pictures] == [True]
        assert client.get(html.unescape(pictures[0])).mimetype == "image/png"


def test_the_palette_is_that_of_the_drawn_maps(root: Path) -> None:
    style = (root / "referral/web/static/main.css").read_text(encoding="utf-8")
    for number, colour in enumerate(COLOURS):
        assert f".shade-{number} {{ background-color: {colour}; }}" in style


@pytest.mark.parametrize("kind", ["csv", "xlsx", "geojson", "pdf", "png"])
def test_files_hold_the_same_view(client: FlaskClient, kind: str) -> None:
    text = get(client, target_group="women", level="1").text
    found = re.findall(rf'href="(/api/v1/coverage/[^"?]*\.{kind}\?[^"]*)"', text)
    assert len(found) == 1
    assert "target_group=women" in found[0]
    assert client.get(html.unescape(found[0])).status_code == 200


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("sq", "Shërbime për 10 000 banorë"),
        ("sr-Latn", "Pokrivenost"),
        ("sr-Cyrl", "Покривеност"),
        ("bs", "Udio stanovnika do 25 km od usluge"),
        ("mk", "Покриеност"),
        ("ka", "დაფარვა"),
        ("hy", "Ծածկույթ"),
        ("es", "Cobertura"),
        ("ar", "التغطية"),
    ],
)
def test_in_every_language(client: FlaskClient, language: str, said: str) -> None:
    answer = get(client, headers={"Accept-Language": language})
    assert said in html.unescape(answer.text)
    assert "Perëndim" in answer.text


def test_small_counts_are_hidden_and_look_so(app: Flask) -> None:
    make_places()
    service.refresh()
    with unit_of_work(write=False) as session:
        regions = [region.id for region in public_regions(session, country="AL", level=1)]
    today = now()
    period = Period(today.year - 1, 4)
    copies(make_world(statistics=True), 120, regions=regions[:2], at=period.starts + timedelta(days=20))
    with unit_of_work(write=True, actor=SYSTEM) as session:
        release(session, SYSTEM, "AL", period, service.silent)
    client = app.test_client()
    told = client.get("/api/v1/coverage", query_string=ASKED).get_json()["people"]["regions"]
    hidden = [each["code"] for each in told if each["sent"]["state"] == "suppressed"]
    text = get(client, indicator="sent").text
    looks = dict(re.findall(r'<tr id="region-([\w-]+)" data-region="[^"]*" data-look="([\w-]+)"', text))
    assert [code for code, look in looks.items() if look == "suppressed"] == hidden
    assert str(period) in text
    flows = get(client, "/flows", period=str(period))
    assert flows.status_code == 200
    assert get(client, "/compare", with_period=str(period), indicator="sent").status_code == 200


def test_progress_is_for_those_who_answer_for_it(app: Flask, reader_of: Any) -> None:
    lead = make_organization("Lead")
    made = make_results(lead)
    foreign = make_programme(make_organization("Another"))
    reader = reader_of(lead, Role.SUPERVISOR)
    assert f"/programmes/{made.programme}" in reader.get("/programmes").text
    text = html.unescape(reader.get(f"/programmes/{made.programme}").text)
    assert "Target: 5 people" in text
    assert "Reached: 1, 20 %" in text
    assert "Missing: 4" in text
    assert reader.get(f"/programmes/{foreign.id}").status_code == 404
    book = reader.get(f"/api/v1/progress?programme_id={made.programme}&format=xlsx")
    assert openpyxl.load_workbook(io.BytesIO(book.data)).sheetnames == ["Progress"]
    assert reader_of(lead, Role.CASE_WORKER).get("/programmes").status_code == 403


def test_before_any_region_is_known(app: Flask) -> None:
    answer = app.test_client().get("/coverage", headers=HTML)
    assert answer.status_code == 200
    assert "No regions are known here yet" in answer.text
