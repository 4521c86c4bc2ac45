"""Colleagues to whom a case can be given, or who are named as a danger: active members of the same organisation."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from referral.access.queries.members import member_by_id
from referral.access.rules import Role
from referral.cases.words import AssignmentRole
from referral.kit.identity import Actor
from referral.kit.problems import NotFound

_AS = {AssignmentRole.CASE_WORKER: Role.CASE_WORKER, AssignmentRole.SUPERVISOR: Role.SUPERVISOR}


def check_colleagues(session: Session, actor: Actor, member_ids: Collection[str]) -> None:
    """Raises `NotFound` for somebody who is no member of the actor's organisation."""
    for member_id in sorted(member_ids):
        _colleague(session, actor, member_id)


def check_can_work(session: Session, actor: Actor, member_id: str, role: AssignmentRole) -> None:
    """Raises `NotFound` for who is no active member, ValueError for one who has not the role for it."""
    roles = _colleague(session, actor, member_id)
    if _AS[role] not in roles:
        raise ValueError(f"member_id: is no {role.value}; right would be a member who has that role")


def _colleague(session: Session, actor: Actor, member_id: str) -> frozenset[Role]:
    found = member_by_id(session, actor, member_id)
    if found is None or found.ended_at is not None or found.organization_id != actor.organization_id:
        raise NotFound
    return frozenset(found.roles)
