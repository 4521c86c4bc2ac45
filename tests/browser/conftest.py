"""The pages as people use them: one server with demo data and a member, one Chromium, a fresh visit each test."""

import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from referral.access.rules import Role
from referral.directory.demo.country import demo_id
from referral.kit.db import engine
from referral.kit.db.migrating import upgrade
from referral.kit.db.work import unit_of_work
from referral.places.service import load_places
from tests.contract.filling import take_demo
from tests.fixtures.application import settings_for
from tests.fixtures.members import PASSWORD, make_member
from tests.fixtures.trial_form import add_trial

CHROMIUM = shutil.which("chromium")
SOFTWARE_WEBGL = ("--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")
QUIET = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
)
ORGANIZATION = demo_id("organization", "ura-e-re-fier")


@dataclass(frozen=True)
class Site:
    """Where the pages are, and who may sign in."""

    address: str
    app: Flask
    url: str
    worker: str


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Iterator[Site]:
    from referral.factory import create_app

    folder = tmp_path_factory.mktemp("site")
    url = f"sqlite:///{folder / 'site.db'}"
    upgrade(url)
    app = create_app(settings_for(url, folder, LOG_REQUESTS="no"), testing=True)
    add_trial(app)
    with unit_of_work(write=True) as session:
        load_places(session)
    take_demo(app, root)
    worker = make_member(Role.CASE_WORKER, organization_id=ORGANIZATION, email="worker@example.org")
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Site(f"http://127.0.0.1:{server.server_port}", app, url, worker.email)
    server.shutdown()
    thread.join()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.fail("chromium is not installed: `make setup` installs it")
    with sync_playwright() as player:
        chromium = player.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *SOFTWARE_WEBGL])
        yield chromium
        chromium.close()


@pytest.fixture
def visit(site: Site, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a browser of somebody new; what its pages say to the console as an error fails the test."""
    engine.configure(site.url)
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_(**more: Any) -> Page:
        given = {
            "base_url": site.address,
            "viewport": {"width": 390, "height": 844},
            "locale": "en-GB",
            **more,
        }
        context = browser.new_context(**given)
        context.set_default_timeout(8_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "console",
            lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None,
        )
        return page

    yield open_
    for context in contexts:
        context.close()
    assert not faults


@pytest.fixture
def page(visit: Callable[..., Page]) -> Page:
    return visit()


def sign_in(page: Page, email: str) -> None:
    """By the page, as a person does."""
    page.goto("/sign-in")
    page.get_by_label("Mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
