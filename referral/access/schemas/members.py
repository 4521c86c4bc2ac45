"""Members, invitations and duty lists on the wire."""

import marshmallow as ma

from referral.access.rules.codes import MOST_DAYS
from referral.access.rules.duty import MOST_TURNS, WEEKDAYS
from referral.access.rules.roles import ON_DUTY, WORKING
from referral.access.schemas import fields
from referral.kit.http import Schema
from referral.kit.identity import ActorKind

_KINDS = [kind.value for kind in ActorKind if kind is not ActorKind.SYSTEM]
_TIME = ma.validate.Regexp(
    r"^([01][0-9]|2[0-3]):[0-5][0-9]$", error="Must be a time of day from 00:00 to 23:59."
)


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


class TurnSchema(Schema):
    """One line of a duty list; `until` at or before `begins` is on the next day."""

    role = fields.one_of(sorted(ON_DUTY), required=True)
    member_id = ma.fields.UUID(required=True)
    weekdays = ma.fields.List(
        fields.one_of(list(WEEKDAYS)),
        required=True,
        validate=ma.validate.Length(1, 7),
        metadata={"uniqueItems": True},
    )
    begins = ma.fields.String(required=True, validate=_TIME)
    until = ma.fields.String(required=True, validate=_TIME)
    first = ma.fields.Date(allow_none=True, load_default=None)
    last = ma.fields.Date(allow_none=True, load_default=None)


class DutyPutSchema(Schema):
    """The whole list, in the order in which people are asked."""

    zone = fields.text(64, required=True, metadata={"description": "IANA name, such as Europe/Tirane"})
    turns = ma.fields.List(
        ma.fields.Nested(TurnSchema), required=True, validate=ma.validate.Length(max=MOST_TURNS)
    )


class ShownTurnSchema(TurnSchema):
    """One line with the name that partners see."""

    shown_name = ma.fields.String(required=True)


class DutySchema(Schema):
    """An organisation's duty list, and who is on duty now."""

    zone = ma.fields.String(required=True, allow_none=True)
    turns = ma.fields.List(ma.fields.Nested(ShownTurnSchema), required=True)
    now = ma.fields.Dict(
        keys=ma.fields.String(),
        values=ma.fields.List(ma.fields.UUID()),
        required=True,
        metadata={"description": "By role, the ids of those on duty now"},
    )
    version = ma.fields.Integer(required=True)
