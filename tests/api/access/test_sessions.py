"""Signing in and out over HTTP: cookies, forged requests, lifetimes, locks, and what a stranger can learn."""

from datetime import timedelta
from http.cookies import Morsel, SimpleCookie

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from referral.access import hashing
from referral.access.models import AttemptCount, Member, MemberSession
from referral.access.rules.attempts import ACCOUNT, NETWORK
from referral.access.rules.roles import Role
from referral.audit.models import AuditEntry
from referral.factory import create_app
from referral.kit.clock import now
from referral.kit.db.work import unit_of_work
from referral.kit.ids import new_id
from tests.fixtures.application import settings_for
from tests.fixtures.members import PASSWORD, Browser, make_member, signed_in


@pytest.fixture
def worker(app: Flask) -> Member:
    return make_member(Role.CASE_WORKER, organization_id=new_id(), email="arta@example.org")


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """Every hash that a password was compared with."""
    seen: list[str | None] = []
    before = hashing.is_right

    def count(password_hash, password):
        seen.append(password_hash)
        return before(password_hash, password)

    monkeypatch.setattr(hashing, "is_right", count)
    return seen


def rows(table):
    with unit_of_work(write=False) as session:
        return session.execute(sa.select(*table.__table__.columns)).all()


def actions() -> list[str]:
    with unit_of_work(write=False) as session:
        return list(session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.sequence)))


def cookies_of(answer) -> dict[str, Morsel[str]]:
    found: dict[str, Morsel[str]] = {}
    for header in answer.headers.getlist("Set-Cookie"):
        cookie: SimpleCookie = SimpleCookie(header)
        found |= dict(cookie.items())
    return found


def test_a_member_signs_in_and_is_known(app, worker):
    browser = Browser(app)
    answer = browser.sign_in("  ARTA@Example.org ")
    assert answer.status_code == 201
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json["state"] == "signed_in"
    me = browser.get("/me").json
    assert (me["kind"], me["id"], me["roles"]) == ("member", worker.id, ["case_worker"])
    assert me["organization_id"] == worker.organization_id
    assert me["session_id"] == answer.json["session_id"]
    assert "referrals:send" in me["permissions"]
    assert actions() == ["access:member:created", "access:session:started"]


def test_the_session_is_in_a_cookie_that_no_script_reads(app, worker):
    found = cookies_of(Browser(app).sign_in(worker.email))
    assert set(found) == {"session", "csrf", "device"}
    for cookie in found.values():
        assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Lax", "/", "")
    assert found["session"]["httponly"]
    assert found["device"]["httponly"]
    assert not found["csrf"]["httponly"]
    assert not found["session"]["max-age"]


def test_where_https_is_served_the_cookies_are_secure_and_bound_to_the_host(database_url, tmp_path):
    app = create_app(settings_for(database_url, tmp_path, PUBLIC_URL="https://x.example.org"), testing=True)
    member = make_member(Role.WORKER, organization_id=new_id())
    browser = Browser(app, https=True)
    found = cookies_of(browser.sign_in(member.email))
    assert set(found) == {"__Host-session", "__Host-csrf", "__Host-device"}
    assert all(cookie["secure"] for cookie in found.values())
    assert browser.get("/me").json["kind"] == "member"


def test_neither_token_nor_password_stands_in_the_database(app, worker):
    browser = signed_in(app, worker)
    everything = repr([rows(table) for table in (Member, MemberSession, AuditEntry, AttemptCount)])
    for secret in (PASSWORD, browser.cookies()["session"], browser.cookies()["csrf"]):
        assert secret not in everything
    assert "arta@example.org" not in repr([rows(AuditEntry), rows(AttemptCount)])


def test_wrong_password_and_unknown_address_are_answered_alike_and_cost_the_same(app, worker, hashes):
    wrong = Browser(app).sign_in(worker.email, "a wrong password")
    unknown = Browser(app).sign_in("nobody@example.org", "a wrong password")
    nonsense = Browser(app).sign_in("not an address", "a wrong password")
    assert len(hashes) == 3
    for answer in (wrong, unknown, nonsense):
        assert answer.status_code == 401
        assert {**answer.json, "request_id": ""} == {**wrong.json, "request_id": ""}
        assert not answer.headers.getlist("Set-Cookie")
    assert actions()[1:] == ["access:session:refused"] * 3


