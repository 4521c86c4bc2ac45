"""A referral as it leaves: every value goes through the projection of whoever looks. There is no other way out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from referral.cases.errors import PersonErased
from referral.cases.queries.referring import NO_STANDING, CaseStanding, standings
from referral.cases.rules import Consent, ContactAllowed, ContactDenied
from referral.cases.service.reading import Known
from referral.cases.service.referring import PartyMember, contacts_now, party_of, read_for_referral
from referral.directory.rules import sees
from referral.kit.clock import iso, now
from referral.kit.identity import Actor
from referral.kit.problems import NotFound
from referral.referrals.clocks import Due, due, percent_elapsed
from referral.referrals.models import ReferralRecord
from referral.referrals.projection import Form, Principal, Projection, Tier, fields_of
from referral.referrals.queries import referrals as queries
from referral.referrals.queries.events import events_of, last_event
from referral.referrals.rules import (
    Action,
    Role,
    State,
    allowed_actions,
    allowed_notes,
    clock_with,
    recordable_actions,
)
from referral.referrals.service.absence import absence_of
from referral.referrals.service.calendars import history_of
from referral.referrals.service.covering import covered_categories
from referral.referrals.service.drafting import warnings_of
from referral.referrals.service.knowing import receiver_of
from referral.referrals.service.releasing import items_of
from referral.referrals.service.seeing import (
    STAND_IN,
    Opened,
    acting_roles,
    open_referral,
    principal_of,
    seen_by,
)
from referral.referrals.service.telling import text_of, words_of
from referral.referrals.service.values import value_of

_IDENTITY = fields_of(frozenset({Tier.IDENTITY, Tier.SAFE_CONTACT}))
_OUTCOME = fields_of(frozenset({Tier.OUTCOME}))
_NOTHING = {"case_id"}
_TIMES = ("sent_at", "acknowledged_at", "decided_at", "completed_at", "ended_at")


@dataclass(frozen=True)
class Shown:
    """One referral for one actor: its version and the fields that they see."""

    version: int
    body: dict[str, Any]


def show(session: Session, actor: Actor, referral_id: str, *, identity: bool) -> Shown:
    """The referral as the actor sees it. Raises `NotFound`.

    With `identity` also who the people are, where that is open to the actor: such a reading stands in the audit.
    """
    opened = open_referral(session, actor, referral_id)
    if opened.projection.form is Form.COUNTED:
        raise NotFound
    record, seen = opened.record, opened.projection
    values = line_of(session, actor, record, opened.principal)
    values |= {"clocks": _clocks(session, record), "members": _members(session, opened)}
    if seen.fields & _OUTCOME:
        values |= _outcome(session, opened)
    if "warnings" in seen.fields and record.sent_at is None and record.ended_at is None:
        values["warnings"] = [
            {"code": each.code, **each.about} for each in warnings_of(session, record, opened.person_ids)
        ]
    if "nobody_on_duty" in seen.fields and record.state == State.SENT:
        values["nobody_on_duty"] = absence_of(session, record, now(), sees=sees(actor))
    if identity and seen.fields & (_IDENTITY - _NOTHING):
        values |= _people(session, actor, opened)
    if identity:
        values |= _texts(session, opened)
        values["items"] = items_of(session, actor, opened)
    return Shown(record.version, seen.visible(values))


def list_of(session: Session, actor: Actor, records: Sequence[ReferralRecord]) -> list[dict[str, Any]]:
    """The lines of a list: nothing of anybody's identity, and nothing of what the actor may not see at all."""
    known = standings(session, actor, {each.case_id for each in records})
    duty_for = queries.duty_of(session, actor)
    found = []
    for record in records:
        standing = known.get(record.case_id, NO_STANDING)
        principal = principal_of(actor, record, standing, duty_for=duty_for)
        seen = seen_by(record, principal, standing)
        if seen is not None and seen.form is not Form.COUNTED:
            found.append(seen.visible(line_of(session, actor, record, principal)))
    return found


