"""On which consent a referral rests that was drafted before anybody agreed to it."""

from sqlalchemy.orm import Session

from referral.kit.identity import Actor
from referral.referrals.queries import referrals as queries
from referral.referrals.rules import UNSENT, state_of
from referral.referrals.service.addressing import addressed
from referral.referrals.service.settling import covering_chains


def find_consents(session: Session, actor: Actor, referral_id: str) -> list[str]:
    """Looks for a consent for everybody in an unsent referral of one's own who has none that covers it.

    Answers the ids of the people for whom there is still none. Takes no lock; whether what it found still holds is
    judged under the locks when the referral is sent. Raises `NotFound`.
    """
    record = queries.referral_for(session, actor, referral_id)
    if state_of(record.state) not in UNSENT or record.sender_organization_id != actor.organization_id:
        return []
    to = addressed(session, record.service_id, record.service_at_location_id)
    without = []
    for person in queries.people_of(session, [record.id])[record.id]:
        found = covering_chains(session, record, person.person_id, to)
        if not found:
            without.append(person.person_id)
        elif person.chain_id not in found:
            person.chain_id = found[0]
    return without