def test_an_ended_member_is_unknown(app, worker):
    with unit_of_work(write=True) as session:
        session.execute(sa.update(Member).values(ended_at=now()))
    assert Browser(app).sign_in(worker.email).status_code == 401


def test_signing_out_ends_the_session_for_good(app, worker):
    browser = signed_in(app, worker)
    token = browser.cookies()["session"]
    answer = browser.call("DELETE", "/sessions/current")
    assert answer.status_code == 204
    assert "session" not in browser.cookies()
    browser.client.set_cookie("session", token)
    assert browser.get("/sessions").status_code == 401
    assert browser.get("/me").json["kind"] == "anonymous"


def test_a_token_from_before_signing_in_opens_nothing_afterwards(app, worker):
    browser = signed_in(app, worker)
    before = browser.cookies()["session"]
    assert browser.sign_in(worker.email).status_code == 201
    after = browser.cookies()["session"]
    assert before != after
    other = Browser(app)
    other.client.set_cookie("session", before)
    assert other.get("/sessions").status_code == 401


def test_a_session_that_somebody_planted_is_not_taken_over(app, worker):
    browser = Browser(app)
    browser.client.set_cookie("session", "planted")
    assert browser.sign_in(worker.email).status_code == 201
    assert browser.cookies()["session"] != "planted"


UNSAFE = [
    ("DELETE", "/sessions/current"),
    ("DELETE", "/sessions/01a2124a-7eee-702d-85a9-32a7bfdeff6c"),
    ("PUT", "/me/password"),
    ("PATCH", "/me/account"),
    ("POST", "/me/second-factor"),
    ("POST", "/email-confirmations"),
]


@pytest.mark.parametrize(("method", "path"), UNSAFE)
@pytest.mark.parametrize("given", [None, "", "0" * 64, "of another session"])
def test_a_request_by_cookie_needs_the_sessions_own_token(app, worker, method, path, given):
    browser = signed_in(app, worker)
    browser.csrf = signed_in(app, worker).csrf if given == "of another session" else given or ""
    answer = browser.call(method, path, json={})
    assert answer.status_code == 403
    assert answer.json["type"].endswith("/problems/csrf-token-wrong")
    assert browser.get("/sessions").status_code == 200


def test_the_cookie_alone_is_no_token(app, worker):
    """The token must be in the header: a cookie is sent by every page."""
    browser = signed_in(app, worker)
    browser.csrf = ""
    assert browser.cookies()["csrf"]
    assert browser.call("DELETE", "/sessions/current").status_code == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_page_of_another_site_cannot_sign_anybody_in(app, worker, site):
    answer = Browser(app).post(
        "/sessions", {"email": worker.email, "password": PASSWORD}, headers={"Sec-Fetch-Site": site}
    )
    assert answer.status_code == 403
    assert answer.json["type"].endswith("/problems/cross-site")


def test_other_sites_may_not_read_what_is_behind_the_door(app, worker):
    for path in ("/me", "/sessions", "/members"):
        answer = signed_in(app, worker).get(path, headers={"Origin": "https://evil.example"})
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" in app.test_client().get("/api/v1/needs").headers


def test_public_answers_do_not_look_at_cookies(app, worker):
    browser = Browser(app)
    browser.client.set_cookie("session", "no session at all")
    assert browser.get("/needs").status_code == 200
    assert browser.get("/me").json["kind"] == "anonymous"
    assert browser.get("/sessions").status_code == 401


def test_a_key_needs_no_token_and_goes_before_the_cookie(app, worker):
    browser = signed_in(app, worker)
    browser.csrf = ""
    answer = browser.call("DELETE", "/sessions/current", headers={"Authorization": "Bearer rk_nonsense"})
    assert answer.json["type"].endswith("/problems/key-unknown")


