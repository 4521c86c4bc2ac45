"""`flask worker`: ends by itself with --once, and cleanly when it is told to."""

import multiprocessing
import threading
import time

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from sqlalchemy.exc import OperationalError

from referral.cli.worker import run, worker
from referral.kit import jobs
from referral.kit.db import engine
from referral.kit.db.models import Job, OutboxMessage
from referral.kit.db.work import unit_of_work
from referral.kit.outbox import enqueue_message

SPAWN = multiprocessing.get_context("spawn")


def outcomes():
    with unit_of_work(write=False) as session:
        return {row.kind: row.outcome for row in session.execute(sa.select(Job.kind, Job.outcome))}


def test_once_does_what_is_due_the_periodic_jobs_of_all_rooms_included(database, monkeypatch):
    monkeypatch.setattr(jobs, "_planned", {})
    done = CliRunner().invoke(worker, ["--once"])
    assert done.exit_code == 0, done.output
    assert outcomes().items() >= {"kit.sweep_jobs": "done", "access.forget_failures": "done"}.items()


def _serve(url, started):
    engine.configure(url)

    def slow(session, payload):
        started.set()
        enqueue_message(session, "begun", {})
        time.sleep(1.5)

    jobs.handle("slow", slow)
    worker.main([], standalone_mode=False)


def test_sigterm_lets_the_job_finish_and_ends(database):
    with unit_of_work(write=True) as session:
        jobs.enqueue(session, "slow", {})
    started = SPAWN.Event()
    process = SPAWN.Process(target=_serve, args=(database.url, started))
    process.start()
    assert started.wait(60)
    process.terminate()
    process.join(30)
    assert process.exitcode == 0
    assert outcomes()["slow"] == "done"
    with unit_of_work(write=False) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(OutboxMessage)) == 1


def test_a_database_that_is_away_is_waited_for(database, monkeypatch):
    stop, calls = threading.Event(), []

    def away_then_told(_name):
        calls.append(1)
        if len(calls) < 3:
            raise OperationalError("", {}, Exception())
        stop.set()
        return False

    monkeypatch.setattr(jobs, "run_once", away_then_told)
    assert run("w", stop=stop, once=False, rest=0.01) == 0
    assert len(calls) == 3


def test_once_does_not_wait_for_a_database_that_is_away(database, monkeypatch):
    def away(_name):
        raise OperationalError("", {}, Exception())

    monkeypatch.setattr(jobs, "run_once", away)
    with pytest.raises(OperationalError):
        run("w", stop=threading.Event(), once=True, rest=0.01)
