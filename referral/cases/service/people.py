"""Adding people to cases and changing what is recorded of them; every change is a version."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from referral.cases import acts, values
from referral.cases.errors import PersonChangedMeanwhile, PersonErased
from referral.cases.models import Case, Contact, Identity, Paper, Person, PersonVersion, Relationship
from referral.cases.queries import people, privacy
from referral.cases.queries.cases import case_for
from referral.cases.rules.duties import TaskKind
from referral.cases.sealing import open_text, seal, seal_json
from referral.cases.service import tasks
from referral.cases.service.keys import create_key, key_of
from referral.cases.service.lookups import contact_lookup, normal_contact, paper_lookup
from referral.cases.service.recording import note, recorded
from referral.cases.sight import Sight
from referral.cases.values import Facts, NewContact, NewPaper, NewPerson
from referral.cases.words import Change, KeyKind, RelationshipKind
from referral.kit.clock import now
from referral.kit.crypto import DataKey
from referral.kit.identity import Actor
from referral.kit.problems import NotFound

IDENTITY_FIELDS = tuple(each.name for each in fields(values.Identity))
_FACTS = tuple(each.name for each in fields(Facts))


def put_person(session: Session, actor: Actor, case: Case, new: NewPerson, *, number: int) -> Person:
    """A person in a case that is locked, with their own key. Writes no audit entry: the act that calls it does."""
    person = Person(
        **recorded(actor, case.occurred_at if number == 1 else None),
        case_id=case.id,
        number=number,
        focal=number == 1,
        version=1,
        **{name: values.plain(getattr(new.facts, name)) for name in _FACTS},
    )
    session.add(person)
    session.flush()
    key = create_key(session, organization_id=case.organization_id, subject=person.id, kind=KeyKind.PERSON)
    if new.identity is not None:
        session.add(Identity(person_id=person.id, **_sealed_identity(key, person.id, new.identity)))
    _put_reachable(session, actor, case, key, new.contacts, new.papers)
    _put_version(session, actor, person, Change.CREATED, {})
    return person


def add_person(
    session: Session, actor: Actor, case_id: str, new: NewPerson, *, occurred_at: datetime | None = None
) -> Person:
    """One more person in a case."""
    case = case_for(session, actor, case_id, least=Sight.ALL, lock=True).case
    number = people.last_number(session, case) + 1
    if number > values.MOST_PEOPLE:
        raise ValueError(f"people: a case has at most {values.MOST_PEOPLE}")
    person = put_person(session, actor, case, new, number=number)
    case.version += 1
    note(session, actor, acts.PERSON_ADDED, ("case_person", person.id), occurred_at=occurred_at, case=case.id)
    return person


def change_person(
    session: Session,
    actor: Actor,
    person_id: str,
    *,
    version: int,
    facts: Facts | None = None,
    identity: values.Identity | None = None,
    change: Change = Change.CHANGED,
    occurred_at: datetime | None = None,
) -> Person:
    """New facts, a new identity or both, in the place of the old ones, which are kept sealed as a version.

    `change` tells what has become otherwise (changed) from what was always wrong (rectified): after a rectification
    every organisation that saw the old is asked to correct it. Raises `PersonChangedMeanwhile`, `PersonErased`.
    """
    person = living(session, actor, person_id)
    if person.version != version:
        raise PersonChangedMeanwhile(version=person.version)
    key = key_of(session, person.id)
    before = _change_facts(person, facts) | _change_identity(session, key, person, identity)
    if not before:
        return person
    person.version += 1
    _put_version(session, actor, person, change, before, key=key, occurred_at=occurred_at)
    if change is Change.RECTIFIED:
        tasks.ask_all(session, actor, person, TaskKind.CORRECT)
    action = acts.PERSON_RECTIFIED if change is Change.RECTIFIED else acts.PERSON_CHANGED
    details = {"fields": sorted(before), "version": person.version}
    note(session, actor, action, ("case_person", person.id), occurred_at=occurred_at, **details)
    return person


def add_reachable(
    session: Session,
    actor: Actor,
    person_id: str,
    *,
    contacts: Sequence[NewContact] = (),
    papers: Sequence[NewPaper] = (),
    occurred_at: datetime | None = None,
) -> Person:
    """More ways to reach a person, more papers."""
    person = living(session, actor, person_id)
    case = session.get_one(Case, person.case_id)
    _put_reachable(session, actor, case, key_of(session, person.id), contacts, papers)
    return _added(
        session,
        actor,
        person,
        [*(["contacts"] if contacts else []), *(["papers"] if papers else [])],
        occurred_at,
    )


def end_reachable(session: Session, actor: Actor, person_id: str, row_id: str) -> Person:
    """A contact or paper no longer holds. It stays in the history, and can no longer be looked up."""
    person = living(session, actor, person_id)
    rows: list[Contact | Paper] = [*people.contacts_of(session, person), *people.papers_of(session, person)]
    row = next((each for each in rows if each.id == row_id), None)
    if row is None:
        raise NotFound
    row.ended_at, row.lookup = now(), None
    return _added(session, actor, person, ["contacts" if isinstance(row, Contact) else "papers"], None)


def relate(
    session: Session,
    actor: Actor,
    person_id: str,
    *,
    kind: RelationshipKind,
    other_id: str,
    case_id: str | None = None,
) -> Relationship:
    """What the person is to another one of the same case; again, it stays so. Raises `NotFound` for one of another."""
    person = living(session, actor, person_id)
    other = living(session, actor, other_id)
    if other.case_id != (case_id or person.case_id) or other.case_id != person.case_id:
        raise NotFound
    if other.id == person.id:
        raise ValueError("other_id: is the person; right would be another one of the case")
    known = people.relationships_of(session, person)
    found = next((each for each in known if (each.other_id, each.kind) == (other.id, kind)), None)
    if found is not None:
        return found
    made = Relationship(**recorded(actor), person_id=person.id, other_id=other.id, kind=kind)
    session.add(made)
    session.get_one(Case, person.case_id).version += 1
    note(session, actor, acts.PERSON_RELATED, ("case_person", person.id), other=other.id, kind=kind.value)
    return made


def living(session: Session, actor: Actor, person_id: str) -> Person:
    """A person of a case of which the actor sees all, with the case locked. Raises `NotFound`, `PersonErased`."""
    person = people.person_for(session, actor, person_id, least=Sight.ALL, lock=True).person
    if person.erased_at is not None or privacy.data_key(session, person.id) is None:
        raise PersonErased
    return person


def _added(
    session: Session, actor: Actor, person: Person, changed: list[str], occurred_at: datetime | None
) -> Person:
    person.version += 1
    _put_version(session, actor, person, Change.ADDED, dict.fromkeys(changed), occurred_at=occurred_at)
    note(
        session,
        actor,
        acts.PERSON_CHANGED,
        ("case_person", person.id),
        occurred_at=occurred_at,
        fields=changed,
    )
    return person


def _put_reachable(
    session: Session,
    actor: Actor,
    case: Case,
    key: DataKey,
    contacts: Sequence[NewContact],
    papers: Sequence[NewPaper],
) -> None:
    for contact in contacts:
        row = Contact(**recorded(actor), person_id=key.subject, kind=contact.kind, safe=contact.safe)
        row.value_sealed = seal_text(key, Contact.value_sealed, row.id, contact.value.strip())
        row.note_sealed = seal(key, Contact.note_sealed, row.id, contact.note)
        normal = normal_contact(contact)
        row.normal_sealed = seal(key, Contact.normal_sealed, row.id, normal)
        row.lookup = contact_lookup(case.organization_id, contact.kind, normal)
        session.add(row)
    for paper in papers:
        kept = Paper(**recorded(actor), person_id=key.subject, kind=paper.kind, country=paper.country)
        kept.number_sealed = seal_text(key, Paper.number_sealed, kept.id, paper.number.strip())
        kept.lookup = paper_lookup(case.organization_id, paper.number)
        session.add(kept)


def seal_text(key: DataKey, column: Any, row: str, text: str) -> bytes:
    """A text that is there, sealed."""
    sealed = seal(key, column, row, text)
    assert sealed is not None  # noqa: S101 - only nothing stays nothing
    return sealed


def _sealed_identity(key: DataKey, person_id: str, identity: values.Identity) -> dict[str, bytes | None]:
    return {
        f"{name}_sealed": seal(key, getattr(Identity, f"{name}_sealed"), person_id, getattr(identity, name))
        for name in IDENTITY_FIELDS
    }


def _change_facts(person: Person, facts: Facts | None) -> dict[str, Any]:
    """Writes what differs and answers what was there before."""
    before: dict[str, Any] = {}
    for name in _FACTS if facts is not None else ():
        new = values.plain(getattr(facts, name))
        if getattr(person, name) != new:
            before[name] = getattr(person, name)
            setattr(person, name, new)
    return before


def _change_identity(
    session: Session, key: DataKey, person: Person, identity: values.Identity | None
) -> dict[str, Any]:
    if identity is None:
        return {}
    row = session.get(Identity, person.id)
    before: dict[str, Any] = {}
    for name, sealed in _sealed_identity(key, person.id, identity).items():
        column = getattr(Identity, name)
        old = open_text(key, column, person.id, getattr(row, name)) if row is not None else None
        if old != getattr(identity, name.removesuffix("_sealed")):
            before[name.removesuffix("_sealed")] = old
            if row is None:
                row = Identity(person_id=person.id)
                session.add(row)
            setattr(row, name, sealed)
    return before


def _put_version(
    session: Session,
    actor: Actor,
    person: Person,
    change: Change,
    before: dict[str, Any],
    *,
    key: DataKey | None = None,
    occurred_at: datetime | None = None,
) -> None:
    made = PersonVersion(
        **recorded(actor, occurred_at),
        person_id=person.id,
        version=person.version,
        change=change,
        fields=sorted(before),
    )
    if key is not None:
        made.before_sealed = seal_json(key, PersonVersion.before_sealed, made.id, before)
    session.add(made)
