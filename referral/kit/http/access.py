"""Who may call a view: declared at the view, enforced at the edge, written into the specification.

The kit knows neither keys nor sessions nor policies: the room `access` puts its two functions here at start.
"""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal

from referral.kit.identity import ANONYMOUS, Actor, ActorKind
from referral.kit.problems import Forbidden, Refusal, Unauthenticated

# How the view uses the database: a transaction that reads, one that writes, the search index's reader, or none.
Use = Literal["reads", "writes", "index", "nothing"]


@dataclass(frozen=True)
class Access:
    """The declaration of one view. Without a permission everybody may call it; `others` let in as well as it does.

    A `shared` view answers everybody alike: caches may keep it, pages of other sites may read it, and cookies are not
    looked at. A `page` is for people: it answers HTML, a form of it carries the session's token as a field, and what
    other sites hang onto its address is not looked at.
    """

    permission: str | None
    use: Use | None = None
    shared: bool = False
    others: tuple[str, ...] = ()
    page: bool = False


Authenticate = Callable[[Access], Actor]
Permit = Callable[[Actor, str], bool]
# What is done with a refusal, after all that the request changed was rolled back: the actor, the declaration, the
# operation, the id in the address, and the refusal.
Refused = Callable[[Actor, Access, str, str | None, Refusal], None]

_authenticate: Authenticate | None = None
_permit: Permit | None = None
_refused: Refused | None = None
_actor: ContextVar[Actor] = ContextVar("actor", default=ANONYMOUS)


def install(authenticate: Authenticate, permit: Permit, refused: Refused | None = None) -> None:
    """Sets who finds out who sent the request, who decides on permissions, and who hears of refusals."""
    global _authenticate, _permit, _refused
    _authenticate, _permit, _refused = authenticate, permit, refused


def tell_refusal(access: Access, operation: str, id_: str | None, refusal: Refusal) -> None:
    """Passes a refusal on to whoever keeps account of attempts."""
    if _refused is not None:
        _refused(_actor.get(), access, operation, id_, refusal)


def current_actor() -> Actor:
    """The actor of this request."""
    return _actor.get()


def admit(access: Access) -> Actor:
    """The actor of the request, if the declaration lets it in; raises `Unauthenticated` or `Forbidden` if not.

    A bad key is refused on public views too: whoever sends one should learn that it no longer works.
    """
    # Whoever was here before on this thread is not who is refused now.
    _actor.set(ANONYMOUS)
    actor = ANONYMOUS if _authenticate is None else _authenticate(access)
    _actor.set(actor)
    if access.permission is not None:
        if actor.kind is ActorKind.ANONYMOUS:
            raise Unauthenticated(headers={"WWW-Authenticate": "Bearer"})
        permit, wanted = _permit, (access.permission, *access.others)
        if permit is None or not any(permit(actor, each) for each in wanted):
            raise Forbidden(permission=access.permission)
    return actor
