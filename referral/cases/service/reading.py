"""Reading what is sealed: opened only for who may see it, and written into the audit in the same transaction.

A unit of work that reads like this is opened for writing.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from referral.audit.queries import entries_about
from referral.cases import acts, values
from referral.cases.errors import PersonErased
from referral.cases.models import BreakGlass, Contact, Grant, Paper, Person, PersonVersion
from referral.cases.queries import cases, consents, people
from referral.cases.queries.people import SeenPerson
from referral.cases.rules import DataCategory, Purpose, category_of_contact, still_readable
from referral.cases.sealing import open_json, open_text
from referral.cases.service.keys import key_of
from referral.cases.service.patching import identity_of
from referral.cases.service.recording import note, require_identity
from referral.cases.service.stored import recipient_of, recipients_of, value_of
from referral.cases.sight import Sight
from referral.cases.words import ContactKind, GrantLevel, PaperKind
from referral.kit.clock import now
from referral.kit.crypto import DataKey
from referral.kit.identity import Actor
from referral.kit.problems import NotFound


@dataclass(frozen=True)
class KnownContact:
    """A way to reach somebody, in the clear."""

    id: str
    contact: values.NewContact


@dataclass(frozen=True)
class KnownPaper:
    """A paper, in the clear."""

    id: str
    paper: values.NewPaper


@dataclass(frozen=True)
class Known:
    """Tier 2 of a person, in the clear; nothing of it shows in a repr."""

    person_id: str
    identity: values.Identity
    contacts: tuple[KnownContact, ...]
    papers: tuple[KnownPaper, ...]


@dataclass(frozen=True)
class Right:
    """A person of whom the actor may read, the referral behind it, and which kinds of data."""

    person: Person
    reference: str | None = None
    categories: frozenset[DataCategory] = frozenset(DataCategory)


@dataclass(frozen=True)
class Look:
    """Somebody looked: when, what it was, who (a member's or key's id), of which organisation, and at whom."""

    at: datetime
    act: str
    actor_id: str | None
    organization_id: str | None
    person_id: str | None = None


def read_person(session: Session, actor: Actor, person_id: str) -> Known:
    """Identity, contacts and papers, for who sees all of the case or whose organisation was given access to them.

    Raises `NotFound`, `Forbidden` for a key without the scope `identity:read`, `PersonErased`, `KeyLost`.
    """
    right = readable(session, actor, person_id, level=GrantLevel.IDENTITY)
    person = right.person
    known = _agreed(open_person(session, key_of(session, person.id), person), right.categories)
    what, case = ("case_person", person.id), person.case_id
    note(session, actor, acts.PERSON_READ, what, case=case, reference=right.reference)
    return known


def readable(session: Session, actor: Actor, person_id: str, *, level: GrantLevel) -> Right:
    """The actor's right to read this tier of a person: by the case, or by an open access.

    An access shows what the newest version of its consent covers, and nothing where it covers nothing: then, as for
    who has no access, `NotFound`.
    """
    try:
        right = Right(people.person_for(session, actor, person_id, least=Sight.ALL).person)
    except NotFound:
        grant = consents.open_grant(session, actor, person_id, level=level)
        person = people.granted_person(session, person_id)
        right = Right(person, grant.reference_id, _covered(session, person, grant))
        if level >= GrantLevel.IDENTITY and not right.categories:
            raise
    require_identity(actor)
    if right.person.erased_at is not None:
        raise PersonErased from None
    return right


def _covered(session: Session, person: Person, grant: Grant) -> frozenset[DataCategory]:
    """The kinds of data that an access shows now; all of them where a law stands in place of a consent."""
    if grant.consent_id is None:
        return frozenset(DataCategory)
    given = consents.version(session, grant.consent_id)
    newest = consents.newest_held(session, grant.consent_id)
    try:
        key = key_of(session, person.id)
    except PersonErased:
        return frozenset()
    value = value_of(session, key, newest)
    # What it was opened for, by the version of then: another purpose now is another question.
    recipient = recipient_of(recipients_of(session, given), grant)
    return still_readable(value, recipient, Purpose(given.purpose), now())


def _agreed(known: Known, categories: frozenset[DataCategory]) -> Known:
    """Of what is known, what these kinds of data show."""
    shows = categories.__contains__
    return Known(
        known.person_id,
        known.identity if shows(DataCategory.IDENTITY) else values.Identity(),
        tuple(each for each in known.contacts if shows(category_of_contact(each.contact.kind))),
        known.papers if shows(DataCategory.DOCUMENTS) else (),
    )


def open_person(session: Session, key: DataKey, person: Person) -> Known:
    """Tier 2 of a person, opened. Whoever calls this sees to the actor's right and to the audit."""
    contacts = tuple(
        KnownContact(each.id, _contact(key, each)) for each in people.contacts_of(session, person)
    )
    papers = tuple(KnownPaper(each.id, _paper(key, each)) for each in people.papers_of(session, person))
    return Known(person.id, identity_of(session, key, person), contacts, papers)


