"""Consents on the wire: recorded, read, withdrawn, objected to."""

import base64
import binascii
from typing import Any

import marshmallow as ma

from referral.access.schemas.fields import PageSchema, language
from referral.cases.new_consent import LARGEST_EVIDENCE, NewConsent
from referral.cases.rules import SafeTime, terms
from referral.cases.rules.recipients import MOST_FALLBACKS
from referral.cases.schemas import fields
from referral.cases.schemas.fields import Ident, Making, Word
from referral.cases.words import ObjectionState
from referral.directory.eligibility import Sex
from referral.kit.http import Schema
from referral.kit.http.schema import Truth, Whole

_DAYS = ma.fields.List(
    Whole(validate=ma.validate.Range(0, 6, error="Must be from 0 (Monday) to 6 (Sunday).")),
    validate=ma.validate.Length(1, 7),
    metadata={"uniqueItems": True, "description": "0 is Monday; by default every day"},
)
_OF_DAY = "Must be a time of day such as 09:30."


class FileField(ma.fields.String):
    """The bytes of a file in base64."""

    def __init__(self, *, most: int, **more: Any) -> None:
        self.most = most
        super().__init__(metadata={"format": "byte", "description": "The file in base64"}, **more)

    def _deserialize(self, *args: Any, **more: Any) -> Any:
        try:
            return base64.b64decode(super()._deserialize(*args, **more), validate=True)
        except (binascii.Error, ValueError) as error:
            if isinstance(error, ma.ValidationError):
                raise
            raise ma.ValidationError("Must be a file in base64 (RFC 4648, section 4).") from None


class SafeTimeSchema(Making):
    """A stretch of the local day in which the person may be reached; closing by the opening is the next day."""

    makes = SafeTime
    opens = ma.fields.Time(required=True, error_messages={"invalid": _OF_DAY})
    closes = ma.fields.Time(required=True, error_messages={"invalid": _OF_DAY})
    days = _DAYS

    @ma.post_load
    def make(self, data: dict[str, Any], **more: Any) -> Any:
        """The stretch as a value."""
        if "days" in data:
            data["days"] = frozenset(data["days"])
        return Making.make(self, data, **more)


class ConsentWordsSchema(Schema):
    """What a consent says, by codes and ids."""

    giver = Word(terms.Giver, required=True)
    agreed = Truth(required=True)
    basis = Word(terms.Basis, load_default=terms.Basis.CONSENT)
    article = fields.text(200, allow_none=True, metadata={"description": "Of the law that is the basis"})
    purpose = Word(terms.Purpose, required=True)
    organizations = fields.ids(20)
    category = fields.text(
        60, allow_none=True, metadata={"description": "Whom it names where it names no organisation"}
    )
    fallbacks = fields.ids(MOST_FALLBACKS)
    categories = fields.words(terms.DataCategory, required=True)
    direction = Word(terms.Direction, required=True)
    representative_id = Ident(allow_none=True)
    minor = Truth()
    assent = Word(terms.Assent, allow_none=True)
    no_contact = Truth()
    safe_channels = fields.words(terms.ContactChannel, allow_none=True)
    no_voicemail = Truth()
    interpreter_sex = Word(Sex, allow_none=True)
    never_share_with = fields.ids(50)
    statistics = Truth(metadata={"description": "Whether it counts in statistics"})
    follow_up_until = fields.day(allow_none=True)
    tier_one_at_sent = Truth()
    release_on_send = Truth()
    protection = Truth(metadata={"description": "Nobody writes to the person unless a safe channel is named"})
    notice_version = fields.text(40, required=True)
    notice_language = language(required=True)
    notice_channel = Word(terms.NoticeChannel, required=True)
    evidence_kind = Word(terms.EvidenceKind, allow_none=True)
    valid_from = fields.moment(allow_none=True)
    expires_at = fields.moment(allow_none=True)


class ConsentSealedSchema(Schema):
    """What of a consent is sealed."""

    relationship = fields.text(500, allow_none=True)
    capacity_note = fields.text(2000, allow_none=True)
    witness = fields.text(500, allow_none=True)
    safe_times = ma.fields.List(ma.fields.Nested(SafeTimeSchema), validate=ma.validate.Length(max=20))


class ConsentCreateSchema(ConsentWordsSchema, ConsentSealedSchema, Making):
    """What a person, or somebody for them, agreed to; with `supersedes` the next version of a consent."""

    makes = NewConsent
    person_id = Ident(required=True)
    supersedes = Ident(load_default=None, allow_none=True)
    adult_on = fields.day(allow_none=True, metadata={"description": "The day on which a minor turns 18"})
    evidence = FileField(most=LARGEST_EVIDENCE)
    given_at = fields.moment(allow_none=True)

    @ma.post_load
    def make(self, data: dict[str, Any], **more: Any) -> Any:
        """Whose consent, which version it follows, and the consent as a value."""
        beside = {"person_id": data.pop("person_id"), "supersedes": data.pop("supersedes")}
        for name in ("organizations", "fallbacks", "safe_times"):
            data[name] = tuple(data.get(name, ()))
        for name in ("categories", "never_share_with"):
            data[name] = frozenset(data.get(name, ()))
        if data.get("safe_channels") is not None:
            data["safe_channels"] = frozenset(data["safe_channels"])
        return {**beside, "new": Making.make(self, data, **more)}


