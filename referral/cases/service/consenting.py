"""Recording consents: every change is a new version, and what it no longer covers ends with it."""

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from referral.cases import acts
from referral.cases.consent_words import (
    Assent,
    Basis,
    ContactChannel,
    DataCategory,
    Direction,
    EvidenceKind,
    Giver,
    NoticeChannel,
    Purpose,
    WithdrawalVia,
)
from referral.cases.errors import ConsentSuperseded, NoEffect
from referral.cases.events import ConsentNarrowed, ConsentWithdrawn
from referral.cases.models import Consent, ConsentRecipient, Grant, Person, Representative
from referral.cases.queries import consents, people
from referral.cases.sealing import seal, seal_bytes, seal_json
from referral.cases.service import tasks
from referral.cases.service.grants import end_all
from referral.cases.service.keys import key_of
from referral.cases.service.people import living
from referral.cases.service.recording import note, recorded
from referral.cases.values import check_past, check_text
from referral.cases.words import GrantEnd, TaskKind
from referral.kit import events
from referral.kit.clock import now
from referral.kit.crypto import DataKey
from referral.kit.identity import Actor
from referral.kit.problems import NotFound

ASK_BEFORE = timedelta(days=30)
MOST_FALLBACKS = 3
LARGEST_EVIDENCE = 10 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class NewConsent:
    """What a person, or somebody for them, agreed to; or by which law it goes without."""

    giver: Giver
    agreed: bool
    basis: Basis
    purpose: Purpose
    categories: frozenset[DataCategory]
    direction: Direction
    notice_version: str
    notice_language: str
    notice_channel: NoticeChannel
    organizations: tuple[str, ...] = ()
    category: str | None = None
    fallbacks: tuple[str, ...] = ()
    representative_id: str | None = None
    relationship: str | None = field(default=None, repr=False)
    capacity_note: str | None = field(default=None, repr=False)
    minor: bool = False
    assent: Assent | None = None
    adult_on: date | None = field(default=None, repr=False)
    article: str | None = None
    no_contact: bool = False
    safe_channels: frozenset[ContactChannel] | None = None
    # Stretches of the local day, as the rules of consent write them.
    safe_times: tuple[dict[str, Any], ...] = field(default=(), repr=False)
    no_voicemail: bool = False
    interpreter_sex: str | None = None
    never_share_with: frozenset[str] = frozenset()
    statistics: bool = False
    follow_up_until: date | None = None
    tier_one_at_sent: bool = False
    release_on_send: bool = False
    protection: bool = False
    evidence_kind: EvidenceKind | None = None
    evidence: bytes | None = field(default=None, repr=False)
    witness: str | None = field(default=None, repr=False)
    given_at: datetime | None = None
    valid_from: datetime | None = None
    expires_at: datetime | None = None

    def __post_init__(self) -> None:
        """Refuses what contradicts itself, each with what would be right."""
        if bool(self.organizations) == bool(self.category):
            raise ValueError(
                "recipients: right would be organisations by id or one category, not both or neither"
            )
        named = [*self.organizations, *self.fallbacks]
        if len(self.fallbacks) > MOST_FALLBACKS or len(set(named)) < len(named):
            raise ValueError(
                f"fallbacks: right would be {MOST_FALLBACKS} at most, and each organisation once"
            )
        if set(named) & self.never_share_with:
            raise ValueError("never_share_with: an organisation is both named and never to be shared with")
        if self.basis is Basis.LEGAL_OBLIGATION and check_text("article", self.article, longest=200) is None:
            raise ValueError(
                "article: the law and its article are missing, which stand in place of a consent"
            )
        if self.agreed and not self.categories:
            raise ValueError(
                "categories: none are agreed to; right would be some of: " + ", ".join(DataCategory)
            )
        _check_giver(self)


def _check_giver(new: NewConsent) -> None:
    by_self = new.giver is Giver.SELF
    if not by_self and check_text("relationship", new.relationship) is None:
        raise ValueError("relationship: what the giver is to the person is missing")
    if not by_self and not new.minor and check_text("capacity_note", new.capacity_note, longest=2000) is None:
        raise ValueError("capacity_note: why somebody else agrees for an adult is missing")
    if not by_self and new.minor and new.assent is None:
        raise ValueError(
            "assent: what the child says is missing; right would be one of: " + ", ".join(Assent)
        )
    if by_self and new.representative_id is not None:
        raise ValueError("representative_id: only where somebody else agrees for the person")
    if (new.evidence is None) != (new.evidence_kind is None) or len(new.evidence or b"") > LARGEST_EVIDENCE:
        raise ValueError("evidence: the file and its kind belong together, and it has at most 10 MB")


