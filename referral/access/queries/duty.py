"""Duty lists, and who is on duty."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from referral.access.models import DutyList, DutyTurn, Member
from referral.access.rules.duty import Turn, next_on_duty, on_duty
from referral.access.rules.roles import Role
from referral.kit.identity import Actor, MemberId


def own_list(session: Session, actor: Actor) -> DutyList | None:
    """The list of the actor's organisation."""
    return None if actor.organization_id is None else session.get(DutyList, actor.organization_id)


def own_list_to_change(session: Session, actor: Actor) -> DutyList | None:
    """The same, locked."""
    wanted = select(DutyList).where(DutyList.organization_id == actor.organization_id)
    return session.scalar(wanted.with_for_update().execution_options(populate_existing=True))


def turns_of(duty: DutyList) -> list[Turn]:
    """The lines of a list as the rules read them."""
    return [_turn(row) for row in duty.turns]


def _turn(row: DutyTurn) -> Turn:
    weekdays = frozenset(row.weekdays)
    return Turn(Role(row.role), row.member_id, weekdays, row.begins, row.until, row.first, row.last)


def members_on_duty(session: Session, organization_id: str, *, role: Role, at: datetime) -> list[MemberId]:
    """Who stands in for a role of an organisation at a moment, in the list's order; nobody where it has no list."""
    duty = session.get(DutyList, organization_id)
    if duty is None:
        return []
    return [MemberId(each) for each in on_duty(turns_of(duty), role=role, at=at, zone=duty.zone)]


def stands_in_for(session: Session, actor: Actor, *, role: Role, at: datetime) -> frozenset[str]:
    """The other organisations on whose duty lists the actor is on duty for a role at a moment."""
    if actor.member_id is None or role.value not in actor.roles:
        return frozenset()
    named = select(DutyTurn.organization_id).where(
        DutyTurn.member_id == actor.member_id, DutyTurn.role == role.value
    )
    others = set(session.scalars(named)) - {actor.organization_id}
    return frozenset(
        each for each in others if actor.member_id in members_on_duty(session, each, role=role, at=at)
    )


def organizations_of(session: Session, member_ids: Iterable[str]) -> dict[str, str]:
    """Of which organisation each member is."""
    rows = session.execute(select(Member.id, Member.organization_id).where(Member.id.in_(list(member_ids))))
    return {row.id: row.organization_id for row in rows if row.organization_id is not None}


def next_member_on_duty(
    session: Session, organization_id: str, *, role: Role, after: datetime
) -> tuple[datetime, MemberId] | None:
    """When the next turn for a role begins and whose it is; None where there is none within eight days."""
    duty = session.get(DutyList, organization_id)
    if duty is None:
        return None
    found = next_on_duty(turns_of(duty), role=role, after=after, zone=duty.zone)
    return None if found is None else (found[0], MemberId(found[1]))
