"""The tables of programmes and their results, as migration 0017 makes them. Frozen."""

from referral.migrations.cases.kinds import DATE, ID, JSON, MOMENT, NUMBER, SMALL, TRUTH
from referral.migrations.cases.making import (
    Part,
    check,
    index,
    may,
    must,
    recorded,
    refers,
    table,
    text,
    words,
)

_SEXES, _BANDS = "female male other", "0-5 6-11 12-17 18-24 25-59 60+"
_MILESTONES = (
    "informed assessed access_to_services counselled identified sheltered trained certified placed internship "
    "grant_paid business_started in_work_3_months in_work_6_months in_work_12_months enrolled_in_school returned "
    "reintegrated"
)
_EVIDENCE = "certificate contract payslip receipt school_confirmation visit referral said_by_person other"


def make_tables() -> None:
    """Makes the tables, those first that others refer to."""
    _programme()
    _territory()
    _partner()
    _alliance()
    _target()
    _enrolment()
    _milestone()
    _activity()
    _instrument()


def _versioned(name: str) -> list[Part]:
    return [
        *recorded(),
        *must(ID, "chain_id"),
        *must(NUMBER, "version"),
        *may(ID, "supersedes_id"),
        *may(text(20), "reason"),
        *must(TRUTH, "retracted"),
        refers("supersedes_id", name),
        words("reason", "mistake duplicate wrong_person late_information changed"),
        check("first", "(version = 1) = (supersedes_id IS NULL) AND (version = 1) = (reason IS NULL)"),
        check("retracted", "version > 1 OR NOT retracted"),
    ]


def _chain(name: str, *parts: Part) -> None:
    """A table of versions that only grows."""
    table(name, *_versioned(name), *must(ID, "programme_id"), refers("programme_id", "programme"), *parts)
    index(f"uq_{name}_supersedes_id", name, "supersedes_id")
    index(f"uq_{name}_version", name, "chain_id version")


def _programme() -> None:
    table(
        "programme",
        *must(ID, "id organization_id"),
        *must(NUMBER, "version"),
        *must(MOMENT, "recorded_at"),
        *may(ID, "recorded_by"),
        *must(DATE, "starts_on ends_on"),
        *must(JSON, "countries"),
        *may(text(200), "funder"),
        check("dates", "ends_on >= starts_on"),
        check("version", "version >= 1"),
    )
    index("ix_programme_organization_id", "programme", "organization_id")


def _territory() -> None:
    table(
        "programme_territory",
        *must(ID, "id programme_id"),
        *must(SMALL, "number"),
        *must(text(200), "name"),
        *must(text(2), "country"),
        *may(ID, "region_id"),
        refers("programme_id", "programme"),
    )
    index("ix_programme_territory_programme_id", "programme_territory", "programme_id number")


def _partner() -> None:
    name = "programme_partner"
    table(
        name,
        *must(ID, "id programme_id organization_id"),
        *must(text(20), "role"),
        *must(MOMENT, "began_at"),
        *may(MOMENT, "ended_at"),
        refers("programme_id", "programme"),
        words("role", "lead implementing service public_authority company school donor"),
    )
    index("ix_programme_partner_organization_id", name, "organization_id programme_id")
    index("uq_programme_partner_in_force", name, "programme_id organization_id", where="ended_at IS NULL")


def _alliance() -> None:
    table(
        "programme_alliance",
        *must(ID, "id programme_id"),
        *must(SMALL, "number"),
        *must(text(200), "name"),
        *may(ID, "territory_id"),
        *may(text(200), "agreement"),
        *may(DATE, "agreed_on"),
        *must(JSON, "member_ids"),
        refers("programme_id", "programme"),
        refers("territory_id", "programme_territory"),
    )
    index("ix_programme_alliance_programme_id", "programme_alliance", "programme_id number")


def _target() -> None:
    _chain(
        "programme_target",
        *may(ID, "organization_id"),
        *must(text(200), "title"),
        *must(text(20), "unit goal_kind"),
        *must(JSON, "kinds of_kinds"),
        *must(NUMBER, "goal"),
        *must(DATE, "due_on"),
        *may(text(20), "sex age_band"),
        *may(ID, "territory_id"),
        *may(text(40), "target_group"),
        refers("territory_id", "programme_territory"),
        words("unit", "people participants organizations territories"),
        words("goal_kind", "count share"),
        words("sex", _SEXES),
        words("age_band", _BANDS),
        check("goal", "goal >= 1 AND (goal_kind = 'count' OR goal <= 100)"),
    )
    index("ix_programme_target_programme_id", "programme_target", "programme_id id")


def _enrolment() -> None:
    name = "programme_enrolment"
    _chain(
        name,
        *must(ID, "organization_id case_id person_id consent_chain_id consent_id"),
        *may(ID, "referral_id territory_id"),
        *may(text(20), "sex age_band ended_why"),
        *may(text(40), "target_group"),
        *may(DATE, "ended_on"),
        refers("case_id", "case_file"),
        refers("person_id", "case_person"),
        refers("consent_chain_id", "consent"),
        refers("consent_id", "consent"),
        refers("referral_id", "referral"),
        refers("territory_id", "programme_territory"),
        words("sex", _SEXES),
        words("age_band", _BANDS),
        words("ended_why", "completed left moved programme_ended consent_withdrawn erased"),
        check("ended", "(ended_on IS NULL) = (ended_why IS NULL)"),
    )
    index(f"ix_{name}_organization_id", name, "organization_id programme_id id")
    for column in ("person_id", "case_id", "consent_chain_id", "programme_id"):
        index(f"ix_{name}_{column}", name, column)


def _milestone() -> None:
    name = "programme_milestone"
    _chain(
        name,
        *must(ID, "organization_id enrolment_id case_id person_id"),
        *must(text(40), "kind"),
        *may(ID, "territory_id referral_id document_id"),
        *may(text(20), "evidence"),
        refers("enrolment_id", "programme_enrolment"),
        refers("case_id", "case_file"),
        refers("person_id", "case_person"),
        refers("territory_id", "programme_territory"),
        refers("referral_id", "referral"),
        words("kind", _MILESTONES),
        words("evidence", _EVIDENCE),
        check("document", "document_id IS NULL OR evidence IS NOT NULL"),
    )
    index(f"ix_{name}_organization_id", name, "organization_id programme_id id")
    for column in ("enrolment_id", "programme_id"):
        index(f"ix_{name}_{column}", name, column)


def _activity() -> None:
    name = "programme_activity"
    _chain(
        name,
        *must(ID, "organization_id"),
        *must(text(20), "kind"),
        *may(ID, "territory_id"),
        *may(text(200), "place"),
        *must(JSON, "counts"),
        refers("territory_id", "programme_territory"),
        words("kind", "information provider_training official_training consultation community other"),
    )
    index(f"ix_{name}_organization_id", name, "organization_id programme_id id")
    index(f"ix_{name}_programme_id", name, "programme_id")


def _instrument() -> None:
    _chain(
        "programme_instrument",
        *must(ID, "organization_id"),
        *must(text(20), "kind"),
        *must(text(200), "title"),
        *must(DATE, "adopted_on"),
        *must(JSON, "organization_ids"),
        *may(ID, "alliance_id territory_id"),
        refers("alliance_id", "programme_alliance"),
        refers("territory_id", "programme_territory"),
        words("kind", "agreement protocol standard referral_mechanism curriculum plan research other"),
    )
    index("ix_programme_instrument_programme_id", "programme_instrument", "programme_id id")
