"""What waits: open referrals in the order in which somebody has to look at them."""

from collections.abc import Sequence

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from referral.cases.queries.referring import case_ids_of_member
from referral.kit.identity import Actor
from referral.referrals.models import ReferralRecord
from referral.referrals.queries.referrals import Wanted, duty_of, listed_for, narrowed
from referral.referrals.rules import Priority


def waiting(
    session: Session, actor: Actor, *, wanted: Wanted, member_id: str | None, limit: int
) -> Sequence[ReferralRecord]:
    """Open referrals of the actor's lists, with `member_id` of cases that this member has.

    What nothing more becomes due of comes first, since all of its time may be over; then what is due next.
    """
    listed = listed_for(actor, duty_of(session, actor))
    found = select(ReferralRecord).where(listed, ReferralRecord.ended_at.is_(None), *narrowed(actor, wanted))
    if member_id is not None:
        found = found.where(ReferralRecord.case_id.in_(case_ids_of_member(member_id)))
    urgent = case((ReferralRecord.priority == Priority.EMERGENCY, 0), else_=1)
    due = ReferralRecord.next_due_at
    ordered = found.order_by(urgent, due.is_not(None), due, ReferralRecord.id)
    return session.scalars(ordered.limit(limit)).all()


def referrals_of_case(session: Session, actor: Actor, case_id: str) -> Sequence[ReferralRecord]:
    """Every referral of a case that is in the actor's lists, ended or not, newest first."""
    found = select(ReferralRecord).where(listed_for(actor), ReferralRecord.case_id == case_id)
    return session.scalars(found.order_by(ReferralRecord.id.desc())).all()