def record_consent(
    session: Session, actor: Actor, person_id: str, new: NewConsent, *, supersedes: str | None = None
) -> Consent:
    """A first consent, or with `supersedes` the next version of one.

    Recipients that the new version leaves out lose their access in this transaction. A new version in which the
    person does not agree ends everything that rested on the old one. Raises `ConsentSuperseded` where the old one is
    not the newest, `NoEffect` for a representative who is marked with a conflict of interest, `NotFound`.
    """
    old = _newest(session, actor, supersedes, person_id) if supersedes else None
    person = living(session, actor, person_id)
    _refuse_conflict(session, person, new.representative_id)
    consent = _put(session, actor, key_of(session, person.id), new, old)
    _put_recipients(session, consent, new)
    gone = _let_go(session, actor, person, old, consent, new) if old is not None else []
    details = {
        "consent": consent.id,
        "version": consent.version,
        "purpose": consent.purpose,
        "ended": len(gone),
    }
    what = ("case_person", person.id)
    note(session, actor, acts.CONSENT_RECORDED, what, occurred_at=consent.occurred_at, **details)
    return consent


def _newest(session: Session, actor: Actor, consent_id: str, person_id: str) -> Consent:
    old = consents.consent_for(session, actor, consent_id, lock=True)
    if old.person_id != person_id:
        raise NotFound
    newest = consents.newest_of(session, old, lock=True)
    if newest.id != old.id:
        raise ConsentSuperseded(consent_id=newest.id, version=newest.version)
    return old


def _refuse_conflict(session: Session, person: Person, representative_id: str | None) -> None:
    if representative_id is not None:
        found: Representative = people.representative(session, person, representative_id)
        if found.conflict_at is not None:
            raise NoEffect


def _put(session: Session, actor: Actor, key: DataKey, new: NewConsent, old: Consent | None) -> Consent:
    base = recorded(actor, new.given_at)
    valid_from = new.valid_from or base["occurred_at"]
    if new.expires_at is not None and new.expires_at <= valid_from:
        raise ValueError("expires_at: not after valid_from; right would be a later moment, or none")
    consent = Consent(
        **base,
        chain_id=old.chain_id if old else base["id"],
        version=old.version + 1 if old else 1,
        supersedes_id=old.id if old else None,
        person_id=key.subject,
        valid_from=valid_from,
        **_as_given(new),
        **_listed(new),
        ask_again_on=_ask_again_on(new),
    )
    _seal_into(key, consent, new)
    session.add(consent)
    session.flush()
    return consent


_AS_GIVEN = (
    "giver representative_id minor assent basis agreed purpose direction no_contact no_voicemail interpreter_sex "
    "statistics follow_up_until tier_one_at_sent release_on_send protection notice_version notice_language "
    "notice_channel evidence_kind expires_at"
)


def _as_given(new: NewConsent) -> dict[str, Any]:
    """Fields that are stored as they are."""
    return {name: getattr(new, name) for name in _AS_GIVEN.split()}


def _listed(new: NewConsent) -> dict[str, Any]:
    return {
        "article": check_text("article", new.article, longest=200),
        "categories": [each.value for each in DataCategory if each in new.categories],
        "safe_channels": None if new.safe_channels is None else sorted(new.safe_channels),
        "never_share_with": sorted(new.never_share_with),
    }


def _ask_again_on(new: NewConsent) -> date | None:
    """From when to ask a person who becomes 18: the first of a month, so that it tells no birthday."""
    if new.adult_on is None or new.giver is Giver.SELF:
        return None
    return (new.adult_on - ASK_BEFORE).replace(day=1)


def _seal_into(key: DataKey, consent: Consent, new: NewConsent) -> None:
    row = consent.id
    consent.relationship_sealed = seal(key, Consent.relationship_sealed, row, new.relationship)
    consent.capacity_note_sealed = seal(key, Consent.capacity_note_sealed, row, new.capacity_note)
    consent.witness_sealed = seal(key, Consent.witness_sealed, row, new.witness)
    adult_on = new.adult_on.isoformat() if new.adult_on else None
    consent.adult_on_sealed = seal(key, Consent.adult_on_sealed, row, adult_on)
    consent.safe_times_sealed = seal_json(key, Consent.safe_times_sealed, row, list(new.safe_times) or None)
    if new.evidence is not None:
        consent.evidence_sealed = seal_bytes(key, Consent.evidence_sealed, row, new.evidence)
        digest = hashlib.sha256(new.evidence).digest()
        consent.evidence_sha256_sealed = seal_bytes(key, Consent.evidence_sha256_sealed, row, digest)


