"""Cases on the wire."""

from typing import Any

import marshmallow as ma

from referral.access.schemas.fields import PageSchema
from referral.cases import values
from referral.cases.schemas import fields
from referral.cases.schemas.fields import Ident, Making, Word
from referral.cases.schemas.people import CasePersonCreateSchema, CaseRelationshipSchema
from referral.cases.values import MOST_PEOPLE
from referral.cases.words import AssignmentRole, BreakGlassReason, CaseStatus, RelationshipKind
from referral.kit.http import Schema
from referral.kit.http.schema import Truth, Whole

_MOST_EXCLUDED = 50
_PLACE = ma.validate.Range(0, MOST_PEOPLE - 1, error="Must be a place in the list of people, from {min}.")


class CaseRelatedSchema(Making):
    """What the person at one place of the list is to the one at another; places count from 0."""

    makes = values.Related
    person = Whole(required=True, validate=_PLACE)
    kind = Word(RelationshipKind, required=True)
    to = Whole(required=True, validate=_PLACE)


class CaseCreateSchema(Making):
    """A case with everybody in it. The first person is the focal one."""

    makes = values.NewCase
    people = ma.fields.List(
        ma.fields.Nested(CasePersonCreateSchema),
        required=True,
        validate=ma.validate.Length(1, MOST_PEOPLE, error="Must be {min} to {max} people."),
    )
    related = ma.fields.List(
        ma.fields.Nested(CaseRelatedSchema), load_default=list, validate=ma.validate.Length(max=200)
    )
    number = fields.text(
        40, load_default=None, allow_none=True, metadata={"description": "Your own number; never a name"}
    )
    region_id = Ident(load_default=None, allow_none=True)
    protection = Truth(
        load_default=False, metadata={"description": "A need of protection: the case is restricted"}
    )
    restricted = Truth(load_default=False)
    excluded = fields.ids(_MOST_EXCLUDED, load_default=list)
    occurred_at = fields.occurred_at()

    @ma.post_load
    def make(self, data: dict[str, Any], **more: Any) -> Any:
        """The case as one value."""
        data |= {"people": tuple(data["people"]), "related": tuple(data["related"])}
        return Making.make(self, data | {"excluded": frozenset(data["excluded"])}, **more)


class CasePatchSchema(Schema):
    """What of a case changes; null takes number or region away."""

    number = fields.text(40, allow_none=True)
    region_id = Ident(allow_none=True)
    protection = Truth()
    status = Word(CaseStatus)


class CaseListSchema(PageSchema):
    """Which cases."""

    status = ma.fields.String(
        load_default="open",
        validate=ma.validate.OneOf([*CaseStatus, "all"], error="Must be one of: {choices}."),
    )
    region_id = Ident()
    protection = ma.fields.Boolean()
    assigned = ma.fields.String(
        validate=ma.validate.OneOf(["me"], error="Must be: {choices}."),
        metadata={"description": "`me`: only those that are assigned to you"},
    )


class CaseLineSchema(Schema):
    """A case by its routing line: nothing of anybody in it."""

    id = ma.fields.UUID(required=True)
    number = ma.fields.String(required=True, allow_none=True)
    status = Word(CaseStatus, required=True)
    region_id = ma.fields.UUID(required=True, allow_none=True)
    protection = ma.fields.Boolean(required=True)
    restricted = ma.fields.Boolean(required=True)
    occurred_at = ma.fields.AwareDateTime(required=True)
    recorded_at = ma.fields.AwareDateTime(required=True)
    closed_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    people = ma.fields.Integer(required=True, metadata={"description": "How many, without who was erased"})
    version = ma.fields.Integer(required=True)


class CasePageSchema(Schema):
    """The cases that you may see, newest first."""

    results = ma.fields.List(ma.fields.Nested(CaseLineSchema), required=True)
    next_cursor = ma.fields.String(required=True, allow_none=True)


class CaseMemberSchema(Schema):
    """A person of a case by their place in it."""

    id = ma.fields.UUID(required=True)
    number = ma.fields.Integer(required=True)
    focal = ma.fields.Boolean(required=True)
    erased_at = ma.fields.AwareDateTime(required=True, allow_none=True)


