"""The runs of the clocks of one referral: from when, with which pauses, until when, and what is due at which moment.

All of it follows from the history; the same history gives the same runs, whenever and however often it is asked.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from referral.cases.rules.duties import Phase
from referral.cases.rules.expiring import ASKED_BEFORE, OFFICER_AFTER
from referral.referrals.clocks.calendars import working_span
from referral.referrals.clocks.clock import Clock, ClockRule, Consequence
from referral.referrals.clocks.history import History, Step, rules_of, span_of
from referral.referrals.clocks.paces import Pace, Segment, Wall, Working, reached
from referral.referrals.rules.kinds import Priority
from referral.referrals.rules.notes import Note
from referral.referrals.rules.states import Side, State

DUE = "100"
# The share of the time for an answer at which the receiver's clock goes on.
_UNANSWERED = "300"
_Asked = tuple[datetime, datetime]  # when information was requested, when that was not answered in time


@dataclass(frozen=True, slots=True)
class Moment:
    """Something is due. `label` is the percent of the span, or a word; `effects` are what it brings about."""

    label: str
    at: datetime
    effects: tuple[Consequence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of a clock, counted from 1. `ended_at` None: it has not ended, though it may pause."""

    clock: Clock
    number: str
    side: Side
    starts: datetime
    segments: tuple[Segment, ...]
    ended_at: datetime | None
    pace: Pace
    amount: timedelta
    moments: tuple[Moment, ...]
    asked_after: datetime

    @property
    def pauses(self) -> bool:
        """Whether it stands still after the last event, for good or until somebody has not answered in time."""
        begins, ends = self.segments[-1]
        return self.ended_at is None and (
            ends is not None or (len(self.segments) > 1 and begins > self.asked_after)
        )

    @property
    def due_at(self) -> datetime | None:
        """When its time is over; None where that cannot be told while it pauses, or it ended before."""
        return next((moment.at for moment in self.moments if moment.label == DUE), None)


@dataclass(slots=True)
class _Stretch:
    """A run as it is put together from the steps."""

    begun_by: Step
    segments: list[Segment]
    ended_at: datetime | None = None


def runs_of(history: History) -> list[Run]:
    """Every run, ended or not, clock by clock in the order of the table."""
    rules = rules_of(history)
    info = next(rule for rule in rules if rule.clock is Clock.INFO)
    unanswered = [
        (run.starts, moment.at)
        for run in _runs(history, info, [])
        for moment in run.moments
        if moment.label == _UNANSWERED
    ]
    found = [run for rule in rules for run in _runs(history, rule, unanswered)]
    return [*found, *_consent_runs(history)]


def _runs(history: History, rule: ClockRule, unanswered: list[_Asked]) -> list[Run]:
    stretches = [
        clipped
        for stretch in _stretches(history, rule, unanswered)
        if (clipped := _from_when_needed(history, rule, stretch)) is not None
    ]
    return [_run(history, rule, number, stretch) for number, stretch in enumerate(stretches, 1)]


def _stretches(history: History, rule: ClockRule, unanswered: list[_Asked]) -> list[_Stretch]:
    """The runs of a rule with their pauses. A pause for information ends when nobody has answered in time."""
    found: list[_Stretch] = []
    running: _Stretch | None = None
    for step, until in _with_ends(history.steps):
        runs, pauses = step.state in rule.runs_in, step.state in rule.pauses_in
        over = running is not None and (not (runs or pauses) or _begins_anew(rule, step))
        if running is not None and over:
            running.ended_at, running = step.at, None
        if runs and running is None and _may_begin(rule, step):
            running = _Stretch(step, [])
            found.append(running)
        if running is not None and runs:
            running.segments.append((step.at, until))
        elif running is not None and step.state is State.INFO_REQUESTED:
            running.segments += _resumed(step.at, until, unanswered)
    return [stretch for stretch in found if stretch.segments]


def _with_ends(steps: tuple[Step, ...]) -> Iterator[tuple[Step, datetime | None]]:
    ends = [*(step.at for step in steps[1:]), None]
    return zip(steps, ends, strict=True)


def _begins_anew(rule: ClockRule, step: Step) -> bool:
    if rule.clock is Clock.REVIEW:
        return step.name == Note.REVIEWED
    return rule.restarts is not None and step.name == rule.restarts


def _may_begin(rule: ClockRule, step: Step) -> bool:
    return rule.clock is not Clock.REVIEW or step.unapproved


def _resumed(since: datetime, until: datetime | None, unanswered: list[_Asked]) -> list[Segment]:
    """What is left of a pause for information once the answer is overdue; `since` lies within that pause."""
    asked = [lapsed for starts, lapsed in unanswered if starts <= since]
    return [(max(lapsed, since), until) for lapsed in asked[-1:] if until is None or lapsed < until]


