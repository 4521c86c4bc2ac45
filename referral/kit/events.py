"""Events carry a lower room's change to the rooms above it, in the same transaction.

Handlers are registered once, in `factory.py`, in a written order, and run before the commit in the order in which the
events were emitted. A handler may emit further events.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

Handler = Callable[[Session, Any], None]

_handlers: dict[type, list[Handler]] = {}


def register(event: type, handler: Handler) -> None:
    """Adds a handler at the end of the event's list; the same one twice counts once."""
    registered = _handlers.setdefault(event, [])
    if handler not in registered:
        registered.append(handler)


def emit(session: Session, event: object) -> None:
    """Notes a fact for delivery at the end of the unit of work."""
    session.info.setdefault("events", []).append(event)


def deliver(session: Session) -> None:
    """Runs the handlers of all noted events, and of those that they emit in turn."""
    pending: list[object] = session.info.setdefault("events", [])
    while pending:
        event = pending.pop(0)
        for handler in _handlers.get(type(event), ()):
            handler(session, event)
