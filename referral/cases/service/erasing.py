"""Erasing a person: asked by one, confirmed by another, done after seven days, and done again after a restore.

The ledger outside the database is written first. Then, in one transaction, the person's key and blind indexes are
destroyed, everything sealed and every coded fact goes, and a tombstone stays. The audit's chain is not touched.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from referral.cases import acts
from referral.cases.errors import ErasureAlreadyAsked, ErasureNotWaiting, LegalHold, SecondPersonNeeded
from referral.cases.events import PersonErased
from referral.cases.models import (
    BreakGlass,
    Case,
    Consent,
    Contact,
    Document,
    ErasureRequest,
    Identity,
    Message,
    Note,
    Objection,
    Paper,
    Person,
    PersonVersion,
    Relationship,
    Representative,
    Tombstone,
)
from referral.cases.queries import cases, consents, people, privacy, referring
from referral.cases.queries.cases import Seen
from referral.cases.rules import HasEffect, TaskKind
from referral.cases.service import tasks
from referral.cases.service.grants import end_all
from referral.cases.service.keys import destroy_key
from referral.cases.service.people import living
from referral.cases.service.recording import note, recorded, require_role
from referral.cases.service.representing import refuse_marked
from referral.cases.sight import CASE_WORKER, OFFICER, SUPERVISOR, Sight, member_of, roles_of
from referral.cases.values import check_text
from referral.cases.words import CaseStatus, ErasureGround, ErasureState, GrantEnd, IdentityKnown
from referral.kit import events
from referral.kit.clock import now
from referral.kit.crypto.ledger import ledger
from referral.kit.identity import Actor
from referral.kit.problems import NotFound

TO_THINK_AGAIN = timedelta(days=7)
_MAY = (CASE_WORKER, SUPERVISOR, OFFICER)


def request_erasure(
    session: Session,
    actor: Actor,
    person_id: str,
    *,
    ground: ErasureGround = ErasureGround.ASKED,
    representative_id: str | None = None,
) -> ErasureRequest:
    """Asks that a person be erased. Raises `LegalHold`, `ErasureAlreadyAsked`, `NotFound`, `PersonErased`."""
    person = _person(session, actor, person_id)
    refuse_marked(session, person, representative_id, HasEffect.REQUEST, at=now())
    if person.legal_hold is not None:
        raise LegalHold
    if privacy.erasure_waiting(session, person.id) is not None:
        raise ErasureAlreadyAsked
    made = ErasureRequest(**recorded(actor), person_id=person.id, ground=ground, state=ErasureState.REQUESTED)
    session.add(made)
    note(
        session,
        actor,
        acts.ERASURE_REQUESTED,
        ("case_person", person.id),
        request=made.id,
        ground=ground.value,
    )
    return made


def erasure_of(session: Session, actor: Actor, person_id: str) -> ErasureRequest:
    """The erasure of a person that waits, for whoever may confirm it. Raises `NotFound` where none does."""
    require_role(actor, _MAY)
    person = people.person_for(session, actor, person_id, least=Sight.LINE).person
    found = privacy.erasure_waiting(session, person.id)
    if found is None:
        raise NotFound
    return found


def confirm_erasure(session: Session, actor: Actor, person_id: str) -> ErasureRequest:
    """A second person confirms; seven days later it is done. Raises `SecondPersonNeeded`, `ErasureNotWaiting`."""
    person = _person(session, actor, person_id)
    found = _waiting(session, person)
    if found.state == ErasureState.CONFIRMED:
        return found
    if member_of(actor) in (None, found.recorded_by):
        raise SecondPersonNeeded
    if person.legal_hold is not None:
        raise LegalHold
    moment = now()
    found.state, found.confirmed_by = ErasureState.CONFIRMED, member_of(actor)
    found.confirmed_at, found.due_at = moment, moment + TO_THINK_AGAIN
    note(session, actor, acts.ERASURE_CONFIRMED, ("case_person", person.id), request=found.id)
    return found


def cancel_erasure(session: Session, actor: Actor, person_id: str) -> ErasureRequest:
    """Calls an erasure off while it waits."""
    person = _person(session, actor, person_id)
    found = _waiting(session, person)
    found.state, found.ended_at = ErasureState.CANCELLED, now()
    note(session, actor, acts.ERASURE_CANCELLED, ("case_person", person.id), request=found.id)
    return found


def set_hold(session: Session, actor: Actor, person_id: str, *, article: str | None) -> Person:
    """The data-protection officer sets a legal hold by its article, or lifts it with None."""
    require_role(actor, (OFFICER,))
    person = people.person_for(session, actor, person_id, least=Sight.LINE, lock=True).person
    person.legal_hold = check_text("article", article, longest=100)
    note(session, actor, acts.HOLD_CHANGED, ("case_person", person.id), held=person.legal_hold is not None)
    return person


def erase_due(session: Session, actor: Actor, request_id: str) -> bool:
    """Does one erasure that is due; says whether it did. A hold set meanwhile leaves it waiting."""
    found = session.get(ErasureRequest, request_id)
    if found is None:
        return False
    # Consents, case, then the request: in the order in which whoever calls it off comes, or acts on a referral.
    referring.lock_consents_of(session, found.person_id)
    person = people.person_for(session, actor, found.person_id, least=Sight.ALL, lock=True).person
    session.refresh(found, with_for_update=True)
    if found.state != ErasureState.CONFIRMED or found.due_at is None or found.due_at > now():
        return False
    if person.legal_hold is not None:
        return False
    moment = now()
    # On the disk first: a crash from here on leaves a ledger that says too much, never too little.
    ledger().append(person.id, moment)
    found.state, found.ended_at = ErasureState.DONE, moment
    erase_person(session, actor, person, moment)
    note(session, actor, acts.ERASED, ("case_person", person.id), request=found.id)
    return True


def reapply(session: Session, actor: Actor, person_id: str, erased_at: datetime) -> bool:
    """Erases somebody again whom an older backup brought back; says whether there was anything left."""
    found = session.get(Person, person_id)
    if found is None or (found.erased_at is not None and privacy.data_key(session, person_id) is None):
        return False
    referring.lock_consents_of(session, person_id)
    person = people.person_for(session, actor, person_id, least=Sight.ALL, lock=True).person
    waiting = privacy.erasure_waiting(session, person.id)
    if waiting is not None:
        waiting.state, waiting.ended_at = ErasureState.CANCELLED, now()
    erase_person(session, actor, person, erased_at, reapplied_at=now())
    note(session, actor, acts.ERASED_AGAIN, ("case_person", person.id))
    return True


def not_reapplied(session: Session) -> list[str]:
    """Who is in the ledger and still has a key: a restored backup brought them back."""
    return sorted(privacy.with_keys(session, set(ledger().erased())))


def _person(session: Session, actor: Actor, person_id: str) -> Person:
    """The person, for who sees all of the case, and for a data-protection officer who sees that it exists."""
    require_role(actor, _MAY)
    try:
        return living(session, actor, person_id)
    except NotFound:
        if OFFICER not in roles_of(actor):
            raise
        return people.person_for(session, actor, person_id, least=Sight.LINE, lock=True).person


def _waiting(session: Session, person: Person) -> ErasureRequest:
    found = privacy.erasure_waiting(session, person.id)
    if found is None:
        raise ErasureNotWaiting
    return found


def erase_person(
    session: Session, actor: Actor, person: Person, moment: datetime, *, reapplied_at: datetime | None = None
) -> None:
    """Destroys the key and all that it sealed; whoever calls it has written the ledger and writes the audit."""
    case = session.get_one(Case, person.case_id)
    grants = consents.grants_of(session, person.id)
    end_all(grants, GrantEnd.ERASED)
    tasks.ask(session, actor, grants, TaskKind.DELETE)
    session.flush()
    destroy_key(session, person.id)
    _delete_content(session, person.id)
    _empty_sealed(session, person.id)
    _empty_facts(person, moment)
    if session.get(Tombstone, person.id) is None:
        stone = Tombstone(person_id=person.id, organization_id=case.organization_id, erased_at=moment)
        stone.reapplied_at = reapplied_at
        session.add(stone)
    _close_empty(session, case, moment)
    session.flush()
    events.emit(session, PersonErased(person.id, case.id))


def _delete_content(session: Session, person_id: str) -> None:
    for table in (Identity, Contact, Paper, Note, Message, Document):
        session.execute(delete(table).where(table.person_id == person_id))
    either = (Relationship.person_id == person_id) | (Relationship.other_id == person_id)
    session.execute(delete(Relationship).where(either))


def _empty_sealed(session: Session, person_id: str) -> None:
    """Rows that prove what was agreed and done stay, without what they sealed."""
    for table in (Consent, Representative, PersonVersion, BreakGlass, Objection):
        names = [column.key for column in table.__table__.columns if column.key.endswith("_sealed")]
        whose = table.__table__.c.person_id == person_id
        session.execute(update(table).where(whose).values(dict.fromkeys(names)))


def _empty_facts(person: Person, moment: datetime) -> None:
    for name in (
        *("age_from", "age_to", "age_source", "sex", "nationality", "languages", "target_groups"),
        *("residence_status", "registrations", "accessible"),
    ):
        setattr(person, name, None)
    person.identity_known = IdentityKnown.UNKNOWN
    person.erased_at = moment
    person.version += 1


def _close_empty(session: Session, case: Case, moment: datetime) -> None:
    """A case of which nobody is left is over, and its own number and code may have named somebody."""
    everybody = people.people_of(session, Seen(case, Sight.ALL))
    if all(each.erased_at is not None for each in everybody):
        case.status, case.closed_at = CaseStatus.CLOSED, case.closed_at or moment
        case.number = case.code_hash = None
        for assignment in cases.assignments(session, case):
            assignment.ended_at = moment
