"""Finding help in a real Chromium: with and without scripts, in several scripts, offline, on the map."""

import gzip
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Site

pytestmark = pytest.mark.only_on("spatialite", reason="pages are the same on both databases")
Visit = Callable[..., Page]


@pytest.mark.parametrize("scripts", [True, False])
def test_a_need_and_a_place_in_one_line(visit: Visit, scripts: bool) -> None:
    page = visit(java_script_enabled=scripts)
    page.goto("/")
    page.get_by_label("Need and place in one line").fill("shelter in Тирана")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Accommodation and shelter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tirana")
    assert page.locator("li.result").count() == 20
    page.get_by_role("link", name="Show more").click()
    assert page.locator("li.result").count() > 0
    page.locator("li.result h2 a").first.click()
    expect(page.get_by_role("heading", name="How to get in")).to_be_visible()


def test_danger_now_needs_neither_script_nor_search(visit: Visit) -> None:
    page = visit(java_script_enabled=False, locale="ka-GE")
    page.goto("/")
    assert page.locator(".danger a[href='tel:112']").is_visible()


def test_filters_and_reasons(page: Page) -> None:
    page.goto("/find?q=shelter&near=Tirana")
    page.get_by_text("Filters").click()
    page.get_by_label("Speaks").select_option("sq")
    page.get_by_label("Distance").select_option("250")
    page.get_by_label("Open now").check()
    page.get_by_role("button", name="Search").click()
    expect(page).to_have_url(re.compile("lang=sq"))
    assert "open=1" in page.url
    expect(page.locator("li.result").first).to_contain_text("Speaks: Albanian: yes")


def test_traits_stand_in_no_address_and_no_title(page: Page) -> None:
    page.goto("/find?q=shelter&near=Tirana")
    page.get_by_text("For whom?").click()
    page.get_by_label("Age", exact=False).first.fill("31")
    page.get_by_label("Has been exploited or trafficked").check()
    page.get_by_role("button", name="Who would take us?").click()
    expect(page.locator("li.result").first).to_contain_text("Takes this age")
    assert page.url.endswith("/find")
    assert "31" not in page.title()
    shared = page.locator("[data-share]").get_attribute("data-url") or ""
    assert "31" not in shared
    assert "traffick" not in shared


def test_a_wrong_age_is_told_beside_its_field(page: Page) -> None:
    page.goto("/find?q=shelter&near=Tirana")
    page.get_by_text("For whom?").click()
    page.locator("#age").fill("old")
    page.get_by_role("button", name="Who would take us?").click()
    expect(page.locator("#age-error")).to_contain_text("whole number")
    expect(page.locator("#age")).to_have_value("old")


def test_a_place_of_which_there_are_two_is_asked_about(page: Page) -> None:
    page.goto("/find?q=food+Kamenica")
    expect(page.get_by_role("heading", name="Which place do you mean?")).to_be_visible()
    page.get_by_role("link", name="Gjilan").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kamenica")
    assert page.locator("li.result").count() > 0


def test_nothing_found_says_what_would_be_found(page: Page) -> None:
    page.goto("/find?q=shelter&near=Tirana&km=10&lang=ka")
    expect(page.get_by_role("heading", name="Nothing fits all of it")).to_be_visible()
    assert page.locator(".danger a[href^='tel:']").count() > 0
    page.get_by_role("link", name="Also who speaks other languages").click()
    assert page.locator("li.result").count() > 0


def test_near_me_asks_on_a_click_and_rounds(visit: Visit) -> None:
    page = visit(geolocation={"latitude": 41.32756, "longitude": 19.81892}, permissions=["geolocation"])
    page.goto("/")
    page.get_by_role("button", name="Near me").click()
    page.wait_for_url("**/find?*")
    assert "near=41.3%2C19.8" in page.url or "near=41.3,19.8" in page.url
    page.goto("/find?q=food&near=41.32756,19.81892")
    assert "41.32" not in page.url


