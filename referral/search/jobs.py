"""What the worker does for the index: catches up with what was marked."""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from referral.kit import jobs
from referral.kit.db.health import Finding, ok, register_check, warning, wrong
from referral.search.catching_up import catch_up

CATCH_UP = "search.catch_up"
EVERY_SECONDS = 60


def run_catch_up(_payload: Mapping[str, Any]) -> None:
    """Indexes marked services, in transactions of its own."""
    catch_up()


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
    indexed = f"EXISTS (SELECT 1 FROM {table} i WHERE i.service_id = s.id)"
    statement = f"SELECT count(*) FROM service s WHERE {listed} AND {audience} AND NOT {indexed}"
    return connection.scalar(sa.text(statement)) or 0


def register() -> None:
    """Called once, by the factory."""
    jobs.handle_outside(CATCH_UP, run_catch_up)
    jobs.every(CATCH_UP, EVERY_SECONDS)
    register_check("search index", check_index)
