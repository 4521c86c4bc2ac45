"""What is asked: programmes and their parts, and lists of records."""

from typing import Any

import marshmallow as ma

from referral.cases.schemas.fields import Ident, Making, Word, country, day, ids, occurred_at, text
from referral.directory.eligibility import TargetGroup
from referral.kit.http import Schema
from referral.kit.http.schema import Truth, Whole
from referral.programmes.rules import (
    ActivityKind,
    AgeBand,
    Alliance,
    Change,
    Correction,
    EnrolmentEnd,
    Evidence,
    GoalKind,
    Heads,
    InstrumentKind,
    MilestoneKind,
    NewActivity,
    NewEnrolment,
    NewInstrument,
    NewMilestone,
    NewTarget,
    Partner,
    PartnerRole,
    ProgrammeFrame,
    Sex,
    Territory,
    Unit,
)

_MOST = 200


def _maybe(**more: Any) -> dict[str, Any]:
    return {"load_default": None, "allow_none": True, **more}


def _several(schema: type[Schema], most: int = _MOST, least: int = 0) -> ma.fields.List[Any]:
    limit = ma.validate.Length(least, most, error="Must be {min} to {max} of them.")
    if least:
        return ma.fields.List(ma.fields.Nested(schema), required=True, validate=limit)
    return ma.fields.List(ma.fields.Nested(schema), load_default=[], validate=limit)


def _group() -> ma.fields.String:
    known = sorted(each.value for each in TargetGroup)
    return ma.fields.String(validate=ma.validate.OneOf(known, error="Must be one of: {choices}."), **_maybe())


class TerritorySchema(Making):
    """A part of a country in which the programme works."""

    makes = Territory

    id = Ident(**_maybe(metadata={"description": "Of one that is there already"}))
    name = text(200, required=True)
    country = country(required=True)
    region_id = Ident(**_maybe())


class PartnerSchema(Making):
    """An organisation that works in the programme."""

    makes = Partner

    organization_id = Ident(required=True)
    role = Word(PartnerRole, required=True)


class AllianceSchema(Making):
    """Organisations that agreed to work together."""

    makes = Alliance

    id = Ident(**_maybe(metadata={"description": "Of one that is there already"}))
    name = text(200, required=True)
    members = ids(_MOST, required=True)
    territory = text(200, **_maybe(metadata={"description": "The name of one of `territories`"}))
    agreement = text(200, **_maybe())
    agreed_on = day(**_maybe())

    @ma.post_load
    def make(self, data: dict[str, Any], **more: Any) -> Any:
        return super().make({**data, "members": tuple(data["members"])}, **more)


class FrameSchema(Making):
    """What the network keeps of a programme."""

    makes = ProgrammeFrame

    starts_on = day(required=True)
    ends_on = day(required=True)
    countries = ma.fields.List(
        country(), required=True, validate=ma.validate.Length(1, 50), metadata={"uniqueItems": True}
    )
    funder = text(200, **_maybe())
    territories = _several(TerritorySchema)
    partners = _several(PartnerSchema)
    alliances = _several(AllianceSchema)

    @ma.post_load
    def make(self, data: dict[str, Any], **more: Any) -> Any:
        return super().make({k: tuple(v) if isinstance(v, list) else v for k, v in data.items()}, **more)


class ProgrammeCreateSchema(FrameSchema):
    """The frame, and for which program of the directory."""

    program_id = Ident(
        required=True, metadata={"description": "The id of an HSDS program of your organisation"}
    )

    @ma.post_load
    def make(self, data: dict[str, Any], **more: Any) -> Any:
        return {"program_id": data.pop("program_id"), "frame": super().make(data, **more)}


class TargetCreateSchema(Making):
    """A target."""

    makes = NewTarget

    title = text(200, required=True)
    unit = Word(Unit, required=True)
    kinds = ma.fields.List(ma.fields.String(), required=True, validate=ma.validate.Length(1, 30))
    of_kinds = ma.fields.List(ma.fields.String(), load_default=[], validate=ma.validate.Length(0, 30))
    goal_kind = Word(GoalKind, required=True)
    goal = Whole(
        required=True, validate=ma.validate.Range(1, 10_000_000, error="Must be from {min} to {max}.")
    )
    due_on = day(required=True)
    sex = Word(Sex, **_maybe())
    age_band = Word(AgeBand, **_maybe())
    territory_id = Ident(**_maybe())
    target_group = _group()
    organization_id = Ident(
        **_maybe(metadata={"description": "Your organisation's own; none: the programme's"})
    )

    @ma.post_load
    def make(self, data: dict[str, Any], **more: Any) -> Any:
        lists = {name: tuple(data[name]) for name in ("kinds", "of_kinds")}
        return super().make({**data, **lists}, **more)


