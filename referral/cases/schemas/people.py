"""People of cases on the wire: coded facts, and apart from them who they are and how they are reached."""

from typing import Any

import marshmallow as ma

from referral.cases import values
from referral.cases.schemas import fields
from referral.cases.schemas.fields import Ident, Making, Word
from referral.cases.words import AgeSource, Change, ContactKind, IdentityKnown, PaperKind, RelationshipKind
from referral.directory.eligibility import Registration, ResidenceStatus, Sex, TargetGroup
from referral.kit.http import Schema
from referral.kit.http.schema import Truth, Whole

_YEARS = ma.validate.Range(0, 130, error="Must be from {min} to {max}.")
_TAG = ma.validate.Regexp(
    r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$", error="Must be a language's tag such as fa or sr-Latn."
)
_STATELESS = "Must be two capital letters of ISO 3166-1, such as AF; XX for stateless."
_BORN = ma.validate.Regexp(
    r"^[0-9]{4}(-[0-9]{2}){0,2}$", error="Must be 2011-05-30, or 2011-05 or 2011 where more is not known."
)
_SETS = ("target_groups", "registrations")


def _list(each: ma.fields.Field[Any], most: int) -> ma.fields.List[Any]:
    length = ma.validate.Length(max=most, error="Must be at most {max}.")
    return ma.fields.List(each, allow_none=True, validate=length, metadata={"uniqueItems": True})


class CaseFactsPatchSchema(Schema):
    """Coded facts that are known or become otherwise; null takes one away. An age is a range."""

    age_from = Whole(allow_none=True, validate=_YEARS)
    age_to = Whole(allow_none=True, validate=_YEARS)
    age_source = Word(AgeSource, allow_none=True)
    sex = Word(Sex, allow_none=True)
    nationality = fields.country(_STATELESS, allow_none=True)
    languages = _list(ma.fields.String(validate=_TAG), 20)
    target_groups = _list(Word(TargetGroup), len(TargetGroup))
    residence_status = Word(ResidenceStatus, allow_none=True)
    registrations = _list(Word(Registration), len(Registration))
    accessible = Truth(allow_none=True, metadata={"description": "Needs step-free access"})
    identity_known = Word(IdentityKnown)

    @ma.post_load
    def make(self, data: dict[str, Any], **_: Any) -> Any:
        """As the room's values write them."""
        for name in _SETS:
            if data.get(name) is not None:
                data[name] = frozenset(data[name])
        if data.get("languages") is not None:
            data["languages"] = tuple(data["languages"])
        return data


class CaseFactsSchema(CaseFactsPatchSchema, Making):
    """Coded facts of a person. All may be missing, for ever."""

    makes = values.Facts

    @ma.post_load
    def make(self, data: dict[str, Any], **more: Any) -> Any:
        """The facts as one value."""
        return Making.make(self, CaseFactsPatchSchema.make(self, data), **more)


class CaseIdentityPatchSchema(Schema):
    """Parts of who somebody is that are known or become otherwise; null takes one away."""

    given_names = fields.text(500, allow_none=True)
    family_names = fields.text(500, allow_none=True)
    other_names = fields.text(500, allow_none=True)
    birth_date = ma.fields.String(
        allow_none=True, validate=_BORN, metadata={"description": "In full, or as far as it is known"}
    )
    birth_place = fields.text(500, allow_none=True)


class CaseIdentitySchema(CaseIdentityPatchSchema, Making):
    """Who somebody is. All may be missing, for ever."""

    makes = values.Identity


class CaseContactSchema(Making):
    """One way to reach somebody: a number, an address, a place and time, a trusted person."""

    makes = values.NewContact
    kind = Word(ContactKind, required=True)
    value = fields.text(2000, required=True)
    note = fields.text(2000, allow_none=True)
    safe = Truth(allow_none=True, metadata={"description": "Whether nobody else hears or reads it"})
    country = fields.country(allow_none=True, metadata={"description": "Of numbers without a prefix"})


class CasePaperSchema(Making):
    """A paper with its number."""

    makes = values.NewPaper
    kind = Word(PaperKind, required=True)
    number = fields.text(100, required=True)
    country = fields.country(allow_none=True)


class CasePersonCreateSchema(Making):
    """Somebody to be added; nothing has to be known of them."""

    makes = values.NewPerson
    facts = ma.fields.Nested(CaseFactsSchema)
    identity = ma.fields.Nested(CaseIdentitySchema)
    contacts = ma.fields.List(ma.fields.Nested(CaseContactSchema), validate=ma.validate.Length(max=20))
    papers = ma.fields.List(ma.fields.Nested(CasePaperSchema), validate=ma.validate.Length(max=20))

    @ma.post_load
    def make(self, data: dict[str, Any], **more: Any) -> Any:
        """Somebody as one value."""
        for name in ("contacts", "papers"):
            data[name] = tuple(data.get(name, ()))
        return Making.make(self, data, **more)


