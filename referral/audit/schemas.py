"""The wire's shapes of the audit. They name nobody."""

import marshmallow as ma

from referral.audit.chain import Tampering
from referral.kit.http import Schema

_HASH = {"pattern": "^[0-9a-f]{64}$"}


class HeadSchema(Schema):
    """Where the chain ends: keep it, and a later rewriting or cutting off can be shown."""

    sequence = ma.fields.Integer(required=True, metadata={"minimum": 0})
    hash = ma.fields.String(required=True, metadata=_HASH)


class VerifyQuerySchema(Schema):
    """The head that you kept, both or neither."""

    sequence = ma.fields.Integer(
        validate=ma.validate.Range(0, 2**53), metadata={"description": "of a head you kept"}
    )
    hash = ma.fields.String(
        validate=ma.validate.Regexp(
            "^[0-9a-f]{64}$", error="Must be 64 hexadecimal digits in small letters."
        ),
        metadata={"description": "of the same head"},
    )

    @ma.validates_schema
    def both_or_neither(self, data: dict[str, object], **_: object) -> None:
        if len(data) == 1:
            missing = "hash" if "sequence" in data else "sequence"
            raise ma.ValidationError("Give sequence and hash together.", missing)


class FindingSchema(Schema):
    """One sign of tampering."""

    kind = ma.fields.String(required=True, metadata={"enum": [each.value for each in Tampering]})
    sequence = ma.fields.Integer(required=True)
    says = ma.fields.String(required=True)


class VerificationSchema(Schema):
    """What a reading of the whole chain found."""

    ok = ma.fields.Boolean(required=True)
    entries = ma.fields.Integer(required=True)
    head = ma.fields.Nested(HeadSchema, required=True)
    anchored = ma.fields.Boolean(required=True)
    findings = ma.fields.List(ma.fields.Nested(FindingSchema), required=True)
