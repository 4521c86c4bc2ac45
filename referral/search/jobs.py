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
    missing = connection.scalar(
        sa.text(
            "SELECT count(*) FROM service s WHERE coalesce(s.status, '') IN ('active', '') AND s.withdrawn_at IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM search_site i WHERE i.service_id = s.id)"
        )
    )
    if missing and missing > waiting:
        yield wrong("search index", f"{missing} services are missing", "run flask directory index --all")
    elif waiting:
        yield warning(
            "search index", f"{waiting} services wait", "run flask directory index, or flask worker"
        )
    else:
        yield ok("search index", "every listed service is in it")


def register() -> None:
    """Called once, by the factory."""
    jobs.handle_outside(CATCH_UP, run_catch_up)
    jobs.every(CATCH_UP, EVERY_SECONDS)
    register_check("search index", check_index)
