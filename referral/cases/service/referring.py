"""What the room of the referrals asks of this one: consents and the case locked in their order, and what they say.

Whoever calls it has found by a query that the actor has to do with a referral of the case. From then on the transaction
acts for the people of that case: what was agreed is judged by all of it, whichever of it the actor may read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TypeVar

from sqlalchemy.orm import Session

from referral.cases import acts, rules
from referral.cases.errors import PersonErased
from referral.cases.models import Consent, Person
from referral.cases.queries import consents as consent_queries
from referral.cases.queries import people as people_queries
from referral.cases.queries import referring as queries
from referral.cases.sealing import open_text
from referral.cases.service.keys import key_of
from referral.cases.service.reading import Known, open_person
from referral.cases.service.recording import note
from referral.cases.service.stored import value_of, zone_of
from referral.cases.values import Facts
from referral.cases.words import ContactKind, RelationshipKind
from referral.directory.eligibility import Registration, ResidenceStatus, Sex, TargetGroup, word_of
from referral.kit.clock import now
from referral.kit.db.work import act_for_case
from referral.kit.identity import Actor, OrganizationId

Word = TypeVar("Word", TargetGroup, Registration)

_ADULT = 18
_GUARDS = (RelationshipKind.PARENT, RelationshipKind.GUARDIAN, RelationshipKind.CAREGIVER)
# What stands in the place of sealed words that decide nothing.
_SAID = "said"
_WAYS: Mapping[str, frozenset[str]] = {
    ContactKind.PHONE: frozenset({"call", "sms"}),
    ContactKind.MESSENGER: frozenset({"messenger"}),
    ContactKind.EMAIL: frozenset({"email"}),
    ContactKind.ADDRESS: frozenset({"letter"}),
    ContactKind.PLACE_AND_TIME: frozenset({"place_and_time"}),
}
# However somebody is reached, these count.
_ALWAYS = frozenset({"visit", "trusted_person"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a referral stands on, locked: who answers for the case, and the newest version of each person's consent."""

    organization_id: str
    region_id: str | None
    protection: bool
    restricted: bool
    consents: Mapping[str, rules.Consent]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyMember:
    """One person of a party: coded facts, their version, and whether a child has nobody who answers for it.

    `guardian_marked`: since whoever did is marked with a conflict of interest.
    """

    id: str
    number: int
    version: int
    facts: Facts
    minor_alone: bool
    erased: bool
    guardian_marked: bool = False


def lock_ground(session: Session, case_id: str, chains: Mapping[str, str | None]) -> Ground:
    """Locks consents, then the case, and says what they say. `chains` has the consent of each person, where one is."""
    act_for_case(session, case_id)
    newest = queries.locked_newest(session, [each for each in chains.values() if each is not None])
    case = queries.locked_case(session, case_id)
    agreed = {}
    for person_id, chain_id in chains.items():
        version = newest.get(chain_id) if chain_id else None
        if version is not None and version.person_id == person_id:
            agreed[person_id] = agreement_of(session, version)
    return Ground(
        organization_id=case.organization_id,
        region_id=case.region_id,
        protection=case.protection,
        restricted=case.restricted,
        consents=agreed,
    )


def chains_of(session: Session, person_id: str) -> list[str]:
    """The consents of a person by the id that their versions share, the newest one first."""
    found = reversed(consent_queries.consents_of(session, person_id))
    return list(dict.fromkeys(each.chain_id for each in found))


def chain_of(session: Session, person_id: str, consent_id: str) -> str | None:
    """The shared id of the versions of a consent, by any of them; None where it is not this person's."""
    found = consent_queries.consents_of(session, person_id)
    return next((each.chain_id for each in found if each.id == consent_id), None)


