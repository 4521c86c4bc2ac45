"""Asking services for free places, and ending an enquiry: nothing of it is of anybody."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from referral.audit.service import append
from referral.directory.needs import all_needs, need
from referral.directory.rules import Sees, sees
from referral.kit.clock import now
from referral.kit.identity import SYSTEM, Actor
from referral.kit.ids import new_id
from referral.kit.outbox import enqueue_message
from referral.kit.problems import NotFound
from referral.places.queries import public_region
from referral.referrals import acts
from referral.referrals.errors import ServiceNotActive, invalid
from referral.referrals.models import Enquiry, EnquiryService
from referral.referrals.queries import enquiries as queries
from referral.referrals.rules.bands import AGE_BANDS
from referral.referrals.rules.enquiries import Asked, EnquiryState
from referral.referrals.service.addressing import addressed, can_answer
from referral.referrals.service.holding import free_places
from referral.referrals.service.settling import put_region

# A service's id, and that of its place where one is meant.
Where = tuple[str, str | None]


def ask_services(session: Session, actor: Actor, asked: Asked, services: Sequence[Where]) -> Enquiry:
    """Asks up to ten services at once. Raises `NoSuchService`, `ServiceNotActive`, `InvalidInput`."""
    if asked.need not in {each.code for each in all_needs()}:
        raise invalid("need", "Must be a code of the list of needs.")
    made = _enquiry(actor, asked)
    put_region(session, made, _known_region(session, asked.region_id))
    session.add(made)
    session.flush()
    rows = [_row(session, made, where, sees=sees(actor)) for where in services]
    session.add_all(rows)
    session.flush()
    for row in rows:
        tell(session, row, "enquiry.asked", to=row.organization_id)
    _note(session, actor, made, acts.ASKED, services=len(rows))
    return made


def _enquiry(actor: Actor, asked: Asked) -> Enquiry:
    moment = now()
    return Enquiry(
        id=new_id(),
        recorded_at=moment,
        author_id=str(actor.member_id or actor.id),
        organization_id=str(actor.organization_id),
        need_code=asked.need,
        party_size=asked.party_size,
        age_bands=[each for each in AGE_BANDS if each in asked.age_bands],
        languages=list(dict.fromkeys(asked.languages)),
        needed_from=asked.needed_from,
        priority=asked.priority,
        protection=need(asked.need).protection or asked.children_alone,
        state=EnquiryState.OPEN,
        ends_at=asked.ends_at(moment),
    )


def _known_region(session: Session, region_id: str | None) -> str | None:
    if region_id is not None and public_region(session, region_id) is None:
        raise invalid("region_id", "Must be the id of a region, as GET /regions has them.")
    return region_id


def _row(session: Session, enquiry: Enquiry, where: Where, *, sees: Sees) -> EnquiryService:
    service_id, at_id = where
    to = addressed(session, service_id, at_id, sees=sees)
    if not to.active:
        raise ServiceNotActive(f"The service {service_id} does not run now.")
    return EnquiryService(
        id=new_id(),
        enquiry_id=enquiry.id,
        asker_organization_id=enquiry.organization_id,
        organization_id=to.organization_id,
        service_id=service_id,
        service_at_location_id=at_id,
        connected=can_answer(session, to),
        held=0,
    )


def tell(session: Session, row: EnquiryService, message: str, *, to: str) -> None:
    """A message that says which enquiry and which service, to one organisation."""
    payload = {"enquiry_id": row.enquiry_id, "organization_id": to, "service_id": row.service_id}
    enqueue_message(session, message, payload)


def close_enquiry(session: Session, actor: Actor, enquiry_id: str) -> Enquiry:
    """The asker needs no more answers; what is held is free again. Once more, it stays so. Raises `NotFound`."""
    enquiry = queries.enquiry_for(session, actor, enquiry_id, lock=True)
    if enquiry.organization_id != actor.organization_id:
        raise NotFound
    if enquiry.state == EnquiryState.OPEN:
        _end(session, actor, enquiry, EnquiryState.CLOSED)
    return enquiry


def choose_place(session: Session, actor: Actor, enquiry_id: str, service_id: str) -> None:
    """A referral was sent to the service whose yes the person chose: the others' places are free again."""
    enquiry = queries.enquiry_for(session, actor, enquiry_id, lock=True)
    if enquiry.state in (EnquiryState.OPEN, EnquiryState.EXPIRED):
        _end(session, actor, enquiry, EnquiryState.CHOSEN, but=service_id)


def _end(
    session: Session, actor: Actor, enquiry: Enquiry, state: EnquiryState, *, but: str | None = None
) -> None:
    """Ends it; all that were asked are told that it is over, and nobody is told who was chosen."""
    enquiry.state, enquiry.ended_at = state, now()
    for row in queries.services_of(session, actor, [enquiry.id], lock=True)[enquiry.id]:
        if row.service_id != but:
            free_places(session, row)
        tell(session, row, "enquiry.over", to=row.organization_id)
    _note(session, actor, enquiry, acts.ENQUIRY_ENDED, state=state.value)


def expire_enquiry(session: Session, enquiry_id: str, moment: datetime) -> None:
    """Its time is over: nobody can answer any more. What is held stays held until its own moment."""
    enquiry = queries.enquiry_for(session, SYSTEM, enquiry_id, lock=True)
    if enquiry.state == EnquiryState.OPEN and enquiry.ends_at <= moment:
        enquiry.state, enquiry.ended_at = EnquiryState.EXPIRED, enquiry.ends_at
        rows = queries.services_of(session, SYSTEM, [enquiry.id], lock=True)[enquiry.id]
        for row in rows:
            tell(session, row, "enquiry.over", to=row.organization_id)
        told = {"enquiry_id": enquiry.id, "organization_id": enquiry.organization_id}
        enqueue_message(session, "enquiry.expired", told)
        _note(session, SYSTEM, enquiry, acts.ENQUIRY_ENDED, state=EnquiryState.EXPIRED.value)


def _note(session: Session, actor: Actor, enquiry: Enquiry, action: str, **details: str | int) -> None:
    append(session, actor, action=action, object_kind="enquiry", object_id=enquiry.id, details=details)
