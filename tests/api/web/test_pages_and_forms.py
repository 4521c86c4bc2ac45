"""What every page stands on: signing in, forged forms, refusals in plain words, drafts, double taps, languages."""

import re
from typing import Any

import pyotp
import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from sqlalchemy import func, select

from referral.access.models import MemberSession
from referral.access.rules import Role
from referral.kit.clock import now
from referral.kit.db.work import current_session, unit_of_work
from referral.kit.ids import new_id
from referral.web.models import Draft, TakenForm
from referral.web.page import Blueprint, Form, once, opened, page, read_form
from tests.fixtures.members import PASSWORD, make_member

HTML = {"Accept": "text/html"}


def csrf_of(client: FlaskClient) -> str:
    cookie = client.get_cookie("csrf")
    return cookie.value if cookie is not None else ""


def post(client: FlaskClient, path: str, **fields: Any) -> Any:
    return client.post(path, data={"_csrf": csrf_of(client), **fields}, headers=HTML)


def sign_in(client: FlaskClient, email: str, **more: str) -> Any:
    return post(client, "/sign-in", email=email, password=PASSWORD, **more)


@pytest.fixture
def member(app: Flask) -> Any:
    return make_member(Role.CASE_WORKER, organization_id=new_id())


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
    assert sign_in(client, member.email, next=elsewhere).headers["Location"] == "/account"


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
    assert post(client, "/sign-in/code", code=codes[0]).headers["Location"] == "/account"
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


def _form_pages() -> Blueprint:
    """A page with a form, as an audience would write it."""
    import marshmallow as ma

    from referral.web.page import fields

    blp = Blueprint("trial", __name__)

    class NoteForm(ma.Schema):
        note = fields.text(20, required=True)
        many = fields.whole(1, 9)
        day = fields.day()
        kind = fields.choice(["a", "b"])

    @blp.route("/trial")
    @blp.requires("account:use")
    def show() -> Response:
        return page("trial.html", form=opened("trial/1"))

    @blp.route("/trial", methods=["POST"])
    @blp.requires("account:use")
    def send() -> Response:
        form = read_form(NoteForm)
        if not form.is_right:
            return page("trial.html", form=form, status=422)
        return once(form, lambda: _note(form), draft="trial/1")

    return blp


def _note(form: Form) -> str:
    session = current_session()
    made = session.scalar(select(func.count()).select_from(TakenForm)) or 0
    return f"/trial?made={made}"


TRIAL = (
    '{% extends "base.html" %}{% block main %}{{ forms.summary(form) }}<form method="post">'
    '{{ forms.hidden(form, draft="trial/1") }}{{ forms.draft_state(form, "trial/1") }}'
    '{{ forms.area(form, "note", "Note", required=true) }}{{ forms.input(form, "many", "How many") }}'
    '{{ forms.input(form, "day", "Day", type="date") }}'
    '{{ forms.options(form, "kind", "Kind", [("a", "A"), ("b", "B")]) }}{{ forms.submit("Send") }}</form>{% endblock %}'
)


@pytest.fixture
def trial(app: Flask, member: Any) -> FlaskClient:
    from jinja2 import ChoiceLoader, DictLoader

    app.register_blueprint(_form_pages())
    app.jinja_env.loader = ChoiceLoader([DictLoader({"trial.html": TRIAL}), app.jinja_env.loader])  # type: ignore[list-item]
    client = app.test_client()
    sign_in(client, member.email)
    return client


def test_a_failed_form_keeps_what_was_typed_and_says_what_is_wrong(trial: FlaskClient) -> None:
    answered = post(trial, "/trial", note="x" * 21, many="ten", day="soon", kind="b")
    assert answered.status_code == 422
    for text in ("x" * 21, 'value="ten"', 'value="soon"', 'value="b" checked'):
        assert text in answered.text
    for text in ("20 characters at most", "whole number from 1 to 9", "This is not a day"):
        assert text in answered.text
    assert set(re.findall(r'<li><a href="#(\w+)"', answered.text)) == {"note", "many", "day"}
    assert 'aria-describedby="note-error" aria-invalid="true"' in answered.text
    assert "Please fill this in." in post(trial, "/trial", note="   ").text


def test_a_double_tap_sends_once(trial: FlaskClient) -> None:
    key = re.search(r'name="_key" value="([^"]+)"', trial.get("/trial").text)
    assert key is not None
    first = post(trial, "/trial", note="once", _key=key[1])
    second = post(trial, "/trial", note="once", _key=key[1])
    assert first.headers["Location"] == second.headers["Location"] == "/trial?made=1"
    assert post(trial, "/trial", note="again", _key=new_id()).headers["Location"] == "/trial?made=2"


def test_a_draft_stands_there_again_until_it_is_sent(trial: FlaskClient) -> None:
    assert "Kept as a draft" in post(trial, "/drafts", _draft="trial/1", note="Мира", code="geheim").text
    with unit_of_work(write=False) as session:
        row = session.scalars(select(Draft)).one()
        assert "Мира".encode() not in row.sealed
    again = trial.get("/trial").text
    assert "Мира" in again
    assert "geheim" not in again
    assert "Restored from" in again
    post(trial, "/trial", note="Мира", _draft="trial/1")
    assert "Мира" not in trial.get("/trial").text


def test_a_draft_is_its_members_alone(app: Flask, trial: FlaskClient) -> None:
    post(trial, "/drafts", _draft="trial/1", note="Мира")
    other = app.test_client()
    sign_in(other, make_member(Role.CASE_WORKER, organization_id=new_id()).email)
    assert "Мира" not in other.get("/trial").text


def test_a_form_sent_after_the_sessions_end_is_kept(trial: FlaskClient, member: Any) -> None:
    with unit_of_work(write=True) as session:
        row = session.scalars(select(MemberSession)).one()
        row.started_at = row.last_used_at = row.started_at.replace(year=2020)
    answered = post(trial, "/trial", note="Мира", _draft="trial/1")
    assert answered.headers["Location"] == "/sign-in?next=%2Ftrial"
    sign_in(trial, member.email)
    assert "Мира" in trial.get("/trial").text


def test_a_signed_out_browser_leaves_no_draft(trial: FlaskClient, member: Any) -> None:
    token = csrf_of(trial)
    cookie = trial.get_cookie("session")
    assert cookie is not None
    post(trial, "/sign-out")
    trial.set_cookie("session", cookie.value)
    trial.post("/trial", data={"_csrf": token, "_draft": "trial/1", "note": "Мира"}, headers=HTML)
    with unit_of_work(write=False) as session:
        assert session.scalar(select(func.count()).select_from(Draft)) == 0


def test_unlocking_asks_for_the_password(client: FlaskClient, member: Any) -> None:
    sign_in(client, member.email)
    assert post(client, "/unlock", password="wrong wrong wrong").status_code == 422
    assert post(client, "/unlock", password=PASSWORD).status_code == 204
