"""What the clocks bring about: each moment that has passed is acted upon once, however late or often it is asked.

A moment is known by its key, which follows from the history alone; a stored key is never acted upon again. What an
effect changes, changes what else is due: so the history is read anew after each.
"""

from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from referral.cases.rules import WithdrawalVia
from referral.cases.service import grants
from referral.cases.service.withdrawing import expire_consent
from referral.cases.words import GrantEnd
from referral.kit import events
from referral.kit.clock import now
from referral.kit.identity import SYSTEM
from referral.kit.outbox import enqueue_message
from referral.referrals.clocks import Breach, Consequence, breaches
from referral.referrals.models import ReferralBreach, ReferralRecord
from referral.referrals.projection import READABLE_AFTER
from referral.referrals.queries.events import events_of, fired
from referral.referrals.rules import (
    Acting,
    Action,
    Change,
    Inputs,
    Note,
    Role,
    decide,
    decide_note,
)
from referral.referrals.rules.inputs import Nothing, WithdrawConsent
from referral.referrals.rules.reasons import WithdrawalCause
from referral.referrals.service.applying import apply_change, tell_duty
from referral.referrals.service.calendars import history_of, look_again_at
from referral.referrals.service.knowing import facts_for
from referral.referrals.service.seeing import Opened, open_referral
from referral.referrals.service.values import value_of

_BY_CLOCK = Acting(roles=frozenset({Role.SYSTEM}))
# To whom a consequence is told, where it is no more than telling.
_SENDER, _RECEIVER = "sender_organization_id", "receiver_organization_id"
_TOLD: Mapping[Consequence, tuple[str, ...]] = {
    Consequence.REMIND_CASE_WORKER: (_SENDER,),
    Consequence.REMIND_SUPERVISOR: (_SENDER,),
    Consequence.TELL_SENDER: (_SENDER,),
    Consequence.TELL_SENDERS_SUPERVISOR: (_SENDER,),
    Consequence.TELL_DEPUTY: (_SENDER,),
    Consequence.TELL_DUTY_LIST: (_SENDER,),
    Consequence.TELL_OFFICER: (_SENDER,),
    Consequence.OFFICER_DECIDES: (_SENDER,),
    Consequence.OFFER_NEXT_FALLBACK: (_SENDER,),
    Consequence.PROPOSE_ALTERNATIVES: (_SENDER,),
    Consequence.STAY_ON_SCREENS: (_SENDER,),
    Consequence.REMIND_FOCAL_POINT: (_RECEIVER,),
    Consequence.REMIND_RECEIVING_WORKER: (_RECEIVER,),
    Consequence.TELL_FOCAL_POINT: (_RECEIVER,),
    Consequence.TELL_RECEIVERS_SUPERVISOR: (_RECEIVER,),
    Consequence.DEMAND_REASON: (_RECEIVER,),
    Consequence.ASK_BOTH: (_SENDER, _RECEIVER),
    Consequence.ASK_TO_RENEW: (_SENDER, _RECEIVER),
    # By region: whoever sends looks up who coordinates it.
    Consequence.TELL_COORDINATOR: (),
    Consequence.COUNT_FOR_COORDINATOR: (),
}


def sweep_referral(session: Session, referral_id: str) -> int:
    """Acts on everything that is due of one referral and was not acted upon; answers how many moments that were."""
    opened = open_referral(session, SYSTEM, referral_id)
    record, done = opened.record, fired(session, referral_id)
    before = len(done)
    while (breach := _next(session, record, done)) is not None:
        done.add(breach.key)
        session.add(_kept(record, breach))
        for effect in breach.effects:
            _bring_about(session, opened, breach, effect)
        session.flush()
    _end_reading(session, record)
    record.next_due_at = look_again_at(record, history_of(record, events_of(session, referral_id)), now())
    return len(done) - before


def _next(session: Session, record: ReferralRecord, done: set[str]) -> Breach | None:
    history = history_of(record, events_of(session, record.id))
    return next((each for each in breaches(history, None, now()) if each.key not in done), None)


def _kept(record: ReferralRecord, breach: Breach) -> ReferralBreach:
    return ReferralBreach(
        key=breach.key,
        referral_id=record.id,
        clock=breach.clock,
        label=breach.label,
        at=breach.at,
        recorded_at=now(),
        effects=[str(each) for each in breach.effects],
    )


def _bring_about(session: Session, opened: Opened, breach: Breach, effect: Consequence) -> None:
    if effect in _DONE:
        _DONE[effect](session, opened)
        return
    if effect in (Consequence.TELL_DEPUTY, Consequence.TELL_DUTY_LIST):
        tell_duty(session, opened.record)
    sides = _TOLD[effect]
    addressed: list[str | None] = [str(getattr(opened.record, side)) for side in sides]
    for organization_id in addressed or [None]:
        payload = {
            "referral_id": opened.record.id,
            "organization_id": organization_id,
            "region_id": opened.record.region1_id or opened.record.region_id,
            "clock": str(breach.clock),
            "label": breach.label,
            "effect": str(effect),
        }
        enqueue_message(session, "referral.due", payload)


def _act(session: Session, opened: Opened, action: Action, inputs: Inputs) -> None:
    """By the clock, where the rules allow it now; an emergency, say, never expires."""
    facts = facts_for(session, opened, action, at=now())
    decided = decide(value_of(opened.record), action, _BY_CLOCK, inputs, facts, now())
    if isinstance(decided, Change):
        apply_change(session, SYSTEM, opened.record, decided)


def _expire(session: Session, opened: Opened) -> None:
    _act(session, opened, Action.EXPIRE, Nothing())


def _auto_close(session: Session, opened: Opened) -> None:
    _act(session, opened, Action.AUTO_CLOSE, Nothing())


def _back_to_receiver(session: Session, opened: Opened) -> None:
    facts = facts_for(session, opened, Note.INFO_UNANSWERED, at=now())
    decided = decide_note(value_of(opened.record), Note.INFO_UNANSWERED, _BY_CLOCK, facts, now())
    if isinstance(decided, Change):
        apply_change(session, SYSTEM, opened.record, decided)


def _withdraw_expired(session: Session, opened: Opened) -> None:
    """The consents that ran out end with all that rests on them; a draft, which opened nothing, by itself."""
    for consent in opened.ground.consents.values():
        if consent.expires_at is not None and consent.expires_at <= now():
            expire_consent(session, SYSTEM, consent.id)
    events.deliver(session)
    inputs = WithdrawConsent(via=WithdrawalVia.DATA_PROTECTION_OFFICER, cause=WithdrawalCause.EXPIRED)
    _act(session, opened, Action.WITHDRAW_CONSENT, inputs)


_DONE: Mapping[Consequence, Callable[[Session, Opened], None]] = {
    Consequence.EXPIRE: _expire,
    Consequence.AUTO_CLOSE: _auto_close,
    Consequence.BACK_TO_RECEIVER: _back_to_receiver,
    Consequence.WITHDRAW_EXPIRED: _withdraw_expired,
}


def _end_reading(session: Session, record: ReferralRecord) -> None:
    """Thirty days after the service nobody of the receiver reads who the person is any more."""
    over = record.completed_at is not None and record.completed_at + READABLE_AFTER <= now()
    if over and grants.open_levels(session, record.id):
        grants.end_access(session, SYSTEM, record.id, why=GrantEnd.FINISHED)
