"""What each action needs to be told. A value that cannot be right cannot be made: ValueError says what would be.

What depends on the moment, the person or the record is not decided here but by the guards.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from referral.cases.rules.terms import ContactChannel, DataCategory, WithdrawalScope, WithdrawalVia
from referral.referrals.rules.actions import Action
from referral.referrals.rules.reasons import (
    CancelReason,
    DeclineReason,
    FailCause,
    HoldReason,
    Outcome,
    Question,
    WasAsked,
    WithdrawalCause,
)

LONGEST_TEXT = 2_000
LONGEST_ESTIMATE_DAYS = 3_650
_SATISFACTION = (1, 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Submit:
    """`alone_because`: why the author sends it without approval, in an emergency with nobody reachable."""

    alone_because: str = ""

    def __post_init__(self) -> None:
        """Refuses a text that is too long."""
        _text("alone_because", self.alone_because)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestApproval:
    """Why it is shown to a supervisor."""

    reason: str

    def __post_init__(self) -> None:
        """Refuses a missing reason."""
        _text("reason", self.reason, needed=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Approve:
    """With a note, or without."""

    note: str = ""

    def __post_init__(self) -> None:
        """Refuses a text that is too long."""
        _text("note", self.note)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnToDraft:
    """What the author has to change."""

    note: str

    def __post_init__(self) -> None:
        """Refuses a missing note."""
        _text("note", self.note, needed=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestInfo:
    """Coded questions, each once; the list holds none that asks who the person is."""

    questions: tuple[Question, ...]

    def __post_init__(self) -> None:
        """Refuses none, and one asked twice."""
        if not self.questions or len(set(self.questions)) < len(self.questions):
            raise ValueError("questions: right would be at least one, each once, of: " + ", ".join(Question))


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvideInfo:
    """The kinds of data that the answer discloses."""

    categories: frozenset[DataCategory] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Waitlist:
    """`estimate_days`: how long it will probably take, None where nobody can say. It is looked at on `review_on`."""

    review_on: date
    estimate_days: int | None = None

    def __post_init__(self) -> None:
        """Refuses an impossible estimate."""
        if self.estimate_days is not None and not 0 <= self.estimate_days <= LONGEST_ESTIMATE_DAYS:
            raise ValueError(
                f"estimate_days: {self.estimate_days}; right would be 0 to {LONGEST_ESTIMATE_DAYS}, or none"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Accept:
    """`assign_to`: who takes it; None: whoever accepts."""

    assign_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decline:
    """The reason, with a text where it is none of the others, and perhaps a service that would be right."""

    reason: DeclineReason
    text: str = ""
    suggested_service: str | None = None

    def __post_init__(self) -> None:
        """Refuses `other` without a text."""
        _explained("text", self.reason, self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class StartService:
    """The first contact: on which day, by which way."""

    first_contact_on: date
    channel: ContactChannel


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Why the service pauses, and when that is looked at again."""

    reason: HoldReason
    review_on: date
    text: str = ""

    def __post_init__(self) -> None:
        """Refuses `other` without a text."""
        _explained("text", self.reason, self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Complete:
    """What came of it, when the service was given (both days included), and what the sender is told."""

    outcome: Outcome
    served_from: date
    served_to: date
    feedback: str = ""
    text: str = ""

    def __post_init__(self) -> None:
        """Refuses dates in the wrong order, and `other` without a text."""
        if self.served_to < self.served_from:
            raise ValueError(
                f"served_to: {self.served_to} is before served_from ({self.served_from}); right would be the later day"
            )
        _explained("text", self.outcome, self.text)
        _text("feedback", self.feedback)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fail:
    """Why it came to nothing."""

    cause: FailCause
    text: str = ""

    def __post_init__(self) -> None:
        """Refuses `other` without a text."""
        _explained("text", self.cause, self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmClosure:
    """Whether the person was asked, whether the need is met (None where nobody could tell), satisfaction 1 to 5."""

    asked: WasAsked
    need_met: bool | None = None
    satisfaction: int | None = None

    def __post_init__(self) -> None:
        """Refuses an answer of somebody who was not asked."""
        lowest, highest = _SATISFACTION
        if self.satisfaction is not None and not lowest <= self.satisfaction <= highest:
            raise ValueError(
                f"satisfaction: {self.satisfaction}; right would be {lowest} to {highest}, or none"
            )
        if self.asked is WasAsked.YES and self.need_met is None:
            raise ValueError("need_met: the person was asked, so right would be true or false")
        if self.asked is not WasAsked.YES and self.satisfaction is not None:
            raise ValueError("satisfaction: the person was not asked; right would be none")


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeOutcome:
    """What the person says."""

    note: str

    def __post_init__(self) -> None:
        """Refuses a missing note."""
        _text("note", self.note, needed=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    """Why the sender takes it back."""

    reason: CancelReason
    text: str = ""

    def __post_init__(self) -> None:
        """Refuses `other` without a text, and the reason that only the machine sets."""
        if self.reason is CancelReason.TAKEN:
            raise ValueError(
                "reason: 'taken' is set when somebody else of an open offer accepts; choose another"
            )
        _explained("text", self.reason, self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What the machine cancels the others of an open offer with; nobody can send it."""

    reason: CancelReason = CancelReason.TAKEN


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawConsent:
    """How it came in and what is meant; `expired` is for the clock alone."""

    via: WithdrawalVia
    scopes: frozenset[WithdrawalScope] = frozenset({WithdrawalScope.STOP_SHARING})
    cause: WithdrawalCause = WithdrawalCause.WITHDRAWN


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkError:
    """Why it should never have been written."""

    reason: str

    def __post_init__(self) -> None:
        """Refuses a missing reason."""
        _text("reason", self.reason, needed=True)


@dataclass(frozen=True, slots=True)
class Nothing:
    """For actions that need to be told nothing."""


Inputs = (
    Nothing
    | Submit
    | RequestApproval
    | Approve
    | ReturnToDraft
    | RequestInfo
    | ProvideInfo
    | Waitlist
    | Accept
    | Decline
    | StartService
    | Hold
    | Complete
    | Fail
    | ConfirmClosure
    | DisputeOutcome
    | Cancel
    | Taken
    | WithdrawConsent
    | MarkError
)

# Which inputs belong to which action.
INPUTS: Mapping[Action, type] = MappingProxyType(
    {
        Action.SUBMIT: Submit,
        Action.REQUEST_APPROVAL: RequestApproval,
        Action.APPROVE: Approve,
        Action.RETURN_TO_DRAFT: ReturnToDraft,
        Action.ACKNOWLEDGE: Nothing,
        Action.REQUEST_INFO: RequestInfo,
        Action.PROVIDE_INFO: ProvideInfo,
        Action.WAITLIST: Waitlist,
        Action.ACCEPT: Accept,
        Action.DECLINE: Decline,
        Action.START_SERVICE: StartService,
        Action.HOLD: Hold,
        Action.RESUME: Nothing,
        Action.COMPLETE: Complete,
        Action.FAIL: Fail,
        Action.CONFIRM_CLOSURE: ConfirmClosure,
        Action.AUTO_CLOSE: Nothing,
        Action.DISPUTE_OUTCOME: DisputeOutcome,
        Action.RESUME_SERVICE: Nothing,
        Action.CANCEL: Cancel,
        Action.EXPIRE: Nothing,
        Action.WITHDRAW_CONSENT: WithdrawConsent,
        Action.MARK_ERROR: MarkError,
    }
)


def _text(name: str, text: str, *, needed: bool = False) -> None:
    if needed and not text.strip():
        raise ValueError(f"{name}: it is missing; right would be a sentence that says why")
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"{name}: {len(text)} characters; right would be {LONGEST_TEXT} at most")


def _explained(name: str, reason: StrEnum, text: str) -> None:
    _text(name, text)
    if reason == "other" and not text.strip():
        raise ValueError(
            f"{name}: the reason is 'other' and not explained; right would be a sentence, or a coded reason"
        )
