"""Giving and taking roles. Somebody always stays who can let others in."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from referral.access.errors import LastAdministrator
from referral.access.events import Handover, RolesLost
from referral.access.models import Member, MemberRegion, MemberRole
from referral.access.queries import members as queries
from referral.access.rules import acts
from referral.access.rules.roles import Role, Standing, to_reassign
from referral.access.service.members import check_givable, check_standing
from referral.access.service.standing import check_open, check_version, member_to_change
from referral.audit.service import append
from referral.kit import events
from referral.kit.identity import Actor, MemberId, OrganizationId


def change_roles(
    session: Session,
    actor: Actor,
    member_id: str,
    *,
    version: int,
    roles: Collection[Role],
    regions: Collection[str] | None = None,
) -> Member:
    """Gives and takes roles. Where `regions` is None they stay, unless the coordinator's role goes.

    Raises `NoSuchMember`, `MembershipOver`, `StaleVersion`, `RoleNotYours`, `LastAdministrator`, `InvalidInput`.
    """
    wait_for_administrators(session, actor, member_id)
    member = member_to_change(session, actor, member_id)
    check_open(member)
    check_version(member, version)
    before = queries.standing_of(member)
    after = _wanted(before, roles, regions)
    check_givable(actor, before=before, after=after, own=member.id == actor.member_id)
    check_standing(after)
    if after == before:
        return member
    for lost in before.roles - after.roles:
        check_not_last(session, member, lost)
    _apply(member, after)
    _tell(session, actor, member, before=before, after=after)
    return member


def _wanted(before: Standing, roles: Collection[Role], regions: Collection[str] | None) -> Standing:
    kept = before.regions if Role.COORDINATOR in roles else ()
    return Standing(
        before.organization_id,
        frozenset(roles),
        kept if regions is None else tuple(sorted(set(regions))),
    )


def _apply(member: Member, after: Standing) -> None:
    kept = {row.role: row for row in member.role_rows}
    member.role_rows = [kept.get(role.value) or MemberRole(role=role.value) for role in sorted(after.roles)]
    there = {row.region_id: row for row in member.region_rows}
    member.region_rows = [there.get(each) or MemberRegion(region_id=each) for each in after.regions]
    member.version += 1


def _tell(session: Session, actor: Actor, member: Member, *, before: Standing, after: Standing) -> None:
    gained, lost = after.roles - before.roles, before.roles - after.roles
    append(
        session,
        actor,
        action=acts.ROLES_CHANGED,
        object_kind="member",
        object_id=member.id,
        details={"gained": sorted(gained), "lost": sorted(lost), "regions": len(after.regions)},
    )
    work = to_reassign(lost)
    if work:
        organization = None if member.organization_id is None else OrganizationId(member.organization_id)
        handovers = tuple(Handover(role.value, None) for role in sorted(work))
        events.emit(session, RolesLost(MemberId(member.id), organization, handovers))


def wait_for_administrators(session: Session, actor: Actor, member_id: str) -> None:
    """Locks the organisation's administrators if the member is one, before the member: always in this order, so that
    two who take the role from each other do not wait for one another for ever.
    """
    member = queries.member_by_id(session, actor, member_id)
    for role in (Role.ORGANIZATION_ADMINISTRATOR, Role.PLATFORM_ADMINISTRATOR):
        if member is not None and role in member.roles:
            queries.lock_administrators(session, role=role, organization_id=member.organization_id)


def check_not_last(session: Session, member: Member, role: Role) -> None:
    """Raises `LastAdministrator` where nobody else holds an administrator's role. Ask under their locks."""
    if role not in (Role.ORGANIZATION_ADMINISTRATOR, Role.PLATFORM_ADMINISTRATOR):
        return
    left = queries.administrators_left(
        session, role=role, organization_id=member.organization_id, without=member.id
    )
    if not left:
        raise LastAdministrator
