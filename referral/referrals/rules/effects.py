"""What else happens with an action, in the same transaction."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from types import MappingProxyType

from referral.referrals.rules.actions import Action
from referral.referrals.rules.guards import forced_approval, sent_alone
from referral.referrals.rules.inputs import Accept, ProvideInfo
from referral.referrals.rules.kinds import Delivery, Kind
from referral.referrals.rules.moves import Move
from referral.referrals.rules.outcome import Effect, EffectKind
from referral.referrals.rules.reasons import ApprovalReason
from referral.referrals.rules.states import UNSENT

REVIEW_WITHIN = timedelta(hours=72)
_Effects = Iterator[Effect]


def effects_of(move: Move) -> tuple[Effect, ...]:
    """The effects of a move that no guard refused, in the order in which they are carried out."""
    return tuple(_EFFECTS[move.action](move))


def assignee(move: Move) -> str | None:
    """Who takes an accepted referral: whom the acceptance names, else who accepts; nobody where it was told."""
    match move.inputs:
        case Accept(assign_to=person) if move.acting.told is None:
            return person or move.acting.person
    return None


def _only(*kinds: EffectKind) -> Callable[[Move], _Effects]:
    return lambda _: (Effect(kind) for kind in kinds)


def _sending(move: Move) -> _Effects:
    yield Effect(EffectKind.STORE_DISCLOSED_HASH)
    yield Effect(EffectKind.START_CLOCKS)
    if move.referral.delivery is Delivery.CONNECTED:
        yield Effect(EffectKind.TELL_RECEIVER)
    if ApprovalReason.EMERGENCY_RELEASE in forced_approval(move):
        yield Effect(EffectKind.TELL_OFFICER)
    if sent_alone(move):
        yield Effect(EffectKind.TELL_SUPERVISOR)
        yield Effect(EffectKind.REVIEW_BY, by=move.at + REVIEW_WITHIN)


def _provide_info(move: Move) -> _Effects:
    match move.inputs:
        case ProvideInfo(categories=categories) if categories:
            yield Effect(EffectKind.RECORD_DISCLOSURE)
    yield Effect(EffectKind.TELL_RECEIVER)


def _accept(move: Move) -> _Effects:
    """Told acceptances assign nobody and release nothing; the others of an open offer end all the same."""
    if person := assignee(move):
        yield Effect(EffectKind.ASSIGN, person)
        yield Effect(EffectKind.RECORD_DISCLOSURE, person)
    if move.referral.offer is not None:
        yield Effect(EffectKind.END_SIBLINGS_AS_TAKEN, move.referral.offer)
    yield Effect(EffectKind.TELL_SENDER)


def _confirm_closure(move: Move) -> _Effects:
    if move.referral.kind is Kind.TRANSFER:
        yield Effect(EffectKind.CHANGE_CUSTODY)
    yield Effect(EffectKind.TELL_RECEIVER)


def _ending(*kinds: EffectKind) -> Callable[[Move], _Effects]:
    """Before it is sent there is no receiver who had access or could be told."""

    def effects(move: Move) -> _Effects:
        sent = move.referral.state not in UNSENT
        receivers = (EffectKind.END_RECEIVER_ACCESS, EffectKind.TELL_RECEIVER, EffectKind.TELL_TO_DISREGARD)
        return (Effect(kind) for kind in kinds if sent or kind not in receivers)

    return effects


_TELL_SENDER = _only(EffectKind.TELL_SENDER)
_EFFECTS: Mapping[Action, Callable[[Move], _Effects]] = MappingProxyType(
    {
        Action.SUBMIT: _sending,
        Action.REQUEST_APPROVAL: _only(EffectKind.TELL_SUPERVISOR),
        Action.APPROVE: _sending,
        Action.RETURN_TO_DRAFT: _TELL_SENDER,
        Action.ACKNOWLEDGE: _TELL_SENDER,
        Action.REQUEST_INFO: _TELL_SENDER,
        Action.PROVIDE_INFO: _provide_info,
        Action.WAITLIST: _only(EffectKind.ALLOW_PARALLEL, EffectKind.TELL_SENDER),
        Action.ACCEPT: _accept,
        Action.DECLINE: _only(
            EffectKind.END_RECEIVER_ACCESS, EffectKind.PROPOSE_ALTERNATIVES, EffectKind.TELL_SENDER
        ),
        Action.START_SERVICE: _TELL_SENDER,
        Action.HOLD: _TELL_SENDER,
        Action.RESUME: _TELL_SENDER,
        Action.COMPLETE: _TELL_SENDER,
        Action.FAIL: _only(
            EffectKind.NEED_OPEN_AGAIN, EffectKind.PROPOSE_ALTERNATIVES, EffectKind.TELL_SENDER
        ),
        Action.CONFIRM_CLOSURE: _confirm_closure,
        Action.AUTO_CLOSE: _only(EffectKind.TELL_SENDER, EffectKind.TELL_RECEIVER),
        Action.DISPUTE_OUTCOME: _only(EffectKind.COUNT_DISPUTE, EffectKind.TELL_RECEIVER),
        Action.RESUME_SERVICE: _TELL_SENDER,
        Action.CANCEL: _ending(EffectKind.END_RECEIVER_ACCESS, EffectKind.TELL_RECEIVER),
        Action.EXPIRE: _ending(
            EffectKind.END_RECEIVER_ACCESS,
            EffectKind.PROPOSE_ALTERNATIVES,
            EffectKind.TELL_SENDER,
            EffectKind.TELL_RECEIVER,
        ),
        Action.WITHDRAW_CONSENT: _ending(
            EffectKind.END_RECEIVER_ACCESS, EffectKind.TELL_SENDER, EffectKind.TELL_RECEIVER
        ),
        Action.MARK_ERROR: _ending(EffectKind.END_RECEIVER_ACCESS, EffectKind.TELL_TO_DISREGARD),
    }
)