def projection_for(actor: Actor, record: ReferralRecord, standing: CaseStanding) -> Projection | None:
    """What the actor sees of a referral in a feed or a list."""
    return seen_by(record, principal_of(actor, record, standing), standing)


def line_of(session: Session, actor: Actor, record: ReferralRecord, principal: Principal) -> dict[str, Any]:
    """Tier 0 with what can be done: values for the projection, which decides what of them is seen."""
    value = value_of(record)
    roles = acting_roles(actor, principal)
    with_whom = clock_with(value)
    actions: list[str] = [
        *(each for each in allowed_actions(value, roles) if not principal.stands_in or each in STAND_IN),
        *(() if principal.stands_in else allowed_notes(value, roles)),
    ]
    if value.receiver_willing is not None and Role.CASE_WORKER in roles:
        actions.append("choose")
    return {
        "id": record.id,
        "state": record.state,
        "reason": record.reason,
        "version": record.version,
        "kind": record.kind,
        "placer_id": record.placer_id,
        "filler_id": record.filler_id,
        "told": record.confirmed_state is not None,
        "replaces": record.replaces_id,
        "follows": record.parent_id,
        "hop": record.hop,
        "priority": record.priority,
        "clock_with": with_whom,
        "due": _moment(record.next_due_at),
        "country": record.country,
        "adult_or_child": record.adult_or_child,
        "allowed_actions": [str(each) for each in actions],
        "recordable_actions": [str(each) for each in recordable_actions(value, roles)],
        **{name: _moment(getattr(record, name)) for name in _TIMES},
        **_routing(record),
    }


def _routing(record: ReferralRecord) -> dict[str, Any]:
    return {
        "need": list(record.need_codes),
        "region": record.region_id,
        "age_band": record.age_band,
        "languages": list(record.languages),
        "accessibility": record.accessibility,
        "sex_of_staff": record.sex_of_staff,
        "party_size": record.party_size,
        "needed_from": record.needed_from.isoformat() if record.needed_from else None,
        "sender": record.sender_organization_id,
        "receiver": record.receiver_organization_id,
        "service": record.service_id,
        "location": record.service_at_location_id,
        "offer": record.offer_id,
        "enquiry": record.enquiry_id,
        "held_until": _moment(record.held_until),
        "assigned_to": record.assigned_to,
    }


def _moment(value: Any) -> str | None:
    return None if value is None else iso(value)


def _clocks(session: Session, record: ReferralRecord) -> list[dict[str, Any]]:
    """Every clock that runs or pauses, the next one due first."""
    history, moment = history_of(record, events_of(session, record.id)), now()
    return [
        {**_clock(each), "percent": percent_elapsed(history, each.clock, moment)} for each in due(history)
    ]


def _clock(each: Due) -> dict[str, Any]:
    return {
        "clock": str(each.clock),
        "with": str(each.with_whom),
        "since": iso(each.starts),
        "due_at": _moment(each.due_at),
        "pauses": each.pauses,
    }


def _members(session: Session, opened: Opened) -> list[dict[str, Any]]:
    """Tier 1: coded facts of each person, by their number in the referral."""
    party = party_of(session, opened.record.case_id, opened.person_ids)
    return [_facts(number, each) for number, each in enumerate(party, 1) if not each.erased]


def _facts(number: int, member: PartyMember) -> dict[str, Any]:
    facts = member.facts
    ages = {"from": facts.age_from, "to": facts.age_to} if facts.age_from is not None else None
    groups, papers = facts.target_groups, facts.registrations
    return {
        "number": number,
        "age": ages,
        "sex": facts.sex,
        "nationality": facts.nationality,
        "residence_status": facts.residence_status,
        "target_groups": None if groups is None else sorted(str(each) for each in groups),
        "registrations": None if papers is None else sorted(str(each) for each in papers),
    }


