"""What is told of a case and of the people in it, as plain values of JSON. Sealed words come in already opened."""

import base64
from typing import Any

from referral.cases.models import (
    Assignment,
    Case,
    Consent,
    Custody,
    Document,
    ErasureRequest,
    LegalDemand,
    Objection,
    Person,
    PersonVersion,
    PrivacyTask,
    Relationship,
    Representative,
)
from referral.cases.models.base import Recorded
from referral.cases.rules import Consent as Value
from referral.cases.service.content import KeptFile, Written
from referral.cases.service.forms import Form
from referral.cases.service.reading import Known
from referral.cases.words import TaskState
from referral.kit.clock import iso, now
from referral.kit.http.paging import moment

_FACTS = (
    *("age_from", "age_to", "age_source", "sex", "nationality", "languages", "target_groups"),
    *("residence_status", "registrations", "accessible", "identity_known"),
)
_CONSENT = (
    *("id", "chain_id", "version", "person_id", "giver", "agreed", "basis", "article", "purpose"),
    *("categories", "direction", "representative_id", "minor", "assent", "no_contact", "safe_channels"),
    *("no_voicemail", "interpreter_sex", "never_share_with", "statistics", "tier_one_at_sent"),
    *("release_on_send", "protection", "notice_version", "notice_language", "notice_channel"),
    *("evidence_kind", "withdrawn_via", "recorded_by"),
)


def line_of(case: Case, people: int) -> dict[str, Any]:
    """A case by its routing line."""
    return {
        "id": case.id,
        "number": case.number,
        "status": case.status,
        "region_id": case.region_id,
        "protection": case.protection,
        "restricted": case.restricted,
        "occurred_at": iso(case.occurred_at),
        "recorded_at": iso(case.recorded_at),
        "closed_at": moment(case.closed_at),
        "people": people,
        "version": case.version,
    }


def member_of_case(person: Person) -> dict[str, Any]:
    """A person by their place in the case."""
    return {
        "id": person.id,
        "number": person.number,
        "focal": person.focal,
        "erased_at": moment(person.erased_at),
    }


def person_of(person: Person) -> dict[str, Any]:
    """A person by coded facts."""
    return {
        **member_of_case(person),
        "case_id": person.case_id,
        "legal_hold": person.legal_hold is not None,
        "version": person.version,
        **{name: getattr(person, name) for name in _FACTS},
    }


def known_of(known: Known) -> dict[str, Any]:
    """Who somebody is and how they are reached."""
    return {
        "identity": {name: getattr(known.identity, name) for name in known.identity.__slots__},
        "contacts": [
            {
                "id": each.id,
                "kind": each.contact.kind,
                "value": each.contact.value,
                "note": each.contact.note,
                "safe": each.contact.safe,
            }
            for each in known.contacts
        ],
        "papers": [
            {
                "id": each.id,
                "kind": each.paper.kind,
                "number": each.paper.number,
                "country": each.paper.country,
            }
            for each in known.papers
        ],
    }


def version_of(row: PersonVersion, before: dict[str, Any]) -> dict[str, Any]:
    """One change of a person."""
    return {
        "version": row.version,
        "change": row.change,
        "changed": row.fields,
        "before": before,
        **_recorded(row),
    }


def relationship_of(row: Relationship) -> dict[str, Any]:
    """What one person is to another."""
    return {"id": row.id, "person_id": row.person_id, "kind": row.kind, "other_id": row.other_id}


def assignment_of(row: Assignment) -> dict[str, Any]:
    """Who works on a case."""
    return {
        "id": row.id,
        "member_id": row.member_id,
        "role": row.role,
        "occurred_at": iso(row.occurred_at),
    }


def custody_of(row: Custody) -> dict[str, Any]:
    """Who answered for a case."""
    return {
        "organization_id": row.organization_id,
        "began_at": iso(row.began_at),
        "ended_at": moment(row.ended_at),
    }


def consent_of(row: Consent, named: Any) -> dict[str, Any]:
    """One version without its sealed words; `named` is whom it names."""
    return {
        **{name: getattr(row, name) for name in _CONSENT},
        "supersedes": row.supersedes_id,
        "organizations": sorted(named.organizations),
        "category": named.category,
        "fallbacks": list(named.fallbacks),
        "given_at": iso(row.occurred_at),
        "recorded_at": iso(row.recorded_at),
        "valid_from": iso(row.valid_from),
        "expires_at": moment(row.expires_at),
        "follow_up_until": row.follow_up_until.isoformat() if row.follow_up_until else None,
        "ask_again_on": row.ask_again_on.isoformat() if row.ask_again_on else None,
        "withdrawn_at": moment(row.withdrawn_at),
        "withdrawn_scopes": row.withdrawn_scopes or [],
    }


