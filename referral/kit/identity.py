"""Who acts: the value that every query and every verb takes."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

OrganizationId = NewType("OrganizationId", str)
KeyId = NewType("KeyId", str)
MemberId = NewType("MemberId", str)
SessionId = NewType("SessionId", str)


class ActorKind(StrEnum):
    """The kinds of actor that can knock."""

    ANONYMOUS = "anonymous"
    KEY = "key"
    ADMINISTRATOR = "administrator"
    MEMBER = "member"
    # A member whose password was right and whose second factor is still to come: may do nothing but give it.
    PENDING = "pending"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """One actor of one request or job. Ids only: nothing in here names a person.

    `id` is the key's, the administrator's or the member's; `roles` are a member's, `scopes` a key's. A coordinator
    has `regions` (ids). `acting_user` is the stable pseudonym that a key's software gave for the person behind it.
    """

    kind: ActorKind
    id: str | None = None
    organization_id: OrganizationId | None = None
    scopes: frozenset[str] = field(default_factory=frozenset)
    member_id: MemberId | None = None
    session_id: SessionId | None = None
    roles: frozenset[str] = field(default_factory=frozenset)
    regions: tuple[str, ...] = ()
    acting_user: str | None = None

    @property
    def client_id(self) -> str | None:
        """What idempotency keys and cursors are scoped to: the same after a member signs in again."""
        return self.id


ANONYMOUS = Actor(ActorKind.ANONYMOUS)
SYSTEM = Actor(ActorKind.SYSTEM)
