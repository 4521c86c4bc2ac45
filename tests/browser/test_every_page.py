"""Every page, light and dark, by axe; with SCREENSHOTS=folder, each also as pictures (`make screenshots`)."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Site, sign_in

pytestmark = pytest.mark.only_on("spatialite", reason="pages are the same on both databases")
AXE = Path(__file__).resolve().parents[2] / "referral/web/frontend/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCREENSHOTS = os.environ.get("SCREENSHOTS")
WIDTHS = (390, 1280)
PUBLIC = (
    "/",
    "/emergency",
    "/offline",
    "/find?q=shelter&near=Tirana",
    "/find?q=shelter&near=Tirana&open=1&lang=sq",
    "/find?q=food+Kamenica",
    "/find?q=food&near=Xyzzyqq",
    "/find?q=shelter&near=Tirana&km=10&lang=ka",
    "/service/25401f22-df2e-5eca-a827-e8ad66efb1e2",
    "/service/c7d1868e-c939-5eb8-864b-8634e8aab5de",
    "/sign-in",
    "/password-reset",
    "/join",
    "/nothing",
    "/problems/not-found",
)
OWN = ("/account", "/account/password", "/account/recovery-codes")


def faults(page: Page, rules: Any = RULES) -> list[str]:
    """What axe finds, one line each. The script comes from outside the policy, as a test's may."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("(rules) => axe.run({runOnly: rules, resultTypes: ['violations']})", rules)
    return [f"{each['id']}: {node['html'][:120]}" for each in found["violations"] for node in each["nodes"]]


def look(page: Page, address: str, theme: str) -> None:
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    page.goto(address)
    # In the dark only the colours differ.
    assert faults(page, RULES if theme == "light" else {"type": "rule", "values": ["color-contrast"]}) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("innerWidth")
    if SCREENSHOTS is not None:
        name = re.sub(r"\W+", "-", address).strip("-") or "start"
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 844})
            page.screenshot(path=f"{SCREENSHOTS}/{name}-{theme}-{width}.png", full_page=True)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_public_pages(page: Page, theme: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    for address in PUBLIC:
        look(page, address, theme)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_of_members(page: Page, site: Site, theme: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    sign_in(page, site.worker)
    for address in OWN:
        look(page, address, theme)


@pytest.mark.parametrize("language", ["ar", "ka", "hy", "de"])
def test_the_first_pages_fit_in_every_script(visit: Callable[..., Page], language: str) -> None:
    page = visit(locale=language, viewport={"width": 360, "height": 740})
    for address in ("/", "/find?q=shelter&near=Tirana"):
        page.goto(address)
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        if SCREENSHOTS is not None:
            page.screenshot(
                path=f"{SCREENSHOTS}/{language}-{'find' if 'q' in address else 'start'}.png", full_page=True
            )


def test_the_reference_is_drawn_without_anything_from_outside(page: Page, site: Site) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/docs")
    page.locator("#swagger .opblock").first.wait_for(timeout=30_000)
    assert all(url.startswith((site.address, "data:")) for url in asked)
