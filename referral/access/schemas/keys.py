"""Keys on the wire."""

import marshmallow as ma

from referral.access.rules import LONGEST_LIFE_DAYS, Scope
from referral.access.schemas.fields import PageSchema
from referral.kit.http import Schema

_SCOPES = [scope.value for scope in Scope]


def _scopes() -> ma.fields.List[str]:
    each = ma.fields.String(validate=ma.validate.OneOf(_SCOPES, error="Must be one of: {choices}."))
    return ma.fields.List(
        each,
        required=True,
        validate=ma.validate.Length(min=1, max=len(_SCOPES)),
        metadata={"uniqueItems": True},
    )


class ApiKeyListSchema(PageSchema):
    """Which page of keys."""


class ApiKeyCreateSchema(Schema):
    """What a new key is for."""

    organization_id = ma.fields.UUID(required=True)
    name = ma.fields.String(required=True, validate=ma.validate.Length(1, 200))
    scopes = _scopes()
    days = ma.fields.Integer(
        load_default=365,
        strict=True,
        validate=ma.validate.Range(1, LONGEST_LIFE_DAYS, error="Must be from {min} to {max}."),
        metadata={"description": "How many days the key is good for"},
    )


class ApiKeySchema(Schema):
    """A key, without what opens."""

    id = ma.fields.UUID(required=True)
    organization_id = ma.fields.UUID(required=True)
    name = ma.fields.String(required=True)
    prefix = ma.fields.String(
        required=True, metadata={"description": "How the key begins, to recognise it by"}
    )
    scopes = _scopes()
    created_at = ma.fields.AwareDateTime(required=True)
    expires_at = ma.fields.AwareDateTime(required=True)
    created_by = ma.fields.UUID(
        required=True, allow_none=True, metadata={"description": "The member with whose membership it ends"}
    )
    revoked_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    last_used_on = ma.fields.Date(required=True, allow_none=True)


class ApiKeyCreatedSchema(ApiKeySchema):
    """A new key with its secret, which is shown this once."""

    key = ma.fields.String(required=True, metadata={"description": "Keep it now: it is never shown again"})


class ApiKeyPageSchema(Schema):
    """Keys, newest first."""

    results = ma.fields.List(ma.fields.Nested(ApiKeySchema), required=True)
    next_cursor = ma.fields.String(required=True, allow_none=True)
