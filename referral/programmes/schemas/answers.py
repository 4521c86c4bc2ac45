"""What is answered."""

import marshmallow as ma

from referral.kit.http import Schema


class _Answer(Schema):
    class Meta:
        unknown = ma.INCLUDE


def _maybe_text() -> ma.fields.String:
    return ma.fields.String(allow_none=True)


class ProgrammeSchema(_Answer):
    """A programme: its frame, and what the directory calls it."""

    id = ma.fields.UUID()
    name = _maybe_text()
    organization_id = ma.fields.UUID()
    version = ma.fields.Integer()
    starts_on = ma.fields.Date()
    ends_on = ma.fields.Date()
    countries = ma.fields.List(ma.fields.String())
    funder = _maybe_text()
    territories = ma.fields.List(ma.fields.Dict())
    partners = ma.fields.List(ma.fields.Dict())
    alliances = ma.fields.List(ma.fields.Dict())


class _RecordSchema(_Answer):
    id = ma.fields.UUID()
    chain_id = ma.fields.UUID(metadata={"description": "What all versions of the record share"})
    version = ma.fields.Integer()
    supersedes_id = ma.fields.UUID(allow_none=True)
    reason = _maybe_text()
    retracted = ma.fields.Boolean()
    occurred_at = ma.fields.AwareDateTime()
    recorded_at = ma.fields.AwareDateTime()
    programme_id = ma.fields.UUID()
    organization_id = ma.fields.UUID(allow_none=True)
    territory_id = ma.fields.UUID(allow_none=True)


class TargetSchema(_RecordSchema):
    """A target."""

    title = ma.fields.String()
    unit = ma.fields.String()
    kinds = ma.fields.List(ma.fields.String())
    of_kinds = ma.fields.List(ma.fields.String())
    goal_kind = ma.fields.String()
    goal = ma.fields.Integer()
    due_on = ma.fields.Date()
    sex = _maybe_text()
    age_band = _maybe_text()
    target_group = _maybe_text()


class EnrolmentSchema(_RecordSchema):
    """Somebody in a programme, by id."""

    case_id = ma.fields.UUID()
    person_id = ma.fields.UUID()
    consent_id = ma.fields.UUID()
    referral_id = ma.fields.UUID(allow_none=True)
    sex = _maybe_text()
    age_band = _maybe_text()
    target_group = _maybe_text()
    ended_on = ma.fields.Date(allow_none=True)
    ended_why = _maybe_text()


class MilestoneSchema(_RecordSchema):
    """What somebody reached."""

    enrolment_id = ma.fields.UUID()
    case_id = ma.fields.UUID()
    person_id = ma.fields.UUID()
    kind = ma.fields.String()
    referral_id = ma.fields.UUID(allow_none=True)
    evidence = _maybe_text()
    document_id = ma.fields.UUID(allow_none=True)


class ActivitySchema(_RecordSchema):
    """A group that came together."""

    kind = ma.fields.String()
    place = _maybe_text()
    counts = ma.fields.List(ma.fields.Dict())


class InstrumentSchema(_RecordSchema):
    """What was adopted."""

    kind = ma.fields.String()
    title = ma.fields.String()
    adopted_on = ma.fields.Date()
    organization_ids = ma.fields.List(ma.fields.UUID())
    alliance_id = ma.fields.UUID(allow_none=True)


class _PageSchema(_Answer):
    next_cursor = _maybe_text()


class ProgrammePageSchema(_PageSchema):
    """Some programmes."""

    results = ma.fields.List(ma.fields.Nested(ProgrammeSchema))


class TargetPageSchema(_PageSchema):
    """Some targets."""

    results = ma.fields.List(ma.fields.Nested(TargetSchema))


class EnrolmentPageSchema(_PageSchema):
    """Some enrolments."""

    results = ma.fields.List(ma.fields.Nested(EnrolmentSchema))


class MilestonePageSchema(_PageSchema):
    """Some milestones."""

    results = ma.fields.List(ma.fields.Nested(MilestoneSchema))


class ActivityPageSchema(_PageSchema):
    """Some group activities."""

    results = ma.fields.List(ma.fields.Nested(ActivitySchema))


class InstrumentPageSchema(_PageSchema):
    """Some instruments."""

    results = ma.fields.List(ma.fields.Nested(InstrumentSchema))


class HandoverSchema(_Answer):
    """The open cases of a programme that ends; none before `listed_from`."""

    ends_on = ma.fields.Date()
    listed_from = ma.fields.Date()
    days_left = ma.fields.Integer()
    cases = ma.fields.List(ma.fields.Dict())


class EverybodySchema(_Answer):
    """Whom the organisation enrolled, each once."""

    reached = ma.fields.Integer()
    by = ma.fields.Dict()
    unsaid = ma.fields.Dict()


class ReachedSchema(_Answer):
    """What was reached: `missing` how many more it takes; `unsaid` of how many a part is not known."""

    reached = ma.fields.Integer()
    of = ma.fields.Integer(allow_none=True)
    share = ma.fields.Float(allow_none=True)
    missing = ma.fields.Integer()
    state = ma.fields.String()
    by = ma.fields.Dict()
    unsaid = ma.fields.Dict()


class TargetProgressSchema(ReachedSchema):
    """A target with what was reached of it."""

    target = ma.fields.Nested(TargetSchema)


class ProgressAnswerSchema(_Answer):
    """An organisation's own figures, exact: `internal` is always true, they are not for others."""

    programme_id = ma.fields.UUID()
    name = _maybe_text()
    organization_id = ma.fields.UUID()
    internal = ma.fields.Boolean()
    as_of = ma.fields.Date()
    people = ma.fields.Nested(EverybodySchema)
    targets = ma.fields.List(ma.fields.Nested(TargetProgressSchema))
    territories = ma.fields.Dict(metadata={"description": "Names of territories by id"})
