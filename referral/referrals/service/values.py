"""From the stored referral to the values of the rules, and back."""

from datetime import datetime

from referral.cases.rules import Basis, DataCategory, Direction
from referral.kit.clock import now
from referral.referrals.models import ReferralRecord
from referral.referrals.projection import EmergencyRelease, Subject
from referral.referrals.rules import (
    Choose,
    Delivery,
    Kind,
    Priority,
    Referral,
    Side,
    Told,
    ToldBy,
    Willing,
    state_of,
)

# Who said it stands sealed with the event; that somebody did is enough for the rules.
_SOMEBODY = "said to the sender"


def value_of(record: ReferralRecord, *, said_by: str = _SOMEBODY) -> Referral:
    """What decides about the referral. `said_by`: who told that there is a place, where that was only told."""
    return Referral(
        id=record.id,
        state=state_of(record.state),
        priority=Priority(record.priority),
        author=record.author_id,
        since=record.since,
        kind=Kind(record.kind),
        basis=Basis(record.basis),
        delivery=Delivery(record.delivery),
        back_to=state_of(record.back_to) if record.back_to else None,
        assigned_to=record.assigned_to,
        offer=record.offer_id,
        choose=Choose(record.choose),
        receiver_willing=_willing(record, said_by),
        confirmed_state=state_of(record.confirmed_state) if record.confirmed_state else None,
        clock_with=Side(record.clock_with) if record.clock_with else None,
        parent=record.parent_id,
        hop=record.hop,
        replaces=record.replaces_id,
        held_until=record.held_until,
    )


def _willing(record: ReferralRecord, said_by: str) -> Willing | None:
    if record.willing_by is not None:
        return Willing(None, Told(ToldBy(record.willing_by), said_by))
    return Willing(record.willing_person) if record.willing_person is not None else None


def put_value(record: ReferralRecord, after: Referral) -> None:
    """Writes what a change left."""
    willing = after.receiver_willing
    if after.assigned_to != record.assigned_to:
        record.assigned_to, record.assigned_at = after.assigned_to, now()
    record.state, record.since = after.state, after.since
    record.back_to, record.confirmed_state = after.back_to, after.confirmed_state
    record.clock_with, record.choose = after.clock_with, after.choose
    record.willing_person = willing.person if willing else None
    record.willing_by = willing.told.by if willing and willing.told else None


def subject_of(
    record: ReferralRecord,
    *,
    restricted: bool,
    categories: frozenset[DataCategory] = frozenset(),
    endangers: frozenset[str] = frozenset(),
) -> Subject:
    """What decides who sees how much. `categories` are those that are covered now; none, where that was not asked."""
    return Subject(
        state=state_of(record.state),
        priority=Priority(record.priority),
        reason=record.reason,
        confirmed_state=state_of(record.confirmed_state) if record.confirmed_state else None,
        protection=record.protection,
        restricted=restricted,
        open_offer=record.offer_id is not None,
        tier_one_at_sent=record.tier_one_at_sent,
        emergency_release=_release(record),
        direction=Direction(record.direction),
        categories=categories,
        released={name: datetime.fromisoformat(since) for name, since in record.released.items()},
        served_until=record.completed_at,
        follow_up_until=record.follow_up_until,
        withdrawn=record.withdrawn,
        consent_expired_at=_expired_at(record),
        regions=frozenset(each for each in (record.region_id, record.region1_id) if each),
        endangers=endangers,
    )


def _release(record: ReferralRecord) -> EmergencyRelease | None:
    """The reason stands with the approval that named it; without a supervisor there is none."""
    if record.release_basis is None:
        return None
    reason = f"approved by {record.release_supervisor}" if record.release_supervisor else ""
    return EmergencyRelease(
        basis=Basis(record.release_basis), supervisor=record.release_supervisor, reason=reason
    )


def _expired_at(record: ReferralRecord) -> datetime | None:
    expires = record.consent_expires_at
    return expires if expires is not None and expires <= now() else None
