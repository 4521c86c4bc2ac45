"""Roles of members, who may give them, and who may act on whom."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from referral.kit.identity import Actor, ActorKind


class Role(StrEnum):
    """What a member is for. A member has one or more; a platform's administrator has that one only."""

    CASE_WORKER = "case_worker"
    SUPERVISOR = "supervisor"
    FOCAL_POINT = "focal_point"
    WORKER = "worker"
    DATA_PROTECTION_OFFICER = "data_protection_officer"
    COORDINATOR = "coordinator"
    DIRECTORY_EDITOR = "directory_editor"
    DIRECTORY_STEWARD = "directory_steward"
    ORGANIZATION_ADMINISTRATOR = "organization_administrator"
    PLATFORM_ADMINISTRATOR = "platform_administrator"


# Roles whose holder has cases or referrals in hand, which somebody must take over when the holder goes.
WORKING = frozenset({Role.CASE_WORKER, Role.SUPERVISOR, Role.FOCAL_POINT, Role.WORKER})
# Who can stand in at night or on a holiday.
ON_DUTY = WORKING | {Role.DATA_PROTECTION_OFFICER}

BY_ORGANIZATION = frozenset(
    {*WORKING, Role.DATA_PROTECTION_OFFICER, Role.DIRECTORY_EDITOR, Role.ORGANIZATION_ADMINISTRATOR}
)
# Roles that reach beyond one organisation are given by those who run the platform, and by nobody else.
BY_PLATFORM = frozenset(
    {
        Role.ORGANIZATION_ADMINISTRATOR,
        Role.COORDINATOR,
        Role.DIRECTORY_STEWARD,
        Role.PLATFORM_ADMINISTRATOR,
    }
)


class Fault(StrEnum):
    """What is wrong with a set of roles."""

    NONE = "A member has at least one role."
    ALONE = "A platform's administrator has no other role and no organisation."
    NO_ORGANIZATION = "Every role but the platform's administrator's belongs to an organisation."
    NO_REGIONS = "A coordinator has at least one region."
    NOT_THEIRS = "Only a coordinator has regions."


@dataclass(frozen=True)
class Standing:
    """Where a member stands: organisation, roles and regions."""

    organization_id: str | None
    roles: frozenset[Role]
    regions: tuple[str, ...] = ()


def fault_of(standing: Standing) -> Fault | None:
    """What is wrong with the roles, or None."""
    roles = standing.roles
    if not roles:
        return Fault.NONE
    if Role.PLATFORM_ADMINISTRATOR in roles:
        return Fault.ALONE if len(roles) > 1 or standing.organization_id or standing.regions else None
    if standing.organization_id is None:
        return Fault.NO_ORGANIZATION
    if Role.COORDINATOR in roles:
        return None if standing.regions else Fault.NO_REGIONS
    return Fault.NOT_THEIRS if standing.regions else None


def runs_platform(actor: Actor) -> bool:
    """Whether the actor runs the installation, by token or as a member."""
    return actor.kind in (ActorKind.ADMINISTRATOR, ActorKind.SYSTEM) or (
        actor.kind is ActorKind.MEMBER and Role.PLATFORM_ADMINISTRATOR in actor.roles
    )


def runs_organization(actor: Actor, organization_id: str | None) -> bool:
    """Whether the actor is an administrator of this organisation."""
    return (
        actor.kind is ActorKind.MEMBER
        and Role.ORGANIZATION_ADMINISTRATOR in actor.roles
        and organization_id is not None
        and actor.organization_id == organization_id
    )


def givable(actor: Actor, organization_id: str | None) -> frozenset[Role]:
    """The roles that the actor may give and take in this organisation (None: outside all)."""
    given: frozenset[Role] = frozenset()
    if runs_platform(actor):
        given |= BY_PLATFORM
    if runs_organization(actor, organization_id):
        given |= BY_ORGANIZATION
    return given


def may_see(actor: Actor, standing: Standing) -> bool:
    """Whether the member is there for the actor: one's own organisation; for the platform, whom it gave a role."""
    if runs_platform(actor):
        return bool(standing.roles & BY_PLATFORM)
    return actor.organization_id is not None and actor.organization_id == standing.organization_id


def may_end(actor: Actor, standing: Standing) -> bool:
    """Whether the actor may end this membership: it only takes away, so whoever runs the organisation may."""
    return may_see(actor, standing) and (
        runs_platform(actor) or runs_organization(actor, standing.organization_id)
    )


def may_let_in(actor: Actor, standing: Standing) -> bool:
    """Whether the actor may reset this member's password. A reset is as good as the roles behind it."""
    return bool(standing.roles) and standing.roles <= givable(actor, standing.organization_id)


def not_givable(actor: Actor, *, before: Standing, after: Standing, own: bool = False) -> frozenset[Role]:
    """The roles in the difference that the actor may not give or take. Nobody gives themselves a role."""
    gained, lost = after.roles - before.roles, before.roles - after.roles
    refused = (gained | lost) - givable(actor, after.organization_id)
    if before.regions != after.regions and Role.COORDINATOR not in givable(actor, after.organization_id):
        refused |= {Role.COORDINATOR}
    if own:
        refused |= gained | ({Role.COORDINATOR} if before.regions != after.regions else set())
    return refused


def to_reassign(roles: Collection[str]) -> frozenset[Role]:
    """Those of the roles whose work somebody must take over."""
    return frozenset(role for role in WORKING if role in roles)
