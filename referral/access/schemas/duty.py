"""Duty lists on the wire."""

import marshmallow as ma

from referral.access.rules.duty import MOST_TURNS, WEEKDAYS
from referral.access.rules.roles import ON_DUTY
from referral.access.schemas import fields
from referral.kit.http import Schema

_TIME = ma.validate.Regexp(
    r"^([01][0-9]|2[0-3]):[0-5][0-9]$", error="Must be a time of day from 00:00 to 23:59."
)


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
