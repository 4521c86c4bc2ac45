"""The work list of a receiver's intake, and what is stuck in a coordinator's regions: the most urgent first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from referral.kit.identity import Actor
from referral.referrals.clocks import RULES, ClockRule
from referral.referrals.models import ReferralBreach, ReferralEvent, ReferralRecord
from referral.referrals.queries.referrals import Wanted, listed_for, narrowed
from referral.referrals.rules import Side
from referral.referrals.rules.groups import GROUPS, ORDER, Group

# A reminder at half time is no delay.
_NOT_LATE = ("50",)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A part of the list, further narrowed, and which page of it, from 1."""

    group: Group
    wanted: Wanted
    page: int = 1
    size: int = 25


def late() -> ColumnElement[bool]:
    """Whether the receiver let a term pass that still runs."""
    theirs = [_missed(rule) for rule in RULES if rule.side is Side.RECEIVER]
    return or_(*theirs)


def _missed(rule: ClockRule) -> ColumnElement[bool]:
    breach = and_(
        ReferralBreach.referral_id == ReferralRecord.id,
        ReferralBreach.clock == rule.clock,
        ReferralBreach.label.not_in(_NOT_LATE),
    )
    if rule.restarts is not None:
        anew = exists().where(
            ReferralEvent.referral_id == ReferralRecord.id,
            ReferralEvent.action == rule.restarts,
            ReferralEvent.occurred_at > ReferralBreach.at,
        )
        breach = and_(breach, ~anew.correlate(ReferralRecord, ReferralBreach))
    return and_(ReferralRecord.state.in_(sorted(rule.runs_in)), exists().where(breach))


def work_list(session: Session, actor: Actor, asked: Asked) -> Sequence[ReferralRecord]:
    """A page of the list and the first one behind it: by priority, then what is due first; what ended newest first."""
    record = ReferralRecord
    found = _chosen(actor, asked.group, asked.wanted)
    if asked.group is Group.ENDED:
        found = found.order_by(record.ended_at.desc(), record.id.desc())
    else:
        urgency = case({str(each): number for each, number in ORDER.items()}, value=record.priority)
        found = found.order_by(urgency, record.next_due_at.is_(None), record.next_due_at, record.id)
    return session.scalars(found.offset((asked.page - 1) * asked.size).limit(asked.size + 1)).all()


def _chosen(actor: Actor, group: Group, wanted: Wanted) -> Select[ReferralRecord]:
    chosen = select(ReferralRecord).where(listed_for(actor), *narrowed(actor, wanted))
    chosen = chosen.where(ReferralRecord.state.in_(GROUPS[group]))
    return chosen.where(late()) if group is Group.OVERDUE else chosen


def count_by_group(session: Session, actor: Actor, wanted: Wanted) -> dict[Group, int]:
    """How many there are in each part, narrowed alike; ended ones are not counted."""
    states = select(ReferralRecord.state, func.count()).where(listed_for(actor), *narrowed(actor, wanted))
    states = states.where(ReferralRecord.ended_at.is_(None)).group_by(ReferralRecord.state)
    by_state = {row[0]: row[1] for row in session.execute(states)}
    found: dict[Group, int] = {
        group: sum(by_state.get(state, 0) for state in of)
        for group, of in GROUPS.items()
        if group not in (Group.OVERDUE, Group.ENDED)
    }
    missed = _chosen(actor, Group.OVERDUE, wanted).with_only_columns(func.count())
    return {**found, Group.OVERDUE: session.scalar(missed) or 0}


def stuck(session: Session, actor: Actor, *, now: datetime, limit: int) -> Sequence[ReferralRecord]:
    """Open referrals of a coordinator's regions whose receiver let a term pass, or where something is due since."""
    record = ReferralRecord
    wanted = Wanted(states=GROUPS[Group.OVERDUE])
    found = select(record).where(listed_for(actor), *narrowed(actor, wanted))
    urgency = case({str(each): number for each, number in ORDER.items()}, value=record.priority)
    found = found.where(or_(late(), record.next_due_at < now))
    return session.scalars(found.order_by(urgency, record.since, record.id).limit(limit)).all()
