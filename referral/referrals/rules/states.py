"""The eighteen states of a referral: who it waits for, and what FHIR calls them."""

from enum import StrEnum
from typing import Self

from referral.cases.rules.duties import Phase


class Side(StrEnum):
    """Whom the clock is with."""

    SENDER = "sender"
    SUPERVISOR = "supervisor"
    RECEIVER = "receiver"
    BOTH = "both"


class TaskStatus(StrEnum):
    """`Task.status` of FHIR, as far as referrals have it."""

    DRAFT = "draft"
    REQUESTED = "requested"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    IN_PROGRESS = "in-progress"
    ON_HOLD = "on-hold"
    FAILED = "failed"
    COMPLETED = "completed"
    ENTERED_IN_ERROR = "entered-in-error"


# One state a line, as in a table.
# fmt: off
class State(StrEnum):
    """Its value is the code; `clock_with` None where the referral has ended. `business` is FHIR's businessStatus."""

    task: TaskStatus
    business: str | None
    clock_with: Side | None
    phase: Phase

    DRAFT = "draft", TaskStatus.DRAFT, None, Side.SENDER, Phase.BEFORE_ACCEPTANCE
    PENDING_APPROVAL = "pending_approval", TaskStatus.DRAFT, "approval", Side.SUPERVISOR, Phase.BEFORE_ACCEPTANCE
    SENT = "sent", TaskStatus.REQUESTED, None, Side.RECEIVER, Phase.BEFORE_ACCEPTANCE
    ACKNOWLEDGED = "acknowledged", TaskStatus.RECEIVED, None, Side.RECEIVER, Phase.BEFORE_ACCEPTANCE
    INFO_REQUESTED = "info_requested", TaskStatus.ON_HOLD, "info", Side.SENDER, Phase.BEFORE_ACCEPTANCE
    WAITLISTED = "waitlisted", TaskStatus.ON_HOLD, "waitlist", Side.RECEIVER, Phase.BEFORE_ACCEPTANCE
    ACCEPTED = "accepted", TaskStatus.ACCEPTED, None, Side.RECEIVER, Phase.SERVING
    IN_SERVICE = "in_service", TaskStatus.IN_PROGRESS, None, Side.RECEIVER, Phase.SERVING
    ON_HOLD = "on_hold", TaskStatus.ON_HOLD, None, Side.RECEIVER, Phase.SERVING
    COMPLETED = "completed", TaskStatus.COMPLETED, "unverified", Side.SENDER, Phase.AFTER_SERVICE
    DISPUTED = "disputed", TaskStatus.COMPLETED, "disputed", Side.BOTH, Phase.AFTER_SERVICE
    CLOSED = "closed", TaskStatus.COMPLETED, "verified", None, Phase.ENDED
    DECLINED = "declined", TaskStatus.REJECTED, None, None, Phase.ENDED
    CANCELLED = "cancelled", TaskStatus.CANCELLED, None, None, Phase.ENDED
    EXPIRED = "expired", TaskStatus.CANCELLED, "no-response", None, Phase.ENDED
    CONSENT_WITHDRAWN = "consent_withdrawn", TaskStatus.CANCELLED, "consent", None, Phase.ENDED
    FAILED = "failed", TaskStatus.FAILED, None, None, Phase.ENDED
    ENTERED_IN_ERROR = "entered_in_error", TaskStatus.ENTERED_IN_ERROR, None, None, Phase.ENDED

    def __new__(
        cls, code: str, task: TaskStatus, business: str | None, clock_with: Side | None, phase: Phase
    ) -> Self:
        """Written as a tuple: code, task, business, clock_with, phase."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.task, member.business, member.clock_with, member.phase = task, business, clock_with, phase
        return member

    @property
    def ends(self) -> bool:
        """Whether nothing can follow."""
        return self.phase is Phase.ENDED
# fmt: on


_BY_CODE = {state.value: state for state in State}


def state_of(code: str) -> State:
    """The state with this code. ValueError, with all of them, where there is none."""
    if code not in _BY_CODE:
        raise ValueError(f"{code!r} is no state of a referral; right would be one of: {', '.join(State)}")
    return _BY_CODE[code]


OPEN = tuple(state for state in State if not state.ends)
# Where the receiver has it and has not accepted.
OFFERED = (State.SENT, State.ACKNOWLEDGED, State.INFO_REQUESTED, State.WAITLISTED)
UNSENT = (State.DRAFT, State.PENDING_APPROVAL)
SERVING = tuple(state for state in State if state.phase is Phase.SERVING)
SERVED = tuple(state for state in State if state.phase is Phase.AFTER_SERVICE)
