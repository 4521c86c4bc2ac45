"""Whether what somebody agreed to lets an organisation count them in a programme: judged under the lock."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from referral.cases.rules import Allowed, Consent, DataCategory, Purpose, Recipient, covers
from referral.cases.service.referring import Ground, agreements, chain_of, chains_of, lock_ground
from referral.kit.clock import now
from referral.kit.identity import OrganizationId
from referral.programmes.errors import NotCovered

# To be counted somebody tells what they need; who they are stays with the case.
TOLD = frozenset({DataCategory.NEEDS})


def covering(
    session: Session, case_id: str, person_id: str, organization_id: str, *, consent_id: str | None
) -> tuple[str, Consent, Ground]:
    """The shared id of the consent's versions, the newest of them and the case, both locked. Raises `NotCovered`."""
    moment = now()
    chains = _asked(session, person_id, consent_id)
    known = agreements(session, chains)
    chain = next((each for each in chains if _covers(known.get(each), organization_id, moment)), None)
    if chain is None:
        raise NotCovered
    ground = lock_ground(session, case_id, {person_id: chain})
    consent = ground.consents.get(person_id)
    if consent is None or not _covers(consent, organization_id, moment):
        raise NotCovered
    return chain, consent, ground


def _asked(session: Session, person_id: str, consent_id: str | None) -> Sequence[str]:
    if consent_id is None:
        return chains_of(session, person_id)
    found = chain_of(session, person_id, consent_id)
    return () if found is None else (found,)


def _covers(consent: Consent | None, organization_id: str, at: datetime) -> bool:
    if consent is None:
        return False
    recipient = Recipient(OrganizationId(organization_id))
    return isinstance(covers(consent, recipient, Purpose.PROGRAMME, TOLD, at), Allowed)