def agreements(session: Session, chain_ids: Sequence[str]) -> dict[str, rules.Consent]:
    """The newest versions of consents by the shared id, in the order that is asked for; nothing is locked."""
    found = {}
    for chain_id in chain_ids:
        first = session.get(Consent, chain_id)
        if first is not None:
            found[chain_id] = agreement_of(session, consent_queries.newest_of(session, first))
    return found


def party_of(session: Session, case_id: str, person_ids: Sequence[str]) -> tuple[PartyMember, ...]:
    """These people of the case; fewer where one is not of it."""
    found = queries.people_by_ids(session, case_id, person_ids)
    with_adult = any(each.age_from is not None and each.age_from >= _ADULT for each in found)
    return tuple(_member(session, each, with_adult=with_adult) for each in found)


def ways_to_reach(session: Session, person_ids: Sequence[str]) -> frozenset[str]:
    """The channels by which these people can be reached; empty where none is recorded."""
    kinds = queries.contact_kinds(session, person_ids)
    found = frozenset(way for kind in kinds for way in _WAYS.get(kind, frozenset()))
    return found | _ALWAYS if kinds else found


def read_for_referral(session: Session, actor: Actor, person_id: str, *, reference: str) -> Known:
    """Tier 2 of a person for a referral by which the caller has just found that the actor may read it; audited.

    Raises `PersonErased`, `KeyLost`.
    """
    person = people_queries.granted_person(session, person_id)
    if person.erased_at is not None:
        raise PersonErased
    known = open_person(session, key_of(session, person.id), person)
    what = ("case_person", person.id)
    note(session, actor, acts.PERSON_READ, what, case=person.case_id, reference=reference)
    return known


def contacts_now(
    session: Session, person_id: str, consent_id: str, *, at: datetime
) -> dict[rules.ContactChannel, rules.ContactAllowed | rules.ContactDenied]:
    """By which channels the person may be reached at a moment; for whoever has just read who they are."""
    row = session.get_one(Consent, consent_id)
    agreed = value_of(session, key_of(session, person_id), row)
    zone = zone_of(session, person_id)
    return {channel: rules.may_contact(agreed, channel, at, zone) for channel in rules.ContactChannel}


def _member(session: Session, person: Person, *, with_adult: bool) -> PartyMember:
    facts = facts_of(person)
    minor = facts.age_to is not None and facts.age_to < _ADULT
    alone = minor and not (with_adult or _has_guardian(session, person))
    return PartyMember(
        id=person.id,
        number=person.number,
        version=person.version,
        facts=facts,
        minor_alone=alone,
        erased=person.erased_at is not None,
        guardian_marked=minor and _has_marked_guardian(session, person),
    )


def facts_of(person: Person) -> Facts:
    """A person's coded facts as values."""
    return Facts(
        age_from=person.age_from,
        age_to=person.age_to,
        age_source=person.age_source,  # type: ignore[arg-type]
        sex=word_of(Sex, person.sex) if person.sex else None,
        nationality=person.nationality,
        languages=tuple(person.languages) if person.languages is not None else None,
        target_groups=_words(TargetGroup, person.target_groups),
        residence_status=word_of(ResidenceStatus, person.residence_status)
        if person.residence_status
        else None,
        registrations=_words(Registration, person.registrations),
        accessible=person.accessible,
        identity_known=person.identity_known,  # type: ignore[arg-type]
    )


def _words(of: type[Word], said: Sequence[str] | None) -> frozenset[Word] | None:
    return None if said is None else frozenset(word_of(of, each) for each in said)


def _has_guardian(session: Session, person: Person) -> bool:
    """A representative whose word counts, or somebody of the case who is that to them."""
    acting = people_queries.representatives_of(session, person)
    if any(each.kind in _GUARDS and each.conflict_at is None for each in acting):
        return True
    related = people_queries.relationships_of(session, person)
    return any(each.other_id == person.id and each.kind in _GUARDS for each in related)


