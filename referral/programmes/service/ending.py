"""What follows in programmes when a consent ends or somebody is erased, in the same transaction.

What the organisation did stays counted among its own figures; nobody else counts it any more.
"""

from typing import Any

from sqlalchemy.orm import Session

from referral.cases.events import ConsentWithdrawn, PersonErased
from referral.cases.service.recording import note
from referral.kit.clock import now
from referral.kit.db.work import act_for_case
from referral.kit.identity import SYSTEM
from referral.programmes import acts
from referral.programmes.models import Enrolment
from referral.programmes.queries import people as queries
from referral.programmes.rules import EnrolmentEnd
from referral.programmes.service.enrolling import ended

_EXPIRED = "expired"


def end_with_consent(session: Session, event: ConsentWithdrawn) -> None:
    """Whoever withdraws leaves the programme. One that merely ran out ends nothing: it has to be asked for anew."""
    if event.why == _EXPIRED:
        return
    act_for_case(session, event.case_id)
    for each in queries.on_consent(session, event.chain_id):
        _end(session, each, EnrolmentEnd.CONSENT_WITHDRAWN)


def end_with_person(session: Session, event: PersonErased) -> None:
    """Enrolments of somebody who was erased end, and what told of them goes from every version."""
    act_for_case(session, event.case_id)
    for each in queries.of_person(session, event.person_id):
        each.sex = each.age_band = each.target_group = None
    session.flush()
    for each in queries.open_of_person(session, event.person_id):
        _end(session, each, EnrolmentEnd.ERASED)


def _end(session: Session, enrolment: Enrolment, why: EnrolmentEnd) -> None:
    made = ended(session, SYSTEM, enrolment, why=why, on=now().date(), version=enrolment.version)
    about: dict[str, Any] = {"programme": made.programme_id, "case": made.case_id, "version": made.version}
    note(session, SYSTEM, acts.ENROLMENT_ENDED, ("programme_enrolment", made.chain_id), **about)
