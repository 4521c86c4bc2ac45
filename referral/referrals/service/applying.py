"""Carrying a change out: the record, the event with its audit entry, access, messages, and when to look again.

All locks were taken before: the audit's head is the last of them.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from referral.access.queries.duty import members_on_duty, next_member_on_duty, organizations_of
from referral.access.rules.roles import Role
from referral.audit.service import append
from referral.cases.rules.duties import TaskKind
from referral.cases.service import grants, tasks
from referral.cases.service.cases import move_custody
from referral.cases.words import GrantEnd, GrantLevel
from referral.kit.clock import iso, now
from referral.kit.identity import SYSTEM, Actor
from referral.kit.outbox import enqueue_message
from referral.referrals import acts
from referral.referrals.models import ReferralEvent, ReferralRecord
from referral.referrals.queries import referrals as queries
from referral.referrals.queries.events import add_event, events_of, last_number
from referral.referrals.rules import (
    OFFERED,
    SERVED,
    SERVING,
    UNSENT,
    Action,
    Change,
    EffectKind,
    Priority,
    State,
    end_as_taken,
    state_of,
)
from referral.referrals.service.calendars import history_of, look_again_at
from referral.referrals.service.holding import follow_referral
from referral.referrals.service.telling import details_of, row_of, seal_words
from referral.referrals.service.values import put_value, value_of

_TELLS = {
    EffectKind.TELL_SENDER: ("sender_organization_id", "referral.changed"),
    EffectKind.TELL_SUPERVISOR: ("sender_organization_id", "referral.for_supervisor"),
    EffectKind.TELL_OFFICER: ("sender_organization_id", "referral.for_officer"),
    EffectKind.OFFICER_DECIDES_OBJECTION: ("sender_organization_id", "referral.for_officer"),
    EffectKind.TELL_RECEIVER: ("receiver_organization_id", "referral.changed"),
    EffectKind.TELL_TO_DISREGARD: ("receiver_organization_id", "referral.disregard"),
    EffectKind.PROPOSE_ALTERNATIVES: ("sender_organization_id", "referral.alternatives_wanted"),
    EffectKind.PERSON_CHOOSES: ("sender_organization_id", "referral.place_offered"),
    EffectKind.SENDER_SETTLES: ("sender_organization_id", "referral.contested"),
}
_END_OF_ACCESS = {
    State.DECLINED: GrantEnd.DECLINED,
    State.EXPIRED: GrantEnd.EXPIRED,
    State.CONSENT_WITHDRAWN: GrantEnd.WITHDRAWN,
    State.ENTERED_IN_ERROR: GrantEnd.ERROR,
}


def apply_change(
    session: Session,
    actor: Actor,
    record: ReferralRecord,
    change: Change,
    *,
    said: Mapping[str, Any] | None = None,
) -> ReferralEvent:
    """Writes the change with all that follows from it. `said` belongs to a note: codes and ids, and words."""
    before = state_of(record.state)
    was_unsent = before in UNSENT
    put_value(record, change.referral)
    _put_times(record, change)
    _put_reason(record, change)
    unapproved = {"unapproved": True} if _has(change, EffectKind.REVIEW_BY) else {}
    made = write_event(session, actor, record, change, said={**(said or {}), **unapproved})
    _carry_out(session, actor, record, change, was_unsent=was_unsent)
    follow_referral(session, record, before)
    history = history_of(record, events_of(session, record.id))
    # What is entered late may have made something due in the past: the next sweep finds it.
    late = change.event.occurred_at < change.event.recorded_at
    record.next_due_at = now() if late and not change.state.ends else look_again_at(record, history, now())
    return made


def write_event(
    session: Session,
    actor: Actor,
    record: ReferralRecord,
    change: Change,
    *,
    said: Mapping[str, Any] | None = None,
    act: str | None = None,
) -> ReferralEvent:
    """One more event of the history, under the number of its audit entry; the referral's version rises."""
    event, number = change.event, last_number(session, record.id) + 1
    if number > 1:
        record.version += 1
    details, words = details_of(event, said)
    subject = queries.people_of(session, [record.id])[record.id][0].person_id
    sealed = seal_words(session, subject, row_of(record.id, number), words)
    made = ReferralEvent(
        referral_id=record.id,
        number=number,
        occurred_at=event.occurred_at,
        recorded_at=event.recorded_at,
        action=str(event.name),
        from_state=event.origin,
        to_state=event.target,
        role=event.role,
        actor_id=event.by,
        organization_id=actor.organization_id,
        channel=event.told.by if event.told else None,
        details=details,
        words_sealed=sealed,
        version=record.version,
    )
    add_event(session, made)
    _audit(session, actor, made, act=act)
    return made


def _audit(session: Session, actor: Actor, made: ReferralEvent, *, act: str | None) -> None:
    """The audit entry that the event is born with: its number is the event's."""

    def numbered(sequence: int) -> None:
        made.sequence = sequence
        session.add(made)

    moved = made.from_state != made.to_state
    details = {"name": made.action, "from": str(made.from_state), "to": str(made.to_state)}
    append(
        session,
        actor,
        action=act or (acts.MOVED if moved else acts.NOTED),
        object_kind="referral",
        object_id=made.referral_id,
        details={**details, "version": made.version},
        occurred_at=made.occurred_at,
        then=numbered,
    )


def _has(change: Change, kind: EffectKind) -> bool:
    return any(each.kind is kind for each in change.effects)


