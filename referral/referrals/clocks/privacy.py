"""The clocks of a privacy task: seven days to acknowledge it, thirty to attest that it was done. They never stop."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from referral.referrals.clocks.asking import Breach
from referral.referrals.clocks.clock import Clock, Consequence
from referral.referrals.rules.states import Side

ACKNOWLEDGED_WITHIN, ATTESTED_WITHIN = timedelta(days=7), timedelta(days=30)
_MARKS = {100: (Consequence.TELL_OFFICER,), 150: (Consequence.COUNT_FOR_COORDINATOR,)}


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyTask:
    """When it was asked for, acknowledged and attested, aware. Whoever attests has acknowledged."""

    id: str
    requested_at: datetime
    acknowledged_at: datetime | None = None
    attested_at: datetime | None = None


def privacy_breaches(task: PrivacyTask, since: datetime | None, until: datetime) -> tuple[Breach, ...]:
    """What became due after `since` and by `until`, in order of time, each once and under a key that stays."""
    acknowledged = task.acknowledged_at or task.attested_at
    clocks = (
        (Clock.PRIVACY_ACKNOWLEDGE, ACKNOWLEDGED_WITHIN, acknowledged),
        (Clock.PRIVACY_ATTEST, ATTESTED_WITHIN, task.attested_at),
    )
    found = [
        Breach(
            key=f"{task.id}/{clock}/1/{percent}",
            clock=clock,
            label=str(percent),
            at=at,
            with_whom=Side.RECEIVER,
            still_runs=done is None,
            effects=effects if done is None else (),
        )
        for clock, within, done in clocks
        for percent, effects in _MARKS.items()
        for at in (task.requested_at + within * percent / 100,)
        if (since is None or at > since) and at <= until and (done is None or at < done)
    ]
    return tuple(sorted(found, key=lambda each: (each.at, each.key)))


def privacy_next_due_at(task: PrivacyTask, after: datetime) -> datetime | None:
    """The first moment after `after` at which something will be due; None where nothing will."""
    last = task.requested_at + 2 * ATTESTED_WITHIN
    coming = (each.at for each in privacy_breaches(task, after, last) if each.still_runs)
    return min(coming, default=None)
