"""The decision: may this be done to this referral now, and what is it then. The same values, the same answer.

Nothing is silently ignored: what the table does not have is refused with the state and what may be done instead.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from referral.cases.rules.terms import Basis
from referral.referrals.rules.actions import RECEIVERS_ACTIONS, RECEIVERS_ROLES, Action, Role
from referral.referrals.rules.effects import assignee, effects_of
from referral.referrals.rules.guards import GUARDS
from referral.referrals.rules.inputs import INPUTS, Inputs
from referral.referrals.rules.kinds import Choose, Delivery, Kind, Priority
from referral.referrals.rules.moves import Fault, Move
from referral.referrals.rules.notes import Note
from referral.referrals.rules.outcome import Change, Effect, EffectKind, Event, Refused
from referral.referrals.rules.referral import Acting, Facts, Referral, Willing
from referral.referrals.rules.states import Side, State
from referral.referrals.rules.table import Edge, edges_from, possible_actions, who_may


def decide(
    referral: Referral, action: Action, acting: Acting, inputs: Inputs, facts: Facts, at: datetime
) -> Refused | Change:
    """Refused with a code and a sentence, or the change. `at` is the moment of recording, aware.

    Raises ValueError for a moment without a zone, and TypeError for inputs of another action.
    """
    if not isinstance(inputs, INPUTS[action]):
        raise TypeError(f"{action} takes {INPUTS[action].__name__}, not {type(inputs).__name__}")
    move = Move(referral=referral, action=action, acting=acting, inputs=inputs, facts=facts, at=at)
    fault = _out_of_place(move) or _out_of_time(move)
    if fault is None and action is Action.WITHDRAW_CONSENT and referral.basis is not Basis.CONSENT:
        return _objection(move)
    fault = fault or GUARDS.get(action, _no_guard)(move)
    if fault is not None:
        return refused(referral, fault, acting.roles)
    if action is Action.ACCEPT and referral.offer is not None and referral.choose is Choose.PERSON:
        return _place_offered(move)
    return carried_out(move)


def allowed_actions(referral: Referral, roles: Collection[Role]) -> tuple[Action, ...]:
    """What these roles may try now, in the order of the table; whether inputs and facts suffice shows when they do."""
    possible = possible_actions(referral.state, frozenset(roles))
    return tuple(action for action in possible if not _never(referral, action))


def recordable_actions(referral: Referral, roles: Collection[Role]) -> tuple[Action, ...]:
    """What a case worker may record for a receiver who told it by phone, in person or on paper."""
    if Role.CASE_WORKER not in roles:
        return ()
    return tuple(each for each in allowed_actions(referral, RECEIVERS_ROLES) if each in RECEIVERS_ACTIONS)


def clock_with(referral: Referral) -> Side | None:
    """Whom the clock is with: the sender in place of a receiver who is not connected; None after the end."""
    side = referral.clock_with or referral.state.clock_with
    if side is Side.RECEIVER and referral.delivery is not Delivery.CONNECTED:
        return Side.SENDER
    return side


def refused(referral: Referral, fault: Fault, roles: Collection[Role]) -> Refused:
    """The refusal as it goes out."""
    return Refused(
        code=fault.code,
        detail=fault.detail,
        current_state=referral.state,
        allowed_actions=allowed_actions(referral, roles),
    )


def carried_out(move: Move) -> Change:
    """The change of a move that nothing speaks against."""
    edge = _edge(move)
    after = replace(
        move.referral,
        state=edge.target,
        since=_since(move),
        back_to=_remembered(move, edge),
        assigned_to=assignee(move) or move.referral.assigned_to,
        confirmed_state=_confirmed(move, edge),
        clock_with=None,
        receiver_willing=None,
    )
    verified = {Action.CONFIRM_CLOSURE: True, Action.AUTO_CLOSE: False}.get(move.action)
    event = replace(_event(move, move.action, edge.target), verified=verified)
    return Change(referral=after, event=event, clock_with=clock_with(after), effects=effects_of(move))


def _no_guard(_: Move) -> Fault | None:
    return None


def _never(referral: Referral, action: Action) -> Fault | None:
    """What this referral never sees, whoever tries, although its state has the edge."""
    if action is Action.AUTO_CLOSE and referral.kind is Kind.TRANSFER:
        return Fault(
            "two-keys-needed", "a transfer closes only when sender and receiver have both turned their key"
        )
    if action is Action.EXPIRE and referral.priority is Priority.EMERGENCY:
        return Fault("never-an-emergency", "an emergency stays until a person ends it")
    return None


def _out_of_place(move: Move) -> Fault | None:
    who = who_may(move.referral.state, move.action)
    if not who:
        return Fault("illegal-transition", f"{move.action} is not possible in {move.referral.state}")
    if not move.roles & who:
        return Fault("role-not-allowed", f"{move.action} is for {', '.join(sorted(who))} only")
    return _never(move.referral, move.action)


def _out_of_time(move: Move) -> Fault | None:
    if move.at.utcoffset() is None or move.occurred_at.utcoffset() is None:
        raise ValueError("a moment needs a zone")
    if move.action is Action.WITHDRAW_CONSENT:
        return None
    if move.occurred_at > move.at:
        return Fault("in-the-future", "it has not happened yet; right would be a moment that has passed")
    if move.occurred_at < move.referral.since:
        return Fault(
            "before-its-state",
            f"it was not {move.referral.state} then; right would be a moment after {move.referral.since.isoformat()}",
        )
    return None


def _since(move: Move) -> datetime:
    """A withdrawal may be told of at whatever time; the record stays in order."""
    return min(max(move.occurred_at, move.referral.since), max(move.at, move.referral.since))


def _edge(move: Move) -> Edge:
    """The one edge of the pair, or that to the remembered state."""
    edges = edges_from(move.referral.state, move.action)
    return next(edge for edge in edges if len(edges) == 1 or edge.target is move.referral.back_to)


def _remembered(move: Move, edge: Edge) -> State | None:
    return edge.origin if edge.action in (Action.REQUEST_INFO, Action.HOLD) else None


def _confirmed(move: Move, edge: Edge) -> State | None:
    """What was told leaves the receiver where it was; its own act makes the state its own; others change nothing."""
    before = move.referral.confirmed_state
    if move.acting.told is not None:
        return before or edge.origin
    return None if _role(move) in RECEIVERS_ROLES else before


def _role(move: Move) -> Role:
    """The role in which it is recorded, the first of the table that the actor holds."""
    if move.acting.told is not None:
        return Role.CASE_WORKER
    edges = edges_from(move.referral.state, move.action)
    return next(role for edge in edges for role in edge.who if role in move.roles)


def _event(move: Move, name: str, target: State) -> Event:
    return Event(
        name=name,
        origin=move.referral.state,
        target=target,
        by=move.acting.person,
        role=_role(move),
        occurred_at=_since(move),
        recorded_at=move.at,
        told=move.acting.told,
        inputs=move.inputs,
    )


def _objection(move: Move) -> Change:
    """What rests on a law or vital interests goes on; the data-protection officer decides."""
    event = _event(move, Note.OBJECTION, move.referral.state)
    effects = (Effect(EffectKind.OFFICER_DECIDES_OBJECTION), Effect(EffectKind.TELL_SENDER))
    return Change(referral=move.referral, event=event, clock_with=clock_with(move.referral), effects=effects)


def _place_offered(move: Move) -> Change:
    """The receiver would accept; the person chooses. It counts as seen."""
    before = move.referral
    seen = State.ACKNOWLEDGED if before.state is State.SENT else before.state
    told = move.acting.told
    willing = Willing(None, told) if told else Willing(move.acting.person)
    since = _since(move) if seen is not before.state else before.since
    # What was only told opens nothing, here as elsewhere.
    confirmed = (before.confirmed_state or before.state) if told else None
    after = replace(
        before,
        state=seen,
        since=since,
        receiver_willing=willing,
        confirmed_state=confirmed,
        clock_with=Side.SENDER,
    )
    event = _event(move, Note.PLACE_OFFERED, seen)
    return Change(
        referral=after,
        event=event,
        clock_with=Side.SENDER,
        effects=(Effect(EffectKind.PERSON_CHOOSES), Effect(EffectKind.TELL_SENDER)),
    )
