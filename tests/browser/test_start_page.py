"""The start page as a person uses it, in a real Chromium."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, sync_playwright
from werkzeug.serving import make_server

from referral.kit.db.work import unit_of_work
from referral.places.service import load_places
from tests.contract.filling import take_demo

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.only_on("spatialite", reason="pages are the same on both databases")


@pytest.fixture(scope="module")
def address(module_app: Flask, root: Path) -> Iterator[str]:
    with unit_of_work(write=True) as session:
        load_places(session)
    take_demo(module_app, root)
    server = make_server("127.0.0.1", 0, module_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def page() -> Iterator[Page]:
    if CHROMIUM is None:
        pytest.fail("chromium is not installed: `make setup` installs it")
    words = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as player:
        browser = player.chromium.launch(
            executable_path=CHROMIUM, args=[*words, "--disable-sync", "--disable-quic"]
        )
        yield browser.new_page()
        browser.close()


def test_a_need_and_a_place_give_the_nearest_services(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("What is needed").fill("shelter")
    page.get_by_label("Near").fill("Тирана")
    page.get_by_role("button", name="Search").click()
    page.get_by_text("nearest").wait_for()
    assert page.locator("#results li").count() > 0
    assert "km" in page.locator("#results li").nth(-1).inner_text()


def test_an_unknown_place_is_told(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("Near").fill("Xyzzyqq")
    page.get_by_role("button", name="Search").click()
    page.get_by_text("No place is called").wait_for()


def test_the_reference_is_drawn_without_anything_from_outside(page: Page, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/docs")
    page.get_by_role("heading", name="API reference").wait_for()
    assert all(url.startswith((address, "data:")) for url in asked)
