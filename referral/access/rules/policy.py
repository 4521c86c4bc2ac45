"""The policy: who may do what. `PERMISSIONS` is the whole of it; what does not stand there is refused.

A permission that leads to what is known of people who seek help is marked `personal`: whoever runs the platform or an
organisation never has it by that, and a key that uses it names the `acting_user` behind it.
"""

from dataclasses import dataclass
from enum import StrEnum

from referral.access.rules.roles import Role, runs_platform
from referral.kit.identity import Actor, ActorKind

# For whom listings may be kept that are not for the whole network.
AUDIENCE_ROLES = ("case_worker", "focal_point", "coordinator", "police", "justice", "health")


class Scope(StrEnum):
    """What an organisation's key can be made for. A key does only what its scopes name."""

    DIRECTORY_READ = "directory:read"
    DIRECTORY_WRITE = "directory:write"
    REFERRAL_SEND = "referral:send"
    REFERRAL_RESPOND = "referral:respond"
    IDENTITY_READ = "identity:read"
    AUDIT_READ = "audit:read"
    METRICS_READ = "metrics:read"
    # Whose listings the key sees beside those of the network: `AUDIENCE_ROLES`, and national hotlines.
    AUDIENCE_HOTLINE = "audience:hotline"
    AUDIENCE_CASE_WORKER = "audience:role:case_worker"
    AUDIENCE_FOCAL_POINT = "audience:role:focal_point"
    AUDIENCE_COORDINATOR = "audience:role:coordinator"
    AUDIENCE_POLICE = "audience:role:police"
    AUDIENCE_JUSTICE = "audience:role:justice"
    AUDIENCE_HEALTH = "audience:role:health"


# What reaches beyond one organisation, and what reaches people's data: who may put which into a key.
# An audience is a right to learn of hidden listings: no organisation gives it to itself.
OF_THE_PLATFORM = frozenset(
    {Scope.AUDIT_READ, Scope.METRICS_READ, *(scope for scope in Scope if scope.startswith("audience:"))}
)
PERSONAL = frozenset({Scope.REFERRAL_SEND, Scope.REFERRAL_RESPOND, Scope.IDENTITY_READ})


@dataclass(frozen=True)
class Grant:
    """Who has a permission: these kinds of actor, members with one of these roles, keys with one of these scopes."""

    kinds: frozenset[ActorKind] = frozenset()
    scopes: frozenset[Scope] = frozenset()
    roles: frozenset[Role] = frozenset()
    personal: bool = False


_TOKEN = frozenset({ActorKind.ADMINISTRATOR})
_SIGNED_IN = frozenset({ActorKind.MEMBER})
_PLATFORM = frozenset({Role.PLATFORM_ADMINISTRATOR})
_ADMINISTRATORS = _PLATFORM | {Role.ORGANIZATION_ADMINISTRATOR}
_EDITORS = frozenset({Role.DIRECTORY_EDITOR, Role.DIRECTORY_STEWARD})
_SENDERS = frozenset({Role.CASE_WORKER, Role.SUPERVISOR})
_RECEIVERS = frozenset({Role.FOCAL_POINT, Role.WORKER})
_OFFICERS = frozenset({Role.DATA_PROTECTION_OFFICER})
_WITH_PEOPLE = _SENDERS | _RECEIVERS | _OFFICERS
_READS, _WRITES = Scope.DIRECTORY_READ, Scope.DIRECTORY_WRITE
_SENDS, _RESPONDS = frozenset({Scope.REFERRAL_SEND}), frozenset({Scope.REFERRAL_RESPOND})

