"""The end of a membership: one act, by which everything that opened by it is closed."""

from collections.abc import Mapping

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from referral.access.errors import RoleNotYours
from referral.access.events import Handover, MembershipEnded
from referral.access.models import DutyTurn, Member, MemberSession, RecoveryCode, SecondFactor
from referral.access.queries import codes as code_queries
from referral.access.queries import members as queries
from referral.access.queries.api_keys import keys_made_by
from referral.access.rules import acts
from referral.access.rules.roles import Role, may_end, to_reassign
from referral.access.service.members import invalid
from referral.access.service.roles import check_not_last, wait_for_administrators
from referral.access.service.standing import member_to_change
from referral.audit.service import append
from referral.kit import events
from referral.kit.clock import now
from referral.kit.identity import Actor, MemberId, OrganizationId


def end_membership(
    session: Session, actor: Actor, member_id: str, *, successors: Mapping[Role, str]
) -> Member:
    """Ends a membership: sessions, keys they made, invitations, codes and second factor die with it at once.

    `successors` says who takes over which role's work; what it does not name falls to the supervisors' list. Emits
    `MembershipEnded`. Again, it stays ended since the first time. Raises `NoSuchMember`, `RoleNotYours`,
    `LastAdministrator`, `InvalidInput`.
    """
    wait_for_administrators(session, actor, member_id)
    member = member_to_change(session, actor, member_id)
    if not may_end(actor, queries.standing_of(member)):
        raise RoleNotYours
    if member.ended_at is not None:
        return member
    for role in member.roles:
        check_not_last(session, member, role)
    handovers = _handovers(session, member, successors)
    closed = _close_all(session, member)
    member.ended_at = now()
    member.version += 1
    details = {**closed, "handed_over": sum(each.to is not None for each in handovers)}
    append(session, actor, action=acts.ENDED, object_kind="member", object_id=member.id, details=details)
    organization = None if member.organization_id is None else OrganizationId(member.organization_id)
    events.emit(session, MembershipEnded(MemberId(member.id), organization, handovers))
    return member


def _handovers(session: Session, member: Member, successors: Mapping[Role, str]) -> tuple[Handover, ...]:
    work = to_reassign(member.roles)
    for role in successors:
        if role not in work:
            raise invalid("successors", f"The member has no work as {role.value}.")
    there = queries.active_members(session, successors.values())
    for role, member_id in successors.items():
        other = there.get(member_id)
        if other is None or other.id == member.id or other.organization_id != member.organization_id:
            raise invalid("successors", f"{role.value}: must be another member of the organisation.")
        if not other.roles & {role, Role.SUPERVISOR}:
            raise invalid("successors", f"{role.value}: must be a {role.value} or a supervisor.")
    found = {role: successors.get(role) for role in sorted(work)}
    return tuple(Handover(role.value, None if to is None else MemberId(to)) for role, to in found.items())


def _close_all(session: Session, member: Member) -> dict[str, int]:
    """Closes all that opens by this membership, and counts it."""
    moment = now()
    keys = keys_made_by(session, member.id)
    invitations = code_queries.open_invitations_by(session, member.id)
    for key in keys:
        key.revoked_at = moment
    for invitation in invitations:
        invitation.revoked_at = moment
    for code in code_queries.open_codes(session, member.id):
        code.ended_at = moment
    sessions = end_sessions(session, member.id)
    for table in (SecondFactor, RecoveryCode, DutyTurn):
        session.execute(delete(table).where(table.member_id == member.id))
    return {"sessions": sessions, "keys": len(keys), "invitations": len(invitations)}


def end_sessions(session: Session, member_id: str, *, but: str | None = None) -> int:
    """Ends a member's sessions, but the one with the id `but`; returns how many."""
    theirs = update(MemberSession).where(MemberSession.member_id == member_id)
    theirs = theirs.where(MemberSession.ended_at.is_(None))
    if but is not None:
        theirs = theirs.where(MemberSession.id != but)
    ended = session.execute(theirs.values(ended_at=now()).returning(MemberSession.id))
    return len(ended.all())