def _from_when_needed(history: History, rule: ClockRule, stretch: _Stretch) -> _Stretch | None:
    """First contact counts from the day on which it is needed, or from arrival; None before that is known."""
    if rule.clock is not Clock.FIRST_CONTACT:
        return stretch
    starts = stretch.segments[0][0]
    if history.on_arrival:
        arrived = [step.at for step in history.steps if step.name == Note.ARRIVED]
        if not arrived:
            return None
        starts = max(starts, arrived[0])
    elif history.needed_from is not None:
        starts = max(starts, _midnight(history, rule.side, history.needed_from))
    segments = [
        (max(begins, starts), ends) for begins, ends in stretch.segments if ends is None or ends > starts
    ]
    return replace(stretch, segments=segments) if segments else None


def _run(history: History, rule: ClockRule, number: int, stretch: _Stretch) -> Run:
    starts, segments = stretch.segments[0][0], tuple(stretch.segments)
    pace, amount = _pace(history, rule, starts)
    if stretch.begun_by.review_on is not None:
        pace, amount = _dated(history, rule, stretch.begun_by.review_on, starts, pace, amount)
    moments = (
        Moment(str(percent), at, rule.marks.get(percent, ()))
        for percent in sorted({*rule.marks, int(DUE)})
        if (at := reached(segments, amount * percent / 100, pace)) is not None
    )
    return Run(
        clock=rule.clock,
        number=str(number),
        side=rule.side,
        starts=starts,
        segments=segments,
        ended_at=stretch.ended_at,
        pace=pace,
        amount=amount,
        asked_after=history.steps[-1].at,
        moments=tuple(
            moment for moment in moments if stretch.ended_at is None or moment.at < stretch.ended_at
        ),
    )


def _pace(history: History, rule: ClockRule, starts: datetime) -> tuple[Pace, timedelta]:
    """Wall time for emergencies; others work, and never longer for what is more urgent."""
    span = span_of(history, rule, history.priority)
    slowest = span_of(history, rule, Priority.ROUTINE) or span
    if span is None or slowest is None:
        raise ValueError(f"the clock {rule.clock} has no span for {history.priority}")
    if rule.wall or history.priority is Priority.EMERGENCY:
        return Wall(), span.wall
    calendar = history.calendar(rule.side)
    amount = min(working_span(each, calendar, starts) for each in (span, slowest))
    return Working(calendar), amount


def _dated(
    history: History, rule: ClockRule, day: date, starts: datetime, pace: Pace, amount: timedelta
) -> tuple[Pace, timedelta]:
    """A date that was promised holds, until its end, where it is not later than what the clock gives anyway."""
    ends = _midnight(history, rule.side, day + timedelta(days=1))
    if starts < ends <= pace.after(starts, amount) or (rule.wall and ends > starts):
        return Wall(), ends - starts
    return pace, amount


def _midnight(history: History, side: Side, day: date) -> datetime:
    zone = ZoneInfo(history.calendar(side).hours.zone)
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _consent_runs(history: History) -> list[Run]:
    """One run for each date of expiry; a renewed consent has another date and so another run."""
    expires = history.consent_expires_at
    if expires is None:
        return []
    expires = expires.astimezone(UTC)
    ended = next((step.at for step in history.steps if step.state.ends), None)
    starts = expires - ASKED_BEFORE
    return [
        Run(
            clock=Clock.CONSENT_EXPIRY,
            number=expires.strftime("%Y%m%dT%H%M%SZ"),
            side=Side.SENDER,
            starts=starts,
            segments=((starts, ended),),
            ended_at=ended,
            pace=Wall(),
            amount=ASKED_BEFORE,
            asked_after=history.steps[-1].at,
            moments=_consent_moments(history, starts, expires, ended),
        )
    ]


def _consent_moments(
    history: History, starts: datetime, expires: datetime, ended: datetime | None
) -> tuple[Moment, ...]:
    moments = (
        Moment("ask", starts, (Consequence.ASK_TO_RENEW,) if starts >= history.steps[0].at else ()),
        Moment(DUE, expires, _on_expiry(history, expires)),
        Moment("officer", expires + OFFICER_AFTER, _for_the_officer(history, expires + OFFICER_AFTER)),
    )
    return tuple(moment for moment in moments if moment.effects and (ended is None or moment.at < ended))


def _on_expiry(history: History, at: datetime) -> tuple[Consequence, ...]:
    state = history.state_at(at)
    if state is None or state.phase is Phase.BEFORE_ACCEPTANCE:
        return (Consequence.WITHDRAW_EXPIRED,)
    return (Consequence.ASK_TO_RENEW,) if state.phase is Phase.SERVING else ()


def _for_the_officer(history: History, at: datetime) -> tuple[Consequence, ...]:
    state = history.state_at(at)
    return (Consequence.OFFICER_DECIDES,) if state is not None and state.phase is Phase.SERVING else ()
