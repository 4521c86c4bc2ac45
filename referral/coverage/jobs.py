"""What the worker does for coverage: catches up with what was marked, and with the days."""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from referral.coverage import service
from referral.kit import jobs
from referral.kit.db.health import Finding, ok, register_check, warning

CATCH_UP, EVERY_SECONDS = "coverage.catch_up", 60
NEW_DAY, NEW_DAY_SECONDS = "coverage.new_day", 86_400


def run_catch_up(_payload: Mapping[str, Any]) -> None:
    """Reckons what was marked, in transactions of its own."""
    service.catch_up()


def run_new_day(_payload: Mapping[str, Any]) -> None:
    """Reckons everything, since capacity and verification grow old."""
    service.new_day()


def check_figures(connection: Connection) -> Iterable[Finding]:
    """Whether figures wait to be reckoned."""
    waiting = connection.scalar(sa.text("SELECT count(*) FROM coverage_dirty")) or 0
    if waiting:
        yield warning(
            "coverage", f"{waiting} needs of countries wait", "run flask coverage refresh, or flask worker"
        )
    else:
        yield ok("coverage", "every figure is reckoned")


def register() -> None:
    """Called once, by the factory."""
    jobs.handle_outside(CATCH_UP, run_catch_up)
    jobs.every(CATCH_UP, EVERY_SECONDS)
    jobs.handle_outside(NEW_DAY, run_new_day)
    jobs.every(NEW_DAY, NEW_DAY_SECONDS)
    register_check("coverage", check_figures)
