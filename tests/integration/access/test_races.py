"""Several at once: exactly as many tries as allowed, one winner a code, and never nobody left to let others in.

Two processes with their own connections, as the server has them; the rounds are more in the long run.
"""

import multiprocessing
import threading
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pyotp
import pytest
import sqlalchemy as sa

from referral.access import door
from referral.access.models import AttemptCount, Member
from referral.access.rules.attempts import ACCOUNT
from referral.access.rules.roles import Role
from referral.audit.service import verify
from referral.factory import create_app
from referral.kit.clock import now
from referral.kit.db.work import unit_of_work
from referral.kit.ids import new_id
from tests.fixtures.application import settings_for
from tests.fixtures.members import PASSWORD, Browser, make_member, signed_in

SPAWN = multiprocessing.get_context("spawn")


def status(browser: Browser, method: str, path: str, body: Any, version: int | None = None) -> int:
    headers = {} if version is None else {"If-Match": f'"{version}"'}
    return int(browser.call(method, path, json=body, headers=headers).status_code)


def at_once(acts: list[Callable[[], int]]) -> list[int]:
    """What each answered, all begun together."""
    barrier, answers = threading.Barrier(len(acts)), [0] * len(acts)

    def run(number: int) -> None:
        barrier.wait()
        answers[number] = acts[number]()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def _knock(url: str, folder: str, email: str, times: int, answers) -> None:
    """A server's process: four threads that try wrong passwords."""
    from pathlib import Path

    app = create_app(settings_for(url, Path(folder), LOG_REQUESTS="no"), testing=True)
    found = at_once([lambda: Browser(app).sign_in(email, "a wrong password").status_code] * times)
    answers.put(found)


def test_two_processes_share_one_limit_exactly(app, database_url, tmp_path):
    member = make_member(Role.WORKER, organization_id=new_id())
    answers = SPAWN.Queue()
    processes = [
        SPAWN.Process(target=_knock, args=(database_url, str(tmp_path), member.email, 10, answers))
        for _ in range(2)
    ]
    for process in processes:
        process.start()
    seen = Counter(status for _ in processes for status in answers.get(timeout=120))
    for process in processes:
        process.join()
    assert seen == {401: ACCOUNT.most, 429: 20 - ACCOUNT.most}
    with unit_of_work(write=False) as session:
        assert max(session.scalars(sa.select(AttemptCount.taken))) == 20
        assert verify(session).ok


def test_right_and_wrong_at_once_leave_the_count_of_the_wrong(app):
    member = make_member(Role.WORKER, organization_id=new_id())

    def knock(password: str) -> Callable[[], int]:
        return lambda: Browser(app).sign_in(member.email, password).status_code

    answers = at_once([knock("a wrong password"), knock(PASSWORD)] * 4)
    assert Counter(answers) == {201: 4, 401: 4}
    with unit_of_work(write=False) as session:
        assert set(session.scalars(sa.select(AttemptCount.taken))) == {4}


def test_of_two_with_one_invitation_one_is_let_in(app, count):
    admin = signed_in(app, make_member(Role.ORGANIZATION_ADMINISTRATOR, organization_id=new_id()))
    for turn in range(count(short=5, long=200)):
        code = admin.post("/invitations", {"roles": ["worker"]}).json["code"]

        def accept(number: int, code: str = code, turn: int = turn) -> Callable[[], int]:
            body = {"code": code, "email": f"{turn}-{number}@example.org", "name": "N", "password": PASSWORD}
            return lambda: Browser(app).post("/invitations/accept", body).status_code

        assert sorted(at_once([accept(0), accept(1)])) == [201, 404]
    with unit_of_work(write=False) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Member)) == 1 + count(short=5, long=200)


def test_of_two_with_one_address_one_gets_it(app, count):
    admin = signed_in(app, make_member(Role.ORGANIZATION_ADMINISTRATOR, organization_id=new_id()))
    for turn in range(count(short=5, long=100)):
        codes = [admin.post("/invitations", {"roles": ["worker"]}).json["code"] for _ in range(2)]

        def accept(code: str, turn: int = turn) -> Callable[[], int]:
            body = {"code": code, "email": f"{turn}@example.org", "name": "N", "password": PASSWORD}
            return lambda: Browser(app).post("/invitations/accept", body).status_code

        assert sorted(at_once([accept(code) for code in codes])) == [201, 409]


