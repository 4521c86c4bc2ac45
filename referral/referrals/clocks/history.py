"""What the clocks are read from: the events of one referral as they occurred, and whose calendars count."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from types import MappingProxyType

from referral.referrals.clocks.calendars import Calendar, Span
from referral.referrals.clocks.clock import RULES, Clock, ClockRule, Consequence
from referral.referrals.rules.kinds import Delivery, Kind, Priority
from referral.referrals.rules.states import Side, State

# Where the receiver is not connected, the sender does what the receiver would be asked to.
_FOR_THE_SENDER: Mapping[Consequence, Consequence] = MappingProxyType(
    {
        Consequence.REMIND_FOCAL_POINT: Consequence.REMIND_CASE_WORKER,
        Consequence.REMIND_RECEIVING_WORKER: Consequence.REMIND_CASE_WORKER,
        Consequence.TELL_FOCAL_POINT: Consequence.REMIND_CASE_WORKER,
        Consequence.TELL_RECEIVERS_SUPERVISOR: Consequence.TELL_SENDERS_SUPERVISOR,
        Consequence.ASK_BOTH: Consequence.REMIND_CASE_WORKER,
    }
)
_LAPSES = (Clock.DRAFT, Clock.APPROVAL_LAPSE)


@dataclass(frozen=True, slots=True)
class Step:
    """One event: when it occurred, the state afterwards, and its name (an action or a note).

    `review_on`: the date that a hold or a place on the waiting list is looked at. `unapproved`: it was sent in an
    emergency without approval, so a review follows.
    """

    at: datetime
    state: State
    name: str
    review_on: date | None = None
    unapproved: bool = False

    def __post_init__(self) -> None:
        """Refuses a moment without a zone; keeps UTC."""
        if self.at.utcoffset() is None:
            raise ValueError(f"a moment needs a zone: {self.at.isoformat()}")
        object.__setattr__(self, "at", self.at.astimezone(UTC))


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """One referral. Steps are put in the order in which they occurred; those of one moment stay as they were given.

    `needed_from`: first contact counts from the beginning of that local day; `on_arrival`: from the note that the
    person has arrived. `spans` are those of the country or service in place of the defaults. Without a calendar of
    its own the sender's clocks run in the receiver's.
    """

    referral: str
    steps: tuple[Step, ...]
    priority: Priority
    receiver: Calendar
    sender: Calendar | None = None
    kind: Kind = Kind.REFERRAL
    delivery: Delivery = Delivery.CONNECTED
    needed_from: date | None = None
    on_arrival: bool = False
    consent_expires_at: datetime | None = None
    spans: Mapping[tuple[Clock, Priority], Span] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        """Refuses a history without a beginning."""
        if not self.steps:
            raise ValueError(
                "a history without events; right would be at least the one that made the referral"
            )
        object.__setattr__(self, "steps", tuple(sorted(self.steps, key=lambda step: step.at)))

    @property
    def state(self) -> State:
        """The present state."""
        return self.steps[-1].state

    def state_at(self, moment: datetime) -> State | None:
        """The state at a moment; None before the first event."""
        return next((step.state for step in reversed(self.steps) if step.at <= moment), None)

    def calendar(self, side: Side) -> Calendar:
        """In whose calendar a clock with this side runs."""
        return self.receiver if side is Side.RECEIVER else (self.sender or self.receiver)


def rules_of(history: History) -> list[ClockRule]:
    """The rows as they hold for this referral: by priority, kind, and whether the receiver is connected."""
    return [_delivered(_urgent(rule, history), history) for rule in RULES if _applies(rule, history)]


def span_of(history: History, rule: ClockRule, priority: Priority) -> Span | None:
    """The span of a row for a priority; None where it has none."""
    return history.spans.get((rule.clock, priority), rule.spans.get(priority))


def _applies(rule: ClockRule, history: History) -> bool:
    if span_of(history, rule, history.priority) is None:
        return False
    if rule.clock in _LAPSES:
        return history.priority is not Priority.EMERGENCY
    if rule.clock is Clock.AUTO_CLOSE:
        return history.kind is not Kind.TRANSFER
    # Nobody there can acknowledge.
    return rule.clock is not Clock.ACKNOWLEDGE or history.delivery is Delivery.CONNECTED


def _urgent(rule: ClockRule, history: History) -> ClockRule:
    """An emergency never expires: it stays before everybody's eyes. A waiting list does not stop its clock."""
    if history.priority is not Priority.EMERGENCY:
        return rule
    stays = {Consequence.EXPIRE: Consequence.STAY_ON_SCREENS}
    runs_in = rule.runs_in | ({State.WAITLISTED} if rule.clock is Clock.DECIDE else frozenset())
    return replace(rule, runs_in=runs_in, marks=_exchanged(rule, stays))


def _delivered(rule: ClockRule, history: History) -> ClockRule:
    if history.delivery is Delivery.CONNECTED or rule.side is not Side.RECEIVER:
        return rule
    return replace(rule, side=Side.SENDER, marks=_exchanged(rule, _FOR_THE_SENDER))


def _exchanged(
    rule: ClockRule, others: Mapping[Consequence, Consequence]
) -> Mapping[int, tuple[Consequence, ...]]:
    return {
        percent: tuple(dict.fromkeys(others.get(each, each) for each in effects))
        for percent, effects in rule.marks.items()
    }
