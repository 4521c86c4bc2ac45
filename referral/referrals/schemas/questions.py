"""What is asked of referrals: drafts, lists, the feed."""

from collections.abc import Iterable
from typing import Any

import marshmallow as ma

from referral.cases.schemas.content import CaseDocumentCreateSchema
from referral.kit.http import Schema
from referral.kit.http.schema import Truth, Whole, Words
from referral.referrals.rules import Choose, Delivery, Kind, Priority, State
from referral.referrals.values import LONGEST_NARRATIVE, MOST_NEEDS, NewReferral

_MOST_PEOPLE = 20


def one_of(words: Iterable[str], **more: Any) -> ma.fields.String:
    """One word of a closed list."""
    listed = [str(each) for each in words]
    return ma.fields.String(validate=ma.validate.OneOf(listed, error="Must be one of: {choices}."), **more)


class PersonOfReferralSchema(Schema):
    """Somebody of the case, and the consent on which it rests; without one it is looked for."""

    person_id = ma.fields.UUID(required=True)
    consent_id = ma.fields.UUID(load_default=None, allow_none=True)


class ReferralCreateSchema(Schema):
    """A draft. It is sent by the action `submit`."""

    case_id = ma.fields.UUID(required=True)
    people = ma.fields.List(
        ma.fields.Nested(PersonOfReferralSchema),
        required=True,
        validate=ma.validate.Length(1, _MOST_PEOPLE),
    )
    service_id = ma.fields.UUID(required=True)
    service_at_location_id = ma.fields.UUID(load_default=None, allow_none=True)
    needs = ma.fields.List(
        ma.fields.String(validate=ma.validate.Length(1, 100)),
        required=True,
        validate=ma.validate.Length(1, MOST_NEEDS),
        metadata={"description": "Codes of the list of needs"},
    )
    kind = one_of(Kind, load_default=Kind.REFERRAL.value)
    priority = one_of(Priority, load_default=Priority.ROUTINE.value)
    delivery = one_of(Delivery, load_default=Delivery.CONNECTED.value)
    choose = one_of(Choose, load_default=Choose.FIRST.value)
    offer_of = ma.fields.UUID(
        load_default=None,
        allow_none=True,
        metadata={"description": "Another referral, of whose open offer this one is to be"},
    )
    replaces = ma.fields.UUID(load_default=None, allow_none=True)
    follows = ma.fields.UUID(load_default=None, allow_none=True)
    enquiry_id = ma.fields.UUID(
        load_default=None,
        allow_none=True,
        metadata={"description": "The enquiry in which this service said yes, and the person chose it"},
    )
    placer_id = ma.fields.String(load_default=None, allow_none=True, validate=ma.validate.Length(1, 64))
    sex_of_staff = one_of(("female", "male"), load_default=None, allow_none=True)
    needed_from = ma.fields.Date(load_default=None, allow_none=True)
    on_arrival = Truth(load_default=False)
    release_on_send = Truth(load_default=False)
    narrative = ma.fields.String(
        load_default=None, allow_none=True, validate=ma.validate.Length(1, LONGEST_NARRATIVE)
    )
    notes = ma.fields.String(
        load_default=None, allow_none=True, validate=ma.validate.Length(1, LONGEST_NARRATIVE)
    )
    occurred_at = ma.fields.AwareDateTime(load_default=None, allow_none=True)

    @ma.post_load
    def as_value(self, given: dict[str, Any], **_: Any) -> NewReferral:
        """The value that the verb takes; what contradicts itself is told by field."""
        people = tuple((str(each["person_id"]), _text(each["consent_id"])) for each in given.pop("people"))
        texts: dict[str, Any] = {
            name: _text(value) if name in _IDS else value for name, value in given.items()
        }
        texts |= {
            "kind": Kind(given["kind"]),
            "priority": Priority(given["priority"]),
            "delivery": Delivery(given["delivery"]),
            "choose": Choose(given["choose"]),
        }
        try:
            return NewReferral(people=people, need_codes=tuple(texts.pop("needs")), **texts)
        except ValueError as fault:
            raise by_field(fault) from fault


_IDS = frozenset(
    {"case_id", "service_id", "service_at_location_id", "offer_of", "replaces", "follows", "enquiry_id"}
)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def by_field(fault: ValueError) -> ma.ValidationError:
    """`field: what is wrong` as an error of that field; of the whole where none is named."""
    field, colon, message = str(fault).partition(": ")
    return ma.ValidationError({field: [message]} if colon and field.isidentifier() else [str(fault)])


class ReferralDocumentCreateSchema(CaseDocumentCreateSchema):
    """A file for one of the people of a referral."""

    number = Whole(
        load_default=1,
        validate=ma.validate.Range(1, _MOST_PEOPLE),
        metadata={"description": "Which person of the referral"},
    )


class ReferralListSchema(Schema):
    """Which referrals."""

    limit = ma.fields.Integer(
        load_default=50, validate=ma.validate.Range(1, 200, error="Must be from {min} to {max}.")
    )
    cursor = ma.fields.String(metadata={"description": "`next_cursor` of the page before"})
    side = one_of(
        ("sent", "received"), metadata={"description": "Only those that your organisation sent, or got"}
    )
    state = Words(metadata={"description": "States, as they are recorded: " + ", ".join(State)})
    priority = Words(metadata={"description": "Priorities: " + ", ".join(Priority)})
    need = Words(most=MOST_NEEDS, metadata={"description": "Codes of needs; all of them"})
    region = Words(metadata={"description": "Ids of regions"})
    due = ma.fields.AwareDateTime(metadata={"description": "Something is due before this moment"})
    stuck = ma.fields.Boolean(
        truthy={"true"},
        falsy={"false"},
        load_default=False,
        metadata={
            "description": "Only those of which a coordinator was told, and nobody has done anything since"
        },
    )
    assigned = ma.fields.UUID(metadata={"description": "Assigned to this member"})

    @ma.validates_schema
    def check_words(self, data: dict[str, Any], **_: Any) -> None:
        """Refuses words that no referral can have: such a list would always be empty."""
        for name, words in (("state", State), ("priority", Priority)):
            wrong = [each for each in data.get(name, ()) if each not in tuple(words)]
            if wrong:
                raise ma.ValidationError({name: [f"Must be some of: {', '.join(words)}."]})


class ChangesQuerySchema(Schema):
    """Behind which place."""

    limit = ma.fields.Integer(
        load_default=100, validate=ma.validate.Range(1, 500, error="Must be from {min} to {max}.")
    )
    cursor = ma.fields.String(
        validate=ma.validate.Length(1, 200),
        metadata={"description": "`next_cursor` of the answer before; without one from the beginning"},
    )
