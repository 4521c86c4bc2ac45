"""A database that goes away in the middle of a request: 503, nothing half-done, and the retry does it once.

The connection is cut by the server itself, before each statement that the request sends in turn, its COMMIT too; and
once the whole server is stopped and started again.
"""

import os
from contextlib import contextmanager

import psycopg
import pytest
import sqlalchemy as sa

from referral.access.rules.roles import Role
from referral.audit.service import verify
from referral.factory import create_app
from referral.kit.db import migrating
from referral.kit.db.engine import current
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from referral.kit.ids import new_id
from tests.fixtures import postgres_cluster
from tests.fixtures.application import settings_for
from tests.fixtures.databases import WITHOUT_POSTGRES
from tests.fixtures.members import signed_in
from tests.fixtures.referral_verbs import history, stored
from tests.fixtures.referral_world import make_world
from tests.fixtures.workspace import workspace
from tests.integration.referrals.test_faults import everything

pytestmark = [
    pytest.mark.only_on("postgis", reason="SQLite has no server that could go away"),
    pytest.mark.skipif(bool(os.environ.get("TEST_WITHOUT_POSTGRES")), reason=WITHOUT_POSTGRES),
]


class Asking:
    """A world with a referral that was sent, and what the desk of the receiver asks."""

    def __init__(self, app):
        self.world = make_world()
        self.worker = signed_in(app, self.world.sender.member(Role.CASE_WORKER))
        self.desk = signed_in(app, self.world.receiver.member(Role.FOCAL_POINT))
        headers = {"Idempotency-Key": new_id()}
        self.id = self.worker.post("/referrals", self.world.draft(), headers=headers).json["id"]
        self.act(self.worker, "submit", 1)

    def act(self, browser, action, version, key=None, **body):
        headers = {"Idempotency-Key": key or new_id(), "If-Match": f'"{version}"'}
        return browser.post(f"/referrals/{self.id}/actions/{action}", body, headers=headers)


@contextmanager
def cut_before(database, at):
    """The server ends the connection that is about to send its `at`th statement; a COMMIT counts as one.

    Yields what was sent until then. Every further connection is good again.
    """
    sent: list[str] = []
    done: list[str] = []

    def cut(connection, statement):
        sent.append(statement)
        if len(sent) <= at or done:
            return
        done.append(statement)
        pid = connection.connection.driver_connection.info.backend_pid
        with psycopg.connect(database.url, autocommit=True) as other:
            # Answered only when it is gone.
            other.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))

    def on_statement(connection, _cursor, statement, *_):
        cut(connection, statement)

    def on_commit(connection):
        cut(connection, "COMMIT")

    sa.event.listen(database.engine, "before_cursor_execute", on_statement)
    sa.event.listen(database.engine, "commit", on_commit)
    try:
        yield done
    finally:
        sa.event.remove(database.engine, "before_cursor_execute", on_statement)
        sa.event.remove(database.engine, "commit", on_commit)


def assert_away(answer):
    assert answer.status_code == 503, answer.get_data(as_text=True)
    assert answer.content_type == "application/problem+json"
    assert answer.json["type"].endswith("/problems/database-unavailable")
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["Cache-Control"] == "no-store"


def test_wherever_the_connection_is_cut_the_retry_does_it_once(app, database, count):
    asking, key = Asking(app), new_id()
    before, seen = everything(), []
    step = count(short=4, long=1)
    for at in range(0, 400, step):
        with cut_before(database, at) as cut:
            answer = asking.act(asking.desk, "accept", 2, key)
        if not cut:
            break
        seen += cut
        assert_away(answer)
        assert everything() == before, (at, cut)
    else:
        pytest.fail("it never came to its end")
    assert answer.status_code == 200, answer.json
    assert len(seen) > 20 / step
    again = asking.act(asking.desk, "accept", 2, key)
    assert (again.status_code, again.json["version"]) == (200, 3)
    assert [name for name, _ in history(asking.id)] == ["create", "submit", "accept"]
    with unit_of_work(write=False, actor=SYSTEM) as session:
        assert verify(session).ok


def test_a_commit_that_was_cut_is_told_and_the_retry_does_it(app, database):
    asking, key = Asking(app), new_id()
    before = everything()
    commits: list[int] = []

    def on_commit(connection):
        if not commits and connection.get_execution_options().get("writes"):
            commits.append(1)
            pid = connection.connection.driver_connection.info.backend_pid
            with psycopg.connect(database.url, autocommit=True) as other:
                other.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))

    sa.event.listen(database.engine, "commit", on_commit)
    try:
        assert_away(asking.act(asking.desk, "accept", 2, key))
    finally:
        sa.event.remove(database.engine, "commit", on_commit)
    assert commits
    assert everything() == before
    assert asking.act(asking.desk, "accept", 2, key).status_code == 200
    assert history(asking.id)[-1] == ("accept", "accepted")


def test_an_answer_that_was_lost_after_the_commit_is_given_on_the_retry(app, database):
    """The commit came through and the connection broke before that was heard of: the worst moment there is."""
    asking, key = Asking(app), new_id()
    writing: list[str] = []
    original = database.engine.dialect.do_commit

    def on_statement(_connection, _cursor, statement, *_):
        if statement.startswith("INSERT INTO idempotency_key"):
            writing.append(statement)

    def commit_and_break(connection):
        original(connection)
        if writing:
            raise psycopg.OperationalError("the server closed the connection unexpectedly")

    sa.event.listen(database.engine, "before_cursor_execute", on_statement)
    database.engine.dialect.do_commit = commit_and_break
    try:
        lost = asking.act(asking.desk, "accept", 2, key)
    finally:
        del database.engine.dialect.do_commit
        sa.event.remove(database.engine, "before_cursor_execute", on_statement)
    assert writing
    assert_away(lost)
    again = asking.act(asking.desk, "accept", 2, key)
    assert again.status_code == 200
    assert [name for name, _ in history(asking.id)] == ["create", "submit", "accept"]


@pytest.fixture
def own_server():
    """A server of this test's own, which can be stopped; what was committed outlives its stop."""
    folder = workspace() / f"stopped-{os.getpid()}"
    url = postgres_cluster.start(folder)
    name = "referrals"
    postgres_cluster.execute(url, f"CREATE DATABASE {name}")
    postgres_cluster.execute(url, f"ALTER DATABASE {name} SET synchronous_commit = on")
    own = postgres_cluster.with_database(url, name)
    migrating.upgrade(own)
    yield folder, own
    postgres_cluster.stop(folder)


def test_a_server_that_is_stopped_and_comes_back(own_server, tmp_path):
    folder, url = own_server
    asking = Asking(create_app(settings_for(url, tmp_path), testing=True))
    key, before = new_id(), everything()
    postgres_cluster.stop(folder)
    for path in (f"/referrals/{asking.id}", "/referrals", "/changes"):
        assert_away(asking.desk.get(path))
    assert_away(asking.act(asking.desk, "accept", 2, key))
    assert_away(asking.desk.post("/sessions", {"email": "a@example.org", "password": "x" * 12}))
    health = asking.desk.client.get("/healthz")
    assert health.status_code == 200
    ready = asking.desk.client.get("/readyz")
    assert ready.status_code == 503
    postgres_cluster.start_again(folder, url)
    assert everything() == before
    assert asking.act(asking.desk, "accept", 2, key).status_code == 200
    assert asking.act(asking.desk, "accept", 2, key).json["version"] == 3
    assert stored(asking.id).state == "accepted"
    assert asking.desk.client.get("/readyz").status_code == 200
    current().engine.dispose()