def test_sessions_are_listed_and_ended_one_by_one(app, worker):
    first, second = signed_in(app, worker), signed_in(app, worker)
    listed = first.get("/sessions").json["results"]
    assert [each["current"] for each in listed] == [False, True]
    assert first.call("DELETE", f"/sessions/{listed[0]['id']}").status_code == 204
    assert second.get("/sessions").status_code == 401
    assert [each["current"] for each in first.get("/sessions").json["results"]] == [True]


def test_anothers_session_is_not_there(app, worker):
    other = signed_in(app, make_member(Role.WORKER, organization_id=worker.organization_id))
    mine = signed_in(app, worker)
    theirs = other.get("/me").json["session_id"]
    assert mine.call("DELETE", f"/sessions/{theirs}").status_code == 404
    assert other.get("/sessions").status_code == 200


def test_a_session_ends_unused_and_a_used_one_at_its_age(app, worker):
    browser = signed_in(app, worker)
    began = now()
    with time_machine.travel(began, tick=False) as clock:
        for minutes in range(0, 12 * 60, 25):
            clock.move_to(began + timedelta(minutes=minutes))
            assert browser.get("/sessions").status_code == 200
        clock.move_to(began + timedelta(hours=12, seconds=1))
        assert browser.get("/sessions").status_code == 401
    browser = signed_in(app, worker)
    with time_machine.travel(now() + timedelta(minutes=30, seconds=1)):
        assert browser.get("/sessions").status_code == 401
        assert browser.get("/sessions").json["type"].endswith("/problems/session-over")


def test_being_used_is_written_once_a_minute_at_most(app, worker):
    browser = signed_in(app, worker)
    before = rows(MemberSession)
    browser.get("/sessions")
    assert rows(MemberSession) == before
    with time_machine.travel(now() + timedelta(minutes=2)):
        browser.get("/sessions")
    assert rows(MemberSession) != before


def wrong(app: Flask, email: str, times: int, **more) -> list[int]:
    return [Browser(app).sign_in(email, "a wrong password").status_code for _ in range(times)]


def test_an_account_is_locked_after_ten_wrong_passwords_and_no_hash_is_computed_then(app, worker, hashes):
    assert wrong(app, worker.email, ACCOUNT.most + 2) == [401] * ACCOUNT.most + [429] * 2
    assert len(hashes) == ACCOUNT.most
    answer = Browser(app).sign_in(worker.email)
    assert answer.status_code == 429
    assert 890 <= int(answer.headers["Retry-After"]) <= 901
    assert actions().count("access:session:locked") == 1
    with time_machine.travel(now() + timedelta(minutes=15, seconds=2)):
        assert Browser(app).sign_in(worker.email).status_code == 201


def test_an_address_that_nobody_has_is_locked_alike(app, worker):
    assert wrong(app, "nobody@example.org", ACCOUNT.most + 1) == [401] * ACCOUNT.most + [429]


def test_the_owners_browser_is_not_kept_out_by_what_strangers_try(app, worker):
    owner = signed_in(app, worker)
    owner.call("DELETE", "/sessions/current")
    wrong(app, worker.email, ACCOUNT.most + 1)
    assert Browser(app).sign_in(worker.email).status_code == 429
    assert owner.sign_in(worker.email).status_code == 201


def test_a_known_browser_is_known_for_its_member_only_and_has_a_limit_too(app, worker):
    other = make_member(Role.WORKER, organization_id=new_id())
    owner = signed_in(app, worker)
    tries = [owner.sign_in(worker.email, "a wrong password").status_code for _ in range(11)]
    assert tries == [401] * 10 + [429]
    wrong(app, other.email, ACCOUNT.most)
    assert owner.sign_in(other.email).status_code == 429


def test_a_forged_mark_of_a_known_browser_is_none(app, worker):
    wrong(app, worker.email, ACCOUNT.most)
    browser = Browser(app)
    browser.client.set_cookie("device", f"{worker.id}.{'a' * 20}.{'0' * 64}")
    assert browser.sign_in(worker.email).status_code == 429


def test_right_passwords_do_not_count(app, worker):
    for _ in range(ACCOUNT.most + 2):
        assert Browser(app).sign_in(worker.email).status_code == 201


