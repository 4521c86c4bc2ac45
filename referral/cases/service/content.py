"""Notes, messages, documents, and the own records of whoever serves a person."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from referral.cases import acts, files
from referral.cases.errors import DocumentRefused
from referral.cases.models import Case, Document, Message, Note, OwnRecord
from referral.cases.queries import consents, people
from referral.cases.rules import categories_of_document
from referral.cases.sealing import open_bytes, open_text, seal_bytes
from referral.cases.service.keys import create_key, key_of
from referral.cases.service.people import living, seal_text
from referral.cases.service.reading import readable
from referral.cases.service.recording import note, recorded, require_identity, require_role
from referral.cases.sight import FOCAL_POINT, SUPERVISOR, WORKER, Sight
from referral.cases.values import LONGEST_WORDS, check_text
from referral.cases.words import DocumentKind, GrantLevel, KeyKind, ScanState
from referral.kit.clock import now
from referral.kit.identity import Actor
from referral.kit.problems import NotFound

# What looks into a file before it is kept: True where it is clean. None where no scanner is configured.
Scanner = Callable[[bytes], bool]
_scanner: Scanner | None = None


@dataclass(frozen=True)
class Written:
    """A note, message or own record, in the clear."""

    id: str
    occurred_at: datetime
    recorded_at: datetime
    by: str | None
    body: str = field(repr=False)


@dataclass(frozen=True)
class KeptFile:
    """A document, in the clear."""

    id: str
    kind: DocumentKind
    media_type: str
    name: str = field(repr=False)
    content: bytes = field(repr=False)


def install_scanner(scanner: Scanner | None) -> None:
    """Sets what looks into documents before they are kept."""
    global _scanner
    _scanner = scanner


def _words(text: str) -> str:
    said = check_text("body", text, longest=LONGEST_WORDS)
    if said is None:
        raise ValueError("body: there is nothing written")
    return said


def write_note(
    session: Session, actor: Actor, person_id: str, body: str, *, occurred_at: datetime | None = None
) -> Note:
    """An internal note: tier 4, which never leaves the organisation."""
    person, said = living(session, actor, person_id), _words(body)
    made = Note(**recorded(actor, occurred_at), person_id=person.id)
    made.body_sealed = seal_text(key_of(session, person.id), Note.body_sealed, made.id, said)
    session.add(made)
    _added(session, actor, person.id, "note", made.id)
    return made


def read_notes(session: Session, actor: Actor, person_id: str) -> list[Written]:
    """The internal notes, for who sees all of the case."""
    person = people.person_for(session, actor, person_id, least=Sight.ALL).person
    rows = people.notes_of(session, person)
    found = _opened(session, actor, person.id, rows) if rows else []
    _read(session, actor, person.id, "notes", len(found))
    return found


def write_message(
    session: Session, actor: Actor, person_id: str, body: str, *, to_organization_id: str, reference_id: str
) -> Message:
    """A message about a person between the organisation that answers for the case and one that has access."""
    person = readable(session, actor, person_id, level=GrantLevel.ROUTING).person
    case = session.get_one(Case, person.case_id) if actor.organization_id else None
    own, holder = str(actor.organization_id), case.organization_id if case else ""
    grants = [each for each in consents.grants_of(session, person.id) if each.ended_at is None]
    partners = {each.organization_id for each in grants if each.reference_id == reference_id}
    if {own, to_organization_id} - partners - {holder} or own == to_organization_id:
        raise NotFound
    made = Message(**recorded(actor), person_id=person.id, reference_id=reference_id)
    made.from_organization_id, made.to_organization_id = own, to_organization_id
    made.body_sealed = seal_text(key_of(session, person.id), Message.body_sealed, made.id, _words(body))
    session.add(made)
    _added(session, actor, person.id, "message", made.id)
    return made


def read_messages(session: Session, actor: Actor, person_id: str) -> list[Written]:
    """What the actor's organisation wrote and was written about the person, while it sees the person."""
    person = readable(session, actor, person_id, level=GrantLevel.ROUTING).person
    rows = people.messages_of(session, actor, person.id)
    found = _opened(session, actor, person.id, rows) if rows else []
    _read(session, actor, person.id, "messages", len(found))
    return found


def attach_document(
    session: Session, actor: Actor, person_id: str, *, kind: DocumentKind, name: str, content: bytes
) -> Document:
    """Keeps a PDF, JPEG or PNG file, without what a camera wrote into it.

    Raises `DocumentRefused`, `DocumentTooLarge`.
    """
    person = living(session, actor, person_id)
    made = keep_document(session, actor, person.id, kind=kind, name=name, content=content)
    _added(session, actor, person.id, "document", made.id)
    return made


