"""The history of referrals, and the feed of what changed."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, func, literal, or_, select
from sqlalchemy.orm import Session

from referral.kit.db.bulk import among
from referral.kit.identity import Actor, ActorKind
from referral.referrals.models import ReferralBreach, ReferralEvent, ReferralRecord
from referral.referrals.queries.referrals import found_by
from referral.referrals.rules import UNSENT

# Events of this transaction, which are stored with their numbers of the audit right before the commit.
_FRESH = "referral_events"


def add_event(session: Session, event: ReferralEvent) -> None:
    """One more event of the history; it is read from here on, and stored when it has its number."""
    session.info.setdefault(_FRESH, []).append(event)


def _fresh(session: Session, referral_id: str) -> list[ReferralEvent]:
    return [
        each
        for each in session.info.get(_FRESH, ())
        if each.referral_id == referral_id and each.sequence is None
    ]


def events_of(session: Session, referral_id: str) -> Sequence[ReferralEvent]:
    """Every event, in the order in which they were recorded."""
    wanted = select(ReferralEvent).where(ReferralEvent.referral_id == referral_id)
    stored = session.scalars(wanted.order_by(ReferralEvent.number)).all()
    return [*stored, *_fresh(session, referral_id)]


def events_by_referral(session: Session, referral_ids: Collection[str]) -> dict[str, list[ReferralEvent]]:
    """The stored events of each of these referrals, which the caller may see, in the order of their recording."""
    wanted = select(ReferralEvent).where(among(ReferralEvent.referral_id, sorted(referral_ids)))
    found: dict[str, list[ReferralEvent]] = {each: [] for each in referral_ids}
    for event in session.scalars(wanted.order_by(ReferralEvent.referral_id, ReferralEvent.number)):
        found[event.referral_id].append(event)
    return found


def last_number(session: Session, referral_id: str) -> int:
    """The number of the last event; 0 before the first."""
    fresh = _fresh(session, referral_id)
    if fresh:
        return fresh[-1].number
    wanted = select(func.max(ReferralEvent.number)).where(ReferralEvent.referral_id == referral_id)
    return session.scalar(wanted) or 0


def fired(session: Session, referral_id: str) -> set[str]:
    """The keys of what was missed and acted upon."""
    return set(session.scalars(select(ReferralBreach.key).where(ReferralBreach.referral_id == referral_id)))


def changes(
    session: Session, actor: Actor, *, after: int, to: int, limit: int
) -> Sequence[tuple[ReferralEvent, ReferralRecord]]:
    """Events of referrals that the actor may find, between two sequence numbers, in the order of the commits.

    Of what happened before it was sent only the sender hears.
    """
    own: ColumnElement[bool] = ReferralRecord.sender_organization_id == actor.organization_id
    if actor.kind is ActorKind.SYSTEM:
        own = literal(True)
    wanted = (
        select(ReferralEvent, ReferralRecord)
        .join(ReferralRecord, ReferralRecord.id == ReferralEvent.referral_id)
        .where(ReferralEvent.sequence > after, ReferralEvent.sequence <= to, found_by(actor))
        .where(or_(own, ReferralEvent.to_state.not_in(UNSENT)))
        .order_by(ReferralEvent.sequence)
        .limit(limit)
    )
    return [(event, record) for event, record in session.execute(wanted)]


def last_event(session: Session, referral_id: str, actions: Collection[str]) -> ReferralEvent | None:
    """The last event with one of these names."""
    fresh = [each for each in _fresh(session, referral_id) if each.action in actions]
    if fresh:
        return fresh[-1]
    wanted = select(ReferralEvent).where(
        ReferralEvent.referral_id == referral_id, ReferralEvent.action.in_(actions)
    )
    return session.scalars(wanted.order_by(ReferralEvent.number.desc()).limit(1)).first()
