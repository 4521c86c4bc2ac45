"""The worker's jobs: each done once by whoever comes first, taken over from the dead, repeated later and later."""

import multiprocessing
import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text, update

from referral.cli.worker import run
from referral.kit import jobs
from referral.kit.clock import now
from referral.kit.db import engine
from referral.kit.db.models import Job, OutboxMessage
from referral.kit.db.work import unit_of_work
from referral.kit.outbox import enqueue_message
from referral.kit.problems import NotFound

SPAWN = multiprocessing.get_context("spawn")


@pytest.fixture(autouse=True)
def only_our_kinds(monkeypatch: pytest.MonkeyPatch):
    """Jobs that other parts declare stay out of these tests."""
    monkeypatch.setattr(jobs, "_kinds", {})
    monkeypatch.setattr(jobs, "_periodic", {})
    monkeypatch.setattr(jobs, "_planned", {})


def note(session, payload):
    enqueue_message(session, "done", dict(payload))


def fail(session, payload):
    enqueue_message(session, "half done", {})
    raise NotFound("somebody's name")


def _enqueue(count=1, **more):
    with unit_of_work(write=True) as session:
        return [jobs.enqueue(session, "note", {"number": number}, **more) for number in range(count)]


def _count(table, *where):
    with unit_of_work(write=False) as session:
        return session.scalar(select(func.count()).select_from(table).where(*where))


def _only_job():
    with unit_of_work(write=False) as session:
        job = session.scalar(select(Job))
        assert job is not None
        session.expunge(job)
        return job


def _make_due():
    with unit_of_work(write=True) as session:
        session.execute(update(Job).values(run_at=now() - timedelta(seconds=1)))


def test_a_job_runs_once_and_leaves_what_it_did(database):
    jobs.handle("note", note)
    _enqueue()
    assert jobs.run_once("w") is True
    assert jobs.run_once("w") is False
    job = _only_job()
    assert (job.outcome, job.attempts, job.last_error) == ("done", 1, None)
    assert _count(OutboxMessage) == 1


def test_a_job_of_tomorrow_waits(database):
    jobs.handle("note", note)
    _enqueue(run_at=now() + timedelta(days=1))
    assert jobs.run_once("w") is False


def test_jobs_run_in_the_order_in_which_they_are_due(database):
    seen = []
    jobs.handle("note", lambda session, payload: seen.append(payload["at"]))
    with unit_of_work(write=True) as session:
        for minutes in (1, 3, 2):
            jobs.enqueue(session, "note", {"at": minutes}, run_at=now() - timedelta(minutes=minutes))
    while jobs.run_once("w"):
        pass
    assert seen == [3, 2, 1]


def test_a_rolled_back_unit_of_work_leaves_no_job(database):
    def act():
        with unit_of_work(write=True) as session:
            jobs.enqueue(session, "note", {})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act()
    assert _count(Job) == 0


def test_a_key_is_one_job_also_after_it_is_done(database):
    jobs.handle("note", note)
    assert _enqueue(key="once") == [True]
    assert _enqueue(key="once") == [False]
    jobs.run_once("w")
    assert _enqueue(key="once") == [False]
    assert _count(Job) == 1


def test_a_failed_job_leaves_nothing_half_done_and_is_repeated_later(database):
    jobs.handle("note", fail)
    _enqueue()
    assert jobs.run_once("w") is True
    job = _only_job()
    assert job.finished_at is None
    assert job.run_at > now() + timedelta(seconds=5)
    assert _count(OutboxMessage) == 0
    assert jobs.run_once("w") is False


def test_of_an_error_only_the_code_is_kept(database):
    jobs.handle("note", fail)
    _enqueue()
    jobs.run_once("w")
    assert _only_job().last_error == "not-found"


def test_attempts_end_and_the_job_is_given_up(database):
    jobs.handle("note", fail, most_attempts=3)
    _enqueue()
    for _ in range(3):
        _make_due()
        assert jobs.run_once("w") is True
    _make_due()
    assert jobs.run_once("w") is False
    job = _only_job()
    assert (job.outcome, job.attempts) == ("gave_up", 3)


def test_a_job_that_nobody_handles_waits_for_a_worker_that_does(database):
    _enqueue()
    jobs.run_once("old version")
    assert _only_job().last_error == "UnknownKind"
    jobs.handle("note", note)
    _make_due()
    jobs.run_once("new version")
    assert _only_job().outcome == "done"


def test_a_job_outside_a_transaction_opens_its_own(database):
    def outside(payload):
        with unit_of_work(write=True) as session:
            note(session, payload)

    jobs.handle_outside("note", outside)
    _enqueue()
    jobs.run_once("w")
    assert _only_job().outcome == "done"
    assert _count(OutboxMessage) == 1


def test_a_leased_job_is_nobody_elses_until_the_lease_ends(database):
    jobs.handle("note", note, lease_seconds=60)
    _enqueue()
    assert jobs.lease_next("dead") is not None
    assert jobs.run_once("other") is False
    with unit_of_work(write=True) as session:
        session.execute(update(Job).values(leased_until=now() - timedelta(seconds=1)))
    assert jobs.run_once("other") is True
    job = _only_job()
    assert (job.outcome, job.leased_by, job.attempts) == ("done", "other", 2)


