"""The second factor over HTTP: set up, asked for, replayed, lost."""

from datetime import timedelta

import pyotp
import pytest
import time_machine

from referral.access.rules.attempts import SECOND_FACTOR
from referral.access.rules.roles import Role
from referral.kit.clock import now
from referral.kit.ids import new_id
from tests.fixtures.members import PASSWORD, Browser, make_member, signed_in


@pytest.fixture
def worker(app):
    return make_member(Role.CASE_WORKER, organization_id=new_id())


class Phone:
    """An authenticator."""

    def __init__(self, secret: str) -> None:
        self.totp = pyotp.TOTP(secret)

    def code(self, *, steps: int = 0) -> str:
        return self.totp.at(now(), counter_offset=steps)


@pytest.fixture
def clock():
    """Time stands still, so that a code and its check are in one step."""
    with time_machine.travel(now(), tick=False) as traveller:
        yield traveller


def enrol(browser: Browser) -> tuple[Phone, list[str]]:
    phone = Phone(browser.post("/me/second-factor").json["secret"])
    answer = browser.post("/me/second-factor/confirm", {"code": phone.code()})
    assert answer.status_code == 200, answer.text
    return phone, answer.json["recovery_codes"]


def pending(app, member) -> Browser:
    browser = Browser(app)
    assert browser.sign_in(member.email).json["state"] == "second_factor_needed"
    return browser


def give(browser: Browser, code: str):
    answer = browser.post("/sessions/current/second-factor", {"code": code})
    if answer.status_code == 201:
        browser.csrf = answer.json["csrf_token"]
    return answer


def test_signing_in_takes_two_steps_and_the_token_changes_at_each(app, worker, clock):
    phone, _ = enrol(signed_in(app, worker))
    clock.shift(timedelta(seconds=30))
    browser = pending(app, worker)
    before = browser.cookies()["session"]
    assert give(browser, phone.code()).json["state"] == "signed_in"
    assert browser.cookies()["session"] != before
    assert browser.get("/me").json["kind"] == "member"
    old = Browser(app)
    old.client.set_cookie("session", before)
    assert old.get("/me").json["kind"] == "anonymous"


def test_between_the_steps_nothing_opens(app, worker, clock):
    enrol(signed_in(app, worker))
    browser = pending(app, worker)
    me = browser.get("/me").json
    assert (me["kind"], me["roles"]) == ("pending", [])
    for path in ("/members", "/sessions", "/me/account", "/duty-list"):
        answer = browser.get(path)
        assert answer.status_code == 403
        assert answer.json["type"].endswith("/problems/second-factor-needed")
    assert browser.post("/me/second-factor/disable", {"password": PASSWORD}).status_code == 403
    assert browser.call("DELETE", "/sessions/current").status_code == 204


def test_no_code_works_twice(app, worker, clock):
    phone, _ = enrol(signed_in(app, worker))
    assert give(pending(app, worker), phone.code()).status_code == 403, "the one that turned it on"
    clock.shift(timedelta(seconds=30))
    code = phone.code()
    assert give(pending(app, worker), code).status_code == 201
    assert give(pending(app, worker), code).status_code == 403
    assert give(pending(app, worker), phone.code(steps=-1)).status_code == 403
    assert give(pending(app, worker), phone.code(steps=1)).status_code == 201


@pytest.mark.parametrize(("steps", "status"), [(-2, 403), (-1, 201), (0, 201), (1, 201), (2, 403)])
def test_a_phones_clock_may_be_one_step_off(app, worker, clock, steps, status):
    phone, _ = enrol(signed_in(app, worker))
    clock.shift(timedelta(minutes=5))
    assert give(pending(app, worker), phone.code(steps=steps)).status_code == status


def test_a_pending_session_is_over_after_ten_minutes(app, worker, clock):
    phone, _ = enrol(signed_in(app, worker))
    browser = pending(app, worker)
    clock.shift(timedelta(minutes=10, seconds=1))
    assert give(browser, phone.code()).status_code == 401


