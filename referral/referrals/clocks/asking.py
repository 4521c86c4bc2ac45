"""What is due, what was missed, and when to look again."""

from dataclasses import dataclass
from datetime import datetime

from referral.referrals.clocks.clock import Clock, Consequence
from referral.referrals.clocks.history import History
from referral.referrals.clocks.paces import counted_until
from referral.referrals.clocks.running import Moment, Run, runs_of
from referral.referrals.rules.states import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A clock that has not ended. `due_at` None: it pauses, so that nobody can tell. `moments` in order of time."""

    clock: Clock
    with_whom: Side
    starts: datetime
    due_at: datetime | None
    pauses: bool
    moments: tuple[Moment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """A moment that has passed. `key` is the same however often it is worked out, and no other breach has it.

    `effects` are empty where what was asked for has been done since: nobody is reminded of what is done.
    """

    key: str
    clock: Clock
    label: str
    at: datetime
    with_whom: Side
    still_runs: bool
    effects: tuple[Consequence, ...]


def due(history: History) -> tuple[Due, ...]:
    """The clocks that run or pause now, the next one due first."""
    found = [
        Due(
            clock=run.clock,
            with_whom=run.side,
            starts=run.starts,
            due_at=run.due_at,
            pauses=run.pauses,
            moments=run.moments,
        )
        for run in runs_of(history)
        if run.ended_at is None
    ]
    return tuple(
        sorted(found, key=lambda each: (each.due_at is None, each.due_at or each.starts, each.clock))
    )


def breaches(history: History, since: datetime | None, until: datetime) -> tuple[Breach, ...]:
    """What became due after `since` (None: from the beginning) and by `until`, in order of time, each once."""
    found = [
        _breach(history, run, moment)
        for run in runs_of(history)
        for moment in run.moments
        if (since is None or moment.at > since) and moment.at <= until
    ]
    return tuple(sorted(found, key=lambda each: (each.at, each.key)))


def next_due_at(history: History, after: datetime) -> datetime | None:
    """The first moment after `after` at which anything will be due; None where nothing will."""
    coming = (
        moment.at
        for run in runs_of(history)
        if run.ended_at is None
        for moment in run.moments
        if moment.at > after
    )
    return min(coming, default=None)


def expires_at(history: History) -> datetime | None:
    """From when on the clocks let it expire, where nothing happens; None for an emergency, and after acceptance."""
    coming = (
        moment.at
        for run in runs_of(history)
        if run.ended_at is None
        for moment in run.moments
        if Consequence.EXPIRE in moment.effects
    )
    return min(coming, default=None)


def percent_elapsed(history: History, clock: Clock, at: datetime) -> int | None:
    """How much of its span the last run of a clock has counted by a moment; None where it never ran."""
    runs = [run for run in runs_of(history) if run.clock is clock]
    if not runs or not runs[-1].amount:
        return None
    return int(100 * (counted_until(runs[-1].segments, at, runs[-1].pace) / runs[-1].amount))


def _breach(history: History, run: Run, moment: Moment) -> Breach:
    still_runs = run.ended_at is None
    return Breach(
        key=f"{history.referral}/{run.clock}/{run.number}/{moment.label}",
        clock=run.clock,
        label=moment.label,
        at=moment.at,
        with_whom=run.side,
        still_runs=still_runs,
        effects=moment.effects if still_runs else (),
    )
