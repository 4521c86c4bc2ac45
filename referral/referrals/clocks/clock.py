"""The clocks: with whom they are, in which states they run and pause, how long, and what happens at which share of it.

These are the defaults; a country, a service or a priority may have spans of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from referral.referrals.clocks.calendars import Span, Unit
from referral.referrals.rules.effects import REVIEW_WITHIN
from referral.referrals.rules.guards import AUTO_CLOSE_AFTER, LAPSES_AFTER
from referral.referrals.rules.kinds import Priority
from referral.referrals.rules.notes import Note
from referral.referrals.rules.states import OFFERED, SERVED, SERVING, Side, State


class Clock(StrEnum):
    """What somebody has to do in time."""

    DRAFT = "draft"
    APPROVE = "approve"
    APPROVAL_LAPSE = "approval_lapse"
    REVIEW = "review"
    ACKNOWLEDGE = "acknowledge"
    DECIDE = "decide"
    INFO = "info"
    WAITLIST_REVIEW = "waitlist_review"
    FIRST_CONTACT = "first_contact"
    PROGRESS = "progress"
    HOLD_REVIEW = "hold_review"
    CLOSURE = "closure"
    AUTO_CLOSE = "auto_close"
    CONSENT_EXPIRY = "consent_expiry"
    PRIVACY_ACKNOWLEDGE = "privacy_acknowledge"
    PRIVACY_ATTEST = "privacy_attest"


class Consequence(StrEnum):
    """What a clock brings about; the service does it, where the rules allow it then."""

    REMIND_CASE_WORKER = "remind_case_worker"
    REMIND_SUPERVISOR = "remind_supervisor"
    REMIND_FOCAL_POINT = "remind_focal_point"
    REMIND_RECEIVING_WORKER = "remind_receiving_worker"
    TELL_SENDER = "tell_sender"
    TELL_SENDERS_SUPERVISOR = "tell_senders_supervisor"
    TELL_FOCAL_POINT = "tell_focal_point"
    TELL_RECEIVERS_SUPERVISOR = "tell_receivers_supervisor"
    TELL_DEPUTY = "tell_deputy"
    TELL_DUTY_LIST = "tell_duty_list"
    TELL_COORDINATOR = "tell_coordinator"
    TELL_OFFICER = "tell_officer"
    COUNT_FOR_COORDINATOR = "count_for_coordinator"
    OFFER_NEXT_FALLBACK = "offer_next_fallback"
    PROPOSE_ALTERNATIVES = "propose_alternatives"
    STAY_ON_SCREENS = "stay_on_screens"
    DEMAND_REASON = "demand_reason"
    ASK_BOTH = "ask_both"
    BACK_TO_RECEIVER = "back_to_receiver"
    EXPIRE = "expire"
    AUTO_CLOSE = "auto_close"
    ASK_TO_RENEW = "ask_to_renew"
    WITHDRAW_EXPIRED = "withdraw_expired"
    OFFICER_DECIDES = "officer_decides"


_Marks = Mapping[int, tuple[Consequence, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRule:
    """One row. `marks`: what happens at which percent of the span. `wall`: it never stops, whatever the priority.

    `restarts` is the note with which it begins anew.
    """

    clock: Clock
    side: Side
    runs_in: frozenset[State]
    spans: Mapping[Priority, Span]
    marks: _Marks
    pauses_in: frozenset[State] = field(default=frozenset())
    restarts: Note | None = None
    wall: bool = False


def _spans(emergency: Span | None, urgent: Span, routine: Span) -> Mapping[Priority, Span]:
    told = {Priority.EMERGENCY: emergency, Priority.URGENT: urgent, Priority.ROUTINE: routine}
    return MappingProxyType({priority: span for priority, span in told.items() if span})


def _days(days: int) -> Mapping[Priority, Span]:
    return MappingProxyType({priority: Span(days, Unit.DAYS) for priority in Priority})


def _in(*states: State) -> frozenset[State]:
    return frozenset(states)


_C = Consequence
_H, _D, _W = Unit.HOURS, Unit.DAYS, Unit.WORKING_DAYS
_ANSWER: _Marks = {
    50: (_C.REMIND_FOCAL_POINT,),
    100: (_C.TELL_RECEIVERS_SUPERVISOR, _C.TELL_SENDER),
    150: (_C.TELL_COORDINATOR, _C.OFFER_NEXT_FALLBACK),
    300: (_C.EXPIRE, _C.PROPOSE_ALTERNATIVES),
}

RULES: tuple[ClockRule, ...] = (
    ClockRule(
        clock=Clock.DRAFT,
        side=Side.SENDER,
        runs_in=_in(State.DRAFT),
        spans=_days(LAPSES_AFTER[State.DRAFT].days),
        marks={100: (_C.EXPIRE,)},
        wall=True,
    ),
    ClockRule(
        clock=Clock.APPROVE,
        side=Side.SUPERVISOR,
        runs_in=_in(State.PENDING_APPROVAL),
        spans=_spans(Span(30, Unit.MINUTES), Span(8, _H), Span(1, _W)),
        marks={50: (_C.REMIND_SUPERVISOR,), 100: (_C.TELL_DEPUTY,), 150: (_C.TELL_DUTY_LIST,)},
    ),
    ClockRule(
        clock=Clock.APPROVAL_LAPSE,
        side=Side.SUPERVISOR,
        runs_in=_in(State.PENDING_APPROVAL),
        spans=_days(LAPSES_AFTER[State.PENDING_APPROVAL].days),
        marks={100: (_C.EXPIRE,)},
        wall=True,
    ),
    ClockRule(
        clock=Clock.REVIEW,
        side=Side.SUPERVISOR,
        runs_in=_in(*OFFERED, *SERVING, *SERVED),
        spans=_days(REVIEW_WITHIN.days),
        marks={50: (_C.REMIND_SUPERVISOR,), 100: (_C.TELL_DEPUTY, _C.TELL_OFFICER)},
        wall=True,
    ),
    ClockRule(
        clock=Clock.ACKNOWLEDGE,
        side=Side.RECEIVER,
        runs_in=_in(State.SENT),
        spans=_spans(Span(1, _H), Span(24, _H), Span(2, _W)),
        marks=_ANSWER,
    ),
    ClockRule(
        clock=Clock.DECIDE,
        side=Side.RECEIVER,
        runs_in=_in(State.SENT, State.ACKNOWLEDGED),
        pauses_in=_in(State.INFO_REQUESTED),
        spans=_spans(Span(24, _H), Span(72, _H), Span(7, _D)),
        marks=_ANSWER,
    ),
    ClockRule(
        clock=Clock.INFO,
        side=Side.SENDER,
        runs_in=_in(State.INFO_REQUESTED),
        spans=_spans(Span(12, _H), Span(48, _H), Span(7, _D)),
        marks={
            50: (_C.REMIND_CASE_WORKER,),
            100: (_C.TELL_SENDERS_SUPERVISOR,),
            300: (_C.BACK_TO_RECEIVER,),
        },
    ),
    ClockRule(
        clock=Clock.WAITLIST_REVIEW,
        side=Side.RECEIVER,
        runs_in=_in(State.WAITLISTED),
        pauses_in=_in(State.INFO_REQUESTED),
        spans=_spans(None, Span(7, _D), Span(30, _D)),
        marks={100: (_C.ASK_BOTH,), 300: (_C.EXPIRE, _C.PROPOSE_ALTERNATIVES)},
        restarts=Note.WAITLIST_REVIEWED,
    ),
    ClockRule(
        clock=Clock.FIRST_CONTACT,
        side=Side.RECEIVER,
        runs_in=_in(State.ACCEPTED),
        pauses_in=_in(State.ON_HOLD),
        spans=_spans(Span(24, _H), Span(72, _H), Span(14, _D)),
        marks={
            50: (_C.REMIND_RECEIVING_WORKER,),
            100: (_C.TELL_FOCAL_POINT, _C.TELL_SENDER),
            150: (_C.TELL_COORDINATOR,),
        },
    ),
    ClockRule(
        clock=Clock.PROGRESS,
        side=Side.RECEIVER,
        runs_in=_in(State.IN_SERVICE),
        pauses_in=_in(State.ON_HOLD),
        spans=_spans(Span(7, _D), Span(14, _D), Span(30, _D)),
        marks={100: (_C.DEMAND_REASON,), 150: (_C.TELL_COORDINATOR,)},
        restarts=Note.PROGRESS,
    ),
    ClockRule(
        clock=Clock.HOLD_REVIEW,
        side=Side.RECEIVER,
        runs_in=_in(State.ON_HOLD),
        spans=_days(30),
        marks={100: (_C.REMIND_RECEIVING_WORKER, _C.TELL_SENDER)},
        restarts=Note.HOLD_REVIEWED,
        wall=True,
    ),
    ClockRule(
        clock=Clock.CLOSURE,
        side=Side.SENDER,
        runs_in=_in(State.COMPLETED),
        spans=_days(14),
        marks={50: (_C.REMIND_CASE_WORKER,)},
    ),
    ClockRule(
        clock=Clock.AUTO_CLOSE,
        side=Side.SENDER,
        runs_in=_in(State.COMPLETED),
        spans=_days(AUTO_CLOSE_AFTER.days),
        marks={100: (_C.AUTO_CLOSE,)},
        wall=True,
    ),
)