def _put_recipients(session: Session, consent: Consent, new: NewConsent) -> None:
    named: list[tuple[int, str | None, str | None]] = [(0, each, None) for each in new.organizations]
    named += [(0, None, new.category)] if new.category else []
    named += [(position, each, None) for position, each in enumerate(new.fallbacks, 1)]
    for number, (position, organization_id, category) in enumerate(named, 1):
        session.add(
            ConsentRecipient(
                consent_id=consent.id,
                number=number,
                position=position,
                organization_id=organization_id,
                category=category,
            )
        )
    session.flush()


def _let_go(
    session: Session, actor: Actor, person: Person, old: Consent, consent: Consent, new: NewConsent
) -> list[Grant]:
    """Ends the access of whom the new version leaves out, and tells the rooms above what it no longer covers."""
    open_ = consents.open_grants(session, consent.chain_id)
    named = {*new.organizations, *new.fallbacks}
    kept = _kept_category(session, old, new)
    leaving = [each for each in open_ if not new.agreed or not (each.organization_id in named or kept)]
    leaving += [
        each for each in open_ if each.organization_id in new.never_share_with and each not in leaving
    ]
    gone = end_all(leaving, GrantEnd.WITHDRAWN if not new.agreed else GrantEnd.NARROWED)
    tasks.ask(session, actor, gone, TaskKind.RESTRICT)
    if not new.agreed:
        events.emit(session, refused(consent, person, gone))
        return gone
    fewer = frozenset(old.categories) - frozenset(consent.categories)
    if gone or fewer:
        references = tasks.references_of(gone)
        events.emit(session, ConsentNarrowed(consent.id, old.id, person.id, fewer, references))
    return gone


def _kept_category(session: Session, old: Consent, new: NewConsent) -> bool:
    """Whether both versions name the same category: who belongs to it was decided when the access was opened."""
    return new.category is not None and any(
        each.category == new.category for each in consents.recipients_of(session, old)
    )


def refused(consent: Consent, person: Person, gone: list[Grant]) -> ConsentWithdrawn:
    """The event of a version in which the person does not agree any more."""
    return ConsentWithdrawn(
        consent_id=consent.id,
        chain_id=consent.chain_id,
        person_id=person.id,
        case_id=person.case_id,
        at=consent.occurred_at,
        why="refused",
        scopes=frozenset({"stop_sharing"}),
        via=WithdrawalVia.IN_PERSON,
        references=tasks.references_of(gone),
    )


def add_representative(
    session: Session,
    actor: Actor,
    person_id: str,
    *,
    kind: Any,
    case_person_id: str | None = None,
    name: str | None = None,
    contact: str | None = None,
) -> Representative:
    """Somebody who acts for the person: one of the same case, or somebody from outside by name."""
    person = living(session, actor, person_id)
    if case_person_id is not None and living(session, actor, case_person_id).case_id != person.case_id:
        raise NotFound
    key, made = key_of(session, person.id), Representative(**recorded(actor), person_id=person.id, kind=kind)
    made.case_person_id = case_person_id
    made.name_sealed = seal(key, Representative.name_sealed, made.id, check_text("name", name))
    made.contact_sealed = seal(key, Representative.contact_sealed, made.id, check_text("contact", contact))
    session.add(made)
    note(session, actor, acts.PERSON_RELATED, ("case_person", person.id), representative=made.id)
    return made


def mark_conflict(
    session: Session, actor: Actor, person_id: str, representative_id: str, *, reason: str
) -> Representative:
    """From now on nothing that the representative says has an effect, and they are shown nothing, nor this mark."""
    person = living(session, actor, person_id)
    said = check_text("reason", reason, longest=2000)
    if said is None:
        raise ValueError("reason: why their word must not count is missing")
    found = people.representative(session, person, representative_id)
    if found.conflict_at is None:
        key = key_of(session, person.id)
        found.conflict_at, found.conflict_by = (
            check_past("at", now(), now=now()),
            recorded(actor)["recorded_by"],
        )
        found.conflict_reason_sealed = seal(key, Representative.conflict_reason_sealed, found.id, said)
        note(session, actor, acts.CONFLICT_MARKED, ("case_person", person.id), representative=found.id)
    return found