class CaseAssignmentSchema(Schema):
    """Who works on a case, and since when."""

    id = ma.fields.UUID(required=True)
    member_id = ma.fields.UUID(required=True)
    role = Word(AssignmentRole, required=True)
    occurred_at = ma.fields.AwareDateTime(required=True)


class CaseCustodySchema(Schema):
    """Which organisation answered for the case, from when to when."""

    organization_id = ma.fields.UUID(required=True)
    began_at = ma.fields.AwareDateTime(required=True)
    ended_at = ma.fields.AwareDateTime(required=True, allow_none=True)


class CaseSchema(CaseLineSchema):
    """A case. Who sees only its line finds the lists absent."""

    sight = ma.fields.String(required=True, metadata={"enum": ["line", "all"]})
    members = ma.fields.List(ma.fields.Nested(CaseMemberSchema))
    relationships = ma.fields.List(ma.fields.Nested(CaseRelationshipSchema))
    assignments = ma.fields.List(ma.fields.Nested(CaseAssignmentSchema))
    custody = ma.fields.List(ma.fields.Nested(CaseCustodySchema))


class CaseAssignmentCreateSchema(Schema):
    """To whom a case is given, and as what."""

    member_id = Ident(required=True)
    role = Word(AssignmentRole, load_default=AssignmentRole.CASE_WORKER)


class CaseAssignmentEndSchema(Schema):
    """From whom a case is taken."""

    member_id = Ident(required=True)


class CaseRestrictionCreateSchema(Schema):
    """Who must never see the case, besides all who are not assigned."""

    excluded = fields.ids(_MOST_EXCLUDED, load_default=list)


class BreakGlassCreateSchema(Schema):
    """Why somebody unassigned has to look into a case; the person will be shown it."""

    reason = Word(BreakGlassReason, required=True)
    words = fields.text(2000, required=True)


class BreakGlassSchema(Schema):
    """How long the case is open to you."""

    id = ma.fields.UUID(required=True)
    case_id = ma.fields.UUID(required=True)
    reason = Word(BreakGlassReason, required=True)
    expires_at = ma.fields.AwareDateTime(required=True)


class CaseCodeSchema(Schema):
    """A hand-carried code, shown this once."""

    code = ma.fields.String(required=True)


class CaseLookSchema(Schema):
    """Somebody looked: when, how, who, and at whom of the case."""

    at = ma.fields.AwareDateTime(required=True)
    act = ma.fields.String(required=True)
    actor_id = ma.fields.UUID(required=True, allow_none=True)
    shown_name = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "As members are called to partners"}
    )
    organization_id = ma.fields.UUID(required=True, allow_none=True)
    person_id = ma.fields.UUID(required=True)


class CaseAccessLogSchema(Schema):
    """Who saw, was given access to or broke the glass for the people of a case, oldest first."""

    results = ma.fields.List(ma.fields.Nested(CaseLookSchema), required=True)


class CaseExportQuestionSchema(Schema):
    """For whom of the case."""

    person_id = Ident(metadata={"description": "By default the focal person"})
    representative_id = Ident(metadata={"description": "To whom it is handed, if not to the person"})


class CaseExportSchema(Schema):
    """All that is recorded of one person, in the clear, to be handed to that person."""

    person = ma.fields.Dict(keys=ma.fields.String(), required=True)
    identity = ma.fields.Dict(keys=ma.fields.String(), required=True)
    contacts = ma.fields.List(ma.fields.Dict(), required=True)
    papers = ma.fields.List(ma.fields.Dict(), required=True)
    relationships = ma.fields.List(ma.fields.Dict(), required=True)
    consents = ma.fields.List(ma.fields.Dict(), required=True)
    documents = ma.fields.List(ma.fields.Dict(), required=True)
    custody = ma.fields.List(ma.fields.Dict(), required=True)
    access = ma.fields.List(ma.fields.Dict(), required=True)
    privacy_tasks = ma.fields.List(ma.fields.Dict(), required=True)
    seen_by = ma.fields.List(ma.fields.Dict(), required=True)
    glass_broken = ma.fields.List(ma.fields.Dict(), required=True)
