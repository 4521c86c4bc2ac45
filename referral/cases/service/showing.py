"""What is read beside the person: consents in their words, who acts for somebody, objections, names of documents.

All of it is sealed, so every reading is in the audit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from referral.cases import acts
from referral.cases.models import Consent, Document, Objection, Representative
from referral.cases.queries import consents, people, privacy
from referral.cases.queries.people import SeenPerson
from referral.cases.rules import Consent as Value
from referral.cases.rules import categories_of_document
from referral.cases.sealing import open_text
from referral.cases.service.keys import key_of
from referral.cases.service.reading import readable
from referral.cases.service.recording import note, require_identity, require_role
from referral.cases.service.stored import value_of
from referral.cases.sight import OFFICER, Sight
from referral.cases.words import GrantLevel, ObjectionState
from referral.kit.identity import Actor


@dataclass(frozen=True)
class NamedDocument:
    """A document with its name in the clear."""

    document: Document
    name: str = field(repr=False)


@dataclass(frozen=True)
class KnownRepresentative:
    """Somebody who acts for a person, in the clear."""

    representative: Representative
    name: str | None = field(repr=False)
    contact: str | None = field(repr=False)
    conflict_reason: str | None = field(repr=False)


@dataclass(frozen=True)
class KnownObjection:
    """An objection with what was said and answered."""

    objection: Objection
    words: str | None = field(repr=False)
    answer: str | None = field(repr=False)


def read_consent(session: Session, actor: Actor, consent_id: str) -> tuple[Consent, Value]:
    """One version with its words, for who sees all of the case. Raises `NotFound`, `PersonErased`."""
    consent = consents.consent_for(session, actor, consent_id)
    seen = _whole(session, actor, consent.person_id)
    value = value_of(session, key_of(session, seen.person.id), consent)
    what = ("case_person", seen.person.id)
    note(session, actor, acts.CONSENT_READ, what, consent=consent.id, case=seen.case.id)
    return consent, value


def read_representatives(session: Session, actor: Actor, person_id: str) -> list[KnownRepresentative]:
    """Who acts for a person, with marks of a conflict: for who sees all of the case, and for nobody they act for."""
    seen = _whole(session, actor, person_id)
    key = key_of(session, seen.person.id)
    found = []
    for row in people.representatives_of(session, seen.person):
        opened = {
            name: open_text(key, getattr(Representative, f"{name}_sealed"), row.id, sealed)
            for name, sealed in (
                ("name", row.name_sealed),
                ("contact", row.contact_sealed),
                ("conflict_reason", row.conflict_reason_sealed),
            )
        }
        found.append(KnownRepresentative(row, **opened))
    what = ("case_person", seen.person.id)
    note(session, actor, acts.PERSON_READ, what, case=seen.case.id, representatives=len(found))
    return found


def read_documents(session: Session, actor: Actor, person_id: str) -> list[NamedDocument]:
    """A person's documents by name, as far as the actor may open them."""
    right = readable(session, actor, person_id, level=GrantLevel.RELEASED)
    rows = [
        each
        for each in people.documents_of(session, right.person)
        if categories_of_document(each.kind) <= right.categories
    ]
    if not rows:
        return []
    key = key_of(session, right.person.id)
    found = [
        NamedDocument(each, open_text(key, Document.name_sealed, each.id, each.name_sealed) or "")
        for each in rows
    ]
    what = ("case_person", right.person.id)
    note(session, actor, acts.CONTENT_READ, what, kind="documents", items=len(found))
    return found


def read_objections(
    session: Session, actor: Actor, *, state: ObjectionState | None, before: str | None, limit: int
) -> Sequence[Objection]:
    """Objections without their words, for the data-protection officer."""
    require_role(actor, (OFFICER,))
    return privacy.objections(session, actor, state=state, before=before, limit=limit)


def read_objection(session: Session, actor: Actor, objection_id: str) -> KnownObjection:
    """One objection with its words, for the data-protection officer who decides it."""
    require_role(actor, (OFFICER,))
    row = privacy.objection_for(session, actor, objection_id)
    key = key_of(session, row.person_id)
    words = open_text(key, Objection.words_sealed, row.id, row.words_sealed)
    answer = open_text(key, Objection.answer_sealed, row.id, row.answer_sealed)
    note(session, actor, acts.CONTENT_READ, ("case_person", row.person_id), kind="objection", items=1)
    return KnownObjection(row, words, answer)


def _whole(session: Session, actor: Actor, person_id: str) -> SeenPerson:
    """A person of a case of which the actor sees all, and may read what is sealed."""
    seen = people.person_for(session, actor, person_id, least=Sight.ALL)
    require_identity(actor)
    return seen
