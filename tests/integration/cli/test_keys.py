"""`flask keys`: making, rotating while others read, a rotation that dies, a lost key, erasures after a restore."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine
from click.testing import CliRunner
from flask import Flask

from referral.cases import values
from referral.cases.models import DataKeyRow
from referral.cases.service import cases, erasing, reading
from referral.cli.keys import keys as keys_command
from referral.factory import create_app
from referral.kit.clock import now
from referral.kit.crypto import KeyLost, keyfile, keys
from referral.kit.db.engine import configure
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
from tests.fixtures.application import SECRET, settings_for
from tests.integration.cases.conftest import acting, family, member

PASSPHRASE = "a passphrase nobody guesses"
_ROTATES = """
from referral.config import Settings
from referral.factory import create_app
from referral.cases.service import keys
from referral.kit.db.work import unit_of_work
from referral.kit.identity import SYSTEM
create_app(Settings.from_environment())
keys.BATCH = 5
for number in range(1000):
    with unit_of_work(write=True, actor=SYSTEM) as session:
        batch = keys.rotate_batch(session, SYSTEM, seconds=60)
        if number == 2:
            print("inside", flush=True)
            import time; time.sleep(60)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys.json"


@pytest.fixture
def environment(path, tmp_path):
    return {"KEYS_FILE": str(path), "ERASURE_LEDGER": str(tmp_path / "erasures")}


@pytest.fixture
def served(database_url, tmp_path, path, environment, monkeypatch):
    """An application whose keys are in a file."""
    keyfile.save(path, keyfile.write(keyfile.new_ring("k1")), replacing=False)
    monkeypatch.setattr(keys, "LOOK_AGAIN_SECONDS", 0.0)
    return create_app(settings_for(database_url, tmp_path, **environment), testing=True)


@pytest.fixture
def flask_keys(served: Flask):
    def invoke(*arguments, answer=None):
        with served.app_context():
            return CliRunner().invoke(keys_command, [str(each) for each in arguments], input=answer)

    return invoke


def add_version(path, name="k2"):
    ring = keyfile.with_new_version(keyfile.read(path.read_text()), name)
    keyfile.save(path, keyfile.write(ring), replacing=True)


def make_people(worker, many):
    with acting(worker) as session:
        new = values.NewPerson(identity=values.Identity(given_names="Someone"))
        made = []
        for start in range(0, many, 20):
            group = values.NewCase(people=(new,) * min(20, many - start))
            made += [each.id for each in cases.create_case(session, worker, group).people]
    return made


def needed():
    with unit_of_work(write=False) as session:
        rows = session.execute(sa.select(DataKeyRow.key_id, sa.func.count()).group_by(DataKeyRow.key_id))
        return {key_id: count for key_id, count in rows}  # noqa: C416 - rows are no pairs to mypy


def test_keys_are_made_and_a_second_version_is_added(flask_keys, tmp_path):
    where = tmp_path / "made.json"
    assert "'2026-01' is written with" in flask_keys("create", where, "--name", "2026-01").output
    assert where.stat().st_mode & 0o777 == 0o600
    again = flask_keys("create", where, "--name", "2026-02")
    assert "2026-01, 2026-02; '2026-02' is written with" in again.output
    assert "flask keys rotate" in again.output
    twice = flask_keys("create", where, "--name", "2026-02")
    assert twice.exit_code == 1
    assert "already a key" in twice.output
    assert flask_keys("create", where, "--name", "No Name").exit_code == 1


def test_locked_keys_are_made_locked_anew_and_extended(flask_keys, tmp_path):
    where = tmp_path / "made.json"
    answer = f"{PASSPHRASE}\n{PASSPHRASE}\n"
    assert flask_keys("create", where, "--name", "a", "--lock", answer=answer).exit_code == 0
    assert keyfile.read(where.read_text(), PASSPHRASE).current == "a"
    assert flask_keys("create", where, "--name", "b", answer=f"{PASSPHRASE}\n").exit_code == 0
    assert keyfile.read(where.read_text(), PASSPHRASE).current == "b"
    other = "another one, just as long"
    done = flask_keys("lock", where, answer=f"{PASSPHRASE}\n{other}\n{other}\n")
    assert done.exit_code == 0, done.output
    assert set(keyfile.read(where.read_text(), other).roots) == {"a", "b"}
    wrong = flask_keys("create", where, "--name", "c", answer=f"{PASSPHRASE}\n")
    assert wrong.exit_code == 1
    assert "passphrase is another one" in wrong.output
    assert PASSPHRASE not in wrong.output


