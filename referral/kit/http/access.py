"""Who may call a view: declared at the view, enforced at the edge, written into the specification.

The kit knows neither keys nor policies: the room `access` puts its two functions here at start.
"""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal

from flask import request

from referral.kit.identity import ANONYMOUS, Actor
from referral.kit.problems import Forbidden, Unauthenticated

# How the view uses the database: a transaction that reads, one that writes, the search index's reader, or none.
Use = Literal["reads", "writes", "index", "nothing"]


@dataclass(frozen=True)
class Access:
    """The declaration of one view. Without a permission it is public."""

    permission: str | None
    use: Use | None = None


Authenticate = Callable[[str], Actor]
Permit = Callable[[Actor, str], bool]

_authenticate: Authenticate | None = None
_permit: Permit | None = None
_actor: ContextVar[Actor] = ContextVar("actor", default=ANONYMOUS)


def install(authenticate: Authenticate, permit: Permit) -> None:
    """Sets who reads the Authorization header and who decides on permissions."""
    global _authenticate, _permit
    _authenticate, _permit = authenticate, permit


def current_actor() -> Actor:
    """The actor of this request."""
    return _actor.get()


def admit(access: Access) -> Actor:
    """The actor of the request, if the declaration lets it in; raises `Unauthenticated` or `Forbidden` if not.

    A bad key is refused on public views too: whoever sends one should learn that it no longer works.
    """
    header = request.headers.get("Authorization")
    actor = ANONYMOUS
    if header and _authenticate is not None:
        actor = _authenticate(header)
    if access.permission is not None:
        if actor is ANONYMOUS:
            raise Unauthenticated(headers={"WWW-Authenticate": "Bearer"})
        if _permit is None or not _permit(actor, access.permission):
            raise Forbidden(permission=access.permission)
    _actor.set(actor)
    return actor
