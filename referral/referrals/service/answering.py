"""Answering an enquiry: by the service itself, or by the asker who records what was said on the phone."""

from sqlalchemy.orm import Session

from referral.audit.service import append
from referral.cases.sight import FOCAL_POINT, WORKER, member_of, roles_of
from referral.directory.service import tell_places
from referral.kit.clock import now
from referral.kit.identity import Actor
from referral.kit.problems import Forbidden, InvalidInput, NotFound
from referral.referrals import acts
from referral.referrals.errors import EnquiryOver
from referral.referrals.models import Enquiry, EnquiryService
from referral.referrals.queries import enquiries as queries
from referral.referrals.rules.enquiries import Answer, EnquiryState, fault_of, held, places_told
from referral.referrals.service.enquiring import tell


def answer_enquiry(
    session: Session, actor: Actor, enquiry_id: str, service_id: str, answer: Answer
) -> Enquiry:
    """The answer of one service, in place of what it said before; the directory is told how many places are free.

    Raises `NotFound`, also for a service that is not the actor's to answer for, `EnquiryOver`, `InvalidInput`.
    """
    enquiry = queries.enquiry_for(session, actor, enquiry_id, lock=True)
    row = _row(session, actor, enquiry, service_id, answer)
    _check(enquiry, row, answer)
    moment = answer.occurred_at or now()
    _put(row, actor, enquiry, answer)
    row.answered_at = moment
    free = places_told(answer, party_size=enquiry.party_size)
    if free is not None:
        tell_places(session, service_id, available=free, at=moment)
    tell(session, row, "enquiry.answered", to=enquiry.organization_id)
    details = {
        "service": service_id,
        "answer": answer.kind.value,
        "told": str(answer.told) if answer.told else "no",
    }
    append(
        session,
        actor,
        action=acts.ANSWERED,
        object_kind="enquiry",
        object_id=enquiry.id,
        details=details,
        occurred_at=moment,
    )
    return enquiry


def _row(session: Session, actor: Actor, enquiry: Enquiry, service_id: str, answer: Answer) -> EnquiryService:
    """The service's row, locked, if the actor may answer for it: its own intake, or the asker for what was told."""
    found = queries.services_of(session, actor, [enquiry.id], lock=True)[enquiry.id]
    row = next((each for each in found if each.service_id == service_id), None)
    if row is None:
        raise NotFound
    asks = enquiry.organization_id == actor.organization_id
    if row.organization_id == actor.organization_id and answer.told is None:
        if not roles_of(actor) & {FOCAL_POINT, WORKER}:
            raise Forbidden("The intake of the service answers.")
        return row
    if not asks or answer.told is None:
        raise Forbidden("The service answers for itself; what it told you is recorded with `told`.")
    return row


def _check(enquiry: Enquiry, row: EnquiryService, answer: Answer) -> None:
    fault = fault_of(
        answer,
        EnquiryState(enquiry.state),
        asked_at=enquiry.recorded_at,
        ends_at=enquiry.ends_at,
        at=now(),
    )
    said, before = answer.occurred_at, row.answered_at
    if fault is None and said is not None and before is not None and said < before:
        fault = "occurred_at: the service has answered since; right would be what it said last"
    if fault == "over":
        raise EnquiryOver
    if fault is not None:
        field, _, message = fault.partition(": ")
        raise InvalidInput(fault, errors=[{"in": "body", "field": field, "message": message}])


def _put(row: EnquiryService, actor: Actor, enquiry: Enquiry, answer: Answer) -> None:
    row.answer, row.places, row.held_until = answer.kind, answer.places, answer.held_until
    row.held = held(
        answer.kind, places=answer.places, held_until=answer.held_until, party_size=enquiry.party_size
    )
    row.answered_by, row.told_by = member_of(actor), answer.told
