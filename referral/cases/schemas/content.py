"""Notes, messages, documents, own records, and who acts for a person, on the wire."""

import marshmallow as ma

from referral.cases.files import LARGEST
from referral.cases.schemas import fields
from referral.cases.schemas.consents import FileField
from referral.cases.schemas.fields import Ident, Word
from referral.cases.words import DocumentKind, RelationshipKind, ScanState
from referral.kit.http import Schema

# A file of the largest size in base64, and what stands around it.
LARGEST_BODY = LARGEST * 4 // 3 + 20_000


class CaseNoteCreateSchema(Schema):
    """What somebody writes down; it never leaves the organisation."""

    body = fields.long_text(required=True)
    occurred_at = fields.occurred_at()


class CaseMessageCreateSchema(Schema):
    """What one organisation writes to the other one of a referral."""

    body = fields.long_text(required=True)
    to_organization_id = Ident(required=True)
    reference_id = Ident(required=True, metadata={"description": "The referral"})


class OwnRecordCreateSchema(Schema):
    """What a receiver records itself of somebody whom it serves, under its own key and retention."""

    body = fields.long_text(required=True)
    retain_until = fields.moment(required=True)
    reference_id = Ident(load_default=None, allow_none=True)
    occurred_at = fields.occurred_at()


class CaseMadeSchema(Schema):
    """That it was recorded, and when."""

    id = ma.fields.UUID(required=True)
    occurred_at = ma.fields.AwareDateTime(required=True)
    recorded_at = ma.fields.AwareDateTime(required=True)
    recorded_by = ma.fields.UUID(required=True, allow_none=True)


class CaseWrittenSchema(CaseMadeSchema):
    """A note, message or own record with its text."""

    body = ma.fields.String(required=True)


class CaseWrittenListSchema(Schema):
    """What was written, oldest first."""

    results = ma.fields.List(ma.fields.Nested(CaseWrittenSchema), required=True)


class CaseDocumentCreateSchema(Schema):
    """A PDF, JPEG or PNG file of at most 10 MB; what a camera wrote into it is not kept."""

    kind = Word(DocumentKind, required=True)
    name = fields.text(500, required=True)
    content = FileField(most=LARGEST, required=True)


class CaseDocumentSchema(Schema):
    """A document without its content."""

    id = ma.fields.UUID(required=True)
    kind = Word(DocumentKind, required=True)
    media_type = ma.fields.String(required=True)
    size = ma.fields.Integer(required=True, metadata={"description": "In bytes"})
    scan = Word(ScanState, required=True)
    recorded_at = ma.fields.AwareDateTime(required=True)


class NamedCaseDocumentSchema(CaseDocumentSchema):
    """A document with its name."""

    name = ma.fields.String(required=True)


class CaseDocumentListSchema(Schema):
    """Documents about a person, oldest first."""

    results = ma.fields.List(ma.fields.Nested(NamedCaseDocumentSchema), required=True)


class KnownCaseDocumentSchema(Schema):
    """A document with its content in base64."""

    id = ma.fields.UUID(required=True)
    kind = Word(DocumentKind, required=True)
    media_type = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    content = ma.fields.String(required=True, metadata={"format": "byte"})


class RepresentativeCreateSchema(Schema):
    """Somebody who acts for a person: one of the same case, or somebody from outside by name."""

    kind = Word(RelationshipKind, required=True)
    case_person_id = Ident(load_default=None, allow_none=True)
    name = fields.text(500, load_default=None, allow_none=True)
    contact = fields.text(500, load_default=None, allow_none=True)


class RepresentativeSchema(Schema):
    """Who acts for a person, without names."""

    id = ma.fields.UUID(required=True)
    person_id = ma.fields.UUID(required=True)
    case_person_id = ma.fields.UUID(required=True, allow_none=True)
    kind = Word(RelationshipKind, required=True)
    conflict_at = ma.fields.AwareDateTime(
        required=True, allow_none=True, metadata={"description": "Since when their word has no effect"}
    )


class KnownRepresentativeSchema(RepresentativeSchema):
    """Who acts for a person. They are never shown a mark, nor that there is one."""

    name = ma.fields.String(required=True, allow_none=True)
    contact = ma.fields.String(required=True, allow_none=True)
    conflict_reason = ma.fields.String(required=True, allow_none=True)


class RepresentativeListSchema(Schema):
    """Who acts for a person, oldest first."""

    results = ma.fields.List(ma.fields.Nested(KnownRepresentativeSchema), required=True)


class ConflictCreateSchema(Schema):
    """Whose word no longer counts for the person, and why."""

    representative_id = Ident(required=True)
    reason = fields.text(2000, required=True)
