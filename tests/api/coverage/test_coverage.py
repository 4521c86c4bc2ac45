"""Coverage over HTTP: figures, comparison, files that other programs open, and readers who have them already."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient
from PIL import Image
from shapely.geometry import LinearRing, shape
from werkzeug.test import TestResponse

from referral.coverage import service
from tests.fixtures.coverage_world import ALFA, GAMA, NEED, SHAPES, a_service, make_places, take

BASE = "/api/v1/coverage"
ASKED = {"country": "AL", "need": NEED}


@pytest.fixture(scope="module")
def filled(module_app: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("coverage")
    make_places()
    take(
        folder,
        a_service(1, ALFA),
        a_service(2, GAMA, says=[("sex", "female")]),
        a_service(3, GAMA, name="=1+1"),
    )
    service.refresh()
    return folder


@pytest.fixture
def client(filled: Path, module_client: FlaskClient) -> FlaskClient:
    return module_client


def get(client: FlaskClient, path: str = "", **asked: Any) -> TestResponse:
    return client.get(BASE + path, query_string={**ASKED, **asked})


def test_figures_by_region(client: FlaskClient) -> None:
    answer = get(client).get_json()
    assert answer["country"] == "AL"
    assert {row["code"]: row["services"] for row in answer["regions"]} == {"AL-E": 2, "AL-N": 0, "AL-W": 1}
    assert answer["people"] == {"state": "not_released"}


def test_a_need_beside_another(client: FlaskClient) -> None:
    answer = get(client, compare="need:health").get_json()
    assert answer["need"] == NEED
    assert answer["compared"]["need"] == "health"
    assert {row["services"] for row in answer["compared"]["regions"]} == {0}


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"need": "nothing-like-it"}, 422),
        ({"country": "Albania"}, 422),
        ({"country": "FR"}, 404),
        ({"level": 3}, 404),
        ({"level": 7}, 422),
        ({"period": "2026-Q9"}, 422),
        ({"period": "2020-Q1"}, 404),
        ({"compare": "weather:rain"}, 422),
        ({"compare": "country:FR"}, 404),
        ({"target_group": "nobody"}, 422),
        ({"unknown": "1"}, 422),
    ],
)
def test_what_cannot_be_answered_is_said(client: FlaskClient, asked: dict[str, Any], status: int) -> None:
    answer = get(client, **asked)
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize(
    "path", ["", "/gaps", "/figures.geojson", "/figures.csv", "/figures.xlsx", "/map.png", "/report.pdf"]
)
def test_who_has_it_already_is_told_so(client: FlaskClient, path: str) -> None:
    first = get(client, path)
    assert first.status_code == 200
    again = client.get(BASE + path, query_string=ASKED, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert get(client, path, need="health").headers["ETag"] != first.headers["ETag"]


def test_gaps_are_ranked_and_the_next_site_is_named(client: FlaskClient) -> None:
    answer = get(client, "/gaps").get_json()
    assert answer["regions"][0] == {"code": "AL-W", "name": "Perëndim", "people_beyond_reach": 4000}
    assert answer["next_sites"] == [
        {"settlement": "Beta", "longitude": 19.5, "latitude": 40.2, "people": 4000}
    ]


def test_geojson_keeps_the_right_hand_rule(client: FlaskClient) -> None:
    answer = get(client, "/figures.geojson")
    assert answer.content_type == "application/geo+json"
    features = json.loads(answer.data)["features"]
    assert len(features) == 3
    for feature in features:
        assert shape(feature["geometry"]).equals(SHAPES[feature["properties"]["code"]])
        for polygon in feature["geometry"]["coordinates"]:
            assert LinearRing(polygon[0]).is_ccw
            assert not any(LinearRing(hole).is_ccw for hole in polygon[1:])


def test_csv_has_a_line_a_region(client: FlaskClient) -> None:
    lines = list(csv.DictReader(io.StringIO(get(client, "/figures.csv").data.decode("utf-8-sig"))))
    assert [line["name"] for line in lines] == ["Lindje", "Veri", "Perëndim"]
    assert [line["services"] for line in lines] == ["2", "0", "1"]
    assert lines[1]["population"] == "", "nobody has told"
    assert lines[0]["referrals_sent"] == "not published"


def test_the_workbook_has_figures_and_who_does_what_where(client: FlaskClient) -> None:
    book = openpyxl.load_workbook(io.BytesIO(get(client, "/figures.xlsx").data))
    assert book.sheetnames == ["Figures", "4W", "About"]
    figures = list(book["Figures"].values)
    assert [row[1] for row in figures[1:]] == ["Lindje", "Veri", "Perëndim"]
    who = list(book["4W"].values)
    assert who[0][:5] == ("Organisation", "Service", "Need", "Admin 0", "Admin 1")
    assert who[1][:5] == ("Office 1", "Service 1", NEED, "AL", "Perëndim")
    assert "'=1+1" in [row[1] for row in who], "no text becomes a formula"
    book.close()


def test_the_map_is_a_picture_that_shows_regions(client: FlaskClient) -> None:
    answer = get(client, "/map.png", language="sq", indicator="people_beyond_reach")
    assert answer.content_type == "image/png"
    with Image.open(io.BytesIO(answer.data)) as picture:
        picture.load()
        assert picture.size == (1200, 1200)
        colours = picture.convert("RGB").getcolors(1_000_000)
    assert colours is not None
    assert len([many for many, _ in colours if many > 5_000]) >= 3, "white, and regions of two classes"


def test_the_map_in_other_scripts_draws_every_letter(client: FlaskClient) -> None:
    """Warnings are errors: a letter that the font lacks would be one."""
    for language in ("ka", "hy", "sr-Cyrl", "mk"):
        assert get(client, "/map.png", language=language).status_code == 200
    assert get(client, "/map.png", language="xx").status_code == 422


def test_the_report_is_a_pdf_of_several_pages(client: FlaskClient) -> None:
    answer = get(client, "/report.pdf")
    assert answer.content_type == "application/pdf"
    assert answer.data.startswith(b"%PDF-1.")
    assert answer.data.rstrip().endswith(b"%%EOF")
    assert answer.data.count(b"/Type /Page ") == 3, "map, table, gaps"


def test_releases_and_flows_before_anything_was_released(client: FlaskClient) -> None:
    assert client.get(f"{BASE}/releases").get_json() == {"releases": []}
    assert client.get(f"{BASE}/flows?country=AL").get_json() == {
        "country": "AL",
        "state": "not_released",
        "flows": [],
    }
    assert client.get(f"{BASE}/flows?country=AL&period=2020-Q1").status_code == 404