def test_the_map_shows_what_the_list_shows_and_nothing_from_outside(page: Page, site: Site) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/find?q=shelter&near=Tirana")
    assert not [url for url in asked if "maplibre" in url or "outline" in url]
    page.get_by_role("button", name="Map").click()
    page.locator("#map[data-ready]").wait_for(timeout=15_000)
    places = page.locator("li.result[data-lat]").count()
    assert places > 5
    assert page.locator("#map .pin").count() == places
    names = {text.strip() for text in page.locator("li.result[data-lat] h2").all_inner_texts()}
    assert {pin.get_attribute("aria-label") for pin in page.locator("#map .pin").all()} == names
    assert all(url.startswith((site.address, "data:", "blob:")) for url in asked)


def test_right_to_left(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Language").select_option("ar")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    heading = page.get_by_role("heading", level=1)
    assert re.search(r"[\u0600-\u06ff]", heading.inner_text())
    box, wide = heading.bounding_box(), page.locator("main").bounding_box()
    assert box is not None
    assert wide is not None
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize(("tag", "letters"), [("sr-Cyrl", r"[\u0400-\u04ff]"), ("sr-Latn", r"[A-Za-zčćšžđ]")])
def test_both_scripts_of_serbian(visit: Visit, tag: str, letters: str) -> None:
    page = visit(locale=tag)
    page.goto("/find?q=храна&near=Ниш")
    assert page.locator("html").get_attribute("lang") == tag
    text = page.get_by_role("button", name=re.compile("Тражи|Traži")).inner_text()
    assert re.fullmatch(f"{letters}+", text)
    labels = page.locator("li.result .quiet").first.inner_text()
    assert re.search("хран" if tag == "sr-Cyrl" else "hran", labels)


KEPT = """async () => {
  const kept = await caches.has('region') ? await (await caches.open('region')).keys() : [];
  return kept.some((each) => each.url.includes('/find')) && kept.length > 3;
}"""


def test_the_last_search_and_the_numbers_work_offline(page: Page) -> None:
    context: BrowserContext = page.context
    page.goto("/find?q=food&near=Tirana")
    name = page.locator("li.result h2 a").first.inner_text()
    for _ in range(80):
        if page.evaluate(KEPT):
            break
        page.wait_for_timeout(100)
    context.set_offline(True)
    page.reload()
    expect(page.locator(".offline-note")).to_contain_text("No connection. This was kept on")
    page.get_by_role("link", name=name).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.locator(".offline-note")).to_be_visible()
    page.goto("/")
    assert page.locator(".danger a[href^='tel:']").first.is_visible()
    page.goto("/find?q=shelter&near=Ni%C5%A1")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kept on this device")
    expect(page.locator("[data-kept]")).to_contain_text(name)
    page.get_by_role("button", name="Forget everything on this device").click()
    expect(page.locator("[data-none]")).to_be_visible()
    context.set_offline(False)


def test_leaving_quickly_leaves_no_way_back(page: Page) -> None:
    page.route("https://www.wikipedia.org/", lambda route: route.fulfill(body="elsewhere"))
    page.goto("/emergency")
    page.goto("/find?q=shelter&near=Tirana")
    page.get_by_role("link", name="Leave quickly").click()
    page.wait_for_url("https://www.wikipedia.org/")
    page.go_back()
    assert page.url.endswith("/emergency")


def test_the_first_load_is_small_and_nothing_jumps(page: Page) -> None:
    sizes: list[int] = []
    page.on("response", lambda answer: sizes.append(len(gzip.compress(answer.body()))) if answer.ok else None)
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver((l) => l.getEntries().forEach((e) => { window.shift += e.value; }))"
        ".observe({type: 'layout-shift', buffered: true});"
    )
    page.goto("/find?q=shelter&near=Tirana", wait_until="load")
    assert sum(sizes) < 100_000
    page.mouse.wheel(0, 600)
    assert page.evaluate("window.shift") < 0.01
