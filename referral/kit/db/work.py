"""The unit of work: one request or job is one transaction, opened and closed here and nowhere else.

A unit that may write starts with `BEGIN IMMEDIATE` on SQLite, since a read that turns into a write fails at once,
busy timeout or not. Events emitted in it reach their handlers before the commit, and then comes what has to be last.
For whom it is opened is told to the database at its beginning: where that has row-level security, a unit of work for
nobody sees no case.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sqlalchemy import Connection, event
from sqlalchemy.orm import Session, SessionTransaction

from referral.kit import events
from referral.kit.db.engine import current
from referral.kit.identity import ANONYMOUS, Actor

# What a session has to do right before its commit, by name; its own work is done by then.
_LAST = "last"
_session: ContextVar[Session | None] = ContextVar("session", default=None)


@contextmanager
def unit_of_work(*, write: bool, actor: Actor = ANONYMOUS) -> Iterator[Session]:
    """One transaction for an actor. Commits when the block ends well, rolls back when it raises."""
    engine = current().engine.execution_options(writes=write)
    session = Session(engine, autoflush=True, expire_on_commit=False, info={_LAST: {}})
    if actor != ANONYMOUS:
        _tell_database(session, actor)
    token = _session.set(session)
    try:
        yield session
        if write:
            events.deliver(session)
        for last in session.info[_LAST].values():
            last(session)
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        _session.reset(token)
        session.close()


def _tell_database(session: Session, actor: Actor) -> None:
    """Sets the context when the transaction begins; its end forgets it, whoever has the connection next."""

    @event.listens_for(session, "after_begin")
    def after_begin(_session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
        current().dialect.set_context(connection, actor)


def do_last(session: Session, name: str, what: Callable[[Session], None]) -> None:
    """Has this done right before the commit, once, whoever asks for it again: for what everybody has to wait for."""
    session.info[_LAST].setdefault(name, what)


def act_for_case(session: Session, case_id: str) -> None:
    """From here on the transaction also acts for the people of one case, on their behalf: it ends what others hold."""
    current().dialect.set_case(session.connection(), case_id)


def current_session() -> Session:
    """The session of the unit of work that is open now."""
    session = _session.get()
    if session is None:
        raise RuntimeError("no unit of work is open")
    return session