PERMISSIONS: dict[str, Grant] = {
    # One's own sessions, password, second factor and profile.
    "session:complete": Grant(frozenset({ActorKind.PENDING})),
    "session:end": Grant(frozenset({ActorKind.MEMBER, ActorKind.PENDING})),
    "account:use": Grant(_SIGNED_IN),
    # Members, invitations, duty, keys.
    "members:read": Grant(_TOKEN | _SIGNED_IN),
    "members:manage": Grant(_TOKEN, roles=_ADMINISTRATORS),
    "duty:read": Grant(roles=frozenset(Role) - _PLATFORM),
    "duty:write": Grant(roles=frozenset({Role.SUPERVISOR, Role.ORGANIZATION_ADMINISTRATOR})),
    "keys:manage": Grant(_TOKEN, roles=_ADMINISTRATORS),
    # The installation.
    "audit:read": Grant(_TOKEN, frozenset({Scope.AUDIT_READ}), _PLATFORM),
    "metrics:read": Grant(_TOKEN, frozenset({Scope.METRICS_READ}), _PLATFORM),
    # The directory.
    "directory:read": Grant(_TOKEN | _SIGNED_IN, frozenset({_READS, _WRITES})),
    "directory:write": Grant(_TOKEN, frozenset({_WRITES}), _EDITORS | _PLATFORM),
    # People who seek help. What of it an actor sees of one case is decided there, by one function.
    "referrals:coordinate": Grant(roles=frozenset({Role.COORDINATOR})),
    "cases:read": Grant(scopes=_SENDS | _RESPONDS, roles=_WITH_PEOPLE, personal=True),
    # What of a referral anybody sees or may do is decided there; whoever coordinates regions has a permission apart.
    "referrals:read": Grant(
        scopes=_SENDS | _RESPONDS,
        roles=_SENDERS | _RECEIVERS | {Role.DATA_PROTECTION_OFFICER},
        personal=True,
    ),
    "referrals:act": Grant(
        scopes=_SENDS | _RESPONDS,
        roles=_SENDERS | _RECEIVERS | {Role.DATA_PROTECTION_OFFICER},
        personal=True,
    ),
    # Programmes: their frames, targets and instruments tell of nobody; what anybody sees of people is decided by case.
    "programmes:read": Grant(scopes=frozenset({_READS}), roles=frozenset(Role) - _PLATFORM),
    "programmes:manage": Grant(roles=frozenset({Role.ORGANIZATION_ADMINISTRATOR})),
    "programmes:record": Grant(roles=_SENDERS | _RECEIVERS | {Role.ORGANIZATION_ADMINISTRATOR}),
    "programmes:enrol": Grant(scopes=_SENDS | _RESPONDS, roles=_SENDERS | {Role.WORKER}, personal=True),
    "programmes:people": Grant(
        scopes=_SENDS | _RESPONDS, roles=_SENDERS | _OFFICERS | {Role.WORKER}, personal=True
    ),
    # Exact figures, restricted cases too: for those who answer for the organisation.
    "programmes:progress": Grant(roles=frozenset({Role.SUPERVISOR, Role.ORGANIZATION_ADMINISTRATOR})),
    "cases:work": Grant(scopes=_SENDS, roles=_SENDERS, personal=True),
    "cases:search": Grant(scopes=_SENDS, roles=_SENDERS | _OFFICERS, personal=True),
    # People do it, never software: each time somebody answers for it.
    "cases:break-glass": Grant(roles=_SENDERS | _OFFICERS, personal=True),
    "messages:write": Grant(scopes=_SENDS | _RESPONDS, roles=_SENDERS | _RECEIVERS, personal=True),
    "records:keep": Grant(scopes=_RESPONDS, roles=_RECEIVERS | {Role.SUPERVISOR}, personal=True),
    "consents:withdraw": Grant(scopes=_SENDS | _RESPONDS, roles=_WITH_PEOPLE, personal=True),
    "erasures:request": Grant(scopes=_SENDS, roles=_SENDERS | _OFFICERS, personal=True),
    "erasures:confirm": Grant(roles=_SENDERS | _OFFICERS, personal=True),
    "privacy-tasks:read": Grant(scopes=_SENDS | _RESPONDS, roles=_WITH_PEOPLE, personal=True),
    "privacy-tasks:answer": Grant(
        scopes=_RESPONDS, roles=_RECEIVERS | _OFFICERS | {Role.SUPERVISOR}, personal=True
    ),
    "referrals:send": Grant(scopes=_SENDS, roles=_SENDERS, personal=True),
    "referrals:approve": Grant(roles=frozenset({Role.SUPERVISOR}), personal=True),
    "referrals:respond": Grant(scopes=_RESPONDS, roles=_RECEIVERS, personal=True),
    "identity:read": Grant(
        scopes=frozenset({Scope.IDENTITY_READ}),
        roles=_WITH_PEOPLE,
        personal=True,
    ),
    "privacy:manage": Grant(roles=_OFFICERS, personal=True),
}


def allowed(actor: Actor, permission: str) -> bool:
    """Whether the policy table gives the actor the permission. A permission that is not in it is nobody's."""
    grant = PERMISSIONS.get(permission)
    if grant is None or (grant.personal and runs_platform(actor)):
        return False
    if actor.kind is ActorKind.KEY:
        return bool(actor.scopes & grant.scopes)
    if actor.kind in grant.kinds:
        return True
    return actor.kind is ActorKind.MEMBER and bool(actor.roles & grant.roles)


def permissions_of(actor: Actor) -> list[str]:
    """Everything the actor may do, by name."""
    return [permission for permission in sorted(PERMISSIONS) if allowed(actor, permission)]


def names_nobody(actor: Actor, permission: str) -> bool:
    """Whether a key would reach people's data without saying who is behind it."""
    grant = PERMISSIONS.get(permission)
    return grant is not None and grant.personal and actor.kind is ActorKind.KEY and actor.acting_user is None


def givable_scopes(actor: Actor) -> frozenset[Scope]:
    """The scopes that the actor may put into a key. Whoever runs the platform opens no way to people's data."""
    if actor.kind is ActorKind.SYSTEM:
        return frozenset(Scope)
    if runs_platform(actor):
        return frozenset(Scope) - PERSONAL
    if actor.kind is ActorKind.MEMBER and Role.ORGANIZATION_ADMINISTRATOR in actor.roles:
        return frozenset(Scope) - OF_THE_PLATFORM
    return frozenset()
