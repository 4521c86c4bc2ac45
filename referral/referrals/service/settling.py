"""What a referral takes along from consents and people when it is drafted and when it is sent."""

import hashlib
import json

from sqlalchemy.orm import Session

from referral.cases.rules import Allowed, Basis, Direction, covers
from referral.cases.service.referring import PartyMember, agreements, chains_of, party_of
from referral.directory.needs import need
from referral.kit.clock import now
from referral.places.queries import public_region
from referral.referrals.models import Enquiry, ReferralRecord
from referral.referrals.rules import Kind, Priority
from referral.referrals.rules.bands import band_of
from referral.referrals.service.addressing import Addressed
from referral.referrals.service.covering import PURPOSES, TOLD, recipient_of
from referral.referrals.service.seeing import Opened

_ADULT = 18


def find_chain(session: Session, record: ReferralRecord, person_id: str, to: Addressed) -> str | None:
    """The person's newest consent that covers the referral; None where none does. Takes no lock."""
    return next(iter(covering_chains(session, record, person_id, to)), None)


def covering_chains(session: Session, record: ReferralRecord, person_id: str, to: Addressed) -> list[str]:
    """The person's consents that cover the referral now, the newest first. Takes no lock."""
    recipient = recipient_of(to.organization_id, to.categories)
    purpose, moment = PURPOSES[Kind(record.kind)], now()
    newest = agreements(session, chains_of(session, person_id))
    return [
        chain_id
        for chain_id, agreed in newest.items()
        if isinstance(covers(agreed, recipient, purpose, TOLD, moment), Allowed)
    ]


def put_party(record: ReferralRecord, party: tuple[PartyMember, ...], *, protected: bool) -> None:
    """Tier 0 of the people, as far as it is known: bands and counts, never who they are."""
    record.party_size = len(party)
    record.protection = protected or any(need(code).protection for code in record.need_codes)
    languages = (each for member in party for each in member.facts.languages or ())
    record.languages = list(dict.fromkeys(languages))
    record.accessibility = any(member.facts.accessible for member in party)
    first = party[0].facts
    if first.age_from is not None and first.age_to is not None:
        record.age_band = band_of(first.age_from, first.age_to)
        minor, adult = first.age_to < _ADULT, first.age_from >= _ADULT
        record.adult_or_child = "child" if minor else "adult" if adult else None


def put_region(session: Session, record: ReferralRecord | Enquiry, region_id: str | None) -> None:
    """The region of the case or of a question, its wider one of the first level, and the country."""
    region = public_region(session, region_id) if region_id is not None else None
    record.region_id = region_id
    while region is not None:
        record.country = region.country_code
        if region.level == 1:
            record.region1_id = region.id
        region = public_region(session, region.parent_id) if region.parent_id is not None else None


def settle_consents(session: Session, opened: Opened) -> None:
    """Takes along what the consents say now: their versions, what rests on a law, direction, tiers and end."""
    record, consents = opened.record, opened.ground.consents
    for person in opened.people:
        agreed = consents.get(person.person_id)
        person.consent_id = agreed.id if agreed else None
    found = list(consents.values())
    if not found:
        return
    record.basis = min(
        (each.basis for each in found if each.basis is not Basis.CONSENT), default=Basis.CONSENT
    )
    back = all(each.direction.tells_back for each in found)
    record.direction = Direction.BOTH if back else Direction.SEND
    record.tier_one_at_sent = all(each.tier_one_at_sent for each in found)
    record.protection = record.protection or any(each.protection for each in found)
    record.consent_expires_at = min(
        (each.expires_at for each in found if each.expires_at is not None), default=None
    )
    record.follow_up_until = min(
        (each.follow_up_until for each in found if each.follow_up_until is not None), default=None
    )
    record.disclosed_hash = _disclosed(session, opened)


def settle_release(record: ReferralRecord, opened: Opened, *, supervisor: str | None) -> None:
    """Whether identity is open from the sending on: only in an emergency, and where everybody agreed to it or a
    supervisor approved it for vital interests.
    """
    consents = list(opened.ground.consents.values())
    record.release_basis = record.release_supervisor = None
    if not record.release_wanted or record.priority != Priority.EMERGENCY or not consents:
        return
    if all(each.release_on_send and each.rests_on_agreement for each in consents):
        record.release_basis = Basis.CONSENT
    elif supervisor is not None and all(each.basis is Basis.VITAL_INTERESTS for each in consents):
        record.release_basis, record.release_supervisor = Basis.VITAL_INTERESTS, supervisor


def _disclosed(session: Session, opened: Opened) -> str:
    """Of ids and versions: that it was this and nothing else can be shown later, without keeping what it was."""
    record = opened.record
    party = party_of(session, record.case_id, opened.person_ids)
    told = {
        "people": [[each.id, each.version] for each in party],
        "consents": sorted([each.id, each.version] for each in opened.ground.consents.values()),
        "needs": sorted(record.need_codes),
        "priority": record.priority,
        "service": record.service_id,
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
