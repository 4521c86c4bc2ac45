"""`flask worker`: does jobs until it is told to stop."""

import os
import signal
import socket
import threading
from types import FrameType

import click
import structlog
from sqlalchemy.exc import DBAPIError

from referral.access import jobs as access_jobs
from referral.cases import jobs as cases_jobs
from referral.kit import jobs
from referral.kit.ids import new_id
from referral.referrals import jobs as referrals_jobs

_log = structlog.get_logger("referral.worker")
LONGEST_REST_SECONDS = 60.0
# Each room's own way of telling which jobs it has.
ROOMS = (access_jobs.register, cases_jobs.register, referrals_jobs.register)


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
@click.option("--rest", default=1.0, show_default=True, help="Seconds to rest when nothing is due.")
def worker(once: bool, rest: float) -> None:
    """Do jobs: deliveries, reminders, clearing up. Several workers may run at once."""
    for register in ROOMS:
        register()
    stop = threading.Event()

    def on_signal(number: int, _frame: FrameType | None) -> None:
        _log.info("worker_stopping", signal=signal.Signals(number).name)
        stop.set()

    before = {number: signal.signal(number, on_signal) for number in (signal.SIGTERM, signal.SIGINT)}
    name = f"{socket.gethostname()}:{os.getpid()}:{new_id()[-12:]}"[-100:]
    try:
        done = run(name, stop=stop, once=once, rest=rest)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    click.echo(f"{done} jobs", err=True)


def run(name: str, *, stop: threading.Event, once: bool, rest: float) -> int:
    """Works until `stop` is set, or with `once` until nothing is due; a job that has begun is finished
    first.
    """
    done, pause = 0, rest
    while not stop.is_set():
        try:
            jobs.plan_periodic()
            worked = jobs.run_once(name)
        except DBAPIError as error:
            if once:
                raise
            # The database is away or busy: it comes back, and the lease sees to the job.
            _log.warning("worker_waits", error=type(error.orig).__name__, seconds=pause)
            stop.wait(pause)
            pause = min(pause * 2, LONGEST_REST_SECONDS)
            continue
        done, pause = done + worked, rest
        if not worked:
            if once:
                break
            stop.wait(rest)
    return done
