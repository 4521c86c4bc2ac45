"""Who acts: the value that every query and every verb takes."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

OrganizationId = NewType("OrganizationId", str)
KeyId = NewType("KeyId", str)


class ActorKind(StrEnum):
    """The kinds of actor that can knock."""

    ANONYMOUS = "anonymous"
    KEY = "key"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """One actor of one request or job. `id` is that of the key; nothing in here names a person."""

    kind: ActorKind
    id: str | None = None
    organization_id: OrganizationId | None = None
    scopes: frozenset[str] = field(default_factory=frozenset)


ANONYMOUS = Actor(ActorKind.ANONYMOUS)
SYSTEM = Actor(ActorKind.SYSTEM)