class ConsentSchema(ConsentWordsSchema):
    """One version as it is recorded, without its sealed words."""

    id = ma.fields.UUID(required=True)
    chain_id = ma.fields.UUID(required=True, metadata={"description": "The id of the first version"})
    version = ma.fields.Integer(required=True)
    supersedes = ma.fields.UUID(required=True, allow_none=True)
    person_id = ma.fields.UUID(required=True)
    given_at = ma.fields.AwareDateTime(required=True)
    recorded_at = ma.fields.AwareDateTime(required=True)
    recorded_by = ma.fields.UUID(required=True, allow_none=True)
    ask_again_on = ma.fields.Date(required=True, allow_none=True)
    withdrawn_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    withdrawn_via = ma.fields.String(required=True, allow_none=True)
    withdrawn_scopes = ma.fields.List(ma.fields.String(), required=True)


class ConsentFormQuerySchema(Schema):
    """For which need."""

    need = ma.fields.String(validate=ma.validate.Length(1, 100), metadata={"description": "A need's code"})


class ConsentFormSchema(Schema):
    """What a consent begins with: as little, for as short, as the service mostly needs."""

    country = ma.fields.String(required=True, allow_none=True)
    need = ma.fields.String(required=True, allow_none=True)
    age_of_consent = ma.fields.Integer(required=True, metadata={"description": "Of the country, in years"})
    givers = ma.fields.List(
        Word(terms.Giver),
        required=True,
        metadata={"description": "Who must agree; nobody: only a law or vital interests, with a supervisor"},
    )
    categories = ma.fields.List(Word(terms.DataCategory), required=True)
    direction = Word(terms.Direction, required=True)
    purpose = Word(terms.Purpose, required=True)
    valid_days = ma.fields.Integer(required=True)
    tier_one_at_sent = ma.fields.Boolean(required=True)
    release_on_send = ma.fields.Boolean(required=True)
    statistics = ma.fields.Boolean(required=True)


class ConsentListSchema(Schema):
    """Every version of every consent of the people of a case, oldest first."""

    results = ma.fields.List(ma.fields.Nested(ConsentSchema), required=True)


class KnownConsentSchema(ConsentSchema, ConsentSealedSchema):
    """One version with its words."""

    evidence_sha256 = ma.fields.String(required=True, allow_none=True)


class ConsentWithdrawSchema(Schema):
    """What is meant by it. Stopping to share is meant in any case."""

    scopes = fields.words(terms.WithdrawalScope, load_default=list)
    via = Word(terms.WithdrawalVia, required=True)
    words = fields.text(2000, load_default=None, allow_none=True)
    representative_id = Ident(
        load_default=None, allow_none=True, metadata={"description": "Who asks, if not the person"}
    )
    occurred_at = fields.occurred_at()


class ObjectionSchema(Schema):
    """An objection, without its words."""

    id = ma.fields.UUID(required=True)
    person_id = ma.fields.UUID(required=True)
    consent_id = ma.fields.UUID(required=True)
    state = Word(ObjectionState, required=True)
    occurred_at = ma.fields.AwareDateTime(required=True)
    due_at = ma.fields.AwareDateTime(required=True)
    decided_at = ma.fields.AwareDateTime(required=True, allow_none=True)


class WithdrawalSchema(Schema):
    """What came of it: when it was first withdrawn, what is meant by now, or the objection that it became."""

    consent_id = ma.fields.UUID(required=True)
    withdrawn_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    scopes = ma.fields.List(ma.fields.String(), required=True)
    privacy_tasks = ma.fields.Integer(
        required=True, metadata={"description": "How many organisations are asked now"}
    )
    objection = ma.fields.Nested(ObjectionSchema, required=True, allow_none=True)


class ObjectionListSchema(PageSchema):
    """Which objections."""

    state = Word(ObjectionState)


class ObjectionPageSchema(Schema):
    """Objections that your organisation decides, newest first."""

    results = ma.fields.List(ma.fields.Nested(ObjectionSchema), required=True)
    next_cursor = ma.fields.String(required=True, allow_none=True)


class KnownObjectionSchema(ObjectionSchema):
    """An objection with its words."""

    words = ma.fields.String(required=True, allow_none=True)
    answer = ma.fields.String(required=True, allow_none=True)


class ObjectionDecideSchema(Schema):
    """What the officer decides, and what the person is told."""

    upheld = Truth(required=True)
    answer = fields.text(2000, required=True)
