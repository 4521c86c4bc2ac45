"""Invitations on the wire."""

import marshmallow as ma

from referral.access.rules.codes import MOST_DAYS
from referral.access.schemas import fields
from referral.kit.http import Schema


class InvitationCreateSchema(Schema):
    """For whom there shall be a place."""

    organization_id = ma.fields.UUID(
        metadata={"description": "By default your own; for the platform's administrator, whose"}
    )
    roles = fields.roles(required=True)
    regions = fields.regions(load_default=list)
    note = fields.text(200, shortest=0, load_default="", metadata={"description": "To know it by; no secret"})
    days = ma.fields.Integer(
        load_default=7, validate=ma.validate.Range(1, MOST_DAYS, error="Must be from {min} to {max}.")
    )


class InvitationSchema(Schema):
    """An invitation, without its code."""

    id = ma.fields.UUID(required=True)
    organization_id = ma.fields.UUID(required=True, allow_none=True)
    roles = fields.roles(required=True)
    regions = fields.regions(required=True)
    note = ma.fields.String(required=True)
    state = ma.fields.String(required=True, metadata={"enum": ["open", "accepted", "revoked", "expired"]})
    created_at = ma.fields.AwareDateTime(required=True)
    expires_at = ma.fields.AwareDateTime(required=True)


class InvitationCreatedSchema(InvitationSchema):
    """A new invitation with its code, shown this once: print it, or send the link."""

    code = ma.fields.String(required=True)
    link = ma.fields.String(
        required=True, metadata={"description": "The code stands behind #, which browsers do not send"}
    )


class InvitationPageSchema(Schema):
    """Invitations, newest first."""

    results = ma.fields.List(ma.fields.Nested(InvitationSchema), required=True)
    next_cursor = ma.fields.String(required=True, allow_none=True)


class InvitationListSchema(fields.PageSchema):
    """Which invitations."""


class InvitationAcceptSchema(Schema):
    """The code, and who comes with it."""

    code = fields.code()
    email = fields.text(254, required=True)
    name = fields.text(200, required=True)
    shown_name = fields.text(200, metadata={"description": "As partners see you; by default the name"})
    language = fields.language(load_default="en")
    password = fields.password(description="At least 12 characters")
