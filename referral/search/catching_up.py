"""Indexing what was marked, in batches of bounded time, and the vocabulary behind it."""

from collections.abc import Callable

import sqlalchemy as sa

from referral.kit.db.work import unit_of_work
from referral.search.hours.horizon import extend, today
from referral.search.index import dirty_batch, index_services
from referral.search.locking import lock_index
from referral.search.models import SearchDirty
from referral.search.vocabulary import is_stale, refresh_vocabulary

Progress = Callable[[str, int, int | None], None]


def _silent(_what: str, _done: int, _of: int | None) -> None:
    """Progress that nobody watches."""


def catch_up(progress: Progress = _silent) -> int:
    """Indexes every marked service; returns how many there were. Several may run at once; any may be killed."""
    with unit_of_work(write=False) as session:
        total = session.scalar(sa.select(sa.func.count()).select_from(SearchDirty)) or 0
    done = 0
    while True:
        with unit_of_work(write=True) as session:
            lock_index(session)
            batch = dirty_batch(session)
            if not batch:
                break
            index_services(session, batch)
        done += len(batch)
        progress("indexing", done, max(total, done))
    _refresh_words()
    extend()
    return done


def _refresh_words() -> None:
    """Also small changes, indexed at once, bring words; and whoever indexed before may have been killed."""
    with unit_of_work(write=False) as session:
        stale = is_stale(session)
    if stale:
        with unit_of_work(write=True) as session:
            lock_index(session)
            refresh_vocabulary(session)


def mark_ended() -> None:
    """Marks services that were in the index and have ended since."""
    with unit_of_work(write=True) as session:
        session.execute(
            sa.text(
                "INSERT INTO search_dirty (service_id) SELECT DISTINCT s.service_id FROM search_site s"
                " JOIN search_filter f ON f.key = s.key WHERE f.ends < :today ON CONFLICT DO NOTHING"
            ),
            {"today": today()},
        )


def mark_all() -> None:
    """Marks every service, so that `catch_up` makes the whole index anew."""
    with unit_of_work(write=True) as session:
        session.execute(
            sa.text(
                "INSERT INTO search_dirty (service_id) SELECT id FROM service WHERE true ON CONFLICT DO NOTHING"
            )
        )
