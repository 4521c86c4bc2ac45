"""Recording consents: every change is a new version, and what it no longer covers ends with it."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from referral.cases import acts
from referral.cases.errors import ConsentSuperseded
from referral.cases.events import ConsentNarrowed, ConsentWithdrawn
from referral.cases.models import Consent, ConsentRecipient, Grant, Person
from referral.cases.new_consent import Filed, NewConsent
from referral.cases.queries import consents
from referral.cases.rules import (
    Allowed,
    DataCategory,
    Dimension,
    Giver,
    HasEffect,
    ReleasedItem,
    SafeTime,
    WithdrawalVia,
    compare,
    covers,
    opened_up_to,
    outside,
)
from referral.cases.rules import Consent as Value
from referral.cases.sealing import seal, seal_bytes, seal_json
from referral.cases.service import tasks
from referral.cases.service.duties import carry_out
from referral.cases.service.grants import end_all
from referral.cases.service.keys import key_of
from referral.cases.service.people import living
from referral.cases.service.recording import note, recorded
from referral.cases.service.representing import refuse_marked, refuse_unnamed
from referral.cases.service.stored import recipient_of, value_of
from referral.cases.values import check_past, check_text
from referral.cases.words import GrantEnd
from referral.kit import events
from referral.kit.clock import now
from referral.kit.crypto import DataKey
from referral.kit.identity import Actor
from referral.kit.problems import NotFound

ASK_BEFORE = timedelta(days=30)


@dataclass(frozen=True)
class _Change:
    """Two versions of one consent of a person."""

    person: Person
    consent: Consent
    before: Value
    after: Value

    @property
    def refused(self) -> bool:
        """Whether the person, or the child, no longer agrees."""
        return Dimension.AGREEMENT in compare(self.before, self.after).narrowed


def record_consent(
    session: Session, actor: Actor, person_id: str, new: NewConsent, *, supersedes: str | None = None
) -> Consent:
    """A first consent, or with `supersedes` the next version of one.

    Whom the new version does not cover any more loses access in this transaction, and is asked for what they hold
    beyond it. A version in which the person does not agree ends everything that rested on the old one. Raises
    `ConsentSuperseded` where the old one is not the newest, `NoEffect` for a representative who is marked with a
    conflict of interest, `NotFound`.
    """
    old = _newest(session, actor, supersedes, person_id) if supersedes else None
    person = living(session, actor, person_id)
    refuse_marked(session, person, new.representative_id, HasEffect.CONSENT, at=now())
    refuse_unnamed(session, person, new.giver, new.representative_id)
    key = key_of(session, person.id)
    before = value_of(session, key, old) if old is not None else None
    consent = _put(session, actor, key, new, old)
    _put_recipients(session, consent, new)
    after = value_of(session, key, consent)
    gone = _let_go(session, actor, _Change(person, consent, before, after)) if before is not None else []
    details: dict[str, Any] = {"consent": consent.id, "version": consent.version, "purpose": consent.purpose}
    if before is not None:
        compared = compare(before, after)
        details |= {"widened": sorted(compared.widened), "asked": compared.must_be_asked}
    what = ("case_person", person.id)
    occurred_at = consent.occurred_at
    note(
        session,
        actor,
        acts.CONSENT_RECORDED,
        what,
        occurred_at=occurred_at,
        ended=len(gone),
        **details,
    )
    return consent


def _newest(session: Session, actor: Actor, consent_id: str, person_id: str) -> Consent:
    old = consents.consent_for(session, actor, consent_id, lock=True)
    if old.person_id != person_id:
        raise NotFound
    newest = consents.newest_of(session, old, lock=True)
    if newest.id != old.id:
        raise ConsentSuperseded(consent_id=newest.id, version=newest.version)
    return old


def _put(session: Session, actor: Actor, key: DataKey, new: NewConsent, old: Consent | None) -> Consent:
    if new.given_at is not None:
        check_past("given_at", new.given_at, now=now())
    base = recorded(actor, new.given_at)
    # Against the moment at which it was given, which nobody knew before: a contradiction is told here.
    new.value(Filed(given_at=base["occurred_at"]))
    consent = Consent(
        **base,
        chain_id=old.chain_id if old else base["id"],
        version=old.version + 1 if old else 1,
        supersedes_id=old.id if old else None,
        person_id=key.subject,
        valid_from=new.valid_from or base["occurred_at"],
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
    times = [_written(each) for each in new.safe_times] or None
    consent.safe_times_sealed = seal_json(key, Consent.safe_times_sealed, row, times)
    if new.evidence is not None:
        consent.evidence_sealed = seal_bytes(key, Consent.evidence_sealed, row, new.evidence)
        digest = hashlib.sha256(new.evidence).digest()
        consent.evidence_sha256_sealed = seal_bytes(key, Consent.evidence_sha256_sealed, row, digest)


def _written(safe: SafeTime) -> dict[str, Any]:
    return {
        "opens": safe.opens.isoformat(),
        "closes": safe.closes.isoformat(),
        "days": sorted(safe.days),
    }


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


def _let_go(session: Session, actor: Actor, change: _Change) -> list[Grant]:
    """Ends what the new version does not cover, asks for what is held beyond it, and tells the rooms above."""
    before, after = change.before, change.after
    at = max(now(), after.valid_from)
    open_ = consents.open_grants(session, change.consent.chain_id)
    leaving = [
        each
        for each in open_
        if not isinstance(
            covers(after, recipient_of(before.recipients, each), before.purpose, (), at), Allowed
        )
    ]
    gone = end_all(leaving, GrantEnd.WITHDRAWN if change.refused else GrantEnd.NARROWED)
    duties = outside(after, _released(before, open_), at)
    carry_out(session, actor, duties, open_, why=GrantEnd.NARROWED)
    if change.refused:
        events.emit(session, refused(change.consent, change.person, gone))
        return gone
    fewer = before.categories - after.categories
    if gone or fewer:
        references = tasks.references_of(gone)
        person = change.person
        narrowed = ConsentNarrowed(change.consent.id, before.id, person.id, person.case_id, fewer, references)
        events.emit(session, narrowed)
    return gone


def _released(before: Value, grants: list[Grant] | Any) -> list[ReleasedItem]:
    """What organisations that have access may hold: the kinds of data that were open to each."""
    return [
        ReleasedItem(
            f"{grant.id}:{category}", recipient_of(before.recipients, grant), before.purpose, category
        )
        for grant in grants
        for category in sorted(before.categories & opened_up_to(grant.reached))
    ]


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
