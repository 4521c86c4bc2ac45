"""Signing in by page, with a second step, and the screen that hides itself."""

import re
from collections.abc import Callable

import pyotp
import pytest
from playwright.sync_api import Page, expect

from referral.access.rules import Role
from referral.kit.clock import now
from tests.browser.conftest import ORGANIZATION, Site, sign_in
from tests.fixtures.members import PASSWORD, make_member

pytestmark = pytest.mark.only_on("spatialite", reason="pages are the same on both databases")


@pytest.mark.parametrize("scripts", [True, False])
def test_signing_in_with_a_second_step(visit: Callable[..., Page], scripts: bool) -> None:
    member = make_member(Role.CASE_WORKER, organization_id=ORGANIZATION)
    page = visit(java_script_enabled=scripts)
    sign_in(page, member.email)
    expect(page.get_by_role("heading", level=1)).to_have_text("My cases")
    page.goto("/account")
    page.get_by_role("button", name="Set up the second step").click()
    secret = page.locator("main code").inner_text()
    page.get_by_label("Code").fill(pyotp.TOTP(secret).at(now()))
    page.get_by_role("button", name="Turn on").click()
    code = page.locator(".codes code").first.inner_text()
    page.get_by_role("link", name="I have kept them").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("status").first).to_contain_text("You have signed out.")
    sign_in(page, member.email)
    page.get_by_label("Code").fill("123456")
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("#code-error")).to_be_visible()
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My cases")
    page.goto("/account")
    assert "9 recovery codes are left" in page.get_by_role("main").inner_text()


def test_an_idle_screen_hides_and_keeps_what_was_typed(page: Page, site: Site) -> None:
    page.clock.install()
    sign_in(page, site.worker)
    page.goto("/account/password")
    page.locator("#present").fill("half typed")
    page.clock.fast_forward(301_000)
    expect(page.locator("#lock")).to_be_visible()
    expect(page.locator("#present")).to_be_hidden()
    page.locator("#lock-password").fill("wrong wrong wrong")
    page.get_by_role("button", name="Show again").click()
    expect(page.locator("#lock-said")).to_have_text("That is not your password.")
    page.locator("#lock-password").fill(PASSWORD)
    page.get_by_role("button", name="Show again").click()
    expect(page.locator("#lock")).to_be_hidden()
    expect(page.locator("#present")).to_have_value("half typed")


def test_the_keyboard_alone_signs_in(page: Page, site: Site) -> None:
    page.goto("/sign-in")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Mail address")).to_be_focused()
    page.keyboard.type(site.worker)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/desk$"))


def test_what_is_typed_is_kept_at_each_field_and_over_the_sessions_end(page: Page, site: Site) -> None:
    sign_in(page, site.worker)
    page.goto("/trial")
    page.get_by_label("Note").fill("Мира, two children")
    expect(page.locator(".draft")).to_contain_text("Kept as a draft")
    page.context.clear_cookies(name="session")
    page.goto("/trial")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.get_by_label("Mail address").fill(site.worker)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("Note")).to_have_value("Мира, two children")
    expect(page.locator(".draft")).to_contain_text("Restored from")
    page.get_by_role("button", name="Begin anew").click()
    expect(page.get_by_label("Note")).to_have_value("")


def test_a_failed_form_shows_its_errors_first_and_keeps_everything(page: Page, site: Site) -> None:
    sign_in(page, site.worker)
    page.goto("/trial")
    page.get_by_label("Note").fill("a note of more than twenty letters")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#errors")).to_be_focused()
    page.locator("#errors a").click()
    expect(page.get_by_label("Note")).to_be_focused()
    expect(page.get_by_label("Note")).to_have_value("a note of more than twenty letters")