def test_one_authenticators_code_opens_one_session(app):
    member = make_member(Role.WORKER, organization_id=new_id())
    browser = signed_in(app, member)
    phone = pyotp.TOTP(browser.post("/me/second-factor").json["secret"])
    browser.post("/me/second-factor/confirm", {"code": phone.at(now(), counter_offset=-1)})
    pending = [Browser(app) for _ in range(4)]
    for each in pending:
        each.sign_in(member.email)
    code = phone.at(now(), counter_offset=1)
    answers = at_once(
        [partial(status, each, "POST", "/sessions/current/second-factor", {"code": code}) for each in pending]
    )
    assert Counter(answers) == {201: 1, 403: 3}


def test_two_administrators_who_end_each_other_leave_one(app, count):
    for _ in range(count(short=5, long=100)):
        organization_id = new_id()
        both = [
            make_member(Role.ORGANIZATION_ADMINISTRATOR, organization_id=organization_id) for _ in range(2)
        ]
        browsers = [signed_in(app, each) for each in both]
        answers = at_once(
            [
                partial(status, one, "POST", f"/members/{other.id}/end", {})
                for one, other in zip(browsers, reversed(both), strict=True)
            ]
        )
        assert sorted(answers) in ([200, 401], [200, 409]), answers
        with unit_of_work(write=False) as session:
            mine = sa.select(Member).where(
                Member.organization_id == organization_id, Member.ended_at.is_(None)
            )
            assert len(session.scalars(mine).all()) == 1


def test_two_administrators_who_take_each_others_role_leave_one(app, count):
    for _ in range(count(short=5, long=100)):
        organization_id = new_id()
        both = [
            make_member(Role.ORGANIZATION_ADMINISTRATOR, Role.WORKER, organization_id=organization_id)
            for _ in range(2)
        ]
        browsers = [signed_in(app, each) for each in both]

        def take(one: Browser, other: Member) -> Callable[[], int]:
            headers = {"If-Match": '"1"'}
            body = {"roles": ["worker"]}
            return lambda: one.call("PATCH", f"/members/{other.id}", json=body, headers=headers).status_code

        answers = at_once([take(one, other) for one, other in zip(browsers, reversed(both), strict=True)])
        assert answers.count(200) == 1, answers
        with unit_of_work(write=False) as session:
            mine = sa.select(Member).where(Member.organization_id == organization_id)
            holders = [
                each for each in session.scalars(mine) if Role.ORGANIZATION_ADMINISTRATOR in each.roles
            ]
            assert len(holders) == 1


@pytest.mark.parametrize("made", ["session", "key", "invitation"])
def test_nothing_is_made_by_somebody_who_is_just_leaving(app, count, made):
    organization_id = new_id()
    admin = signed_in(app, make_member(Role.ORGANIZATION_ADMINISTRATOR, organization_id=organization_id))
    for _ in range(count(short=5, long=100)):
        member = make_member(Role.ORGANIZATION_ADMINISTRATOR, organization_id=organization_id)
        browser, other = signed_in(app, member), Browser(app)
        key = {"organization_id": organization_id, "name": "k", "scopes": ["directory:read"]}
        answers: dict[str, Any] = {}

        def make(browser=browser, other=other, member=member, key=key, answers=answers) -> int:
            if made == "session":
                return other.sign_in(member.email).status_code
            body = key if made == "key" else {"roles": ["worker"]}
            answer = browser.post("/api-keys" if made == "key" else "/invitations", body)
            answers["made"] = answer.json
            return answer.status_code

        ended, _ = at_once([partial(status, admin, "POST", f"/members/{member.id}/end", {}), make])
        assert ended == 200
        assert other.get("/me").json["kind"] == "anonymous"
        token = answers.get("made", {})
        if made == "key" and "key" in token:
            bearer = {"Authorization": f"Bearer {token['key']}"}
            assert Browser(app).get("/me", headers=bearer).status_code == 401
        if made == "invitation" and "code" in token:
            body = {
                "code": token["code"],
                "email": f"{new_id()}@example.org",
                "name": "N",
                "password": PASSWORD,
            }
            assert Browser(app).post("/invitations/accept", body).status_code == 404


def test_a_password_that_changes_while_somebody_signs_in_lets_nobody_in_by_the_old_one(app, count):
    for _ in range(count(short=5, long=100)):
        member = make_member(Role.WORKER, organization_id=new_id())
        owner, thief = signed_in(app, member), Browser(app)
        body = {"present": PASSWORD, "password": "another long password"}
        changed, _ = at_once(
            [
                partial(status, owner, "PUT", "/me/password", body),
                partial(status, thief, "POST", "/sessions", {"email": member.email, "password": PASSWORD}),
            ]
        )
        assert changed == 204
        assert thief.get("/me").json["kind"] == "anonymous"
        token = owner.cookies()["session"]
        assert door.recognise(token) is not None
