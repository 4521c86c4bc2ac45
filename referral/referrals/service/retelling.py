"""The history of a referral as it leaves: what of each event somebody sees follows from what they see of the whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from referral.audit.queries import public_hash_at, public_head
from referral.cases.queries.referring import NO_STANDING, CaseStanding, standings
from referral.kit.clock import iso
from referral.kit.identity import Actor
from referral.kit.problems import NotFound
from referral.referrals.errors import ForeignCursor
from referral.referrals.models import ReferralEvent, ReferralRecord
from referral.referrals.projection import Form, Standing, Tier, fields_of
from referral.referrals.queries import events as queries
from referral.referrals.rules import (
    UNSENT,
    Action,
    Note,
    Role,
    event_shown_to_receiver,
    shown_to_receiver,
    state_of,
)
from referral.referrals.service.seeing import Opened, open_referral
from referral.referrals.service.showing import projection_for
from referral.referrals.service.telling import words_of

_SIDES = {
    Role.CASE_WORKER: "sender",
    Role.SUPERVISOR: "sender",
    Role.DATA_PROTECTION_OFFICER: "sender",
    Role.FOCAL_POINT: "receiver",
    Role.RECEIVING_WORKER: "receiver",
    Role.COORDINATOR: "coordinator",
    Role.CLIENT: "person",
    Role.SYSTEM: "clock",
}
_OUTCOME = fields_of(frozenset({Tier.OUTCOME}))
# What the sender writes for the receiver to read.
_FOR_BOTH = frozenset({Note.MESSAGE, Note.REMIND, Action.REQUEST_INFO, Action.PROVIDE_INFO})


@dataclass(frozen=True, slots=True)
class Page:
    """Changes, and the place behind which the next ones begin: a number and the hash that stands there."""

    results: list[dict[str, Any]]
    sequence: int
    mark: str


def events_for(session: Session, actor: Actor, referral_id: str) -> list[dict[str, Any]]:
    """The events that the actor sees, oldest first. Raises `NotFound`."""
    opened = open_referral(session, actor, referral_id)
    form = opened.projection.form
    if form not in (Form.FULL, Form.LINE, Form.STUB):
        raise NotFound
    shown = _shown_events(opened, queries.events_of(session, opened.record.id))
    return [_event(session, actor, opened, each) for each in shown]


def _shown_events(opened: Opened, found: Sequence[ReferralEvent]) -> list[ReferralEvent]:
    """What happened before it was sent is the sender's alone; a stub shows one's own part and the end."""
    if opened.principal.standing is Standing.SENDER:
        return list(found)
    sent = [each for each in found if state_of(each.to_state) not in UNSENT]
    if opened.projection.form is not Form.STUB:
        return sent
    return [each for each in sent if _side(each) == "receiver" or state_of(each.to_state).ends]


def _side(event: ReferralEvent) -> str:
    return _SIDES.get(Role(event.role), "clock")


def _event(session: Session, actor: Actor, opened: Opened, event: ReferralEvent) -> dict[str, Any]:
    from_state, to_state, name = event.from_state, event.to_state, event.action
    receives = opened.principal.standing is not Standing.SENDER
    side = _side(event)
    if receives:
        from_state = shown_to_receiver(state_of(from_state), None).state
        to_state = shown_to_receiver(state_of(to_state), None).state
        side = "sender" if name == Action.WITHDRAW_CONSENT else side
        name = event_shown_to_receiver(name)
    body: dict[str, Any] = {
        "number": event.number,
        "action": str(name),
        "from": str(from_state),
        "to": str(to_state),
        "by": side,
        "occurred_at": iso(event.occurred_at),
        "recorded_at": iso(event.recorded_at),
        "told_by": event.channel,
        "version": event.version,
    }
    if event.organization_id is not None and event.organization_id == actor.organization_id:
        body["actor_id"] = event.actor_id
    if _may_read(opened, event):
        body["details"] = _details(session, opened, event)
    return body


def _may_read(opened: Opened, event: ReferralEvent) -> bool:
    """Whoever sees all of it reads what was said; the receiver what it said itself and what was said to it."""
    if opened.projection.form is not Form.FULL:
        return False
    if opened.principal.standing is Standing.SENDER:
        return True
    return _side(event) == "receiver" or event.action in _FOR_BOTH


def _details(session: Session, opened: Opened, event: ReferralEvent) -> dict[str, Any]:
    """Codes and words; of what came of it only as much as the person agreed that the sender is told."""
    said = {**event.details, **words_of(session, opened.person_ids[0], event)}
    hidden: frozenset[str] = frozenset()
    if event.action == Action.COMPLETE:
        hidden = _OUTCOME.union({"text"}) - opened.projection.fields
        if "outcome_text" in opened.projection.fields:
            hidden -= {"text"}
    return {name: value for name, value in said.items() if name not in hidden}


def changes_for(session: Session, actor: Actor, *, after: int, mark: str | None, limit: int) -> Page:
    """What changed behind a place of the feed, in the order of the commits. Raises `ForeignCursor`."""
    if mark is not None and public_hash_at(session, after) != mark and after > 0:
        raise ForeignCursor("cursor: it is of another database, or of one that was restored; begin again.")
    # First the end: whatever is committed after it has a higher number.
    head = public_head(session)
    found = queries.changes(session, actor, after=after, to=head.sequence, limit=limit)
    known = standings(session, actor, {record.case_id for _, record in found})
    told = (_change(actor, event, record, known.get(record.case_id, NO_STANDING)) for event, record in found)
    results = [each for each in told if each is not None]
    if len(found) == limit:
        last = found[-1][0].sequence
        return Page(results, last, public_hash_at(session, last) or "")
    return Page(results, head.sequence, head.hash)


def _change(
    actor: Actor, event: ReferralEvent, record: ReferralRecord, standing: CaseStanding
) -> dict[str, Any] | None:
    """Which referral and how it is now; nothing for whom it does not exist."""
    seen = projection_for(actor, record, standing)
    if seen is None or seen.form is Form.COUNTED:
        return None
    receives = record.sender_organization_id != actor.organization_id
    name = event_shown_to_receiver(event.action) if receives else event.action
    data = {"referral_id": record.id, "state": str(seen.shown.state), "version": record.version}
    return {"type": f"referral.{name}", "timestamp": iso(event.recorded_at), "data": data}
