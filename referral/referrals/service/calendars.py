"""The history of a referral as the clocks read it, and what is due by it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from referral.directory.opening import Hours
from referral.places.profiles import UnknownCountry, country
from referral.referrals.clocks import MONDAY_TO_FRIDAY, Calendar, History, Step, calendar_of, next_due_at
from referral.referrals.models import ReferralEvent, ReferralRecord
from referral.referrals.projection import READABLE_AFTER
from referral.referrals.rules import SERVED, Delivery, Kind, Priority, State, state_of
from referral.search.hours.patterns import holidays_in

# After other ends nobody of the receiver reads on.
_READ_ON = (*SERVED, State.CLOSED, State.FAILED)


def calendar_from(said: dict[str, Any]) -> Calendar:
    """The calendar that stands with a referral."""
    hours = Hours.from_json(said["hours"]) if said.get("hours") else None
    code = said.get("country")
    return calendar_of(hours, zone=said["zone"], country=code, holidays=holidays_in, week=_week(code))


def _week(code: str | None) -> Sequence[str]:
    try:
        return country(code).working_week if code else MONDAY_TO_FRIDAY
    except UnknownCountry:
        return MONDAY_TO_FRIDAY


def history_of(record: ReferralRecord, events: Sequence[ReferralEvent]) -> History:
    """What the clocks are read from: all events of the referral, as they occurred."""
    return History(
        referral=record.id,
        steps=tuple(_step(each) for each in events),
        priority=Priority(record.priority),
        receiver=calendar_from(record.receiver_calendar),
        sender=calendar_from(record.sender_calendar),
        kind=Kind(record.kind),
        delivery=Delivery(record.delivery),
        needed_from=record.needed_from,
        on_arrival=record.on_arrival,
        consent_expires_at=record.consent_expires_at,
    )


def _step(event: ReferralEvent) -> Step:
    review = event.details.get("review_on")
    return Step(
        at=event.occurred_at,
        state=state_of(event.to_state),
        name=event.action,
        review_on=date.fromisoformat(review) if review else None,
        unapproved=bool(event.details.get("unapproved")),
    )


def look_again_at(record: ReferralRecord, history: History, after: datetime) -> datetime | None:
    """When the sweep has something to do next: a clock, or the end of the thirty days in which it may still be read."""
    coming = [next_due_at(history, after)]
    served = record.completed_at if state_of(record.state) in _READ_ON else None
    if served is not None and (ends := served + READABLE_AFTER) > after:
        coming.append(ends)
    return min((each for each in coming if each is not None), default=None)
