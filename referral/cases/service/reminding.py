"""Minors who become grown up: whoever agreed for them does so no longer, and they are asked themselves."""

from sqlalchemy.orm import Session

from referral.cases.errors import PersonErased
from referral.cases.models import Case, Consent, Person
from referral.cases.queries import consents
from referral.cases.rules import majority_notice
from referral.cases.service.keys import key_of
from referral.cases.service.stored import value_of
from referral.kit.clock import now
from referral.kit.outbox import enqueue_message

# Reminded weekly, until they were asked or it ended.
EVERY_DAYS = 7


def growing_up(session: Session, *, limit: int) -> list[str]:
    """Newest consents given for minors who may be near eighteen, by id."""
    return [each.id for each in consents.growing_up(session, now().date(), limit=limit)]


def remind_of_majority(session: Session, consent_id: str) -> bool:
    """Tells the organisation of the case that somebody will soon be, or is, to be asked again; says whether it did.

    The message names no birthday: only that it is time.
    """
    consent = session.get_one(Consent, consent_id)
    try:
        agreed = value_of(session, key_of(session, consent.person_id), consent)
    except PersonErased:
        return False
    notice = majority_notice(agreed, now())
    if notice is None or not (notice.remind or notice.ask_again):
        return False
    case = session.get_one(Case, session.get_one(Person, consent.person_id).case_id)
    told = {"consent_id": consent.id, "case_id": case.id, "organization_id": case.organization_id}
    event = "consent.majority_reached" if notice.ask_again else "consent.majority_near"
    enqueue_message(session, event, told)
    return True
