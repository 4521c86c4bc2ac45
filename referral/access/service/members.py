"""Members: made, given and taken roles, changing their own profile."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from referral.access.errors import EmailTaken, LastAdministrator, RoleNotYours
from referral.access.events import Handover, RolesLost
from referral.access.hashing import hash_password
from referral.access.models import Member, MemberRegion, MemberRole
from referral.access.queries import members as queries
from referral.access.rules import acts
from referral.access.rules.addresses import canonical_address
from referral.access.rules.passwords import weakness_of
from referral.access.rules.roles import Role, Standing, fault_of, not_givable, to_reassign
from referral.access.service.standing import check_open, check_version, member_to_change, own_account
from referral.audit.service import append
from referral.kit import events
from referral.kit.clock import now
from referral.kit.identity import Actor, MemberId, OrganizationId
from referral.kit.ids import new_id
from referral.kit.problems import InvalidInput


@dataclass(frozen=True)
class Profile:
    """What a member says of themselves. `shown_name` is how partners see them; `language` a BCP 47 tag."""

    email: str
    name: str
    shown_name: str
    language: str


def invalid(field: str, message: str) -> InvalidInput:
    """A refusal of one field of a body, found wrong behind its schema."""
    return InvalidInput(f"{field}: {message}", errors=[{"in": "body", "field": field, "message": message}])


def check_standing(standing: Standing) -> None:
    """Raises `InvalidInput` for roles and regions that do not go together."""
    fault = fault_of(standing)
    if fault is not None:
        raise invalid("regions" if "region" in fault.value else "roles", fault.value)


def check_givable(actor: Actor, *, before: Standing, after: Standing, own: bool = False) -> None:
    """Raises `RoleNotYours` where the difference holds a role that the actor may not give."""
    refused = not_givable(actor, before=before, after=after, own=own)
    if refused:
        raise RoleNotYours(f"Not yours to give or take here: {', '.join(sorted(refused))}.")


def checked_address(typed: str) -> str:
    """The canonical form of a mail address; raises `InvalidInput`."""
    address = canonical_address(typed)
    if address is None:
        raise invalid("email", "Must be a mail address such as arta@example.org.")
    return address


def check_password(password: str, profile: Profile) -> None:
    """Raises `InvalidInput` for a password that is too weak for this account."""
    weakness = weakness_of(password, about=(profile.email, profile.name, profile.shown_name))
    if weakness is not None:
        raise invalid("password", weakness.value)


def add_member(session: Session, profile: Profile, *, password_hash: str, standing: Standing) -> Member:
    """A new member; raises `EmailTaken`. The caller has checked the rest and records it."""
    if queries.public_member_by_email(session, profile.email) is not None:
        raise EmailTaken
    member = Member(
        id=new_id(),
        organization_id=standing.organization_id,
        email=profile.email,
        name=profile.name,
        shown_name=profile.shown_name,
        language=profile.language,
        password_hash=password_hash,
        created_at=now(),
        version=1,
        role_rows=[MemberRole(role=role.value) for role in sorted(standing.roles)],
        region_rows=[MemberRegion(region_id=each) for each in standing.regions],
    )
    session.add(member)
    try:
        session.flush()
    except IntegrityError as error:
        # Somebody else took the address in this moment.
        raise EmailTaken from error
    return member


def create_member(
    session: Session, actor: Actor, profile: Profile, *, password: str, standing: Standing
) -> Member:
    """A member without an invitation: the first administrator of an installation, and demo accounts."""
    check_standing(standing)
    check_password(password, profile)
    member = add_member(session, profile, password_hash=hash_password(password), standing=standing)
    append(
        session,
        actor,
        action=acts.MEMBER_CREATED,
        object_kind="member",
        object_id=member.id,
        details={"organization_id": member.organization_id, "roles": sorted(standing.roles)},
    )
    return member


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
    kept = before.regions if Role.COORDINATOR in roles else ()
    after = Standing(
        member.organization_id,
        frozenset(roles),
        kept if regions is None else tuple(sorted(set(regions))),
    )
    check_givable(actor, before=before, after=after, own=member.id == actor.member_id)
    check_standing(after)
    if after == before:
        return member
    for lost in before.roles - after.roles:
        check_not_last(session, member, lost)
    _apply(member, after)
    _tell(session, actor, member, before=before, after=after)
    return member


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


def change_profile(
    session: Session,
    actor: Actor,
    *,
    version: int,
    name: str | None = None,
    shown_name: str | None = None,
    language: str | None = None,
) -> Member:
    """Changes what a member says of themselves; what is None stays."""
    member = own_account(session, actor)
    check_version(member, version)
    wanted = {"name": name, "shown_name": shown_name, "language": language}
    changed = {
        key: value for key, value in wanted.items() if value is not None and getattr(member, key) != value
    }
    if changed:
        for key, value in changed.items():
            setattr(member, key, value)
        member.version += 1
        append(
            session,
            actor,
            action=acts.PROFILE_CHANGED,
            object_kind="member",
            object_id=member.id,
            details={"fields": sorted(changed)},
        )
    return member
