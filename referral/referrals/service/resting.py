"""On which consent a referral rests that was drafted before anybody agreed to it."""

from sqlalchemy.orm import Session

from referral.kit.identity import Actor
from referral.referrals.models import ReferralPerson
from referral.referrals.queries import referrals as queries
from referral.referrals.rules import UNSENT, state_of
from referral.referrals.service.addressing import addressed
from referral.referrals.service.settling import covering_chains


def find_consents(session: Session, actor: Actor, referral_id: str) -> list[str]:
    """Looks for a consent for everybody in an unsent referral of one's own whom none covers yet.

    Answers the ids of the people for whom there is still none. Takes no lock; whether what it found still holds is
    judged under the locks when the referral is sent. Raises `NotFound`.
    """
    without = []
    for person, found in _agreed(session, actor, referral_id):
        if not found:
            without.append(person.person_id)
        elif person.chain_id not in found:
            person.chain_id = found[0]
    return without


def unagreed(session: Session, actor: Actor, referral_id: str) -> list[str]:
    """The same ids; nothing is changed."""
    return [person.person_id for person, found in _agreed(session, actor, referral_id) if not found]


def _agreed(session: Session, actor: Actor, referral_id: str) -> list[tuple[ReferralPerson, list[str]]]:
    """Everybody in it with the consents that cover it now."""
    record = queries.referral_for(session, actor, referral_id)
    if state_of(record.state) not in UNSENT or record.sender_organization_id != actor.organization_id:
        return []
    to = addressed(session, record.service_id, record.service_at_location_id)
    people = queries.people_of(session, [record.id])[record.id]
    return [(each, covering_chains(session, record, each.person_id, to)) for each in people]
