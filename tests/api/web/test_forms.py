"""Forms: nothing that was typed is lost, a double tap sends once, drafts are their members' alone."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from referral.access.models import MemberSession
from referral.access.rules import Role
from referral.kit.db.work import unit_of_work
from referral.kit.ids import new_id
from referral.web.models import Draft
from tests.fixtures.members import make_member
from tests.fixtures.pages import HTML, csrf_of, post, sign_in
from tests.fixtures.trial_form import add_trial


@pytest.fixture
def trial(app: Flask, member: Any) -> FlaskClient:
    add_trial(app)
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
