"""The receiver's intake in a real Chromium: with and without scripts, tapped twice, overtaken, printed."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from referral.access.rules import Role
from referral.referrals.rules import Action, Priority, Told, ToldBy
from referral.referrals.rules.inputs import Accept
from tests.browser.conftest import Site, sign_in
from tests.browser.test_every_page import faults
from tests.fixtures.referral_verbs import do, history, sent, stored
from tests.fixtures.referral_world import NAME, PHONE, World, make_service, make_world

pytestmark = pytest.mark.only_on("spatialite", reason="pages are the same on both databases")


@pytest.fixture
def world(visit: Callable[..., Page]) -> World:
    """Two organisations of this test alone, in the site's database, which `visit` opens."""
    return make_world()


@pytest.fixture
def desk(world: World, visit: Callable[..., Page]) -> Callable[..., Page]:
    """Opens a browser in which the receiver's focal point has signed in."""

    def open_(role: Role = Role.FOCAL_POINT, **more: Any) -> Page:
        page = visit(**more)
        sign_in(page, world.receiver.member(role).email)
        page.wait_for_url(lambda address: "/sign-in" not in address)
        return page

    return open_


def serve(page: Page, id_: str) -> None:
    """From the acceptance to the completion, as the focal point does it for herself."""
    page.goto(f"/intake/{id_}")
    page.get_by_role("link", name="Accept", exact=True).click()
    page.get_by_role("button", name="Accept").click()
    page.get_by_text("Done. The other side sees it now.").wait_for()
    assert NAME in page.content()
    page.get_by_role("link", name="Start the service").click()
    page.get_by_label("By which way?").select_option("visit")
    page.get_by_role("button", name="Start the service").click()
    page.get_by_role("link", name="Complete", exact=True).click()
    page.get_by_label("The need is met", exact=True).check()
    page.get_by_role("button", name="Complete").click()
    page.get_by_text("Done. The other side sees it now.").wait_for()


@pytest.mark.parametrize("scripts", [True, False])
def test_from_signing_in_to_completed(world: World, desk: Callable[..., Page], scripts: bool) -> None:
    id_ = sent(world).id
    page = desk(java_script_enabled=scripts)
    visited: list[str] = []
    page.on("request", lambda request: visited.append(request.url))
    page.get_by_role("link", name="Incoming").click()
    page.get_by_role("main").locator(f'a[href="/intake/{id_}"]').click()
    if not scripts:
        page.get_by_role("button", name="Open it").click()
    page.get_by_text("Seen, to decide").first.wait_for()
    serve(page, id_)
    assert [name for name, _ in history(id_)][2:] == ["acknowledge", "accept", "start_service", "complete"]
    assert NAME in page.content()
    told = " ".join([*visited, page.url, page.title()])
    if scripts:
        told += str(
            page.evaluate("JSON.stringify([localStorage, sessionStorage, document.cookie, history.state])")
        )
    assert not [each for each in (NAME, PHONE) if each in told]


def test_two_taps_act_once(world: World, desk: Callable[..., Page]) -> None:
    id_ = sent(world).id
    page = desk()
    page.goto(f"/intake/{id_}/message")
    page.get_by_label("Message").fill("When can she come?")
    page.get_by_role("button", name="Write to the other side").dblclick()
    page.get_by_text("When can she come?").wait_for()
    assert [name for name, _ in history(id_)].count("message") == 1


def test_a_page_that_was_overtaken_says_so_and_keeps_what_was_typed(
    world: World, desk: Callable[..., Page]
) -> None:
    id_ = sent(world).id
    page = desk()
    page.goto(f"/intake/{id_}/decline")
    page.get_by_label("Other", exact=True).check()
    page.get_by_label(re.compile("In words")).fill("They speak a language that nobody here does.")
    do(world.worker, id_, Action.ACCEPT, Accept(), told=Told(ToldBy.PHONE, "the night desk"))
    page.get_by_role("button", name="Decline").click()
    page.get_by_text("Somebody changed this meanwhile.").wait_for()
    assert page.get_by_label(re.compile("In words")).input_value().startswith("They speak a language")
    assert page.get_by_label("Other", exact=True).is_checked()
    assert stored(id_).state == "accepted"


