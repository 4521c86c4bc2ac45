"""All that is recorded of a person, to be handed to that person: in the clear, so it is audited like a reading.

Internal notes are no part of it, nor what others said in confidence: a mark of a conflict of interest, and whose.
"""

from typing import Any

from sqlalchemy.orm import Session

from referral.cases import acts
from referral.cases.models import Consent, Document, Person
from referral.cases.queries import cases, consents, people, privacy
from referral.cases.queries.people import SeenPerson
from referral.cases.rules import HasEffect
from referral.cases.sealing import open_json, open_text
from referral.cases.service.keys import key_of
from referral.cases.service.reading import Known, glass_words, open_person, readable, who_saw
from referral.cases.service.recording import note
from referral.cases.service.representing import refuse_marked
from referral.cases.sight import Sight
from referral.cases.words import GrantLevel
from referral.kit.clock import iso, now
from referral.kit.crypto import DataKey
from referral.kit.identity import Actor

_FACTS = (
    *("age_from", "age_to", "age_source", "sex", "nationality", "languages", "target_groups"),
    *("residence_status", "registrations", "accessible", "identity_known"),
)
_CONSENT = (
    *("id", "version", "giver", "minor", "assent", "basis", "article", "agreed", "purpose", "categories"),
    *("direction", "no_contact", "safe_channels", "no_voicemail", "interpreter_sex", "never_share_with"),
    *("statistics", "notice_version", "notice_language", "notice_channel", "evidence_kind"),
    *("withdrawn_via", "withdrawn_scopes"),
)


def person_to_export(session: Session, actor: Actor, case_id: str, person_id: str | None) -> Person:
    """Whom of a case an export is for: the focal person where nobody is named. Raises `NotFound`."""
    seen = cases.case_for(session, actor, case_id, least=Sight.ALL)
    if person_id is None:
        return people.focal_person(session, seen.case)
    return people.person_of_case(session, actor, case_id, person_id)


def export_person(
    session: Session, actor: Actor, person_id: str, *, representative_id: str | None = None
) -> dict[str, Any]:
    """A JSON value of everything: facts, identity, contacts, papers, consents, who had access, tasks, who looked.

    `representative_id` says to whom it is handed instead of the person. Raises `NoEffect` for who is marked.
    """
    seen = people.person_for(session, actor, person_id, least=Sight.ALL)
    refuse_marked(session, seen.person, representative_id, HasEffect.REQUEST, at=now())
    person = readable(session, actor, person_id, level=GrantLevel.IDENTITY).person
    key = key_of(session, person.id)
    found = {
        "person": {
            "id": person.id,
            "case_id": person.case_id,
            **{name: getattr(person, name) for name in _FACTS},
        },
        **_known(open_person(session, key, person)),
        "relationships": _relationships(session, person),
        "consents": [_consent(session, key, each) for each in consents.consents_of(session, person.id)],
        "documents": _documents(session, key, person),
        **_who_knows(session, actor, seen),
    }
    note(session, actor, acts.PERSON_EXPORTED, ("case_person", person.id), case=person.case_id)
    return found


def _known(known: Known) -> dict[str, Any]:
    identity = {name: getattr(known.identity, name) for name in known.identity.__slots__}
    contacts = [
        {
            "kind": each.contact.kind,
            "value": each.contact.value,
            "note": each.contact.note,
            "safe": each.contact.safe,
        }
        for each in known.contacts
    ]
    papers = [
        {"kind": each.paper.kind, "number": each.paper.number, "country": each.paper.country}
        for each in known.papers
    ]
    return {"identity": identity, "contacts": contacts, "papers": papers}


def _relationships(session: Session, person: Person) -> list[dict[str, Any]]:
    return [
        {"person_id": each.person_id, "kind": each.kind, "other_id": each.other_id}
        for each in people.relationships_of(session, person)
    ]


def _consent(session: Session, key: DataKey, consent: Consent) -> dict[str, Any]:
    moments = {
        "given_at": iso(consent.occurred_at),
        "valid_from": iso(consent.valid_from),
        "expires_at": iso(consent.expires_at) if consent.expires_at else None,
        "withdrawn_at": iso(consent.withdrawn_at) if consent.withdrawn_at else None,
    }
    recipients = [
        {"position": each.position, "organization_id": each.organization_id, "category": each.category}
        for each in consents.recipients_of(session, consent)
    ]
    opened = {
        "relationship": open_text(key, Consent.relationship_sealed, consent.id, consent.relationship_sealed),
        "witness": open_text(key, Consent.witness_sealed, consent.id, consent.witness_sealed),
        "safe_times": open_json(key, Consent.safe_times_sealed, consent.id, consent.safe_times_sealed),
    }
    return {
        **{name: getattr(consent, name) for name in _CONSENT},
        **moments,
        **opened,
        "recipients": recipients,
    }


def _documents(session: Session, key: DataKey, person: Person) -> list[dict[str, Any]]:
    return [
        {
            "id": each.id,
            "kind": each.kind,
            "media_type": each.media_type,
            "size": each.size,
            "name": open_text(key, Document.name_sealed, each.id, each.name_sealed),
        }
        for each in people.documents_of(session, person)
    ]


def _who_knows(session: Session, actor: Actor, seen: SeenPerson) -> dict[str, Any]:
    person = seen.person
    return {
        "custody": [
            {"organization_id": each.organization_id, "from": iso(each.began_at)}
            for each in cases.custody(session, seen.case)
        ],
        "access": [
            {"organization_id": each.organization_id, "from": iso(each.occurred_at), "ended": each.ended_why}
            for each in consents.grants_of(session, person.id)
        ],
        "privacy_tasks": [
            {"organization_id": each.organization_id, "kind": each.kind, "state": each.state}
            for each in privacy.tasks_of(session, person.id)
        ],
        "seen_by": [
            {
                "at": iso(each.at),
                "act": each.act,
                "by": each.actor_id,
                "organization_id": each.organization_id,
            }
            for each in who_saw(session, actor, person.id)
        ],
        "glass_broken": [
            {"at": iso(each.occurred_at), "reason": each.reason, "words": words}
            for each, words in glass_words(session, seen)
        ],
    }
