"""The coordinator's pages in a real Chromium: the picture without scripts, the drawn map with them, print, axe."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from referral.access.rules import Role
from referral.coverage import service
from referral.kit.db import engine
from tests.browser.conftest import ORGANIZATION, Site, sign_in
from tests.browser.test_every_page import RULES, SCREENSHOTS, faults, look
from tests.fixtures.members import make_member
from tests.fixtures.referral_world import Organization
from tests.fixtures.results import make_results

pytestmark = pytest.mark.only_on("spatialite", reason="pages are the same on both databases")
VIEW = "?country=AL&need=accommodation"
PAGES = ("", "/gaps", "/compare", "/flows")
MORE = {"/compare": "&with_country=GE"}


@pytest.fixture(scope="module")
def reckoned(site: Site) -> Site:
    """The site, its figures up to date."""
    engine.configure(site.url)
    service.catch_up()
    return site


def test_the_picture_and_the_table_are_there_without_scripts(
    reckoned: Site, visit: Callable[..., Page]
) -> None:
    page = visit(java_script_enabled=False)
    page.goto(f"/coverage{VIEW}")
    picture = page.locator("[data-picture] img")
    picture.scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    assert picture.bounding_box()["width"] > 300  # type: ignore[index]
    assert page.locator("tr[data-region]").count() == 12
    assert not page.locator("th.minor").first.is_visible()
    page.get_by_label("Every figure").check()
    assert page.locator("td.minor").first.is_visible()
    page.get_by_label("On the map").select_option("people_beyond_reach")
    page.get_by_role("button", name="Show", exact=True).click()
    assert "indicator=people_beyond_reach" in page.url


def test_the_drawn_map_says_what_the_table_says(reckoned: Site, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"/coverage{VIEW}")
    assert not [url for url in asked if "maplibre" in url or "figures.geojson" in url], "only when asked for"
    page.get_by_role("button", name="Show map").click()
    page.locator(".map[data-ready]").wait_for(timeout=30_000)
    assert not [url for url in asked if not url.startswith((reckoned.address, "blob:", "data:"))]
    page.get_by_label("Go to a region").select_option(label="Kukës")
    row = page.locator("tr[aria-current]")
    assert row.locator("th").inner_text() == "Kukës"
    assert page.locator("[data-said]").inner_text() == f"Kukës: {row.locator('[data-value]').inner_text()}"
    box = page.locator(".map canvas").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.locator("[data-said] a:not(:text-is('Kukës'))").wait_for()
    assert page.locator("tr[aria-current]").count() == 1
    assert faults(page, RULES) == []
    if SCREENSHOTS is not None:
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 844})
            page.wait_for_timeout(1_000)
            page.screenshot(path=f"{SCREENSHOTS}/coverage-map-{width}.png", full_page=True)


def test_the_next_places_stand_on_the_map_of_gaps(reckoned: Site, page: Page) -> None:
    page.goto(f"/coverage/gaps{VIEW}")
    page.get_by_role("button", name="Show map").click()
    page.locator(".map[data-ready]").wait_for(timeout=30_000)
    numbers = page.locator(".map .pin.site").all_inner_texts()
    assert numbers == [str(at + 1) for at in range(page.locator("[data-site]").count())]
    assert numbers


def test_where_the_map_cannot_be_drawn_the_picture_is_shown(reckoned: Site, page: Page) -> None:
    page.route("**/choropleth.js", lambda route: route.abort())
    page.goto(f"/coverage{VIEW}")
    assert not page.locator("[data-picture]").is_visible()
    page.get_by_role("button", name="Show map").click()
    page.get_by_role("alert").filter(has_text="cannot be drawn here").wait_for()
    assert page.locator("[data-picture] img").is_visible()
    assert page.locator("tr[data-region]").count() == 12


def test_the_picture_is_there_when_it_is_printed(reckoned: Site, page: Page) -> None:
    page.goto(f"/coverage{VIEW}")
    complete = "document.querySelector('[data-picture] img').naturalWidth"
    page.evaluate(f"window.print = () => {{ document.body.dataset.printed = {complete}; }}")
    assert page.evaluate(complete) == 0
    page.get_by_role("button", name="Print").click()
    page.locator("body[data-printed='1200']").wait_for()
    page.emulate_media(media="print")
    assert page.locator("[data-picture] img").is_visible()
    assert not page.locator("#drawn").is_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_by_axe(reckoned: Site, page: Page, theme: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    for path in PAGES:
        look(page, f"/coverage{path}{VIEW}{MORE.get(path, '')}", theme)


def test_programmes_by_axe(reckoned: Site, page: Page) -> None:
    leader = make_member(Role.SUPERVISOR, organization_id=ORGANIZATION, email="leads@example.org")
    sign_in(page, leader.email)
    page.get_by_role("link", name="Programmes").click()
    page.get_by_role("heading", name="Programmes").wait_for()
    made = make_results(Organization(ORGANIZATION))
    for theme in ("light", "dark"):
        look(page, "/programmes", theme)
        look(page, f"/programmes/{made.programme}", theme)