def test_the_list_is_filtered_as_it_is_chosen(world: World, desk: Callable[..., Page]) -> None:
    routine = sent(world).id
    urgent = sent(world, service_id=make_service(world.receiver), priority=Priority.URGENT).id
    page = desk()
    page.goto("/intake")
    page.get_by_text("Filter", exact=True).click()
    page.get_by_label("Priority").select_option("urgent")
    page.wait_for_url("**priority=urgent**")
    assert page.locator(f'a[href="/intake/{routine}"]').count() == 0
    assert page.locator(f'a[href="/intake/{urgent}"]').count() == 1
    page.get_by_role("link", name="Without a filter").click()
    page.locator(f'a[href="/intake/{routine}"]').wait_for()


def test_places_are_said_in_one_tap(world: World, desk: Callable[..., Page]) -> None:
    page = desk()
    page.goto("/intake/places")
    page.get_by_role("button", name="None – Legal aid").click()
    page.get_by_text("0 places free").wait_for()
    page.get_by_role("button", name="One more – Legal aid").click()
    page.get_by_text("1 place free").wait_for()


def test_a_referral_prints_three_sheets_of_a4(world: World, desk: Callable[..., Page]) -> None:
    id_ = sent(world).id
    do(world.desk, id_, Action.ACCEPT, Accept())
    page = desk()
    for address in (f"/paper/referral/{id_}?also=ka", "/paper/referral?also=hy"):
        page.goto(address)
        printed = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type /Page\b", printed)) == 3, address
        assert b"/MediaBox [0 0 594.9" in printed or b"/MediaBox [0 0 595" in printed
        page.emulate_media(media="print")
        assert page.get_by_role("button", name="Apply").count() == 0
        assert page.locator("section.sheet:visible").count() == 3
        page.emulate_media(media="null")
    assert page.locator('[lang="hy"].also').count() > 50


DARK = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}


def look_at(page: Page, address: str) -> None:
    """All of axe in the light, contrast in the dark, and nothing wider than the screen."""
    page.emulate_media(color_scheme="light")
    page.goto(address)
    assert faults(page) == [], address
    page.emulate_media(color_scheme="dark")
    found = page.evaluate("(rules) => axe.run(rules)", DARK)
    assert [node["html"] for each in found["violations"] for node in each["nodes"]] == [], address
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("innerWidth"), address


def test_every_page_by_axe(world: World, desk: Callable[..., Page]) -> None:
    first, second, third = (sent(world, service_id=make_service(world.receiver)).id for _ in range(3))
    do(world.desk, first, Action.ACKNOWLEDGE)
    do(world.desk, second, Action.ACCEPT, Accept())
    do(world.worker, third, Action.ACCEPT, Accept(), told=Told(ToldBy.PHONE, "the night desk"))
    page = desk(viewport={"width": 360, "height": 740})
    for address in (
        *("/intake?group=accepted&priority=routine", "/intake/places", "/paper", "/paper/referral?also=ar"),
        *(f"/intake/{first}", f"/intake/{second}", f"/intake/{third}", f"/paper/referral/{second}?also=es"),
        *(f"/intake/{first}/{name}" for name in ("decline", "we_helped")),
        f"/intake/{second}/withdraw_consent",
    ):
        look_at(page, address)


def test_a_consent_and_what_is_stuck_by_axe(world: World, visit: Callable[..., Page], site: Site) -> None:
    page = visit(viewport={"width": 360, "height": 740})
    sign_in(page, world.sender.member(Role.CASE_WORKER).email)
    page.wait_for_url(lambda address: "/sign-in" not in address)
    for address in (f"/paper/consent/{world.consent}?also=ka", "/paper/consent"):
        look_at(page, address)
        assert len(re.findall(rb"/Type /Page\b", page.pdf(prefer_css_page_size=True))) == 3, address
