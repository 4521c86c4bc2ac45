"""Demands of police and courts on the wire."""

import marshmallow as ma

from referral.cases.rules import DataCategory
from referral.cases.schemas import fields
from referral.cases.schemas.fields import Ident, Word
from referral.cases.words import Demander, DemandState, NotTold
from referral.kit.http import Schema
from referral.kit.http.schema import Truth

_MOST_DOCUMENTS = 100


class LegalDemandCreateSchema(Schema):
    """Who demands what, by which article."""

    demander = Word(Demander, required=True)
    named = fields.text(
        500, required=True, metadata={"description": "Which court or station, and its number"}
    )
    article = fields.text(200, required=True)
    categories = ma.fields.List(Word(DataCategory), required=True, validate=ma.validate.Length(1, 20))
    documents = ma.fields.List(Ident(), load_default=list, validate=ma.validate.Length(max=_MOST_DOCUMENTS))
    occurred_at = fields.occurred_at()


class LegalDemandDecideSchema(Schema):
    """Whether it goes out."""

    disclose = Truth(required=True)


class LegalDemandTellSchema(Schema):
    """That the person was told; or why not."""

    not_told = Word(NotTold, load_default=None, allow_none=True)


class LegalDemandSchema(Schema):
    """A demand without the court's or station's name."""

    id = ma.fields.UUID(required=True)
    person_id = ma.fields.UUID(required=True)
    demander = Word(Demander, required=True)
    article = ma.fields.String(required=True)
    categories = ma.fields.List(Word(DataCategory), required=True)
    documents = ma.fields.List(ma.fields.UUID(), required=True)
    state = Word(DemandState, required=True)
    occurred_at = ma.fields.AwareDateTime(required=True)
    recorded_at = ma.fields.AwareDateTime(required=True)
    recorded_by = ma.fields.UUID(required=True, allow_none=True)
    decided_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    decided_by = ma.fields.UUID(required=True, allow_none=True)
    told_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    not_told = Word(NotTold, required=True, allow_none=True)


class KnownLegalDemandSchema(LegalDemandSchema):
    """A demand with who exactly made it."""

    named = ma.fields.String(required=True)


class LegalDemandListSchema(Schema):
    """Demands for what is known of a person, oldest first."""

    results = ma.fields.List(ma.fields.Nested(KnownLegalDemandSchema), required=True)
