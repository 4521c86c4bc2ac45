"""Places that a service holds for an asker: not told as free while they are held, and free again when they are not."""

from sqlalchemy.orm import Session

from referral.directory.capacity import told_places
from referral.directory.service import tell_places
from referral.kit import jobs
from referral.kit.clock import now
from referral.kit.identity import SYSTEM, Actor, ActorKind
from referral.kit.problems import NotFound
from referral.referrals.models import EnquiryService, ReferralRecord
from referral.referrals.queries import enquiries as queries
from referral.referrals.rules import OFFERED, UNSENT, State, state_of
from referral.referrals.rules.enquiries import AnswerKind, EnquiryState

# The job by which held places of one enquiry are let go: those that lapsed, or those of one service.
LET_GO = "referrals.let_go_places"
_TAKEN_FROM = (*OFFERED, *UNSENT)


def free_places(session: Session, row: EnquiryService) -> None:
    """What is held is free again, and told so, unless the service has said something else since. The row is locked."""
    held, row.held = row.held, 0
    known = told_places(session, row.service_id)
    if held and known is not None and known[1] == row.answered_at:
        tell_places(session, row.service_id, available=known[0] + held, at=known[1])


def let_lapsed_go(session: Session, enquiry_id: str) -> None:
    """Frees the places of an enquiry whose time of holding is over."""
    queries.enquiry_for(session, SYSTEM, enquiry_id, lock=True)
    for row in queries.services_of(session, SYSTEM, [enquiry_id], lock=True)[enquiry_id]:
        if row.held and row.held_until is not None and row.held_until <= now():
            free_places(session, row)


def let_go(session: Session, enquiry_id: str, service_id: str, *, taken: bool) -> None:
    """The places held at one service: taken, so that they are held no more and not free; or free again."""
    queries.enquiry_for(session, SYSTEM, enquiry_id, lock=True)
    for row in queries.services_of(session, SYSTEM, [enquiry_id], lock=True)[enquiry_id]:
        if row.service_id != service_id:
            continue
        if taken:
            row.held = 0
        else:
            free_places(session, row)


def yes_of(session: Session, actor: Actor, enquiry_id: str, service_id: str) -> EnquiryService | None:
    """The yes of a service in an enquiry of the actor's organisation that nobody closed; None where there is none."""
    try:
        enquiry = queries.enquiry_for(session, actor, enquiry_id)
    except NotFound:
        return None
    own = actor.kind is ActorKind.SYSTEM or enquiry.organization_id == actor.organization_id
    if not own or enquiry.state == EnquiryState.CLOSED:
        return None
    rows = queries.services_of(session, actor, [enquiry.id])[enquiry.id]
    said = (each for each in rows if each.service_id == service_id and each.answer == AnswerKind.YES)
    return next(said, None)


def follow_referral(session: Session, record: ReferralRecord, before: State) -> None:
    """The places that a referral was to take are taken with its acceptance, and free again when it ends before.

    By a job: here the audit's head may be locked, and the directory is locked before that.
    """
    after = state_of(record.state)
    if record.enquiry_id is None or before not in _TAKEN_FROM or after in _TAKEN_FROM:
        return
    payload = {
        "enquiry_id": record.enquiry_id,
        "service_id": record.service_id,
        "taken": not after.ends,
    }
    jobs.enqueue(session, LET_GO, payload)
