"""One call for "we helped": acceptance, beginning and completion as the events that they are, guards unchanged."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from referral.referrals.rules.actions import Action, Role
from referral.referrals.rules.deciding import decide, refused
from referral.referrals.rules.inputs import Accept, Complete, Inputs, Nothing, StartService
from referral.referrals.rules.moves import Fault
from referral.referrals.rules.outcome import Change, Refused
from referral.referrals.rules.referral import Acting, Facts, Referral
from referral.referrals.rules.states import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Helped:
    """The inputs of the three."""

    accept: Accept
    start: StartService
    complete: Complete


def we_helped(
    referral: Referral, acting: Acting, helped: Helped, facts: Facts, at: datetime
) -> Refused | tuple[Change, ...]:
    """The changes one after the other, or the first refusal and nothing of all.

    From `accepted` on only what is left of the three; from `on_hold` it is resumed first. Whoever accepts for
    themself may go on as the assigned worker.
    """
    changes: list[Change] = []
    now, who = referral, acting
    for action, inputs in _steps(referral, helped):
        decided = decide(now, action, who, inputs, facts, at)
        if isinstance(decided, Refused):
            return refused(referral, Fault(decided.code, decided.detail), acting.roles)
        changes.append(decided)
        now = decided.referral
        if action is Action.ACCEPT and now.state is not State.ACCEPTED:
            return refused(
                referral,
                Fault("person-chooses", "a place can be offered; the person chooses first"),
                acting.roles,
            )
        if now.assigned_to is not None and now.assigned_to == who.person:
            who = replace(who, roles=who.roles | {Role.RECEIVING_WORKER})
    if not changes:
        nobody = Fault("illegal-transition", f"nobody can have helped in {referral.state}")
        return refused(referral, nobody, acting.roles)
    return tuple(changes)


def _steps(referral: Referral, helped: Helped) -> Iterator[tuple[Action, Inputs]]:
    state = referral.state
    if state is State.ON_HOLD:
        yield Action.RESUME, Nothing()
        state = referral.back_to or state
    if state in (State.SENT, State.ACKNOWLEDGED, State.WAITLISTED):
        yield Action.ACCEPT, helped.accept
        state = State.ACCEPTED
    if state is State.ACCEPTED:
        yield Action.START_SERVICE, helped.start
        state = State.IN_SERVICE
    if state is State.IN_SERVICE:
        yield Action.COMPLETE, helped.complete
