"""The work list of a receiver's intake: lines through the projection of whoever looks, each with its term."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from referral.kit.clock import iso, now
from referral.kit.identity import Actor
from referral.referrals.clocks import due
from referral.referrals.models import ReferralRecord
from referral.referrals.queries import worklist as queries
from referral.referrals.queries.events import events_by_referral
from referral.referrals.queries.worklist import Asked
from referral.referrals.rules.groups import Group
from referral.referrals.service.calendars import history_of
from referral.referrals.service.showing import list_of


@dataclass(frozen=True, slots=True)
class WorkList:
    """A page: what is seen of each referral, with its `term`; how many each group has; whether more follow."""

    lines: Sequence[dict[str, Any]]
    counts: Mapping[Group, int]
    more: bool


def work_list(session: Session, actor: Actor, asked: Asked) -> WorkList:
    """A page of the work list of the actor's organisation."""
    found = queries.work_list(session, actor, asked)
    lines = with_terms(session, actor, found[: asked.size])
    counts = queries.count_by_group(session, actor, asked.wanted)
    return WorkList(lines, counts, more=len(found) > asked.size)


def stuck_list(session: Session, actor: Actor, *, limit: int) -> list[dict[str, Any]]:
    """What is stuck in the regions of a coordinator, the most urgent first."""
    return with_terms(session, actor, queries.stuck(session, actor, now=now(), limit=limit))


def with_terms(session: Session, actor: Actor, records: Sequence[ReferralRecord]) -> list[dict[str, Any]]:
    """The lines of these referrals; to those whose clock the actor sees belongs by when something is due."""
    events = events_by_referral(session, [each.id for each in records])
    by_id = {each.id: each for each in records}
    lines = list_of(session, actor, records)
    for line in lines:
        if "due" in line:
            line["term"] = _term(by_id[line["id"]], events[line["id"]], line["clock_with"])
    return lines


def _term(record: ReferralRecord, events: Sequence[Any], with_whom: str | None) -> dict[str, Any]:
    """The clock that runs out first, of whoever it is with."""
    clocks = due(history_of(record, events))
    dated = [(each.due_at, each.clock) for each in clocks if each.due_at and each.with_whom == with_whom]
    if not dated:
        return {"clock": None, "due_at": None, "late": False}
    at, clock = dated[0]
    return {"clock": str(clock), "due_at": iso(at), "late": at <= now()}