def _put_times(record: ReferralRecord, change: Change) -> None:
    """Each first time stays; what is completed again after a dispute is completed then."""
    at, state = change.event.occurred_at, change.state
    if state is State.SENT and record.sent_at is None:
        record.sent_at = at
    if record.acknowledged_at is None and state in (*OFFERED, *SERVING) and state is not State.SENT:
        record.acknowledged_at = at
    if state in (State.ACCEPTED, State.DECLINED) and record.decided_at is None:
        record.decided_at = at
    if change.event.name == Action.START_SERVICE:
        record.first_contact_at = at
    if state in (State.COMPLETED, State.FAILED):
        record.completed_at = at
    if state is State.IN_SERVICE:
        record.completed_at = None
    if state.ends:
        record.ended_at = at


def _put_reason(record: ReferralRecord, change: Change) -> None:
    details, _ = details_of(change.event)
    if change.event.origin is not change.event.target:
        record.reason = details.get("reason") or details.get("cause")
    if change.event.name == Action.COMPLETE:
        record.outcome = details["outcome"]
        record.served_from = date.fromisoformat(details["served_from"])
        record.served_to = date.fromisoformat(details["served_to"])
    if change.event.verified is not None:
        record.verified = change.event.verified


def _carry_out(
    session: Session, actor: Actor, record: ReferralRecord, change: Change, *, was_unsent: bool
) -> None:
    if was_unsent and change.state is State.SENT:
        _open_access(session, actor, record)
    elif not change.state.ends:
        _raise_access(session, actor, record)
    for effect in change.effects:
        if effect.kind in _TELLS:
            side, message = _TELLS[effect.kind]
            tell(session, record, organization_id=getattr(record, side), message=message)
            if effect.kind is EffectKind.TELL_SUPERVISOR:
                tell_duty(session, record)
        elif effect.kind in _CARRIES:
            _CARRIES[effect.kind](session, actor, record)


def tell(
    session: Session, record: ReferralRecord, *, organization_id: str, message: str, **more: str | int
) -> None:
    """A message that names nobody: which referral, in which state it is as the addressee is shown it."""
    state = record.state
    if organization_id == record.receiver_organization_id and state == State.CONSENT_WITHDRAWN:
        state = State.CANCELLED
    payload = {
        "referral_id": record.id,
        "organization_id": organization_id,
        "state": str(state),
        "version": record.version,
        **more,
    }
    enqueue_message(session, message, payload)


def tell_duty(session: Session, record: ReferralRecord) -> None:
    """Whoever stands in for the supervisor now hears of it; where nobody does, who does next, and when."""
    sender, moment = record.sender_organization_id, now()
    there = members_on_duty(session, sender, role=Role.SUPERVISOR, at=moment)
    more: dict[str, str | int] = {}
    if not there:
        following = next_member_on_duty(session, sender, role=Role.SUPERVISOR, after=moment)
        if following is None:
            return
        there, more = [following[1]], {"from": iso(following[0])}
    of = organizations_of(session, there)
    for member_id in there:
        told = {"member_id": member_id, **more}
        tell(session, record, organization_id=of.get(member_id, sender), message="referral.for_duty", **told)


def level_of(record: ReferralRecord) -> GrantLevel:
    """How much the receiver may see by what it had itself a part in; what it only told opens nothing."""
    own = state_of(record.confirmed_state or record.state)
    if own in (*SERVING, *SERVED):
        return GrantLevel.IDENTITY
    released = record.release_basis is not None and record.priority == Priority.EMERGENCY
    if own in OFFERED and released:
        return GrantLevel.IDENTITY
    if own in OFFERED and (own is not State.SENT or record.tier_one_at_sent):
        return GrantLevel.FACTS
    return GrantLevel.ROUTING


def _open_access(session: Session, actor: Actor, record: ReferralRecord) -> None:
    """For the sender; by the system where somebody stands in for its supervisor, who does not see the case."""
    granting = actor if actor.organization_id == record.sender_organization_id else SYSTEM
    for person in queries.people_of(session, [record.id])[record.id]:
        grants.open_access(
            session,
            granting,
            person_ids=[person.person_id],
            organization_id=record.receiver_organization_id,
            reference_id=record.id,
            level=level_of(record),
            consent_id=person.consent_id,
        )


def _raise_access(session: Session, actor: Actor, record: ReferralRecord) -> None:
    level = level_of(record)
    if any(level > each for each in grants.open_levels(session, record.id)):
        grants.set_level(session, actor, record.id, level)


def _end_access(session: Session, actor: Actor, record: ReferralRecord) -> None:
    """Of what should never have been written the receiver is asked to delete what it has."""
    why = _END_OF_ACCESS.get(state_of(record.state), GrantEnd.FINISHED)
    ended = grants.end_access(session, actor, record.id, why=why)
    if why is GrantEnd.ERROR:
        tasks.ask(session, actor, ended, TaskKind.DELETE)


def _end_siblings(session: Session, _actor: Actor, record: ReferralRecord) -> None:
    """The others end by nobody's hand: who was first is not told to them."""
    for other in queries.offer_of(session, record):
        change = end_as_taken(value_of(other), now())
        if change is not None:
            apply_change(session, SYSTEM, other, change)


def _change_custody(session: Session, actor: Actor, record: ReferralRecord) -> None:
    """By the system where an authority turned the key of a sender that has closed."""
    mover = actor if actor.organization_id == record.sender_organization_id else SYSTEM
    move_custody(session, mover, record.case_id, to_organization_id=record.receiver_organization_id)


_CARRIES: Mapping[EffectKind, Callable[[Session, Actor, ReferralRecord], None]] = {
    EffectKind.END_RECEIVER_ACCESS: _end_access,
    EffectKind.END_SIBLINGS_AS_TAKEN: _end_siblings,
    EffectKind.CHANGE_CUSTODY: _change_custody,
}
