"""Privacy tasks, erasures and legal holds on the wire."""

import marshmallow as ma

from referral.access.schemas.fields import PageSchema
from referral.cases.rules import TaskKind
from referral.cases.schemas import fields
from referral.cases.schemas.fields import Ident, Word
from referral.cases.words import Attestation, ErasureGround, ErasureState, TaskState
from referral.kit.http import Schema


class PrivacyTaskSchema(Schema):
    """What an organisation that had access is asked to do, and what it says it did."""

    id = ma.fields.UUID(required=True)
    kind = Word(TaskKind, required=True)
    state = Word(TaskState, required=True)
    overdue = ma.fields.Boolean(required=True)
    organization_id = ma.fields.UUID(required=True, metadata={"description": "Who is asked"})
    holder_organization_id = ma.fields.UUID(required=True, metadata={"description": "Who asks"})
    person_id = ma.fields.UUID(required=True)
    reference_id = ma.fields.UUID(required=True, allow_none=True, metadata={"description": "The referral"})
    recorded_at = ma.fields.AwareDateTime(required=True)
    acknowledge_by = ma.fields.AwareDateTime(required=True)
    due_at = ma.fields.AwareDateTime(required=True)
    acknowledged_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    attested_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    attestation = Word(Attestation, required=True, allow_none=True)
    legal_basis = ma.fields.String(required=True, allow_none=True)


class PrivacyTaskListSchema(PageSchema):
    """Which privacy tasks."""

    state = Word(TaskState)


class PrivacyTaskPageSchema(Schema):
    """What your organisation is asked to do, or asked others to; newest first."""

    results = ma.fields.List(ma.fields.Nested(PrivacyTaskSchema), required=True)
    next_cursor = ma.fields.String(required=True, allow_none=True)


class PrivacyTaskAttestSchema(Schema):
    """What was done; that something is kept needs the law by which it is."""

    attestation = Word(Attestation, required=True)
    legal_basis = fields.text(200, load_default=None, allow_none=True)


class ErasureRequestCreateSchema(Schema):
    """Why somebody is to be erased."""

    ground = Word(ErasureGround, load_default=ErasureGround.ASKED)
    representative_id = Ident(
        load_default=None, allow_none=True, metadata={"description": "Who asks, if not the person"}
    )


class ErasureRequestSchema(Schema):
    """An erasure: asked by one, confirmed by another, done seven days later."""

    id = ma.fields.UUID(required=True)
    person_id = ma.fields.UUID(required=True)
    ground = Word(ErasureGround, required=True)
    state = Word(ErasureState, required=True)
    recorded_at = ma.fields.AwareDateTime(required=True)
    recorded_by = ma.fields.UUID(required=True, allow_none=True)
    confirmed_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    due_at = ma.fields.AwareDateTime(required=True, allow_none=True)


class LegalHoldSchema(Schema):
    """The article of the law that forbids erasing the person; null lifts the hold."""

    article = fields.text(100, required=True, allow_none=True)
