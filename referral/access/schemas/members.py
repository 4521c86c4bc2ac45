"""Who am I, accounts and members on the wire."""

import marshmallow as ma

from referral.access.rules.roles import WORKING
from referral.access.schemas import fields
from referral.kit.http import Schema
from referral.kit.identity import ActorKind

_KINDS = [kind.value for kind in ActorKind if kind is not ActorKind.SYSTEM]


class MeSchema(Schema):
    """Who the server takes you for, and what you may do."""

    kind = ma.fields.String(required=True, metadata={"enum": _KINDS})
    id = ma.fields.UUID(required=True, allow_none=True)
    organization_id = ma.fields.UUID(required=True, allow_none=True)
    scopes = ma.fields.List(ma.fields.String(), required=True)
    permissions = ma.fields.List(ma.fields.String(), required=True)
    roles = ma.fields.List(ma.fields.String(), required=True)
    regions = ma.fields.List(ma.fields.UUID(), required=True)
    acting_user = ma.fields.String(required=True, allow_none=True)
    session_id = ma.fields.UUID(required=True, allow_none=True)


class AccountSchema(Schema):
    """One's own account."""

    id = ma.fields.UUID(required=True)
    email = ma.fields.String(required=True)
    email_confirmed = ma.fields.Boolean(required=True)
    name = ma.fields.String(required=True)
    shown_name = ma.fields.String(required=True, metadata={"description": "As partners see you"})
    language = ma.fields.String(required=True)
    second_factor = ma.fields.Boolean(required=True)
    recovery_codes_left = ma.fields.Integer(required=True)
    version = ma.fields.Integer(required=True)


class AccountPatchSchema(Schema):
    """What a member changes of their own account."""

    name = fields.text(200)
    shown_name = fields.text(200)
    language = fields.language()


class MemberSchema(Schema):
    """A member, as the organisation sees them."""

    id = ma.fields.UUID(required=True)
    organization_id = ma.fields.UUID(required=True, allow_none=True)
    name = ma.fields.String(required=True)
    shown_name = ma.fields.String(required=True)
    language = ma.fields.String(required=True)
    roles = fields.roles(required=True)
    regions = fields.regions(required=True)
    created_at = ma.fields.AwareDateTime(required=True)
    ended_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    version = ma.fields.Integer(required=True)


class MemberListSchema(fields.PageSchema):
    """Which members."""

    organization_id = ma.fields.UUID(
        metadata={"description": "For the platform's administrator: whose administrators"}
    )


class MemberPageSchema(Schema):
    """Active members, in the order in which they came."""

    results = ma.fields.List(ma.fields.Nested(MemberSchema), required=True)
    next_cursor = ma.fields.String(required=True, allow_none=True)


class MemberPatchSchema(Schema):
    """The roles that a member has from now on."""

    roles = fields.roles(required=True)
    regions = fields.regions()


class SuccessorSchema(Schema):
    """Who takes over one role's work."""

    role = fields.one_of(sorted(WORKING), required=True)
    member_id = ma.fields.UUID(required=True)


class MemberEndSchema(Schema):
    """Who takes over; what is not named falls to the supervisors' list."""

    successors = ma.fields.List(
        ma.fields.Nested(SuccessorSchema), load_default=list, validate=ma.validate.Length(max=len(WORKING))
    )
