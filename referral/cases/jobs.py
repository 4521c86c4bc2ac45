"""What the worker does for cases: erasures that are due, consents that ran out, own records past their retention."""

from sqlalchemy.orm import Session

from referral.cases import acts
from referral.cases.queries import consents, privacy
from referral.cases.service.erasing import erase_due
from referral.cases.service.keys import destroy_key
from referral.cases.service.recording import note
from referral.cases.service.reminding import EVERY_DAYS, growing_up, remind_of_majority
from referral.cases.service.withdrawing import expire_consent
from referral.kit import jobs
from referral.kit.clock import now
from referral.kit.identity import SYSTEM

SWEEP_ERASURES, ERASE = "cases.sweep_erasures", "cases.erase"
SWEEP_CONSENTS, EXPIRE = "cases.sweep_consents", "cases.expire_consent"
RETAIN = "cases.end_own_records"
REMIND_MINORS, MAJORITY = "cases.remind_minors", "cases.majority"
_AT_ONCE = 200


def sweep_erasures(session: Session, _payload: jobs.Payload) -> None:
    """One job for each erasure that is due: each is a transaction of its own."""
    for each in privacy.erasures_due(session, now(), limit=_AT_ONCE):
        jobs.enqueue(session, ERASE, {"request_id": each.id}, key=f"{ERASE}:{each.id}:{now():%Y%m%d%H}")


def erase(session: Session, payload: jobs.Payload) -> None:
    """Does one erasure."""
    erase_due(session, SYSTEM, str(payload["request_id"]))


def sweep_consents(session: Session, _payload: jobs.Payload) -> None:
    """One job for each consent that ran out."""
    for each in consents.expired(session, now(), limit=_AT_ONCE):
        jobs.enqueue(session, EXPIRE, {"consent_id": each.id}, key=f"{EXPIRE}:{each.id}:{now():%Y%m%d%H}")


def expire(session: Session, payload: jobs.Payload) -> None:
    """Ends one consent."""
    expire_consent(session, SYSTEM, str(payload["consent_id"]))


def remind_minors(session: Session, _payload: jobs.Payload) -> None:
    """One job a week for each consent given for somebody who becomes grown up."""
    week = now().toordinal() // EVERY_DAYS
    for id_ in growing_up(session, limit=_AT_ONCE):
        jobs.enqueue(session, MAJORITY, {"consent_id": id_}, key=f"{MAJORITY}:{id_}:{week}")


def majority(session: Session, payload: jobs.Payload) -> None:
    """Tells of one."""
    remind_of_majority(session, str(payload["consent_id"]))


def end_own_records(session: Session, _payload: jobs.Payload) -> None:
    """Destroys receivers' own records whose retention is over, key and all."""
    for row in privacy.own_records_over(session, now(), limit=_AT_ONCE):
        destroy_key(session, row.id)
        session.delete(row)
        note(session, SYSTEM, acts.OWN_EXPIRED, ("own_record", row.id))


def register() -> None:
    """Tells the worker which jobs of this room there are, and how often."""
    jobs.handle(SWEEP_ERASURES, sweep_erasures)
    jobs.handle(ERASE, erase)
    jobs.handle(SWEEP_CONSENTS, sweep_consents)
    jobs.handle(EXPIRE, expire)
    jobs.handle(RETAIN, end_own_records)
    jobs.handle(REMIND_MINORS, remind_minors)
    jobs.handle(MAJORITY, majority)
    for kind, seconds in (
        (SWEEP_ERASURES, 3600),
        (SWEEP_CONSENTS, 600),
        (RETAIN, 3600),
        (REMIND_MINORS, 86_400),
    ):
        jobs.every(kind, seconds)
