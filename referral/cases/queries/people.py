"""People of cases, and what hangs on them. A person is found only through a case that the actor sees."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from referral.cases.models import (
    Case,
    Contact,
    Document,
    LegalDemand,
    Message,
    Note,
    OwnRecord,
    Paper,
    Person,
    PersonVersion,
    Relationship,
    Representative,
)
from referral.cases.queries.cases import Seen, case_for, visible
from referral.cases.sight import Sight
from referral.kit.clock import now
from referral.kit.identity import Actor, ActorKind
from referral.kit.problems import NotFound


@dataclass(frozen=True)
class SeenPerson:
    """A person with their case."""

    person: Person
    case: Case
    sight: Sight


def person_for(
    session: Session, actor: Actor, person_id: str, *, least: Sight, lock: bool = False
) -> SeenPerson:
    """The person, if the actor sees at least so much of their case; with `lock` the case is locked.

    Unknown and forbidden are the same `NotFound`.
    """
    case_id = session.scalar(select(Person.case_id).where(Person.id == person_id))
    if case_id is None:
        raise NotFound
    seen = case_for(session, actor, case_id, least=least, lock=lock)
    person = session.scalar(
        select(Person).where(Person.id == person_id).execution_options(populate_existing=lock)
    )
    if person is None:
        raise NotFound
    return SeenPerson(person, seen.case, seen.sight)


def person_of_case(session: Session, actor: Actor, case_id: str, person_id: str) -> Person:
    """A person of this case, for who sees all of it. Raises `NotFound`, also for a person of another case."""
    person = person_for(session, actor, person_id, least=Sight.ALL).person
    if person.case_id != case_id:
        raise NotFound
    return person


def people_of(session: Session, seen: Seen) -> Sequence[Person]:
    """The people of a case in the order in which they came to it."""
    return session.scalars(select(Person).where(Person.case_id == seen.case.id).order_by(Person.number)).all()


def last_number(session: Session, case: Case) -> int:
    """The highest number among the people of a case."""
    return session.scalar(select(func.max(Person.number)).where(Person.case_id == case.id)) or 0


def focal_person(session: Session, case: Case) -> Person:
    """The focal person of a case."""
    return session.scalars(select(Person).where(Person.case_id == case.id, Person.focal.is_(True))).one()


def contacts_of(session: Session, person: Person) -> Sequence[Contact]:
    """The ways to reach a person that hold."""
    wanted = select(Contact).where(Contact.person_id == person.id, Contact.ended_at.is_(None))
    return session.scalars(wanted.order_by(Contact.recorded_at, Contact.id)).all()


def papers_of(session: Session, person: Person) -> Sequence[Paper]:
    """A person's papers that hold."""
    wanted = select(Paper).where(Paper.person_id == person.id, Paper.ended_at.is_(None))
    return session.scalars(wanted.order_by(Paper.recorded_at, Paper.id)).all()


def relationships_of(session: Session, person: Person) -> Sequence[Relationship]:
    """What a person is to others of the case, and they to the person."""
    wanted = select(Relationship).where(
        or_(Relationship.person_id == person.id, Relationship.other_id == person.id),
        Relationship.ended_at.is_(None),
    )
    return session.scalars(wanted.order_by(Relationship.recorded_at, Relationship.id)).all()


def representatives_of(session: Session, person: Person) -> Sequence[Representative]:
    """Who acts for a person."""
    wanted = select(Representative).where(
        Representative.person_id == person.id, Representative.ended_at.is_(None)
    )
    return session.scalars(wanted.order_by(Representative.recorded_at, Representative.id)).all()


def representative(session: Session, person: Person, representative_id: str) -> Representative:
    """One representative of the person. Raises `NotFound`."""
    found = session.get(Representative, representative_id)
    if found is None or found.person_id != person.id:
        raise NotFound
    return found


def versions_of(session: Session, person: Person) -> Sequence[PersonVersion]:
    """Every change of a person, oldest first."""
    wanted = select(PersonVersion).where(PersonVersion.person_id == person.id)
    return session.scalars(wanted.order_by(PersonVersion.version)).all()


def notes_of(session: Session, person: Person) -> Sequence[Note]:
    """Internal notes about a person, oldest first."""
    return session.scalars(
        select(Note).where(Note.person_id == person.id).order_by(Note.recorded_at, Note.id)
    ).all()


def messages_of(session: Session, actor: Actor, person_id: str) -> Sequence[Message]:
    """What the actor's organisation wrote or was written about a person, oldest first."""
    wanted = select(Message).where(Message.person_id == person_id)
    if actor.kind is not ActorKind.SYSTEM:
        own = actor.organization_id
        wanted = wanted.where(or_(Message.from_organization_id == own, Message.to_organization_id == own))
    return session.scalars(wanted.order_by(Message.recorded_at, Message.id)).all()


def documents_of(session: Session, person: Person) -> Sequence[Document]:
    """A person's documents that were not removed, oldest first."""
    wanted = select(Document).where(Document.person_id == person.id, Document.removed_at.is_(None))
    return session.scalars(wanted.order_by(Document.recorded_at, Document.id)).all()


def documents_of_people(session: Session, person_ids: Collection[str]) -> Sequence[Document]:
    """The documents of several people that were not removed, oldest first; the caller sees to the people."""
    wanted = select(Document).where(Document.person_id.in_(person_ids), Document.removed_at.is_(None))
    return session.scalars(wanted.order_by(Document.recorded_at, Document.id)).all()


def demands_of(session: Session, person: Person) -> Sequence[LegalDemand]:
    """Demands by law for what is known of a person, oldest first."""
    wanted = select(LegalDemand).where(LegalDemand.person_id == person.id)
    return session.scalars(wanted.order_by(LegalDemand.recorded_at, LegalDemand.id)).all()


def demand_by_id(session: Session, demand_id: str) -> LegalDemand:
    """One demand, whosoever; the caller sees to the person. Raises `NotFound`."""
    found = session.get(LegalDemand, demand_id)
    if found is None:
        raise NotFound
    return found


def document_by_id(session: Session, document_id: str) -> Document:
    """One document, whosoever; the caller sees to the person. Raises `NotFound`."""
    found = session.get(Document, document_id)
    if found is None or found.removed_at is not None:
        raise NotFound
    return found


def own_records(session: Session, actor: Actor, person_id: str) -> Sequence[OwnRecord]:
    """What the actor's organisation recorded itself about a person, oldest first."""
    wanted = select(OwnRecord).where(
        OwnRecord.organization_id == actor.organization_id, OwnRecord.person_id == person_id
    )
    return session.scalars(wanted.order_by(OwnRecord.recorded_at, OwnRecord.id)).all()


def people_by_lookup(session: Session, actor: Actor, lookups: Collection[str]) -> Sequence[Person]:
    """Who has a contact or paper with one of these blind indexes, in cases that the actor sees."""
    by_contact: Select[Any] = select(Contact.person_id).where(
        Contact.lookup.in_(lookups), Contact.ended_at.is_(None)
    )
    by_paper: Select[Any] = select(Paper.person_id).where(Paper.lookup.in_(lookups), Paper.ended_at.is_(None))
    wanted = (
        select(Person)
        .join(Case, Case.id == Person.case_id)
        .where(or_(Person.id.in_(by_contact), Person.id.in_(by_paper)), visible(actor, now()))
    )
    return session.scalars(wanted.order_by(Person.id).limit(50)).all()


def granted_person(session: Session, person_id: str) -> Person:
    """A person to whom the caller has just found an open access. Raises `NotFound`."""
    found = session.get(Person, person_id)
    if found is None:
        raise NotFound
    return found
