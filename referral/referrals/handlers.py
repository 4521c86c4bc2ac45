"""How referrals follow what ends below them, in the same transaction; work that is handed over follows by jobs."""

from sqlalchemy.orm import Session

from referral.access.events import MembershipEnded, RolesLost
from referral.cases.events import ConsentNarrowed, ConsentWithdrawn, CustodyMoved, PersonErased
from referral.directory.queries.arrival import install_arrival_grant
from referral.kit import events, jobs
from referral.referrals.queries.referrals import in_hand_of
from referral.referrals.service import ending
from referral.referrals.service.arriving import may_know_arrival

# The roles in which somebody has referrals of a receiver in hand, the first that is handed over counts.
_RECEIVING = ("worker", "focal_point")


def on_membership(session: Session, event: MembershipEnded | RolesLost) -> None:
    """One job for each referral: each takes the locks of its own case."""
    given = {each.role: each.to for each in event.handovers}
    roles = [role for role in _RECEIVING if role in given]
    if not roles:
        return
    to = next((str(given[role]) for role in roles if given[role] is not None), None)
    for id_ in in_hand_of(session, event.member_id):
        payload = {"referral_id": id_, "member_id": event.member_id, "to": to}
        jobs.enqueue(session, ending.HAND_OVER, payload)


def register() -> None:
    """Called once, by the factory."""
    install_arrival_grant(may_know_arrival)
    events.register(ConsentWithdrawn, ending.end_with_consent)
    events.register(ConsentNarrowed, ending.end_with_narrowing)
    events.register(PersonErased, ending.end_with_person)
    events.register(CustodyMoved, ending.follow_custody)
    events.register(MembershipEnded, on_membership)
    events.register(RolesLost, on_membership)