def keep_document(
    session: Session, actor: Actor, person_id: str, *, kind: DocumentKind, name: str, content: bytes
) -> Document:
    """The file, cleaned, scanned and sealed. Whoever calls this sees to the actor's right and to the audit."""
    media_type, clean = files.cleaned(content)
    if _scanner is not None and not _scanner(clean):
        raise DocumentRefused("The scan found something in it.")
    made = Document(**recorded(actor), person_id=person_id, kind=kind, media_type=media_type, size=len(clean))
    made.scan = ScanState.NOT_SCANNED if _scanner is None else ScanState.CLEAN
    key = key_of(session, person_id)
    made.name_sealed = seal_text(key, Document.name_sealed, made.id, check_text("name", name) or "document")
    made.content_sealed = seal_bytes(key, Document.content_sealed, made.id, clean)
    session.add(made)
    return made


def read_document(session: Session, actor: Actor, document_id: str) -> KeptFile:
    """One document, for who sees all of the case, or whose organisation was given released items."""
    row = people.document_by_id(session, document_id)
    right = readable(session, actor, row.person_id, level=GrantLevel.RELEASED)
    person = right.person
    if not categories_of_document(row.kind) <= right.categories:
        raise NotFound
    found = open_document(session, row)
    _read(session, actor, person.id, "document", 1)
    return found


def open_document(session: Session, row: Document) -> KeptFile:
    """A document, opened. Whoever calls this sees to the actor's right and to the audit. Raises `PersonErased`."""
    key = key_of(session, row.person_id)
    return KeptFile(
        row.id,
        DocumentKind(row.kind),
        row.media_type,
        open_text(key, Document.name_sealed, row.id, row.name_sealed) or "",
        open_bytes(key, Document.content_sealed, row.id, row.content_sealed),
    )


def remove_document(session: Session, actor: Actor, document_id: str) -> None:
    """Takes a document away; its content goes, that it was there stays."""
    row = people.document_by_id(session, document_id)
    person = living(session, actor, row.person_id)
    key = key_of(session, person.id)
    row.removed_at = now()
    row.content_sealed = seal_bytes(key, Document.content_sealed, row.id, b"")
    note(session, actor, acts.CONTENT_REMOVED, ("case_person", person.id), document=row.id)


def record_own(
    session: Session,
    actor: Actor,
    person_id: str,
    body: str,
    *,
    reference_id: str | None,
    retain_until: datetime,
    occurred_at: datetime | None = None,
) -> OwnRecord:
    """What a receiver records itself of somebody whom it serves: its own, under its own key and retention."""
    require_role(actor, (FOCAL_POINT, WORKER, SUPERVISOR))
    if actor.organization_id is None or retain_until <= now():
        raise ValueError("retain_until: right would be a moment that lies ahead")
    consents.open_grant(session, actor, person_id, level=GrantLevel.IDENTITY)
    made = OwnRecord(**recorded(actor, occurred_at), person_id=person_id, reference_id=reference_id)
    made.organization_id, made.retain_until = actor.organization_id, retain_until
    key = create_key(session, organization_id=made.organization_id, subject=made.id, kind=KeyKind.OWN_RECORD)
    made.body_sealed = seal_text(key, OwnRecord.body_sealed, made.id, _words(body))
    session.add(made)
    note(session, actor, acts.OWN_RECORDED, ("own_record", made.id))
    return made


def read_own(session: Session, actor: Actor, person_id: str) -> list[Written]:
    """What the actor's organisation recorded itself about a person, whatever became of the sender's data."""
    require_role(actor, (FOCAL_POINT, WORKER, SUPERVISOR))
    rows = people.own_records(session, actor, person_id)
    if not rows:
        raise NotFound
    require_identity(actor)
    found = [_written(session, OwnRecord.body_sealed, row.id, row) for row in rows]
    note(session, actor, acts.OWN_READ, ("own_record", rows[0].id), records=len(found))
    return found


def _opened(session: Session, actor: Actor, subject: str, rows: Sequence[Note | Message]) -> list[Written]:
    require_identity(actor)
    return [_written(session, type(row).body_sealed, subject, row) for row in rows]


def _written(session: Session, column: object, subject: str, row: Note | Message | OwnRecord) -> Written:
    key = key_of(session, subject)
    body = open_text(key, column, row.id, row.body_sealed) or ""  # type: ignore[arg-type]
    return Written(row.id, row.occurred_at, row.recorded_at, row.recorded_by, body)


def _added(session: Session, actor: Actor, person_id: str, kind: str, id_: str) -> None:
    note(session, actor, acts.CONTENT_ADDED, ("case_person", person_id), kind=kind, item=id_)


def _read(session: Session, actor: Actor, person_id: str, kind: str, count: int) -> None:
    if count:
        note(session, actor, acts.CONTENT_READ, ("case_person", person_id), kind=kind, items=count)
