"""What is answered of referrals: every field may be missing, since each actor sees other ones."""

import marshmallow as ma

from referral.kit.http import Schema
from referral.referrals.rules import Kind, Priority, State


def _moment(**metadata: str) -> ma.fields.AwareDateTime:
    return ma.fields.AwareDateTime(allow_none=True, metadata=metadata)


def _words(**metadata: object) -> ma.fields.List[str]:
    return ma.fields.List(ma.fields.String(), metadata=metadata)


def _objects(**metadata: object) -> ma.fields.List[dict[str, object]]:
    return ma.fields.List(ma.fields.Dict(), allow_none=True, metadata=metadata)


def _one_of(words: object, **metadata: object) -> ma.fields.String:
    return ma.fields.String(metadata={"enum": [str(each) for each in words], **metadata})  # type: ignore[attr-defined]


class ReferralLineSchema(Schema):
    """A referral in a list: tier 0, reduced where protection is needed, a stub after the end."""

    id = ma.fields.UUID(required=True)
    state = _one_of(State, description="As you are shown it")
    reason = ma.fields.String(allow_none=True)
    version = ma.fields.Integer(metadata={"description": "The ETag of the referral"})
    kind = _one_of(Kind)
    priority = _one_of(Priority)
    clock_with = ma.fields.String(allow_none=True, metadata={"description": "Whom the clock is with"})
    due = _moment(description="When something is due next")
    allowed_actions = _words(description="What you may try now")
    recordable_actions = _words(
        description="What you may record for the receiver, as it was told, with `told`"
    )
    told = ma.fields.Boolean(
        metadata={"description": "Told to the sender, not yet confirmed by the receiver"}
    )
    country = ma.fields.String(allow_none=True)
    adult_or_child = ma.fields.String(allow_none=True)
    need = _words(description="Codes of needs")
    region = ma.fields.UUID(allow_none=True)
    age_band = ma.fields.String(allow_none=True)
    languages = _words()
    accessibility = ma.fields.Boolean()
    sex_of_staff = ma.fields.String(allow_none=True)
    party_size = ma.fields.Integer()
    needed_from = ma.fields.Date(allow_none=True)
    sender = ma.fields.UUID()
    receiver = ma.fields.UUID()
    service = ma.fields.UUID()
    location = ma.fields.UUID(allow_none=True, metadata={"description": "The service at its location"})
    offer = ma.fields.UUID(allow_none=True, metadata={"description": "The open offer that it is part of"})
    replaces = ma.fields.UUID(allow_none=True, metadata={"description": "One that ended, which this reopens"})
    follows = ma.fields.UUID(allow_none=True, metadata={"description": "One that this refers on"})
    hop = ma.fields.Integer(metadata={"description": "How often it was referred on before"})
    enquiry = ma.fields.UUID(
        allow_none=True, metadata={"description": "The enquiry from whose yes it starts"}
    )
    held_until = _moment(description="Until when the receiver holds the places")
    assigned_to = ma.fields.UUID(allow_none=True)
    placer_id = ma.fields.String(allow_none=True, metadata={"description": "The sender's own number"})
    filler_id = ma.fields.String(allow_none=True, metadata={"description": "The receiver's own number"})
    sent_at = _moment()
    acknowledged_at = _moment()
    decided_at = _moment()
    completed_at = _moment()
    ended_at = _moment()


class ReferralSchema(ReferralLineSchema):
    """One referral: what its state and your part in it open to you."""

    clocks = _objects(description="Clocks that run or pause: clock, with, since, due_at, pauses, percent")
    members = _objects(description="Coded facts of each person, by number")
    case_id = ma.fields.UUID()
    people = _objects(description="Who the people are, as far as each agreed")
    safe_contact = _objects()
    contact_restrictions = _objects()
    items = _objects(description="Documents that were released: id, number, kind, name, media_type, size")
    narrative = ma.fields.String(allow_none=True)
    outcome = ma.fields.String(allow_none=True)
    outcome_text = ma.fields.String(allow_none=True)
    feedback = ma.fields.String(allow_none=True)
    served_from = ma.fields.Date(allow_none=True)
    served_to = ma.fields.Date(allow_none=True)
    notes = ma.fields.String(allow_none=True, metadata={"description": "Internal: never leaves the sender"})
    nobody_on_duty = ma.fields.Dict(
        allow_none=True,
        metadata={
            "description": "While nobody there is on duty: until when, a holiday's name, numbers to call"
        },
    )
    warnings = _objects(description="Of a draft: what speaks against sending it, or should be known before")


class ReferralPageSchema(Schema):
    """Referrals, newest first."""

    results = ma.fields.List(ma.fields.Nested(ReferralLineSchema), required=True)
    next_cursor = ma.fields.String(required=True, allow_none=True)


class ArrivalSchema(Schema):
    """How somebody arrives; without a word of the owner she is fetched, and no address is told."""

    way = ma.fields.String(required=True, metadata={"enum": ["meeting_point", "fetched", "address"]})
    meeting_point = ma.fields.String(required=True, allow_none=True)
    position = ma.fields.List(
        ma.fields.Float(), required=True, allow_none=True, metadata={"description": "Latitude, longitude"}
    )
    addresses = _objects()


class ReferralEventSchema(Schema):
    """One event of the history. Two times: when it happened, and when it was entered."""

    number = ma.fields.Integer(required=True)
    action = ma.fields.String(required=True)
    from_ = ma.fields.String(data_key="from", required=True)
    to = ma.fields.String(required=True)
    by = ma.fields.String(required=True, metadata={"description": "Which side did it"})
    occurred_at = ma.fields.AwareDateTime(required=True)
    recorded_at = ma.fields.AwareDateTime(required=True)
    told_by = ma.fields.String(required=True, allow_none=True)
    version = ma.fields.Integer(required=True)
    actor_id = ma.fields.UUID(allow_none=True, metadata={"description": "Of your own organisation only"})
    details = ma.fields.Dict()


class ReferralEventsSchema(Schema):
    """The history of a referral, oldest first."""

    results = ma.fields.List(ma.fields.Nested(ReferralEventSchema), required=True)


class ChangedSchema(Schema):
    """Which referral, and how it is now: nothing of anybody."""

    referral_id = ma.fields.UUID(required=True)
    state = ma.fields.String(required=True)
    version = ma.fields.Integer(required=True)


class ChangeSchema(Schema):
    """One change."""

    type = ma.fields.String(required=True)
    timestamp = ma.fields.AwareDateTime(required=True)
    data = ma.fields.Nested(ChangedSchema, required=True)


class ChangesSchema(Schema):
    """Changes in the order in which they were committed, and where to go on; keep the cursor, also of an empty page."""

    results = ma.fields.List(ma.fields.Nested(ChangeSchema), required=True)
    next_cursor = ma.fields.String(required=True)
