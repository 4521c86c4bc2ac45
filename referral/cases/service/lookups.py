"""Blind indexes: finding a person by phone, e-mail or document number inside one organisation, without reading."""

from sqlalchemy.orm import Session

from referral.cases import acts
from referral.cases.models import Contact, Paper, Person
from referral.cases.queries import people
from referral.cases.sealing import open_text
from referral.cases.service.keys import key_of
from referral.cases.service.recording import note, require_role
from referral.cases.sight import CASE_WORKER, OFFICER, SUPERVISOR
from referral.cases.values import NewContact
from referral.cases.words import ContactKind
from referral.kit.crypto import keys
from referral.kit.crypto.normal import normal_document, normal_phone
from referral.kit.identity import Actor

_BY_NUMBER = (ContactKind.PHONE, ContactKind.MESSENGER)


def normal_contact(contact: NewContact) -> str | None:
    """A phone number or an e-mail address in one spelling; other contacts are not looked up."""
    return _normal(contact.kind, contact.value, contact.country)


def contact_lookup(organization_id: str, kind: ContactKind, normal: str | None) -> str | None:
    """The blind index of a contact in its one spelling."""
    return _index(organization_id, "email" if kind is ContactKind.EMAIL else "phone", normal)


def paper_lookup(organization_id: str, number: str) -> str | None:
    """The blind index of a paper's number."""
    return _index(organization_id, "paper", normal_document(number))


def find_people(
    session: Session,
    actor: Actor,
    *,
    phone: str | None = None,
    email: str | None = None,
    document: str | None = None,
    country: str | None = None,
) -> list[Person]:
    """People of the actor's organisation with this number, as far as the actor may know of their cases; at most 50."""
    require_role(actor, (CASE_WORKER, SUPERVISOR, OFFICER))
    own = str(actor.organization_id)
    asked = [
        contact_lookup(own, ContactKind.PHONE, _normal(ContactKind.PHONE, phone or "", country)),
        contact_lookup(own, ContactKind.EMAIL, _normal(ContactKind.EMAIL, email or "", country)),
        paper_lookup(own, document) if document else None,
    ]
    found = list(people.people_by_lookup(session, actor, [each for each in asked if each is not None]))
    for person in found:
        note(session, actor, acts.PERSON_SEARCHED, ("case_person", person.id), case=person.case_id)
    return found


def index_anew(session: Session, person: Person, *, organization_id: str) -> None:
    """Blind indexes of a person for another organisation, which has an index key of its own."""
    key = key_of(session, person.id)
    for contact in people.contacts_of(session, person):
        normal = open_text(key, Contact.normal_sealed, contact.id, contact.normal_sealed)
        contact.lookup = contact_lookup(organization_id, ContactKind(contact.kind), normal)
    for paper in people.papers_of(session, person):
        number = open_text(key, Paper.number_sealed, paper.id, paper.number_sealed) or ""
        paper.lookup = paper_lookup(organization_id, number)


def _normal(kind: ContactKind, value: str, country: str | None) -> str | None:
    if kind in _BY_NUMBER:
        return normal_phone(value, country)
    return value.strip().casefold() or None if kind is ContactKind.EMAIL else None


def _index(organization_id: str, purpose: str, text: str | None) -> str | None:
    if text is None:
        return None
    return keys.ring().blind_index(organization_id=organization_id, purpose=purpose, text=text)