class _CorrectionSchema(Schema):
    reason = Word(Correction, required=True)
    retracted = Truth(load_default=False, metadata={"description": "It never was: nothing more is given"})

    @ma.validates_schema
    def check_alone(self, data: dict[str, Any], **_: Any) -> None:
        """Who retracts corrects nothing."""
        if data.get("retracted") and set(data) - {"reason", "retracted"}:
            raise ma.ValidationError({"retracted": ["Must stand with `reason` alone."]})

    @ma.post_load
    def parted(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Why, and what is given."""
        change = Change(reason=data.pop("reason"), retracted=data.pop("retracted"))
        return {"change": change, "given": data}


class TargetCorrectionSchema(_CorrectionSchema):
    """Another version of a target: all of it anew."""

    target = ma.fields.Nested(TargetCreateSchema)

    @ma.validates_schema
    def check_given(self, data: dict[str, Any], **_: Any) -> None:
        """One or the other."""
        if not data.get("retracted") and "target" not in data:
            raise ma.ValidationError({"target": ["Missing data for required field."]})


class EnrolmentCreateSchema(Making):
    """Who is to be in a programme."""

    makes = NewEnrolment

    programme_id = Ident(required=True)
    person_id = Ident(required=True)
    consent_id = Ident(
        **_maybe(metadata={"description": "Without it one with the purpose `programme` is looked for"})
    )
    referral_id = Ident(
        **_maybe(metadata={"description": "By which your organisation took somebody of another's case"})
    )
    territory_id = Ident(**_maybe())
    target_group = _group()
    occurred_at = occurred_at()


class EnrolmentCorrectionSchema(_CorrectionSchema):
    """Another version; sex and age band are taken anew from what is known of the person."""

    consent_id = Ident()
    territory_id = Ident(allow_none=True)
    target_group = ma.fields.String(
        allow_none=True, validate=ma.validate.OneOf(sorted(each.value for each in TargetGroup))
    )
    occurred_at = ma.fields.AwareDateTime()


class EnrolmentEndSchema(Schema):
    """Why somebody is no longer in it."""

    why = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf([each.value for each in EnrolmentEnd if each is not EnrolmentEnd.ERASED]),
    )
    on = day(**_maybe())


class MilestoneCreateSchema(Making):
    """What somebody in a programme reached."""

    makes = NewMilestone

    enrolment_id = Ident(required=True)
    kind = Word(MilestoneKind, required=True)
    occurred_at = occurred_at()
    territory_id = Ident(**_maybe(metadata={"description": "Where; without it that of the enrolment"}))
    referral_id = Ident(**_maybe(metadata={"description": "The served referral that fulfils it"}))
    evidence = Word(Evidence, **_maybe())
    document_id = Ident(**_maybe())

    @ma.post_load
    def make(self, data: dict[str, Any], **more: Any) -> Any:
        return {"enrolment_id": data.pop("enrolment_id"), "new": super().make(data, **more)}


class MilestoneCorrectionSchema(_CorrectionSchema):
    """Another version of a milestone."""

    kind = Word(MilestoneKind)
    occurred_at = ma.fields.AwareDateTime()
    territory_id = Ident(allow_none=True)
    referral_id = Ident(allow_none=True)
    evidence = Word(Evidence, allow_none=True)
    document_id = Ident(allow_none=True)


class HeadsSchema(Making):
    """So many of one sex and age band."""

    makes = Heads

    count = Whole(required=True, validate=ma.validate.Range(1, 100_000, error="Must be from {min} to {max}."))
    sex = Word(Sex, **_maybe())
    age_band = Word(AgeBand, **_maybe())


class ActivityCreateSchema(Making):
    """A group that came together."""

    makes = NewActivity

    programme_id = Ident(required=True)
    kind = Word(ActivityKind, required=True)
    counts = _several(HeadsSchema, 40, 1)
    occurred_at = occurred_at()
    territory_id = Ident(**_maybe())
    place = text(200, **_maybe(metadata={"description": "A hall, a village: never somebody's home"}))

    @ma.post_load
    def make(self, data: dict[str, Any], **more: Any) -> Any:
        return super().make({**data, "counts": tuple(data["counts"])}, **more)


class ActivityCorrectionSchema(_CorrectionSchema):
    """Another version of a group activity."""

    kind = Word(ActivityKind)
    counts = ma.fields.List(ma.fields.Nested(HeadsSchema), validate=ma.validate.Length(1, 40))
    occurred_at = ma.fields.AwareDateTime()
    territory_id = Ident(allow_none=True)
    place = text(200, allow_none=True)

    @ma.validates_schema
    def check_counts(self, data: dict[str, Any], **_: Any) -> None:
        """Each sex and band once."""
        cells = [(each.sex, each.age_band) for each in data.get("counts", ())]
        if len(set(cells)) < len(cells):
            raise ma.ValidationError({"counts": ["each sex and age band stands there once"]})


class InstrumentCreateSchema(Making):
    """What was adopted."""

    makes = NewInstrument

    programme_id = Ident(required=True)
    kind = Word(InstrumentKind, required=True)
    title = text(200, required=True)
    adopted_on = day(required=True)
    organizations = ids(_MOST, load_default=[])
    alliance = text(200, **_maybe(metadata={"description": "The name of an alliance of the programme"}))
    territory_id = Ident(**_maybe())

    @ma.post_load
    def make(self, data: dict[str, Any], **more: Any) -> Any:
        return super().make({**data, "organizations": tuple(data["organizations"])}, **more)


class InstrumentCorrectionSchema(_CorrectionSchema):
    """Another version of an instrument."""

    kind = Word(InstrumentKind)
    title = text(200)
    adopted_on = day()
    organization_ids = ids(_MOST)
    territory_id = Ident(allow_none=True)


class PageSchema(Schema):
    """Which page."""

    limit = ma.fields.Integer(
        load_default=50, validate=ma.validate.Range(1, 200, error="Must be from {min} to {max}.")
    )
    cursor = ma.fields.String(metadata={"description": "`next_cursor` of the page before"})


class RecordListSchema(PageSchema):
    """Records of one programme, or of all."""

    programme_id = Ident()


class EnrolmentListSchema(RecordListSchema):
    """Which enrolments."""

    person_id = Ident()
    case_id = Ident()


class MilestoneListSchema(RecordListSchema):
    """Which milestones."""

    enrolment_id = Ident()
    person_id = Ident()
    kind = Word(MilestoneKind)


class ProgressSchema(Schema):
    """Of which programme, by when, in which form."""

    programme_id = Ident(required=True)
    as_of = day(metadata={"description": "What had happened by this day; today without it"})
    format = ma.fields.String(load_default="json", validate=ma.validate.OneOf(("json", "csv", "xlsx")))
