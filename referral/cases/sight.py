"""Who sees how much of a case inside the organisation that answers for it. Pure.

An assigned case worker or supervisor sees all of it; a supervisor also every case that is not restricted; others of
the organisation who work with cases see its routing line. A restricted case exists for the assigned only, and for
whoever broke the glass. For a member of staff who is named as a danger it never exists.
"""

from dataclasses import dataclass
from enum import IntEnum

from referral.kit.identity import Actor, ActorKind

CASE_WORKER, SUPERVISOR, OFFICER = "case_worker", "supervisor", "data_protection_officer"
FOCAL_POINT, WORKER = "focal_point", "worker"
# Roles whose holders work with cases at all.
WITH_CASES = frozenset({CASE_WORKER, SUPERVISOR, OFFICER, FOCAL_POINT, WORKER})
# What a key may act as, by its scopes.
_BY_SCOPE = {"referral:send": {CASE_WORKER}, "referral:respond": {FOCAL_POINT, WORKER}}
READS_IDENTITY = "identity:read"


class Sight(IntEnum):
    """How much of a case."""

    NOTHING = 0
    LINE = 1
    ALL = 2


@dataclass(frozen=True, slots=True)
class Standing:
    """What the case has to do with the actor."""

    own: bool
    assigned: bool = False
    broke_glass: bool = False
    excluded: bool = False
    restricted: bool = False


def roles_of(actor: Actor) -> frozenset[str]:
    """The roles of a member, or those that a key's scopes stand for."""
    roles: set[str] = set(actor.roles)
    if actor.kind is ActorKind.KEY:
        for scope in actor.scopes:
            roles |= _BY_SCOPE.get(scope, set())
    return frozenset(roles)


def member_of(actor: Actor) -> str | None:
    """Whom cases are assigned to: the member, or the key of an organisation's software."""
    return actor.member_id or actor.id


def sight(actor: Actor, standing: Standing) -> Sight:
    """How much of the case the actor sees."""
    if actor.kind is ActorKind.SYSTEM:
        return Sight.ALL
    roles = roles_of(actor)
    if not standing.own or standing.excluded or not roles & WITH_CASES:
        return Sight.NOTHING
    works = bool(roles & {CASE_WORKER, SUPERVISOR})
    if (standing.assigned and works) or standing.broke_glass:
        return Sight.ALL
    if standing.restricted:
        return Sight.NOTHING
    return Sight.ALL if SUPERVISOR in roles else Sight.LINE


def may_read_identity(actor: Actor) -> bool:
    """A key reads identity and content only with the scope that says so; a member by what they see of the case."""
    return actor.kind is not ActorKind.KEY or READS_IDENTITY in actor.scopes