def test_who_lost_the_lease_writes_nothing(database):
    jobs.handle("note", note)
    _enqueue()
    late = jobs.lease_next("late")
    assert late is not None
    with unit_of_work(write=True) as session:
        session.execute(update(Job).values(leased_until=now() - timedelta(seconds=1)))
    jobs.run_once("other")
    with pytest.raises(jobs.LeaseLost):
        jobs._perform(late)
    assert _count(OutboxMessage) == 1


def test_a_periodic_job_is_planned_once_a_stretch_among_all_workers(database, monkeypatch):
    jobs.handle("note", note)
    jobs.every("note", 86_400)
    for _ in range(3):
        monkeypatch.setattr(jobs, "_planned", {})
        jobs.plan_periodic()
    while jobs.run_once("w"):
        pass
    jobs.plan_periodic()
    assert _count(Job) == 1
    assert _count(OutboxMessage) == 1


def test_done_jobs_are_forgotten_after_a_week_and_given_up_ones_stay(database):
    jobs.handle("note", note)
    _enqueue(3)
    while jobs.run_once("w"):
        pass
    with unit_of_work(write=True) as session:
        oldest = select(Job.id).order_by(Job.id)
        first, second = session.scalars(oldest.limit(2)).all()
        long_ago = now() - timedelta(days=8)
        session.execute(update(Job).where(Job.id.in_([first, second])).values(finished_at=long_ago))
        session.execute(update(Job).where(Job.id == second).values(outcome="gave_up"))
    with unit_of_work(write=True) as session:
        jobs.sweep(session, {})
    assert _count(Job) == 2


def test_four_workers_do_each_job_exactly_once(database, count):
    jobs.handle("note", note)
    jobs_wanted = count(short=60, long=1000)
    _enqueue(jobs_wanted)
    stop = threading.Event()
    workers = [
        threading.Thread(target=run, args=(f"w{n}",), kwargs={"stop": stop, "once": True, "rest": 0.01})
        for n in range(4)
    ]
    for each in workers:
        each.start()
    for each in workers:
        each.join(120)
    while jobs.run_once("last"):
        pass
    assert _count(Job, Job.outcome == "done", Job.attempts == 1) == jobs_wanted
    with unit_of_work(write=False) as session:
        numbers = sorted(each["number"] for each in session.scalars(select(OutboxMessage.payload)))
    assert numbers == list(range(jobs_wanted))


def _work_in_a_process(url, name):
    engine.configure(url)
    jobs.handle("note", note)
    jobs._periodic.clear()
    run(name, stop=threading.Event(), once=True, rest=0.01)


def _die_at_work(url, ready):
    engine.configure(url)

    def never_ends(session, payload):
        note(session, payload)
        session.flush()
        ready.set()
        time.sleep(60)

    jobs.handle("note", never_ends, lease_seconds=2)
    jobs.run_once("dies")


def test_four_processes_do_each_job_exactly_once(database, count):
    jobs_wanted = count(short=40, long=1000)
    _enqueue(jobs_wanted)
    workers = [SPAWN.Process(target=_work_in_a_process, args=(database.url, f"p{n}")) for n in range(4)]
    for each in workers:
        each.start()
    for each in workers:
        each.join(120)
        assert each.exitcode == 0
    _work_in_a_process(database.url, "last")
    assert _count(Job, Job.outcome == "done", Job.attempts == 1) == jobs_wanted
    assert _count(OutboxMessage) == jobs_wanted


def test_a_killed_workers_job_is_taken_over_after_its_lease(database):
    _enqueue()
    ready = SPAWN.Event()
    dying = SPAWN.Process(target=_die_at_work, args=(database.url, ready))
    dying.start()
    assert ready.wait(60)
    dying.kill()
    dying.join(30)
    jobs.handle("note", note)
    deadline = time.monotonic() + 30
    while not jobs.run_once("heir") and time.monotonic() < deadline:
        time.sleep(0.1)
    job = _only_job()
    assert (job.outcome, job.leased_by, job.attempts) == ("done", "heir", 2)
    assert _count(OutboxMessage) == 1


def test_a_told_worker_finishes_its_job_and_ends(database):
    stop = threading.Event()

    def told(session, payload):
        stop.set()
        note(session, payload)

    jobs.handle("note", told)
    _enqueue(2)
    assert run("w", stop=stop, once=False, rest=0.01) == 1
    assert _count(Job, Job.outcome == "done") == 1


def test_messages_wait_in_the_outbox_in_their_order(database):
    with unit_of_work(write=True) as session:
        for number in range(3):
            enqueue_message(session, "referral.sent", {"number": number})
    with unit_of_work(write=False) as session:
        waiting = session.execute(text("SELECT id FROM outbox WHERE taken_at IS NULL ORDER BY id")).all()
        assert len(waiting) == 3
        numbers = session.scalars(select(OutboxMessage.payload).order_by(OutboxMessage.id)).all()
    assert [each["number"] for each in numbers] == [0, 1, 2]
