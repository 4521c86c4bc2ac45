"""Replacing an organisation's duty list."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from referral.access.models import DutyList, DutyTurn
from referral.access.queries import duty as queries
from referral.access.queries.members import active_members
from referral.access.rules import acts
from referral.access.rules.duty import WEEKDAYS, Turn, is_zone
from referral.access.rules.roles import ON_DUTY
from referral.access.service.members import invalid
from referral.audit.service import append
from referral.kit.identity import Actor
from referral.kit.problems import StaleVersion

# The version of a list that nobody has written yet.
UNWRITTEN = 0


def replace_duty(
    session: Session, actor: Actor, *, version: int, zone: str, turns: Sequence[Turn]
) -> DutyList:
    """Replaces the list of the actor's organisation. Members of other organisations may stand in, in a role they have.

    Raises `StaleVersion` and, with the line that is wrong, `InvalidInput`.
    """
    if actor.organization_id is None:
        raise ValueError("a duty list is an organisation's")
    duty = queries.own_list_to_change(session, actor)
    if version != (UNWRITTEN if duty is None else duty.version):
        raise StaleVersion
    _check(session, zone, turns)
    if duty is None:
        duty = DutyList(organization_id=actor.organization_id, zone=zone, version=UNWRITTEN)
        session.add(duty)
    duty.turns.clear()
    session.flush()
    duty.zone, duty.version = zone, duty.version + 1
    duty.turns.extend(_row(number, turn) for number, turn in enumerate(turns))
    append(
        session,
        actor,
        action=acts.DUTY_CHANGED,
        object_kind="duty_list",
        object_id=actor.organization_id,
        details={"version": duty.version, "turns": len(turns)},
    )
    return duty


def _check(session: Session, zone: str, turns: Sequence[Turn]) -> None:
    if not is_zone(zone):
        raise invalid("zone", "Must be the IANA name of a time zone, such as Europe/Tirane.")
    there = active_members(session, [turn.member_id for turn in turns])
    for number, turn in enumerate(turns):
        member = there.get(turn.member_id)
        if turn.role not in ON_DUTY:
            raise invalid(f"turns.{number}.role", f"Must be one of: {', '.join(sorted(ON_DUTY))}.")
        if member is None or turn.role not in member.roles:
            raise invalid(
                f"turns.{number}.member_id", f"Must be an active member who is a {turn.role.value}."
            )
        if turn.first is not None and turn.last is not None and turn.last < turn.first:
            raise invalid(f"turns.{number}.last", "Must not be before first.")


def _row(number: int, turn: Turn) -> DutyTurn:
    return DutyTurn(
        position=number,
        role=turn.role.value,
        member_id=turn.member_id,
        weekdays=[each for each in WEEKDAYS if each in turn.weekdays],
        begins=turn.begins,
        until=turn.until,
        first=turn.first,
        last=turn.last,
    )
