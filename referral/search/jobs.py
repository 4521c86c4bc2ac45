"""What the worker does for the index: catches up with what was marked."""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from referral.kit import jobs
from referral.kit.db.health import Finding, ok, register_check, warning, wrong
from referral.search.catching_up import catch_up, mark_ended
from referral.search.hours.horizon import DAYS_AHEAD, DAYS_AT_LEAST, today

CATCH_UP = "search.catch_up"
EVERY_SECONDS = 60
NEW_DAY = "search.new_day"
NEW_DAY_SECONDS = 3_600


def run_catch_up(_payload: Mapping[str, Any]) -> None:
    """Indexes marked services, in transactions of its own."""
    catch_up()


def run_new_day(_payload: Mapping[str, Any]) -> None:
    """Moves the horizon of opening hours on, and takes out services that have ended."""
    mark_ended()
    catch_up()


def check_hours(connection: Connection) -> Iterable[Finding]:
    """Whether opening hours are written out for the days to come."""
    until = connection.scalar(sa.text("SELECT version FROM search_state WHERE name = 'open until'"))
    ahead = until - today() if until is not None else DAYS_AHEAD
    if ahead < 1:
        yield wrong(
            "opening hours", "not written out for today", "run flask directory index, or flask worker"
        )
    elif ahead < DAYS_AT_LEAST - 7:
        yield warning("opening hours", f"written out for {ahead} days only", "run flask worker")
    else:
        yield ok("opening hours", f"written out for {ahead} days")


def check_index(connection: Connection) -> Iterable[Finding]:
    """Whether every listed service stands in the index, and how many wait."""
    waiting = connection.scalar(sa.text("SELECT count(*) FROM search_dirty")) or 0
    missing = _missing(connection, "search_site", "s.audience = 'public'")
    missing += _missing(connection, "network_site", "' ' || s.audience || ' ' LIKE '% network %'")
    if missing and missing > waiting:
        yield wrong("search index", f"{missing} services are missing", "run flask directory index --all")
    elif waiting:
        yield warning(
            "search index", f"{waiting} services wait", "run flask directory index, or flask worker"
        )
    else:
        yield ok("search index", "every listed service is in it")


def _missing(connection: Connection, table: str, audience: str) -> int:
    """How many listed services of an audience stand in no row of their part of the index."""
    listed = "coalesce(s.status, '') IN ('active', '') AND s.withdrawn_at IS NULL"
    absent = "EXISTS (SELECT 1 FROM search_absent a WHERE a.service_id = s.id)"
    indexed = f"EXISTS (SELECT 1 FROM {table} i WHERE i.service_id = s.id)"
    statement = (
        f"SELECT count(*) FROM service s WHERE {listed} AND {audience} AND NOT {indexed} AND NOT {absent}"
    )
    return connection.scalar(sa.text(statement)) or 0


def register() -> None:
    """Called once, by the factory."""
    jobs.handle_outside(CATCH_UP, run_catch_up)
    jobs.every(CATCH_UP, EVERY_SECONDS)
    jobs.handle_outside(NEW_DAY, run_new_day)
    jobs.every(NEW_DAY, NEW_DAY_SECONDS)
    register_check("search index", check_index)
    register_check("opening hours", check_hours)
