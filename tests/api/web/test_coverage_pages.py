"""The coordinator's pages over HTTP: what they show is what the services answer, in every language, without scripts."""

import html
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from referral.coverage import service
from tests.fixtures.coverage_world import ALFA, GAMA, NEED, a_service, make_places, take
from tests.fixtures.pages import HTML

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
