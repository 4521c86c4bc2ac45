"""Enquiries for free places on the wire."""

from datetime import timedelta
from typing import Any

import marshmallow as ma

from referral.kit.http import Schema
from referral.kit.http.schema import Whole, Words
from referral.referrals.rules import Priority, ToldBy
from referral.referrals.rules.bands import AGE_BANDS
from referral.referrals.rules.enquiries import (
    LARGEST_PARTY,
    MOST_PLACES,
    MOST_SERVICES,
    Answer,
    AnswerKind,
    Asked,
    EnquiryState,
)
from referral.referrals.schemas.questions import by_field, one_of

_MOST_LANGUAGES = 10


def _between(low: int, high: int) -> ma.validate.Range:
    return ma.validate.Range(low, high, error="Must be from {min} to {max}.")


class AskedServiceSchema(Schema):
    """A service of a search result, and its place where one is meant."""

    service_id = ma.fields.UUID(required=True)
    service_at_location_id = ma.fields.UUID(load_default=None, allow_none=True)


class EnquiryCreateSchema(Schema):
    """What is asked of up to ten services. There is no field for a name, a case or a sentence."""

    services = ma.fields.List(
        ma.fields.Nested(AskedServiceSchema), required=True, validate=ma.validate.Length(1, MOST_SERVICES)
    )
    need = ma.fields.String(required=True, validate=ma.validate.Length(1, 100))
    party_size = Whole(required=True, validate=_between(1, LARGEST_PARTY))
    age_bands = ma.fields.List(
        one_of(AGE_BANDS),
        load_default=list,
        validate=ma.validate.Length(max=len(AGE_BANDS)),
        metadata={"uniqueItems": True},
    )
    languages = ma.fields.List(
        ma.fields.String(validate=ma.validate.Regexp("^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$")),
        load_default=list,
        validate=ma.validate.Length(max=_MOST_LANGUAGES),
    )
    needed_from = ma.fields.Date(load_default=None, allow_none=True)
    region_id = ma.fields.UUID(load_default=None, allow_none=True)
    priority = one_of(Priority, load_default=Priority.URGENT.value)
    open_for_minutes = Whole(load_default=None, allow_none=True, validate=_between(10, 7 * 24 * 60))

    @ma.post_load
    def as_value(self, given: dict[str, Any], **_: Any) -> dict[str, Any]:
        """The question, and whom it goes to; what contradicts itself is told by field."""
        services = [
            (str(each["service_id"]), _text(each["service_at_location_id"])) for each in given.pop("services")
        ]
        if len({service for service, _ in services}) < len(services):
            raise ma.ValidationError({"services": ["Must be each service once."]})
        minutes = given.pop("open_for_minutes")
        more: dict[str, Any] = {
            "age_bands": frozenset(given.pop("age_bands")),
            "languages": tuple(given.pop("languages")),
            "region_id": _text(given.pop("region_id")),
            "priority": Priority(given.pop("priority")),
            "open_for": None if minutes is None else timedelta(minutes=minutes),
        }
        try:
            return {"asked": Asked(**given, **more), "services": services}
        except ValueError as fault:
            raise by_field(fault) from fault


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


class AnswerCreateSchema(Schema):
    """What one service says."""

    service_id = ma.fields.UUID(required=True)
    answer = one_of(AnswerKind, required=True)
    places = Whole(allow_none=True, load_default=None, validate=_between(1, MOST_PLACES))
    held_until = ma.fields.AwareDateTime(allow_none=True, load_default=None)
    told = one_of(
        ToldBy,
        allow_none=True,
        load_default=None,
        metadata={"description": "The asker records what the service said: how it said so"},
    )
    occurred_at = ma.fields.AwareDateTime(allow_none=True, load_default=None)

    @ma.post_load
    def as_value(self, given: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Which service, and its answer."""
        told = given["told"]
        try:
            made = Answer(
                kind=AnswerKind(given["answer"]),
                places=given["places"],
                held_until=given["held_until"],
                told=None if told is None else ToldBy(told),
                occurred_at=given["occurred_at"],
            )
        except ValueError as fault:
            raise by_field(fault) from fault
        return {"service_id": str(given["service_id"]), "answer": made}


class EnquiryListSchema(Schema):
    """Which enquiries."""

    limit = ma.fields.Integer(load_default=50, validate=_between(1, 200))
    cursor = ma.fields.String(metadata={"description": "`next_cursor` of the page before"})
    side = one_of(
        ("asked", "received"), metadata={"description": "Only your organisation's, or those it got"}
    )
    state = Words(metadata={"description": "States: " + ", ".join(EnquiryState)})

    @ma.validates_schema
    def check_states(self, data: dict[str, Any], **_: Any) -> None:
        """Refuses words that no enquiry can have."""
        if not set(data.get("state", ())) <= set(EnquiryState):
            raise ma.ValidationError({"state": [f"Must be some of: {', '.join(EnquiryState)}."]})


class EnquiryServiceSchema(Schema):
    """A service that was asked, and what it said last."""

    service_id = ma.fields.UUID(required=True)
    service_at_location_id = ma.fields.UUID(required=True, allow_none=True)
    organization_id = ma.fields.UUID(required=True)
    connected = ma.fields.Boolean(required=True, metadata={"description": "Can answer here; else call them"})
    answer = ma.fields.String(
        required=True, allow_none=True, metadata={"enum": [*(str(each) for each in AnswerKind), None]}
    )
    places = ma.fields.Integer(required=True, allow_none=True)
    held = ma.fields.Integer(required=True, metadata={"description": "How many are held for the asker now"})
    held_until = ma.fields.AwareDateTime(required=True, allow_none=True)
    told_by = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "Told to the asker, not confirmed"}
    )
    answered_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    answered_by = ma.fields.UUID(allow_none=True, metadata={"description": "Of your own organisation only"})


class EnquirySchema(Schema):
    """An enquiry: for a service only its own part, and reduced where protection is needed."""

    id = ma.fields.UUID(required=True)
    side = ma.fields.String(required=True, metadata={"enum": ["asker", "asked"]})
    state = ma.fields.String(required=True, metadata={"enum": [str(each) for each in EnquiryState]})
    need = ma.fields.String()
    party_size = ma.fields.Integer(required=True)
    age_bands = ma.fields.List(ma.fields.String())
    adult_or_child = ma.fields.String(required=True, allow_none=True)
    languages = ma.fields.List(ma.fields.String())
    needed_from = ma.fields.Date(required=True, allow_none=True)
    region = ma.fields.UUID(allow_none=True)
    region1 = ma.fields.UUID(required=True, allow_none=True)
    country = ma.fields.String(required=True, allow_none=True)
    priority = ma.fields.String(required=True)
    reduced = ma.fields.Boolean(required=True)
    asker = ma.fields.UUID(required=True)
    author_id = ma.fields.UUID()
    asked_at = ma.fields.AwareDateTime(required=True)
    ends_at = ma.fields.AwareDateTime(required=True)
    services = ma.fields.List(ma.fields.Nested(EnquiryServiceSchema), required=True)


class EnquiryPageSchema(Schema):
    """Enquiries, newest first."""

    results = ma.fields.List(ma.fields.Nested(EnquirySchema), required=True)
    next_cursor = ma.fields.String(required=True, allow_none=True)
