"""When each pattern is open, written out day by day up to a horizon that moves on.

A question about a moment then reads the rows of one day. New patterns are written out when they come; the days behind
the horizon come by a job, in transactions of bounded time: whoever is killed leaves the horizon where it was.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.directory.opening import Hours, unknown_intervals
from referral.directory.opening.expanding import stretches
from referral.kit.clock import now
from referral.kit.db.bulk import bulk_insert
from referral.kit.db.work import unit_of_work
from referral.search.hours.patterns import holidays_in
from referral.search.locking import lock_index
from referral.search.models import SearchHours, SearchOpen, SearchState

DAY_S = 86_400
DAYS_BACK, DAYS_AHEAD = 2, 62
# With fewer days ahead than this the job writes out more.
DAYS_AT_LEAST = 48
# Beyond all moments: open without an end.
ENDLESS = 2**53
_FROM, _UNTIL = "open from", "open until"
_BATCH = 400


def today() -> int:
    """Days since 1970, UTC."""
    return int(now().timestamp()) // DAY_S


def horizon(session: Session) -> tuple[int, int]:
    """First day that is written out, and the first that is not; set when asked for the first time."""
    kept = session.scalars(sa.select(SearchState).where(SearchState.name.in_((_FROM, _UNTIL))))
    state = {each.name: each.version for each in kept}
    if len(state) < 2:
        state = {_FROM: today() - DAYS_BACK, _UNTIL: today() + DAYS_AHEAD}
        for name, day in state.items():
            session.merge(SearchState(name=name, version=day))
        session.flush()
    return state[_FROM], state[_UNTIL]


def write_out(session: Session, patterns: Sequence[tuple[int, Hours]]) -> None:
    """The days of new patterns, from the first to the horizon. Whoever calls holds the lock of the index."""
    first, last = horizon(session)
    rows = [row for key, hours in patterns for row in open_rows(key, hours, first, last)]
    bulk_insert(session, SearchOpen.__table__, rows)  # type: ignore[arg-type]


def open_rows(key: int, hours: Hours, first: int, last: int) -> Iterator[dict[str, int]]:
    """The rows of a pattern for the days from `first` up to, without, `last`."""
    start = datetime.fromtimestamp(first * DAY_S, UTC)
    end = datetime.fromtimestamp(last * DAY_S, UTC)
    opened = ((one.begins, one.ends, 1) for one in stretches(hours, start, end, holidays_in))
    unsure = ((*one, 0) for one in unknown_intervals(hours, start, end, holidays_in))
    for begins, ends, certain in (*opened, *unsure):
        opens = int(begins.timestamp()) if begins is not None else 0
        closes = int(ends.timestamp()) if ends is not None else ENDLESS
        for day in range(max(first, opens // DAY_S), min(last, -(-closes // DAY_S))):
            yield {"day": day, "hours_key": key, "opens": opens, "closes": closes, "certain": certain}


def extend() -> int:
    """Moves the horizon on where it is near; returns how many days were added."""
    with unit_of_work(write=True) as session:
        _, until = horizon(session)
        wanted = today() + DAYS_AHEAD
        if until >= today() + DAYS_AT_LEAST:
            return 0
        begin = max(until, today() - DAYS_BACK)
    done = 0
    while (done := _extend_batch(done, begin, wanted)) >= 0:
        pass
    return wanted - begin


def _extend_batch(after: int, begin: int, wanted: int) -> int:
    """Writes out the next patterns; the last key done, or -1 after the last of all, when the horizon has moved."""
    with unit_of_work(write=True) as session:
        lock_index(session)
        batch = session.scalars(
            sa.select(SearchHours).where(SearchHours.key > after).order_by(SearchHours.key).limit(_BATCH)
        ).all()
        keys = [each.key for each in batch]
        days = SearchOpen.day.between(begin, wanted - 1)
        if keys:
            # What somebody who was killed had written already.
            session.execute(
                sa.delete(SearchOpen).where(days, SearchOpen.hours_key.between(keys[0], keys[-1]))
            )
            bulk_insert(session, SearchOpen.__table__, _rows(batch, begin, wanted))  # type: ignore[arg-type]
            return keys[-1]
        first = today() - DAYS_BACK
        session.execute(sa.delete(SearchOpen).where(SearchOpen.day < first))
        session.merge(SearchState(name=_FROM, version=first))
        session.merge(SearchState(name=_UNTIL, version=wanted))
        return -1


def _rows(batch: Iterable[SearchHours], begin: int, wanted: int) -> list[dict[str, Any]]:
    return [row for each in batch for row in open_rows(each.key, Hours.from_json(each.hours), begin, wanted)]


def moment_of(day: int) -> datetime:
    """The midnight (UTC) with which a day begins."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=day)
