"""A server that serves while keys are rotated, one that starts on yesterday's backup, and one without keys."""

import json
import os
import subprocess
import threading
import time
import urllib.error
import urllib.request
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from referral.access.rules.roles import Role
from referral.audit.service import verify
from referral.cases.service import erasing
from referral.factory import create_app
from referral.kit.clock import now
from referral.kit.crypto import keyfile, keys
from referral.kit.db.engine import configure, current
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from referral.kit.ids import new_id
from tests.fixtures.application import SECRET, settings_for
from tests.fixtures.members import signed_in
from tests.fixtures.referral_world import NAME, acting, make_world
from tests.fixtures.serving import BIN, ROOT, Remote, Server


@pytest.fixture
def settings(database_url, tmp_path, monkeypatch):
    """Keys in a file, and the ledger, both of the commands, the server and this process."""
    path = tmp_path / "keys.json"
    keyfile.save(path, keyfile.write(keyfile.new_ring("k1")), replacing=False)
    monkeypatch.setattr(keys, "LOOK_AGAIN_SECONDS", 0.0)
    return {"KEYS_FILE": str(path), "ERASURE_LEDGER": str(tmp_path / "erasures")}


@pytest.fixture
def app(database_url, tmp_path, settings):
    return create_app(settings_for(database_url, tmp_path, **settings), testing=True)


@pytest.fixture
def server(database_url, tmp_path, settings):
    made = Server(database_url, tmp_path, **settings)
    yield made
    if made.process is not None:
        made.kill()


def flask(app, *words):
    """A command as an operator gives it, in another process than the server's: this one. What it printed."""
    with app.app_context():
        done = app.test_cli_runner().invoke(args=words)
    assert done.exit_code == 0, done.output
    return done.output


class Reader(threading.Thread):
    """Reads one referral with who it is of, and writes a message, over and over, until it is told to stop."""

    def __init__(self, remote, path):
        super().__init__()
        self.remote, self.path, self.stop = remote, path, threading.Event()
        self.answers: list[int] = []
        self.wrong: list[object] = []

    def run(self):
        while not self.stop.is_set():
            read = self.remote.call("GET", self.path)
            if read.status != 200 or NAME not in read.body.decode():
                self.wrong.append((read.status, read.body[:200]))
                return
            headers = {"Idempotency-Key": new_id(), "If-Match": read.headers["etag"]}
            sent = self.remote.call("POST", f"{self.path}/actions/message", {"body": "hello"}, **headers)
            if sent.status != 200:
                self.wrong.append((sent.status, sent.body[:200]))
            self.answers.append(sent.status)


def test_keys_are_rotated_while_a_server_serves_and_the_old_one_is_needed_no_more(
    app, server, settings, count
):
    worlds = [make_world() for _ in range(2)]
    remotes = [Remote(server, signed_in(app, each.sender.member(Role.CASE_WORKER))) for each in worlds]
    server.start()
    readers = []
    for world, remote in zip(worlds, remotes, strict=True):
        made = remote.call("POST", "/referrals", world.draft(), **{"Idempotency-Key": new_id()})
        path = f"/referrals/{made.json['id']}"
        headers = {"Idempotency-Key": new_id(), "If-Match": made.headers["etag"]}
        assert remote.call("POST", f"{path}/actions/submit", {}, **headers).status == 200
        readers.append(Reader(remote, path))
    for each in readers:
        each.start()
    try:
        for number in range(count(short=1, long=10)):
            flask(app, "keys", "create", settings["KEYS_FILE"], "--name", f"n{number}")
            assert f"wrapped anew with 'n{number}'" in flask(app, "keys", "rotate")
        before = [len(each.answers) for each in readers]
        forget_all_but(settings["KEYS_FILE"], f"n{number}")
        for each, had in zip(readers, before, strict=True):
            wait_for(each, had + 3)
    finally:
        for each in readers:
            each.stop.set()
        for each in readers:
            each.join(60)
            each.remote.close()
    assert [each.wrong for each in readers] == [[], []]
    assert "MISSING" not in flask(app, "keys", "status")
    print(f"{sum(len(each.answers) for each in readers)} messages sealed while keys were rotated")


def forget_all_but(path, name):
    file = Path(path)
    ring = keyfile.read(file.read_text())
    for other in set(ring.roots) - {name}:
        ring = keyfile.without_version(ring, other)
    keyfile.save(file, keyfile.write(ring), replacing=True)


def wait_for(reader, many):
    end = time.monotonic() + 60
    while len(reader.answers) < many and reader.is_alive():
        assert time.monotonic() < end
        time.sleep(0.02)


def ready(server):
    try:
        with urllib.request.urlopen(f"{server.address}/readyz", timeout=20) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, json.loads(refused.read())


def test_a_server_on_yesterdays_backup_is_not_ready_until_erasures_are_done_again(
    app, server, database_url, tmp_path
):
    world = make_world()
    remote = Remote(server, signed_in(app, world.sender.member(Role.SUPERVISOR)))
    officer = world.sender.actor(Role.DATA_PROTECTION_OFFICER)
    store, backup = current(), str(tmp_path / "backup")
    store.dialect.backup(database_url, backup)
    with acting(world.worker) as session:
        asked = erasing.request_erasure(session, world.worker, world.person)
    with acting(officer) as session:
        erasing.confirm_erasure(session, officer, world.person)
    with time_machine.travel(now() + timedelta(days=8)), unit_of_work(write=True, actor=SYSTEM) as session:
        assert erasing.erase_due(session, SYSTEM, asked.id)
    store.engine.dispose()
    store.dialect.restore(database_url, backup)
    configure(database_url)
    server.start()
    status, said = ready(server)
    assert (status, said["erasures"], said["migrations"]) == (503, False, True)
    path = f"/people/{world.person}"
    before = remote.call("GET", path)
    assert NAME not in before.body.decode()
    assert before.status in (404, 410), before.body
    assert "1 done again" in flask(app, "keys", "reapply-erasures")
    assert ready(server)[0] == 200
    assert NAME not in remote.call("GET", path).body.decode()
    assert flask(app, "audit", "verify").startswith("ok:")
    with unit_of_work(write=False, actor=SYSTEM) as session:
        assert verify(session).ok
    remote.close()


def test_production_without_a_key_does_not_start(database_url, tmp_path):
    more = {"REFERRAL_ENVIRONMENT": "production", "PUBLIC_URL": "https://x.example", "SECRET_KEY": SECRET}
    done = subprocess.run(
        [BIN / "python", "-c", "import app"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database_url, "VAR_FOLDER": str(tmp_path), **more},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Cannot start" in done.stderr
    assert "flask keys create" in done.stderr
    assert SECRET not in done.stderr