class CasePersonAddSchema(CasePersonCreateSchema):
    """Somebody who joins a case, and since when."""

    occurred_at = fields.occurred_at()

    @ma.post_load
    def make(self, data: dict[str, Any], **more: Any) -> Any:
        """The person and the moment."""
        return {"occurred_at": data.pop("occurred_at"), "person": super().make(data, **more)}


class CasePersonPatchSchema(Schema):
    """What of a person becomes otherwise (`changed`) or was always wrong (`rectified`)."""

    change = Word(
        Change,
        load_default=Change.CHANGED,
        metadata={"description": "`rectified` asks every organisation that saw the old to correct it"},
    )
    facts = ma.fields.Nested(CaseFactsPatchSchema, load_default=dict)
    identity = ma.fields.Nested(CaseIdentityPatchSchema, load_default=dict)
    occurred_at = fields.occurred_at()

    @ma.validates_schema
    def check(self, data: dict[str, Any], **_: Any) -> None:
        """Something is changed, in one of two ways."""
        if data["change"] not in (Change.CHANGED, Change.RECTIFIED):
            raise ma.ValidationError("Must be one of: changed, rectified.", "change")
        if not data["facts"] and not data["identity"]:
            raise ma.ValidationError("Nothing is to be changed; right would be facts, identity or both.")


class CaseRelationshipCreateSchema(Schema):
    """What one person of a case is to another one."""

    person_id = Ident(required=True)
    kind = Word(RelationshipKind, required=True)
    other_id = Ident(required=True)


class CaseRelationshipSchema(CaseRelationshipCreateSchema):
    """A relationship as it is recorded."""

    id = ma.fields.UUID(required=True)


class CaseReachableEndSchema(Schema):
    """Which contact or paper no longer holds."""

    id = Ident(required=True)


class CasePersonSchema(CaseFactsPatchSchema):
    """A person by coded facts; nothing here says who it is."""

    id = ma.fields.UUID(required=True)
    case_id = ma.fields.UUID(required=True)
    number = ma.fields.Integer(required=True)
    focal = ma.fields.Boolean(required=True)
    legal_hold = ma.fields.Boolean(required=True)
    erased_at = fields.moment(required=True, allow_none=True)
    version = ma.fields.Integer(required=True)


class CasePeopleSchema(Schema):
    """The people of a case, in the order in which they came."""

    results = ma.fields.List(ma.fields.Nested(CasePersonSchema), required=True)


class KnownContactSchema(CaseContactSchema):
    """A way to reach somebody, with its id."""

    id = ma.fields.UUID(required=True)


class KnownPaperSchema(CasePaperSchema):
    """A paper, with its id."""

    id = ma.fields.UUID(required=True)


class KnownPersonSchema(CasePersonSchema):
    """A person with identity, contacts and papers, as far as the reader may see them."""

    identity = ma.fields.Nested(CaseIdentityPatchSchema, required=True)
    contacts = ma.fields.List(ma.fields.Nested(KnownContactSchema), required=True)
    papers = ma.fields.List(ma.fields.Nested(KnownPaperSchema), required=True)


class CasePersonVersionSchema(Schema):
    """One change of a person, and what was there before."""

    version = ma.fields.Integer(required=True)
    change = Word(Change, required=True)
    changed = ma.fields.List(ma.fields.String(), required=True)
    before = ma.fields.Dict(keys=ma.fields.String(), required=True)
    occurred_at = ma.fields.AwareDateTime(required=True)
    recorded_at = ma.fields.AwareDateTime(required=True)
    recorded_by = ma.fields.UUID(required=True, allow_none=True)


class CasePersonVersionsSchema(Schema):
    """Every change of a person, oldest first."""

    results = ma.fields.List(ma.fields.Nested(CasePersonVersionSchema), required=True)


class CaseSearchSchema(Schema):
    """One number to look for, inside your organisation; it stands in no address and no log."""

    phone = fields.text(100)
    email = fields.text(254)
    document = fields.text(100)
    country = fields.country(metadata={"description": "Of a phone number without a prefix"})

    @ma.validates_schema
    def check(self, data: dict[str, Any], **_: Any) -> None:
        """One of the three."""
        if len({"phone", "email", "document"} & set(data)) != 1:
            raise ma.ValidationError("Must be one of: phone, email, document.")