def test_a_rotation_wraps_all_anew_and_everything_stays_readable(served, flask_keys, path):
    worker = member("case_worker")
    people = make_people(worker, 25)
    add_version(path)
    assert needed() == {"k1": 25}
    done = flask_keys("rotate")
    assert (done.exit_code, done.output) == (0, "25 data keys were wrapped anew with 'k2'.\n")
    assert needed() == {"k2": 25}
    ring = keyfile.without_version(keyfile.read(path.read_text()), "k1")
    keyfile.save(path, keyfile.write(ring), replacing=True)
    with acting(worker) as session:
        assert reading.read_person(session, worker, people[0]).identity.given_names == "Someone"
    assert flask_keys("rotate").output.startswith("0 data keys")


def test_a_rotation_under_load_fails_no_reader_and_no_writer(served, flask_keys, path, count):
    worker = member("case_worker")
    people = make_people(worker, count(short=60, long=600))
    add_version(path)
    stop, faults, reads = threading.Event(), [], []

    def read(offset):
        number = offset
        while not stop.is_set():
            try:
                with acting(worker) as session:
                    known = reading.read_person(session, worker, people[number % len(people)])
                    assert known.identity.given_names == "Someone"
                    if number % 5 == 0:
                        cases.create_case(session, worker, values.NewCase(people=(values.NewPerson(),)))
            except Exception as error:  # noqa: BLE001 - whatever it is, it is a fault
                faults.append(error)
            reads.append(number)
            number += 7

    threads = [threading.Thread(target=read, args=(offset,)) for offset in (0, 3)]
    for thread in threads:
        thread.start()
    try:
        while len(reads) < 4:
            time.sleep(0.01)
        done = flask_keys("rotate")
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert done.exit_code == 0, done.output
    assert faults == []
    assert set(needed()) == {"k2"}


