"""Whether what people agreed to covers a referral now: judged for each of them, under the lock, the worst counts."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from referral.cases.rules import (
    Allowed,
    Consent,
    DataCategory,
    Denied,
    Purpose,
    Reason,
    Recipient,
    Verdict,
    covers,
    covers_in_turn,
)
from referral.cases.service.referring import Ground
from referral.kit.identity import OrganizationId
from referral.referrals.models import ReferralRecord
from referral.referrals.queries import referrals as queries
from referral.referrals.rules import Kind

PURPOSES: Mapping[Kind, Purpose] = {
    Kind.REFERRAL: Purpose.SERVICE,
    Kind.TRANSFER: Purpose.TRANSFER,
    Kind.MANDATORY_REPORT: Purpose.MANDATORY_REPORT,
}
# To refer somebody tells what they need.
TOLD = frozenset({DataCategory.NEEDS})


def recipient_of(organization_id: str, categories: Collection[str]) -> Recipient:
    """The receiver, with the kinds of organisations that it belongs to."""
    return Recipient(OrganizationId(organization_id), frozenset(categories))


def verdict_on(
    record: ReferralRecord,
    person_ids: Collection[str],
    ground: Ground,
    *,
    recipient: Recipient,
    at: datetime,
    categories: Collection[DataCategory] = TOLD,
) -> Verdict:
    """Allowed where it covers everybody, else the first denial."""
    purpose = PURPOSES[Kind(record.kind)]
    last: Verdict = Denied(Reason.REFUSED)
    for person_id in person_ids:
        consent = ground.consents.get(person_id)
        if consent is None:
            return Denied(Reason.REFUSED)
        last = covers(consent, recipient, purpose, categories, at)
        if isinstance(last, Denied):
            return last
    return last


def verdict_on_sending(
    session: Session, record: ReferralRecord, ground: Ground, *, recipient: Recipient, at: datetime
) -> Verdict:
    """The same, and of fallbacks only the next one after those that were tried."""
    last: Verdict = Denied(Reason.REFUSED)
    for person in queries.people_of(session, [record.id])[record.id]:
        consent = ground.consents.get(person.person_id)
        if consent is None or person.chain_id is None:
            return Denied(Reason.REFUSED)
        tried = [OrganizationId(each) for each in queries.tried_organizations(session, person.chain_id)]
        purpose = PURPOSES[Kind(record.kind)]
        last = covers_in_turn(consent, recipient, purpose, TOLD, at, tried=tried)
        if isinstance(last, Denied):
            return last
    return last


def covered_categories(
    record: ReferralRecord, consent: Consent | None, *, recipient: Recipient, at: datetime
) -> frozenset[DataCategory]:
    """The kinds of a person's data that the receiver may see now. What was open stays so after the consent ran out."""
    if consent is None:
        return frozenset()
    verdict = covers(consent, recipient, PURPOSES[Kind(record.kind)], frozenset(), at)
    if isinstance(verdict, Allowed) or verdict.reason is Reason.EXPIRED:
        return consent.categories
    return frozenset()