def _outcome(session: Session, opened: Opened) -> dict[str, Any]:
    record = opened.record
    completed = last_event(session, record.id, (Action.COMPLETE,))
    words = words_of(session, opened.person_ids[0], completed) if completed is not None else {}
    return {
        "outcome": record.outcome,
        "outcome_text": words.get("text"),
        "feedback": words.get("feedback"),
        "served_from": record.served_from.isoformat() if record.served_from else None,
        "served_to": record.served_to.isoformat() if record.served_to else None,
    }


def _texts(session: Session, opened: Opened) -> dict[str, Any]:
    """Texts of tiers 3 and 4, opened only where the projection shows them."""
    columns = {"narrative": ReferralRecord.narrative_sealed, "notes": ReferralRecord.notes_sealed}
    return {
        name: text_of(session, opened.person_ids[0], column, opened.record)
        for name, column in columns.items()
        if name in opened.projection.fields
    }


def _people(session: Session, actor: Actor, opened: Opened) -> dict[str, Any]:
    """Tier 2 of each person, of whom only what they themselves agreed to leaves."""
    record, people, contacts, limits = opened.record, [], [], []
    for number, person_id in enumerate(opened.person_ids, 1):
        seen = _seen_of(session, actor, opened, person_id)
        if seen is None or not seen.fields & (_IDENTITY - _NOTHING):
            continue
        try:
            known = read_for_referral(session, actor, person_id, reference=record.id)
        except PersonErased:
            continue
        values = _known(known)
        people.append({"number": number, **seen.visible(values["person"])})
        contact = seen.visible(values["contact"])
        contacts.append({"number": number, "contacts": contact.get("safe_contact", [])})
        if "contact_restrictions" in seen.fields:
            agreed = opened.ground.consents.get(person_id)
            limits.append({"number": number, **_limits(agreed), "now": _ways_now(session, person_id, agreed)})
    return {
        "case_id": record.case_id,
        "people": people,
        "safe_contact": contacts,
        "contact_restrictions": limits,
    }


def _seen_of(session: Session, actor: Actor, opened: Opened, person_id: str) -> Projection | None:
    """What the actor sees of one person: by that person's own agreement."""
    record = opened.record
    covered = covered_categories(
        record,
        opened.ground.consents.get(person_id),
        recipient=receiver_of(session, record, opened.ground),
        at=now(),
    )
    standing = standings(session, actor, [record.case_id]).get(record.case_id, NO_STANDING)
    return seen_by(record, opened.principal, standing, categories=covered)


def _known(known: Known) -> dict[str, dict[str, Any]]:
    names = ("given_names", "family_names", "other_names")
    contacts = [
        {"kind": str(each.contact.kind), "value": each.contact.value, "note": each.contact.note}
        for each in known.contacts
        if each.contact.safe is not False
    ]
    papers = [
        {"kind": str(each.paper.kind), "number": each.paper.number, "country": each.paper.country}
        for each in known.papers
    ]
    person = {
        "names": {name: getattr(known.identity, name) for name in names},
        "birth_date": known.identity.birth_date,
        "documents_numbers": papers,
    }
    return {"person": person, "contact": {"safe_contact": contacts}}


def _ways_now(session: Session, person_id: str, consent: Consent | None) -> dict[str, Any]:
    """By which channels the person may be reached at this moment, until when, or from when on, or why not."""
    if consent is None:
        return {}
    found = contacts_now(session, person_id, consent.id, at=now())
    return {channel.value: _way(verdict) for channel, verdict in found.items()}


def _way(verdict: ContactAllowed | ContactDenied) -> dict[str, Any]:
    if isinstance(verdict, ContactAllowed):
        return {"allowed": True, "until": _moment(verdict.until)}
    return {"allowed": False, "reason": verdict.reason.value, "from": _moment(verdict.next_at)}


def _limits(consent: Consent | None) -> Mapping[str, Any]:
    if consent is None:
        return {}
    limits = consent.restrictions
    channels = limits.safe_channels
    return {
        "no_contact": limits.no_contact,
        "safe_channels": None if channels is None else sorted(str(each) for each in channels),
        "no_voicemail": limits.no_voicemail,
        "interpreter_sex": limits.interpreter_sex,
    }