def test_a_rotation_that_is_killed_goes_on_where_it_was(
    served, flask_keys, path, database_url, tmp_path, environment
):
    worker = member("case_worker")
    people = make_people(worker, 40)
    add_version(path)
    variables = {**os.environ, **environment, "DATABASE_URL": database_url, "VAR_FOLDER": str(tmp_path)}
    process = subprocess.Popen(
        [sys.executable, "-c", _ROTATES],
        env={**variables, "SECRET_KEY": SECRET},
        stdout=subprocess.PIPE,
        cwd=Path(__file__).resolve().parents[3],
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"inside\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert needed() == {"k1": 30, "k2": 10}
    with acting(worker) as session:
        for person in people:
            reading.read_person(session, worker, person)
    assert flask_keys("rotate").output == "30 data keys were wrapped anew with 'k2'.\n"
    assert needed() == {"k2": 40}


def test_status_says_what_is_needed_and_what_is_missing(served, flask_keys, path):
    make_people(member("case_worker"), 3)
    add_version(path)
    said = flask_keys("status")
    assert said.exit_code == 0
    assert re.search(r"k1 +readable +3 data keys", said.output)
    assert re.search(r"k2 +written with +0 data keys", said.output)
    ring = keyfile.without_version(keyfile.read(path.read_text()), "k1")
    keyfile.save(path, keyfile.write(ring), replacing=True)
    lost = flask_keys("status")
    assert lost.exit_code == 1
    assert re.search(r"k1 +MISSING +3 data keys", lost.output)
    assert "cannot be read until 'k1' is put back" in lost.output


def test_a_lost_key_is_told_by_its_name_wherever_it_is_needed(served, flask_keys, path):
    worker = member("case_worker")
    people = make_people(worker, 2)
    keyfile.save(path, keyfile.write(keyfile.new_ring("k9")), replacing=True)
    with acting(worker) as session, pytest.raises(KeyLost, match="'k1'"):
        reading.read_person(session, worker, people[0])
    rotated = flask_keys("rotate")
    assert rotated.exit_code == 1
    assert "'k1'" in rotated.output
    assert "Traceback" not in rotated.output
    assert needed() == {"k1": 2}
    page = served.test_client().get("/problems/key-lost")
    assert page.status_code == 200


def test_another_key_of_the_same_name_is_told(served, flask_keys, path):
    make_people(member("case_worker"), 1)
    ring = keyfile.with_new_version(keyfile.new_ring("k1"), "k2")
    keyfile.save(path, keyfile.write(ring), replacing=True)
    rotated = flask_keys("rotate")
    assert rotated.exit_code == 1
    assert "is another one" in rotated.output
    assert "Traceback" not in rotated.output


def test_after_a_restore_the_server_is_not_ready_until_erasures_are_reapplied(
    served, flask_keys, database, tmp_path
):
    worker, supervisor = member("case_worker"), member("supervisor")
    client = served.test_client()
    with acting(worker) as session:
        person = cases.create_case(session, worker, family()).people[0].id
        erasing.request_erasure(session, worker, person)
    database.dialect.backup(database.url, str(tmp_path / "backup"))
    with acting(supervisor) as session:
        request = erasing.confirm_erasure(session, supervisor, person).id
    with time_machine.travel(now() + timedelta(days=8)), unit_of_work(write=True, actor=SYSTEM) as session:
        assert erasing.erase_due(session, SYSTEM, request)
    assert client.get("/readyz").json == {
        "status": "ready",
        "database": database.name,
        "migrations": True,
        "erasures": True,
    }
    database.engine.dispose()
    database.dialect.restore(database.url, str(tmp_path / "backup"))
    configure(database.url)
    refused = client.get("/readyz")
    assert (refused.status_code, refused.json["erasures"]) == (503, False)
    assert flask_keys("status").exit_code == 1
    done = flask_keys("reapply-erasures")
    assert (done.exit_code, done.output) == (0, "1 erasures in the ledger, 1 done again.\n")
    assert client.get("/readyz").status_code == 200
    assert flask_keys("reapply-erasures").output == "1 erasures in the ledger, 0 done again.\n"


def test_a_ledger_that_was_changed_stops_the_server_and_is_told(served, flask_keys, database, tmp_path):
    (tmp_path / "erasures").write_text("0190a000-0000-7000-8000-000000000001 2026-11-25T09:30:01Z 00000000\n")
    assert served.test_client().get("/readyz").status_code == 503
    done = flask_keys("reapply-erasures")
    assert done.exit_code == 1
    assert "line 1" in done.output


def test_production_does_not_start_without_keys(database_url, tmp_path):
    from referral.factory import why_not_to_start

    more = {"REFERRAL_ENVIRONMENT": "production", "PUBLIC_URL": "https://x.example"}
    more |= {"PASSWORD_PASSES": "3", "PASSWORD_MEMORY_KIB": "65536"}
    (says,) = why_not_to_start(settings_for(database_url, tmp_path, **more))
    assert "flask keys create" in says


def test_a_command_is_run_with_the_passphrase_that_was_asked_for(path, tmp_path):
    keyfile.save(path, keyfile.write(keyfile.new_ring("k1"), PASSPHRASE), replacing=False)
    variables = {**os.environ, "KEYS_FILE": str(path), "DATABASE_URL": f"sqlite:///{tmp_path}/none.db"}
    command = [sys.executable, "-m", "flask", "--app", "app", "keys", "unlock", sys.executable, "-c"]
    told = "import os; print('got', os.environ['KEYS_PASSPHRASE'])"
    for typed, code in ((PASSPHRASE, 0), ("wrong", 1)):
        done = subprocess.run(
            [*command, told],
            env={**variables, "VAR_FOLDER": str(tmp_path), "SECRET_KEY": SECRET},
            input=f"{typed}\n",
            capture_output=True,
            text=True,
            check=False,
            cwd=Path(__file__).resolve().parents[3],
        )
        assert done.returncode == code, done.stderr
        assert (f"got {PASSPHRASE}" in done.stdout) == (code == 0)
