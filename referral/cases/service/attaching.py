"""Documents of a case by a referral: for whoever has just been found to have to do with it, one by one, and audited.

The room of the referrals decides by consent and state which of them somebody may read; nothing here does.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from referral.cases import acts
from referral.cases.errors import PersonErased
from referral.cases.models import Document
from referral.cases.queries import people
from referral.cases.rules import DataCategory, categories_of_document
from referral.cases.sealing import open_text
from referral.cases.service.content import KeptFile, keep_document, open_document
from referral.cases.service.keys import key_of
from referral.cases.service.recording import note
from referral.cases.words import DocumentKind
from referral.kit.identity import Actor
from referral.kit.problems import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldDocument:
    """A document without name and content: of which person, which kinds of data it is."""

    id: str
    person_id: str
    kind: DocumentKind
    media_type: str
    size: int
    recorded_at: datetime

    @property
    def categories(self) -> frozenset[DataCategory]:
        """What has to be covered before anybody else may read it."""
        return categories_of_document(self.kind)


def documents_of(session: Session, person_ids: Collection[str]) -> list[HeldDocument]:
    """The documents of these people that were not removed, oldest first."""
    return [_held(each) for each in people.documents_of_people(session, person_ids)]


def _held(row: Document) -> HeldDocument:
    return HeldDocument(
        id=row.id,
        person_id=row.person_id,
        kind=DocumentKind(row.kind),
        media_type=row.media_type,
        size=row.size,
        recorded_at=row.recorded_at,
    )


def names_of(
    session: Session, actor: Actor, documents: Sequence[HeldDocument], *, reference: str
) -> dict[str, str]:
    """How documents are called, by id; of somebody who was erased nothing can be read."""
    found: dict[str, str] = {}
    for person_id in dict.fromkeys(each.person_id for each in documents):
        try:
            key = key_of(session, person_id)
        except PersonErased:
            continue
        of_person = [each.id for each in documents if each.person_id == person_id]
        for id_ in of_person:
            row = people.document_by_id(session, id_)
            found[id_] = open_text(key, Document.name_sealed, row.id, row.name_sealed) or ""
        what, many = ("case_person", person_id), len(of_person)
        note(session, actor, acts.CONTENT_READ, what, kind="documents", items=many, reference=reference)
    return found


def read_by_referral(session: Session, actor: Actor, document: HeldDocument, *, reference: str) -> KeptFile:
    """One document with its content. Raises `NotFound` for one that was removed, `PersonErased`."""
    row = people.document_by_id(session, document.id)
    if row.person_id != document.person_id:
        raise NotFound
    found = open_document(session, row)
    what = ("case_person", document.person_id)
    note(session, actor, acts.CONTENT_READ, what, kind="document", items=1, reference=reference)
    return found


def attach_by_referral(
    session: Session, actor: Actor, person_id: str, *, kind: DocumentKind, name: str, content: bytes
) -> HeldDocument:
    """Keeps a file with a person of a referral, by the rules of every document. The audit is the caller's."""
    return _held(keep_document(session, actor, person_id, kind=kind, name=name, content=content))