def _has_marked_guardian(session: Session, person: Person) -> bool:
    acting = people_queries.representatives_of(session, person)
    return any(each.kind in _GUARDS and each.conflict_at is not None for each in acting)


def agreement_of(session: Session, consent: Consent) -> rules.Consent:
    """A version as the rules read it. Sealed words that decide nothing stay sealed."""
    return rules.Consent(
        id=consent.id,
        person=consent.person_id,
        version=consent.version,
        giver=rules.Giver(consent.giver),
        agreed=consent.agreed,
        basis=rules.Basis(consent.basis),
        purpose=rules.Purpose(consent.purpose),
        recipients=_recipients(session, consent),
        categories=frozenset(rules.DataCategory(each) for each in consent.categories),
        direction=rules.Direction(consent.direction),
        notice=rules.Notice(
            consent.notice_version, consent.notice_language, rules.NoticeChannel(consent.notice_channel)
        ),
        recorded_by=consent.recorded_by or "",
        given_at=consent.occurred_at,
        valid_from=consent.valid_from,
        expires_at=consent.expires_at,
        relationship=_SAID if consent.relationship_sealed is not None else "",
        capacity_note=_SAID if consent.capacity_note_sealed is not None else "",
        minor=consent.minor,
        adult_from=_adult_from(session, consent),
        assent=rules.Assent(consent.assent) if consent.assent else None,
        article=consent.article or "",
        restrictions=_restrictions(consent),
        statistics=consent.statistics,
        follow_up_until=consent.follow_up_until,
        tier_one_at_sent=consent.tier_one_at_sent,
        release_on_send=consent.release_on_send,
        protection=consent.protection,
        withdrawn=_withdrawn(consent),
        giver_conflict_since=_conflict_since(session, consent),
        supersedes=consent.supersedes_id,
    )


def _recipients(session: Session, consent: Consent) -> rules.Recipients:
    named = consent_queries.recipients_of(session, consent)
    return rules.Recipients(
        organizations=frozenset(
            OrganizationId(each.organization_id)
            for each in named
            if each.position == 0 and each.organization_id is not None
        ),
        category=next((each.category for each in named if each.category is not None), None),
        fallbacks=tuple(
            OrganizationId(each.organization_id)
            for each in named
            if each.position > 0 and each.organization_id is not None
        ),
    )


def _restrictions(consent: Consent) -> rules.Restrictions:
    channels = consent.safe_channels
    return rules.Restrictions(
        no_contact=consent.no_contact,
        safe_channels=None
        if channels is None
        else frozenset(rules.ContactChannel(each) for each in channels),
        no_voicemail=consent.no_voicemail,
        interpreter_sex=consent.interpreter_sex,
        never_share_with=frozenset(OrganizationId(each) for each in consent.never_share_with),
    )


def _withdrawn(consent: Consent) -> rules.Withdrawn | None:
    if consent.withdrawn_at is None or consent.withdrawn_via is None:
        return None
    scopes = frozenset(rules.WithdrawalScope(each) for each in consent.withdrawn_scopes or ())
    at = max(consent.withdrawn_at, consent.occurred_at)
    return rules.Withdrawn(at, rules.WithdrawalVia(consent.withdrawn_via), scopes)


def _adult_from(session: Session, consent: Consent) -> datetime | None:
    """The day stands sealed. Of somebody who was erased nothing can be known, and nothing is agreed any more."""
    if consent.adult_on_sealed is None or not consent.minor:
        return None
    try:
        key = key_of(session, consent.person_id)
    except PersonErased:
        return now()
    text = open_text(key, Consent.adult_on_sealed, consent.id, consent.adult_on_sealed)
    return datetime.combine(date.fromisoformat(str(text)), time(), UTC)


def _conflict_since(session: Session, consent: Consent) -> datetime | None:
    if consent.representative_id is None:
        return None
    person = people_queries.granted_person(session, consent.person_id)
    return people_queries.representative(session, person, consent.representative_id).conflict_at
