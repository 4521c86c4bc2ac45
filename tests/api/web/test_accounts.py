"""Signing in by page, forged forms, refusals in plain words, languages."""

import re
from typing import Any

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from referral.access.models import MemberSession
from referral.access.rules import Role
from referral.kit.clock import now
from referral.kit.db.work import unit_of_work
from referral.kit.ids import new_id
from tests.fixtures.members import PASSWORD, make_member
from tests.fixtures.pages import HTML, post, sign_in

pytestmark = pytest.mark.only_on("spatialite", reason="pages are the same on both databases")


def test_signing_in_leads_to_where_one_wanted_to_go(client: FlaskClient, member: Any) -> None:
    asked = client.get("/account/password", headers=HTML)
    assert asked.status_code == 303
    assert asked.headers["Location"] == "/sign-in?next=%2Faccount%2Fpassword"
    answered = sign_in(client, member.email, next="/account/password")
    assert answered.headers["Location"] == "/account/password"
    opened_page = client.get("/account/password")
    assert opened_page.status_code == 200
    assert opened_page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:1"]
)
def test_nobody_is_sent_to_another_site(client: FlaskClient, member: Any, elsewhere: str) -> None:
    assert sign_in(client, member.email, next=elsewhere).headers["Location"] == "/work"


def test_a_wrong_password_loses_only_the_password(client: FlaskClient, member: Any) -> None:
    answered = post(client, "/sign-in", email=member.email, password="wrong wrong wrong")
    assert answered.status_code == 422
    assert f'value="{member.email}"' in answered.text
    assert "wrong wrong" not in answered.text
    assert 'href="#email"' in answered.text


def test_the_second_step_by_code_and_by_recovery_code(client: FlaskClient, member: Any) -> None:
    sign_in(client, member.email)
    shown = post(client, "/account/second-step").text
    secret = re.search(r"<code>([A-Z2-7]{16,})</code>", shown)
    assert secret is not None
    made = post(client, "/account/second-step/confirm", code=pyotp.TOTP(secret[1]).at(now())).text
    codes = re.findall(r"<li><code>([^<]+)</code>", made)
    assert len(codes) == 10
    post(client, "/sign-out")
    halfway = sign_in(client, member.email)
    assert halfway.headers["Location"] == "/sign-in/code"
    assert client.get("/account", headers=HTML).headers["Location"] == "/sign-in/code"
    assert post(client, "/sign-in/code", code="000000").status_code == 422
    assert post(client, "/sign-in/code", code=codes[0]).headers["Location"] == "/work"
    assert client.get("/account").status_code == 200


@pytest.mark.parametrize("token", ["", "x" * 64])
def test_a_form_without_the_sessions_token_changes_nothing(
    client: FlaskClient, member: Any, token: str
) -> None:
    sign_in(client, member.email)
    answered = client.post("/sign-out", data={"_csrf": token}, headers=HTML)
    assert answered.status_code == 403
    assert "application/problem+json" not in answered.content_type
    assert client.get("/account").status_code == 200


def test_a_session_is_ended_from_the_list(app: Flask, client: FlaskClient, member: Any) -> None:
    other = app.test_client()
    sign_in(client, member.email)
    sign_in(other, member.email)
    ids = re.findall(r"/account/sessions/([0-9a-f-]{36})/end", client.get("/account").text)
    assert len(ids) == 2
    with unit_of_work(write=False) as session:
        newest = max(session.scalars(select(MemberSession.id)))
    post(client, f"/account/sessions/{newest}/end")
    assert other.get("/account", headers=HTML).status_code == 303
    assert client.get("/account").status_code == 200


def test_problems_are_pages_for_people_and_documents_for_machines(client: FlaskClient) -> None:
    page_of = client.get("/nothing", headers=HTML)
    assert (page_of.status_code, page_of.mimetype) == (404, "text/html")
    assert "There is nothing here" in page_of.text
    assert client.get("/nothing").mimetype == "application/problem+json"
    assert client.get("/api/v1/nothing", headers=HTML).mimetype == "application/problem+json"


def test_no_page_lets_a_script_or_a_style_into_its_html(client: FlaskClient) -> None:
    answered = client.get("/sign-in")
    policy = answered.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "<style" not in answered.text
    assert not re.search(r"<script(?![^>]*src=)", answered.text)
    assert not re.search(r'\s(style|on\w+)="', answered.text)


@pytest.mark.parametrize(
    ("header", "tag"),
    [
        ("es-SV,es;q=0.9", "es"),
        ("sr", "sr-Latn"),
        ("sr-Cyrl-RS", "sr-Cyrl"),
        ("hr,en;q=0.5", "bs"),
        ("fr", "en"),
    ],
)
def test_the_browser_chooses_the_language(client: FlaskClient, header: str, tag: str) -> None:
    text = client.get("/sign-in", headers={"Accept-Language": header}).text
    assert f'<html lang="{tag}" dir="ltr"' in text


def test_a_chosen_language_and_colours_stay(client: FlaskClient) -> None:
    answered = post(client, "/preferences", language="ar", theme="dark", _back="/sign-in?next=%2Faccount")
    assert answered.headers["Location"] == "/sign-in?next=%2Faccount"
    text = client.get("/sign-in").text
    assert '<html lang="ar" dir="rtl" data-theme="dark"' in text


def test_unlocking_asks_for_the_password(client: FlaskClient, member: Any) -> None:
    sign_in(client, member.email)
    assert post(client, "/unlock", password="wrong wrong wrong").status_code == 422
    assert post(client, "/unlock", password=PASSWORD).status_code == 204


@pytest.mark.parametrize(
    ("role", "first"),
    [
        (Role.CASE_WORKER, "/desk"),
        (Role.FOCAL_POINT, "/intake"),
        (Role.COORDINATOR, "/intake/stuck"),
        (Role.DIRECTORY_EDITOR, "/coverage"),
    ],
)
def test_whoever_signs_in_begins_at_their_work(client: FlaskClient, role: Role, first: str) -> None:
    sign_in(client, make_member(role, organization_id=new_id()).email)
    assert client.get("/work", headers=HTML).headers["Location"] == first
