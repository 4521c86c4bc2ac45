"""Open offers: one referral to several organisations, each with its own id; one of them gets it."""

from dataclasses import replace
from datetime import datetime

from referral.referrals.rules.actions import Action, Role
from referral.referrals.rules.deciding import decide, refused
from referral.referrals.rules.inputs import Accept, Taken
from referral.referrals.rules.kinds import Choose
from referral.referrals.rules.moves import Fault
from referral.referrals.rules.outcome import Change, Effect, EffectKind, Event, Refused
from referral.referrals.rules.referral import Acting, Facts, Referral, Willing
from referral.referrals.rules.states import OFFERED, UNSENT, State

_TOLD = (Effect(EffectKind.END_RECEIVER_ACCESS), Effect(EffectKind.TELL_RECEIVER))


def choose_offer(referral: Referral, acting: Acting, facts: Facts, at: datetime) -> Refused | Change:
    """The person chose the place that this receiver offered: its acceptance, with the guards of one.

    Recorded by the case worker; it is the receiver's who offered it that takes it.
    """
    if Role.CASE_WORKER not in acting.roles:
        return refused(
            referral, Fault("role-not-allowed", "the case worker records what the person chose"), acting.roles
        )
    if referral.receiver_willing is None:
        return refused(
            referral, Fault("nothing-offered", "this organisation has offered no place"), acting.roles
        )
    taker = _taker(referral.receiver_willing, acting)
    offered = replace(referral, choose=Choose.FIRST, receiver_willing=None, clock_with=None)
    decided = decide(offered, Action.ACCEPT, taker, Accept(), facts, at)
    if isinstance(decided, Refused):
        return refused(referral, Fault(decided.code, decided.detail), acting.roles)
    return replace(decided, referral=replace(decided.referral, choose=referral.choose))


def _taker(willing: Willing, chooser: Acting) -> Acting:
    """Who offered it; where the receiver only told so, it stays told and opens nothing."""
    if willing.told is not None:
        return replace(chooser, told=willing.told)
    return replace(chooser, roles=frozenset({Role.FOCAL_POINT}), person=willing.person)


def end_as_taken(sibling: Referral, at: datetime) -> Change | None:
    """The end of another one of the same open offer; None where it has ended or was never sent."""
    if sibling.state not in (*OFFERED, *UNSENT):
        return None
    after = replace(
        sibling,
        state=State.CANCELLED,
        since=max(at, sibling.since),
        back_to=None,
        clock_with=None,
        receiver_willing=None,
    )
    event = Event(
        name=Action.CANCEL,
        origin=sibling.state,
        target=State.CANCELLED,
        by=None,
        role=Role.CASE_WORKER,
        occurred_at=at,
        recorded_at=at,
        inputs=Taken(),
    )
    told = () if sibling.state in UNSENT else _TOLD
    return Change(referral=after, event=event, clock_with=None, effects=told)