def test_wrong_codes_are_counted_over_all_sessions(app, worker, clock):
    phone, _ = enrol(signed_in(app, worker))
    clock.shift(timedelta(minutes=5))
    tries = [give(pending(app, worker), "000000").status_code for _ in range(SECOND_FACTOR.most + 1)]
    assert tries == [403] * SECOND_FACTOR.most + [429]
    assert give(pending(app, worker), phone.code()).status_code == 429
    clock.shift(timedelta(minutes=16))
    assert give(pending(app, worker), phone.code()).status_code == 201


def test_a_recovery_code_opens_once_in_any_case(app, worker, clock):
    _, recovery = enrol(signed_in(app, worker))
    assert len(set(recovery)) == 10
    typed = recovery[3].lower().replace("-", " ")
    browser = pending(app, worker)
    assert give(browser, typed).status_code == 201
    assert browser.get("/me/account").json["recovery_codes_left"] == 9
    assert give(pending(app, worker), typed).status_code == 403
    assert give(pending(app, worker), recovery[0]).status_code == 201


def test_anothers_recovery_code_opens_nothing(app, worker, clock):
    other = make_member(Role.WORKER, organization_id=new_id())
    _, theirs = enrol(signed_in(app, other))
    enrol(signed_in(app, worker))
    assert give(pending(app, worker), theirs[0]).status_code == 403


def test_turning_it_on_ends_the_other_sessions(app, worker, clock):
    here, there = signed_in(app, worker), signed_in(app, worker)
    enrol(here)
    assert here.get("/me/account").json["second_factor"] is True
    assert there.get("/sessions").status_code == 401


def test_it_counts_only_when_a_first_code_proved_it(app, worker, clock):
    browser = signed_in(app, worker)
    browser.post("/me/second-factor")
    assert browser.post("/me/second-factor/confirm", {"code": "000000"}).status_code == 403
    assert Browser(app).sign_in(worker.email).json["state"] == "signed_in"
    assert browser.get("/me/account").json["second_factor"] is False


def test_what_does_not_fit_the_state_is_told(app, worker, clock):
    browser = signed_in(app, worker)
    assert browser.post("/me/second-factor/confirm", {"code": "000000"}).status_code == 409
    assert browser.post("/me/second-factor/disable", {"password": PASSWORD}).status_code == 409
    assert browser.post("/me/second-factor/recovery-codes", {"password": PASSWORD}).status_code == 409
    enrol(browser)
    assert browser.post("/me/second-factor").status_code == 409
    assert browser.post("/me/second-factor/confirm", {"code": "000000"}).status_code == 409


def test_it_is_taken_away_and_its_codes_are_renewed_by_the_password_only(app, worker, clock):
    browser = signed_in(app, worker)
    _, old = enrol(browser)
    for path in ("disable", "recovery-codes"):
        wrong = browser.post(f"/me/second-factor/{path}", {"password": "not the password"})
        assert wrong.status_code == 403
    renewed = browser.post("/me/second-factor/recovery-codes", {"password": PASSWORD}).json["recovery_codes"]
    assert not set(renewed) & set(old)
    assert give(pending(app, worker), old[0]).status_code == 403
    assert give(pending(app, worker), renewed[0]).status_code == 201
    assert browser.post("/me/second-factor/disable", {"password": PASSWORD}).status_code == 204
    assert Browser(app).sign_in(worker.email).json["state"] == "signed_in"


def test_the_secret_is_not_readable_in_the_database(app, worker, clock, database):
    browser = signed_in(app, worker)
    secret = browser.post("/me/second-factor").json["secret"]
    with database.engine.connect() as connection:
        (sealed,) = connection.exec_driver_sql("SELECT sealed FROM second_factor").one()
    assert secret.encode() not in bytes(sealed)