def test_a_network_is_locked_and_others_are_not(app, worker):
    def knock(address: str, number: int) -> int:
        browser = Browser(app)
        body = {"email": f"p{number}@example.org", "password": "a wrong password"}
        return browser.post("/sessions", body, environ_base={"REMOTE_ADDR": address}).status_code

    tries = [knock("203.0.113.7", number) for number in range(NETWORK.most + 1)]
    assert tries == [401] * NETWORK.most + [429]
    assert knock("203.0.113.8", 1000) == 401
    assert signed_in(app, worker).get("/me").json["kind"] == "member"


def test_a_password_changes_and_all_other_sessions_end(app, worker):
    here, there = signed_in(app, worker), signed_in(app, worker)
    new = "another long password"
    body = {"present": PASSWORD, "password": new}
    assert here.call("PUT", "/me/password", json=body).status_code == 204
    assert here.get("/sessions").status_code == 200
    assert there.get("/sessions").status_code == 401
    assert Browser(app).sign_in(worker.email).status_code == 401
    assert Browser(app).sign_in(worker.email, new).status_code == 201


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"present": "not the password", "password": "another long password"}, 403),
        ({"present": PASSWORD, "password": "short"}, 422),
        ({"present": PASSWORD, "password": "arta arta arta"}, 422),
        ({"present": PASSWORD, "password": "x" * 300}, 422),
        ({"present": PASSWORD}, 422),
    ],
)
def test_a_password_does_not_change_to_a_weak_one_or_unproved(app, worker, body, status):
    browser = signed_in(app, worker)
    answer = browser.call("PUT", "/me/password", json=body)
    assert answer.status_code == status
    assert PASSWORD not in answer.text
    assert Browser(app).sign_in(worker.email).status_code == 201


def test_proving_the_password_again_is_limited_too(app, worker):
    browser = signed_in(app, worker)
    body = {"present": "not the password", "password": "another long password"}
    tries = [browser.call("PUT", "/me/password", json=body).status_code for _ in range(ACCOUNT.most + 1)]
    assert tries == [403] * ACCOUNT.most + [429]


def test_a_hash_of_older_parameters_is_made_anew_at_signing_in(database_url, tmp_path, app, worker):
    (before,) = [row.password_hash for row in rows(Member)]
    stronger = create_app(settings_for(database_url, tmp_path, PASSWORD_PASSES="2"), testing=True)
    assert Browser(stronger).sign_in(worker.email, "a wrong password").status_code == 401
    assert [row.password_hash for row in rows(Member)] == [before]
    assert Browser(stronger).sign_in(worker.email).status_code == 201
    (after,) = [row.password_hash for row in rows(Member)]
    assert tuple(each.split("$")[3].split(",")[1] for each in (before, after)) == ("t=1", "t=2")
    assert Browser(stronger).sign_in(worker.email).status_code == 201


@pytest.fixture
def production(database_url, tmp_path) -> Flask:
    strong = {"PASSWORD_PASSES": "2", "PASSWORD_MEMORY_KIB": "19456"}
    settings = settings_for(
        database_url,
        tmp_path,
        REFERRAL_ENVIRONMENT="production",
        PUBLIC_URL="https://x.example.org",
        **strong,
    )
    return create_app(settings, testing=True)


def test_in_production_demo_accounts_open_nothing(app, production, database_url, tmp_path):
    demo = make_member(Role.WORKER, organization_id=new_id(), email="w@demo.example.org")
    real = make_member(Role.WORKER, organization_id=new_id())
    assert Browser(production, https=True).sign_in(demo.email).status_code == 401
    assert Browser(production, https=True).sign_in(real.email).status_code == 201


@pytest.mark.parametrize(
    "body", [{}, {"email": "a@example.org"}, {"email": "a@example.org", "password": ""}, {"email": 1, "password": "x"},
             {"email": "a@example.org", "password": "x", "remember": True}, [], "text"]
)  # fmt: skip
def test_a_wrong_body_is_told_without_what_was_in_it(app, body):
    answer = Browser(app).post("/sessions", body)
    assert answer.status_code == 422
    assert answer.json["errors"]
