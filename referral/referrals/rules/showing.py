"""What the receiver is shown in place of what is the person's own business, and what FHIR is told."""

from dataclasses import dataclass

from referral.referrals.rules.actions import Action
from referral.referrals.rules.reasons import CancelReason
from referral.referrals.rules.states import State, TaskStatus


@dataclass(frozen=True, slots=True)
class Shown:
    """A state and the reason beside it, as somebody sees them."""

    state: State
    reason: str | None


@dataclass(frozen=True, slots=True)
class FhirTask:
    """`Task.status`, `Task.businessStatus` and `Task.statusReason`, as codes."""

    status: TaskStatus
    business_status: str | None
    status_reason: str | None


def shown_to_receiver(state: State, reason: str | None) -> Shown:
    """A withdrawn consent looks like any other choice of the person: who withdrew, and that they did, is not told."""
    if state is State.CONSENT_WITHDRAWN:
        return Shown(State.CANCELLED, CancelReason.CLIENT_CHOICE)
    return Shown(state, reason)


def event_shown_to_receiver(name: str) -> str:
    """The same for the name of an event."""
    return Action.CANCEL.value if name == Action.WITHDRAW_CONSENT else name


def fhir_task(state: State, reason: str | None = None, *, verified: bool | None = None) -> FhirTask:
    """`verified` only matters for a closed one: false where it closed by itself."""
    business = state.business
    if state is State.CLOSED and verified is False:
        business = "automatic"
    return FhirTask(state.task, business, reason if state is State.DECLINED else None)