def form_of(form: Form) -> dict[str, Any]:
    """What a consent begins with."""
    preset = form.preset
    return {
        "country": form.country,
        "need": form.need,
        "age_of_consent": form.age_of_consent,
        "givers": sorted(form.givers),
        "categories": sorted(preset.categories),
        **{name: getattr(preset, name) for name in ("direction", "purpose", "valid_days", "statistics")},
        **{name: getattr(preset, name) for name in ("tier_one_at_sent", "release_on_send")},
    }


def words_of_consent(value: Value) -> dict[str, Any]:
    """What of a version is sealed, opened."""
    return {
        "relationship": value.relationship or None,
        "capacity_note": value.capacity_note or None,
        "witness": value.witness or None,
        "safe_times": [
            {
                "opens": each.opens.isoformat(),
                "closes": each.closes.isoformat(),
                "days": sorted(each.days),
            }
            for each in value.restrictions.safe_times
        ],
        "evidence_sha256": value.evidence.sha256 if value.evidence else None,
    }


def representative_of(row: Representative) -> dict[str, Any]:
    """Who acts for a person, without names."""
    return {
        "id": row.id,
        "person_id": row.person_id,
        "case_person_id": row.case_person_id,
        "kind": row.kind,
        "conflict_at": moment(row.conflict_at),
    }


def objection_of(row: Objection) -> dict[str, Any]:
    """An objection without its words."""
    return {
        "id": row.id,
        "person_id": row.person_id,
        "consent_id": row.consent_id,
        "state": row.state,
        "occurred_at": iso(row.occurred_at),
        "due_at": iso(row.due_at),
        "decided_at": moment(row.decided_at),
    }


def task_of(row: PrivacyTask) -> dict[str, Any]:
    """A privacy task, and whether its time is over."""
    done = row.state == TaskState.ATTESTED
    late = row.acknowledge_by if row.state == TaskState.REQUESTED else row.due_at
    return {
        "id": row.id,
        "kind": row.kind,
        "state": row.state,
        "overdue": not done and late < now(),
        "organization_id": row.organization_id,
        "holder_organization_id": row.holder_organization_id,
        "person_id": row.person_id,
        "reference_id": row.reference_id,
        "recorded_at": iso(row.recorded_at),
        "acknowledge_by": iso(row.acknowledge_by),
        "due_at": iso(row.due_at),
        "acknowledged_at": moment(row.acknowledged_at),
        "attested_at": moment(row.attested_at),
        "attestation": row.attestation,
        "legal_basis": row.legal_basis,
    }


def erasure_of(row: ErasureRequest) -> dict[str, Any]:
    """An erasure, and how far it came."""
    return {
        "id": row.id,
        "person_id": row.person_id,
        "ground": row.ground,
        "state": row.state,
        "recorded_at": iso(row.recorded_at),
        "recorded_by": row.recorded_by,
        "confirmed_at": moment(row.confirmed_at),
        "due_at": moment(row.due_at),
    }


def made_of(row: Recorded) -> dict[str, Any]:
    """That something was recorded."""
    return {"id": row.id, **_recorded(row)}


def written_of(written: Written) -> dict[str, Any]:
    """A note, message or own record."""
    return {
        "id": written.id,
        "occurred_at": iso(written.occurred_at),
        "recorded_at": iso(written.recorded_at),
        "recorded_by": written.by,
        "body": written.body,
    }


def document_of(row: Document) -> dict[str, Any]:
    """A document without name and content."""
    return {
        "id": row.id,
        "kind": row.kind,
        "media_type": row.media_type,
        "size": row.size,
        "scan": row.scan,
        "recorded_at": iso(row.recorded_at),
    }


_DEMAND = (
    *("id", "person_id", "demander", "article", "categories", "documents", "state", "recorded_by"),
    *("decided_by", "not_told"),
)


def demand_of(row: LegalDemand) -> dict[str, Any]:
    """A demand by law without who exactly made it."""
    return {
        **{name: getattr(row, name) for name in _DEMAND},
        "occurred_at": iso(row.occurred_at),
        "recorded_at": iso(row.recorded_at),
        "decided_at": moment(row.decided_at),
        "told_at": moment(row.told_at),
    }


def file_of(kept: KeptFile) -> dict[str, Any]:
    """A document with its content."""
    return {
        "id": kept.id,
        "kind": kept.kind,
        "media_type": kept.media_type,
        "name": kept.name,
        "content": base64.b64encode(kept.content).decode(),
    }


def _recorded(row: Recorded) -> dict[str, Any]:
    return {
        "occurred_at": iso(row.occurred_at),
        "recorded_at": iso(row.recorded_at),
        "recorded_by": row.recorded_by,
    }
