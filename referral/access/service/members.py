"""Members: made, given and taken roles, changing their own profile."""

from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from referral.access.errors import EmailTaken, RoleNotYours
from referral.access.hashing import hash_password
from referral.access.models import Member, MemberRegion, MemberRole
from referral.access.queries import members as queries
from referral.access.rules import acts
from referral.access.rules.addresses import canonical_address
from referral.access.rules.passwords import weakness_of
from referral.access.rules.roles import Standing, fault_of, not_givable
from referral.access.service.standing import check_version, own_account
from referral.audit.service import append
from referral.kit.clock import now
from referral.kit.identity import Actor
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
