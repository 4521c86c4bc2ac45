"""Rows of this room as they stand on the wire."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from referral.kit.clock import iso
from referral.programmes.models import (
    Activity,
    Enrolment,
    Instrument,
    Milestone,
    Programme,
    ProgrammeAlliance,
    ProgrammePartner,
    ProgrammeTerritory,
    Target,
)
from referral.programmes.rules import Reached
from referral.programmes.service.handover import Handover
from referral.programmes.service.progress import Progress

_RECORD = [
    "id",
    "chain_id",
    "version",
    "supersedes_id",
    "reason",
    "retracted",
    "occurred_at",
    "recorded_at",
    "programme_id",
    "organization_id",
    "territory_id",
]
_FIELDS: dict[type, list[str]] = {
    Target: [
        "title",
        "unit",
        "kinds",
        "of_kinds",
        "goal_kind",
        "goal",
        "due_on",
        "sex",
        "age_band",
        "target_group",
    ],
    Enrolment: (
        [
            "case_id",
            "person_id",
            "consent_id",
            "referral_id",
            "sex",
            "age_band",
            "target_group",
            "ended_on",
            "ended_why",
        ]
    ),
    Milestone: ["enrolment_id", "case_id", "person_id", "kind", "referral_id", "evidence", "document_id"],
    Activity: ["kind", "place", "counts"],
    Instrument: ["kind", "title", "adopted_on", "organization_ids", "alliance_id"],
}


def record_of(row: Target | Enrolment | Milestone | Activity | Instrument) -> dict[str, Any]:
    """One version of a record."""
    return {name: _plain(getattr(row, name)) for name in (*_RECORD, *_FIELDS[type(row)])}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return iso(value)
    return value.isoformat() if isinstance(value, date) else value


def line_of(programme: Programme, name: str | None) -> dict[str, Any]:
    """A programme in a list."""
    columns = ("id", "organization_id", "version", "starts_on", "ends_on", "countries", "funder")
    return {"name": name, **{each: _plain(getattr(programme, each)) for each in columns}}


def around(
    territories: Sequence[ProgrammeTerritory],
    partners: Sequence[ProgrammePartner],
    alliances: Sequence[ProgrammeAlliance],
) -> dict[str, Any]:
    """Where and with whom a programme works; an alliance names its territory as it was given."""
    names = {each.id: each.name for each in territories}
    return {
        "territories": [
            {"id": each.id, "name": each.name, "country": each.country, "region_id": each.region_id}
            for each in territories
        ],
        "partners": [{"organization_id": each.organization_id, "role": each.role} for each in partners],
        "alliances": [
            {
                "id": each.id,
                "name": each.name,
                "members": each.member_ids,
                "territory": names.get(each.territory_id or ""),
                "agreement": each.agreement,
                "agreed_on": _plain(each.agreed_on),
            }
            for each in alliances
        ],
    }


def handover_body(found: Handover) -> dict[str, Any]:
    """The open cases, by id."""
    return {
        "ends_on": found.ends_on.isoformat(),
        "listed_from": found.listed_from.isoformat(),
        "days_left": found.days_left,
        "cases": [
            {"case_id": each.case_id, "enrolments": [record_of(row) for row in each.enrolments]}
            for each in found.cases
        ],
    }


def progress_body(found: Progress) -> dict[str, Any]:
    """The figures, with the names of territories beside them."""
    return {
        "programme_id": found.programme.id,
        "name": found.name,
        "organization_id": found.organization_id,
        "internal": True,
        "as_of": found.as_of.isoformat(),
        "people": _counted(found.people),
        "targets": [{"target": record_of(each.target), **_reached(each.reached)} for each in found.lines],
        "territories": found.territories,
    }


def _counted(people: Reached) -> dict[str, Any]:
    """Everybody who was enrolled: no target is about them."""
    return {name: each for name, each in _reached(people).items() if name in ("reached", "by", "unsaid")}


def _reached(reached: Reached) -> dict[str, Any]:
    return asdict(reached)
