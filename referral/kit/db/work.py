"""The unit of work: one request or job is one transaction, opened and closed here and nowhere else.

A unit that may write starts with `BEGIN IMMEDIATE` on SQLite, since a read that turns into a write fails at once,
busy timeout or not. Events emitted in it reach their handlers before the commit.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sqlalchemy.orm import Session

from referral.kit import events
from referral.kit.db.engine import current

_session: ContextVar[Session | None] = ContextVar("session", default=None)


@contextmanager
def unit_of_work(*, write: bool) -> Iterator[Session]:
    """One transaction. Commits when the block ends well, rolls back when it raises."""
    engine = current().engine.execution_options(writes=write)
    session = Session(engine, autoflush=True, expire_on_commit=False)
    token = _session.set(session)
    try:
        yield session
        if write:
            events.deliver(session)
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        _session.reset(token)
        session.close()


def current_session() -> Session:
    """The session of the unit of work that is open now."""
    session = _session.get()
    if session is None:
        raise RuntimeError("no unit of work is open")
    return session
