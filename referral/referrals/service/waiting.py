"""What waits for whom, how long: the lines of a desk, what is overdue first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from referral.kit.clock import now
from referral.kit.identity import Actor
from referral.referrals.clocks import Due, due
from referral.referrals.models import ReferralRecord
from referral.referrals.queries import waiting as queries
from referral.referrals.queries.events import events_by_referral
from referral.referrals.queries.referrals import Wanted
from referral.referrals.service.calendars import history_of
from referral.referrals.service.showing import list_of


@dataclass(frozen=True, slots=True)
class Waiting:
    """One referral as the actor sees it in a list, its case, and the clock that is due next, where one runs."""

    line: dict[str, Any]
    case_id: str
    clock: str | None = None
    with_whom: str | None = None
    since: datetime | None = None
    due_at: datetime | None = None
    overdue: bool = False


def worklist(
    session: Session, actor: Actor, *, wanted: Wanted, member_id: str | None, limit: int
) -> tuple[list[Waiting], bool]:
    """Open referrals, overdue ones first, then by when they are due; and whether there are more than `limit`."""
    records = queries.waiting(session, actor, wanted=wanted, member_id=member_id, limit=limit + 1)
    found = lines_of(session, actor, records[:limit])
    return sorted(found, key=_order), len(records) > limit


def lines_of_case(session: Session, actor: Actor, case_id: str) -> list[Waiting]:
    """The referrals of a case, ended or not, newest first."""
    return lines_of(session, actor, queries.referrals_of_case(session, actor, case_id))


def lines_of(session: Session, actor: Actor, records: Sequence[ReferralRecord]) -> list[Waiting]:
    """The lines of these referrals, in their order, without those of which the actor sees nothing."""
    by_id = {each.id: each for each in records}
    lines = list_of(session, actor, records)
    events = events_by_referral(session, [line["id"] for line in lines])
    found = []
    for line in lines:
        record = by_id[line["id"]]
        clocks = due(history_of(record, events[record.id])) if "due" in line else ()
        found.append(_waiting(line, record.case_id, clocks))
    return found


def _waiting(line: dict[str, Any], case_id: str, clocks: Sequence[Due]) -> Waiting:
    if not clocks:
        return Waiting(line, case_id)
    first = clocks[0]
    overdue = first.due_at is not None and first.due_at <= now()
    return Waiting(
        line, case_id, str(first.clock), str(first.with_whom), first.starts, first.due_at, overdue=overdue
    )


def _order(each: Waiting) -> tuple[bool, bool, float]:
    moment = each.due_at
    return not each.overdue, moment is None, moment.timestamp() if moment is not None else 0.0
