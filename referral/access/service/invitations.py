"""Invitations: a code, on paper or at the end of a link, by which somebody becomes a member."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy.orm import Session

from referral.access import keyring
from referral.access.errors import CodeNotValid, NoSuchInvitation
from referral.access.models import Invitation, Member
from referral.access.queries import codes as queries
from referral.access.rules import acts, codes
from referral.access.rules.roles import Role, Standing
from referral.access.service.keys import Created
from referral.access.service.members import (
    Profile,
    add_member,
    check_givable,
    check_standing,
)
from referral.access.service.standing import locked_self
from referral.audit.service import append
from referral.kit.clock import now
from referral.kit.identity import ANONYMOUS, Actor
from referral.kit.ids import new_id


def invite(
    session: Session,
    actor: Actor,
    *,
    organization_id: str | None,
    roles: Collection[Role],
    regions: Collection[str],
    note: str,
    days: int,
) -> Created[Invitation]:
    """A place in an organisation (None: beside all) for whoever brings the code within `days` days (1 to 30).

    Raises `RoleNotYours` for a role that the actor may not give there, `InvalidInput`.
    """
    standing = Standing(organization_id, frozenset(roles), tuple(sorted(set(regions))))
    nobody = Standing(organization_id, frozenset())
    check_givable(actor, before=nobody, after=standing)
    check_standing(standing)
    maker = locked_self(session, actor)
    code = keyring.new_code()
    moment = now()
    invitation = Invitation(
        id=new_id(),
        organization_id=organization_id,
        roles=sorted(standing.roles),
        regions=list(standing.regions),
        note=note,
        code_hash=keyring.code_hash(code),
        created_at=moment,
        created_by=maker,
        expires_at=moment + timedelta(days=days),
    )
    session.add(invitation)
    _record(session, actor, acts.INVITED, invitation, roles=sorted(standing.roles), days=days)
    return Created(invitation, code)


def revoke_invitation(session: Session, actor: Actor, invitation_id: str) -> Invitation:
    """Takes an invitation back; again, or after it was accepted, nothing changes."""
    invitation = queries.invitation_to_change(session, actor, invitation_id)
    if invitation is None:
        raise NoSuchInvitation
    if invitation.revoked_at is None and invitation.accepted_at is None:
        invitation.revoked_at = now()
        _record(session, actor, acts.INVITATION_REVOKED, invitation)
    return invitation


def accept(session: Session, code: str, profile: Profile, *, password_hash: str) -> Member:
    """Makes a member of whoever brings the code. Of two at once one is let in.

    Raises `CodeNotValid` and `EmailTaken`. The password has been checked.
    """
    invitation = check_code(session, code)
    standing = queries.standing_offered(invitation)
    member = add_member(session, profile, password_hash=password_hash, standing=standing)
    invitation.accepted_at, invitation.accepted_by = now(), member.id
    append(
        session,
        ANONYMOUS,
        action=acts.JOINED,
        object_kind="member",
        object_id=member.id,
        details={
            "organization_id": member.organization_id,
            "roles": sorted(standing.roles),
            "invitation_id": invitation.id,
        },
    )
    return member


def check_code(session: Session, code: str) -> Invitation:
    """The open invitation with this code, locked; raises `CodeNotValid`."""
    typed = codes.read(code)
    found = None if typed is None else queries.public_invitation_by_hash(session, keyring.code_hash(typed))
    if found is None or not _is_open(found):
        raise CodeNotValid
    return found


def _is_open(invitation: Invitation) -> bool:
    unused = invitation.accepted_at is None and invitation.revoked_at is None
    return unused and invitation.expires_at > now()


def _record(session: Session, actor: Actor, action: str, invitation: Invitation, **details: object) -> None:
    append(
        session,
        actor,
        action=action,
        object_kind="invitation",
        object_id=invitation.id,
        details={"organization_id": invitation.organization_id, **details},
    )
