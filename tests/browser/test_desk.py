"""The desk in a real Chromium at the width of a small phone: from signing in to sent, and withdrawing, also without
scripts; and that no name of anybody gets into an address, a title, a store or a cache.
"""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import select
from werkzeug.serving import make_server

from referral.access.models import Member
from referral.access.rules.roles import Role
from referral.cases.models import Consent
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from referral.referrals.models import ReferralRecord
from tests.fixtures.desk_pages import list_in_search
from tests.fixtures.members import PASSWORD
from tests.fixtures.referral_world import Organization, make_organization, make_service

CHROMIUM = shutil.which("chromium")
CANARY = "Zuzkanarija"
SMALL, LARGE = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
pytestmark = pytest.mark.only_on("spatialite", reason="pages are the same on both databases")


class Seat:
    """Somebody at a browser, whose screens and inputs are counted."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.inputs = 0
        self.screens: list[str] = []

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label).first.fill(text)
        self.inputs += 1

    def choose(self, label: str, value: str) -> None:
        self.page.get_by_label(label).first.select_option(value)
        self.inputs += 1

    def tick(self, label: str) -> None:
        self.page.get_by_label(label).first.check()
        self.inputs += 1

    def tap(self, role: Any, name: str) -> None:
        self.page.get_by_role(role, name=name).first.click()
        self.page.wait_for_load_state()
        self.inputs += 1
        self.screens.append(self.page.url)

    def sign_in(self, email: str) -> None:
        self.page.goto(f"{self.address}/sign-in?next=%2Fdesk")
        self.page.get_by_label("Mail address").fill(email)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url("**/desk")


@pytest.fixture(scope="module")
def receiver(module_app: Flask) -> Organization:
    """A listed service of a receiver with intake."""
    made = make_organization("Legal Aid Office")
    made.member(Role.FOCAL_POINT)
    list_in_search(make_service(made), "legal-aid")
    return made


@pytest.fixture(scope="module")
def address(module_app: Flask, receiver: Organization) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, module_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def seat(browser: Browser, address: str) -> Iterator[Callable[..., Seat]]:
    """`seat(email, scripts=False)`: somebody signed in, at 360 pixels."""
    opened: list[BrowserContext] = []

    def sit(email: str, *, scripts: bool = True) -> Seat:
        context = browser.new_context(viewport=SMALL, java_script_enabled=scripts)  # type: ignore[arg-type]
        opened.append(context)
        made = Seat(context.new_page(), address)
        made.sign_in(email)
        return made

    yield sit
    for each in opened:
        each.close()


@pytest.fixture
def worker() -> str:
    """The address of a case worker with an empty desk."""
    return make_organization("Sender").member(Role.CASE_WORKER).email


def to_consent(at: Seat) -> None:
    """From the empty desk to the conversation."""
    at.tap("link", "New case")
    at.fill("Given names", CANARY)
    at.fill("Age", "31")
    at.choose("Sex", "female")
    at.choose("Language", "fa")
    at.choose("What is needed", "legal-aid")
    at.fill("Near which place", "44.8, 20.46")
    at.tap("button", "Open the case and search")
    at.tap("button", "Choose")


def to_sent(at: Seat) -> None:
    """From the empty desk to a sent referral."""
    to_consent(at)
    at.tick("Yes, agreed")
    at.tap("button", "Record the answer")
    at.tap("button", "Send")


def states_of(email: str) -> list[str]:
    with unit_of_work(write=False, actor=SYSTEM) as session:
        member = session.scalars(select(Member).where(Member.email == email)).one()
        own = ReferralRecord.author_id == member.id
        return list(session.scalars(select(ReferralRecord.state).where(own)))


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_an_empty_desk_to_sent_in_four_screens_and_back_in_two_taps(
    seat: Callable[..., Seat], worker: str, scripts: bool
) -> None:
    at = seat(worker, scripts=scripts)
    to_sent(at)
    assert states_of(worker) == ["sent"]
    # New case, results, consent, referral; the last tap shows the referral as it was sent.
    assert len(set(at.screens)) <= 4, at.screens
    assert at.inputs <= 15, at.inputs
    before = at.inputs
    at.tap("link", "Withdraw consent")
    at.tap("button", "Stop sharing, and they delete")
    assert at.inputs - before == 2
    assert states_of(worker) == ["consent_withdrawn"]
    at.page.get_by_text("Nothing more is shared.").wait_for()


def test_a_name_gets_into_no_address_title_store_or_cache(seat: Callable[..., Seat], worker: str) -> None:
    at, asked, titles = seat(worker), list[str](), list[str]()
    at.page.on("request", lambda request: asked.append(request.url))
    at.page.on("load", lambda page: titles.append(page.title()))
    to_sent(at)
    at.tap("link", "Case #")
    assert CANARY in at.page.content()
    kept = at.page.evaluate(
        """async () => {
          const texts = [JSON.stringify({...localStorage}), JSON.stringify({...sessionStorage}), document.cookie];
          for (const name of await caches.keys()) {
            const cache = await caches.open(name);
            for (const each of await cache.keys()) texts.push(each.url, await (await cache.match(each)).text());
          }
          for (const each of await indexedDB.databases()) texts.push(each.name);
          texts.push(JSON.stringify(history.state));
          return texts.join(" ");
        }"""
    )
    state = str(at.page.context.storage_state())
    assert titles
    for text in (*asked, *titles, kept, state):
        assert CANARY not in text


def test_a_double_tap_sends_once_and_a_failed_form_loses_nothing(
    seat: Callable[..., Seat], worker: str
) -> None:
    at = seat(worker)
    at.tap("link", "New case")
    at.fill("Given names", CANARY)
    at.fill("Age", "thirty")
    at.tap("button", "Open the case and search")
    at.page.get_by_role("alert").get_by_text("Write an age like 14").wait_for()
    assert at.page.get_by_label("Given names").input_value() == CANARY
    at.fill("Age", "30")
    at.choose("What is needed", "legal-aid")
    at.page.get_by_role("button", name="Open the case and search").dblclick()
    at.page.wait_for_url("**/search")
    at.tap("link", "My cases")
    assert at.page.locator("h2:has-text('Cases') + ul > li").count() == 1


def test_a_conversation_is_kept_through_a_refusal_with_signature_and_photo(
    seat: Callable[..., Seat], worker: str, tmp_path: Path
) -> None:
    at = seat(worker)
    to_consent(at)
    page = at.page
    page.get_by_text("Signature or photo of the paper").click()
    box = page.locator("canvas").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 60, steps=4)
    page.mouse.up()
    signed = page.locator("#signature").input_value()
    assert signed.startswith("data:image/png;base64,")
    page.get_by_label("Language of the conversation").select_option("sq")
    page.locator("#notice [lang=sq]").wait_for()
    photo = tmp_path / "paper.png"
    Image.effect_noise((1400, 1400), 90).save(photo)
    assert photo.stat().st_size > 1_000_000
    page.get_by_label("Photo of the signed paper").set_input_files(photo)
    page.get_by_label("Witness").fill("Somebody of the house")
    at.tap("button", "Record the answer")
    page.get_by_role("alert").get_by_text("Please choose one.").wait_for()
    page.get_by_text("The file that you chose is kept.").wait_for()
    assert page.locator("#signature").input_value() == signed
    assert page.get_by_label("Witness").input_value() == "Somebody of the house"
    at.tick("Yes, agreed")
    at.tap("button", "Record the answer")
    with unit_of_work(write=False, actor=SYSTEM) as session:
        row = session.scalars(select(Consent).order_by(Consent.id.desc()).limit(1)).one()
        assert (row.evidence_kind, row.notice_language) == ("signature", "sq")
        assert len(row.evidence_sealed or b"") > 1_000_000


PAGES = ("/desk", "/desk/cases/new", "{case}", "{case}/search", "{referral}", "{referral}/told/decline")


def test_every_page_is_accessible_in_light_and_dark(
    seat: Callable[..., Seat], worker: str, root: Path
) -> None:
    at = seat(worker)
    to_consent(at)
    axe = (root / "referral/web/frontend/node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
    consent = at.page.url
    referral = consent.removesuffix("/consent")
    case = at.page.goto(referral) and at.page.get_by_role("link", name="Case #").first.get_attribute("href")
    paths = [each.format(case=case, referral=referral.removeprefix(at.address)) for each in PAGES]
    paths += [consent.removeprefix(at.address), referral.removeprefix(at.address) + "/withdraw"]
    for number, path in enumerate(paths):
        for scheme in ("light", "dark"):
            at.page.emulate_media(color_scheme=scheme)
            at.page.set_viewport_size(SMALL)  # type: ignore[arg-type]
            at.page.goto(at.address + path)
            at.page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
            assert at.page.evaluate("document.documentElement.scrollWidth") <= SMALL["width"], path
            at.page.evaluate(axe)
            found = at.page.evaluate("async () => (await axe.run()).violations")
            said = [(each["id"], [node["html"][:200] for node in each["nodes"][:3]]) for each in found]
            assert not said, (path, scheme, said)
            _picture(at.page, f"{number}-{scheme}")


def _picture(page: Page, name: str) -> None:
    """With `PICTURES` in the environment: what a page looks like, on a phone and on a desk."""
    folder = os.environ.get("PICTURES")
    if folder:
        page.screenshot(path=f"{folder}/{name}-390.png", full_page=True)
        page.set_viewport_size(LARGE)  # type: ignore[arg-type]
        page.screenshot(path=f"{folder}/{name}-1280.png", full_page=True)