def _contact(key: DataKey, row: Contact) -> values.NewContact:
    return values.NewContact(
        kind=ContactKind(row.kind),
        value=open_text(key, Contact.value_sealed, row.id, row.value_sealed) or "",
        note=open_text(key, Contact.note_sealed, row.id, row.note_sealed),
        safe=row.safe,
    )


def _paper(key: DataKey, row: Paper) -> values.NewPaper:
    number = open_text(key, Paper.number_sealed, row.id, row.number_sealed) or ""
    return values.NewPaper(kind=PaperKind(row.kind), number=number, country=row.country)


def read_versions(
    session: Session, actor: Actor, person_id: str
) -> list[tuple[PersonVersion, dict[str, Any]]]:
    """Every change of a person with what was there before, for who sees all of the case."""
    person = people.person_for(session, actor, person_id, least=Sight.ALL).person
    if person.erased_at is not None:
        raise PersonErased
    require_identity(actor)
    key = key_of(session, person.id)
    column = PersonVersion.before_sealed
    found = [
        (each, open_json(key, column, each.id, each.before_sealed) or {})
        for each in people.versions_of(session, person)
    ]
    note(
        session, actor, acts.PERSON_READ, ("case_person", person.id), case=person.case_id, versions=len(found)
    )
    return found


def who_saw(session: Session, actor: Actor, person_id: str) -> list[Look]:
    """Who read the person's data, was given access to it or broke the glass, oldest first: to be shown to the person.

    For who sees all of the case. It says ids of members and organisations, and never what was read.
    """
    seen = people.person_for(session, actor, person_id, least=Sight.ALL)
    return [_look(each) for each in entries_about(session, [seen.person.id], actions=acts.SEEN)]


def who_saw_case(session: Session, actor: Actor, case_id: str) -> list[Look]:
    """The same for everybody in a case, oldest first."""
    seen = cases.case_for(session, actor, case_id, least=Sight.ALL)
    ids = [each.id for each in people.people_of(session, seen)]
    return [_look(each) for each in entries_about(session, ids, actions=acts.SEEN)]


def _look(entry: Any) -> Look:
    # An entry of the audit, whose table is its own.
    return Look(entry.occurred_at, entry.action, entry.actor_id, entry.organization_id, entry.object_id)


def glass_words(session: Session, seen: SeenPerson) -> list[tuple[BreakGlass, str | None]]:
    """Who broke the glass of the person's case, and the reason in their words where the person is the focal one."""
    found = []
    for each in cases.glass_broken(session, seen.case):
        own = each.person_id == seen.person.id and each.words_sealed is not None
        key = key_of(session, seen.person.id) if own else None
        words = open_text(key, BreakGlass.words_sealed, each.id, each.words_sealed) if key else None
        found.append((each, words))
    return found
