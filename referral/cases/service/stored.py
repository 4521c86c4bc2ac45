"""Stored consents as the values that the rules decide on. Nothing here decides by itself.

`verdict` is what rooms above ask at sending, at accepting and before anything new goes out: by the newest version,
which stays locked until the commit.
"""

from collections.abc import Collection
from datetime import date, time
from typing import Any

from sqlalchemy.orm import Session

from referral.cases.models import Case, Consent, Grant, Person, Representative
from referral.cases.new_consent import majority
from referral.cases.queries import consents, privacy
from referral.cases.rules import (
    Assent,
    Basis,
    ContactChannel,
    DataCategory,
    Direction,
    Evidence,
    EvidenceKind,
    Giver,
    Held,
    Notice,
    NoticeChannel,
    Phase,
    Purpose,
    Recipient,
    Recipients,
    Restrictions,
    SafeTime,
    Verdict,
    WithdrawalScope,
    WithdrawalVia,
    Withdrawn,
    covers,
)
from referral.cases.rules import Consent as Value
from referral.cases.sealing import open_bytes, open_json, open_text
from referral.cases.service.keys import key_of
from referral.cases.words import GrantLevel
from referral.kit.clock import now
from referral.kit.crypto import DataKey
from referral.kit.identity import OrganizationId
from referral.places import profiles, queries

# What stands for words that an erasure took: that they were there is still known.
_GONE = "erased"


def verdict(
    session: Session,
    consent_id: str,
    recipient: Recipient,
    purpose: Purpose,
    categories: Collection[DataCategory],
) -> Verdict:
    """What `covers` says now of the newest version of a consent. Whoever calls this saw to the actor's right."""
    consent = consents.newest_held(session, consent_id)
    value = value_of(session, key_of(session, consent.person_id), consent)
    return covers(value, recipient, purpose, categories, now())


def value_of(session: Session, key: DataKey | None, row: Consent) -> Value:
    """A version as the rules see it; without a key, what is left of it after an erasure."""
    representative = session.get(Representative, row.representative_id) if row.representative_id else None
    withdrawn = None
    if row.withdrawn_at is not None and row.withdrawn_via is not None:
        scopes = frozenset(map(WithdrawalScope, row.withdrawn_scopes or ()))
        withdrawn = Withdrawn(row.withdrawn_at, WithdrawalVia(row.withdrawn_via), scopes)
    return Value(
        id=row.id,
        person=row.person_id,
        version=row.version,
        supersedes=row.supersedes_id,
        recorded_by=row.recorded_by or "",
        given_at=row.occurred_at,
        valid_from=row.valid_from,
        expires_at=row.expires_at,
        agreed=row.agreed,
        purpose=Purpose(row.purpose),
        recipients=recipients_of(session, row),
        categories=frozenset(map(DataCategory, row.categories)),
        direction=Direction(row.direction),
        restrictions=_restrictions(key, row),
        notice=Notice(row.notice_version, row.notice_language, NoticeChannel(row.notice_channel)),
        statistics=row.statistics,
        follow_up_until=row.follow_up_until,
        tier_one_at_sent=row.tier_one_at_sent,
        release_on_send=row.release_on_send,
        protection=row.protection,
        evidence=_evidence(key, row),
        witness=_text(key, row, "witness_sealed") or "",
        withdrawn=withdrawn,
        giver_conflict_since=representative.conflict_at if representative else None,
        **_giver(session, key, row),
        **_basis(session, row),
    )


def _giver(session: Session, key: DataKey | None, row: Consent) -> dict[str, Any]:
    by_self = row.giver == Giver.SELF
    adult_on = _text(key, row, "adult_on_sealed")
    return {
        "giver": Giver(row.giver),
        "giver_person": row.representative_id,
        "relationship": _text(key, row, "relationship_sealed") or ("" if by_self else _GONE),
        "capacity_note": _text(key, row, "capacity_note_sealed") or ("" if by_self or row.minor else _GONE),
        "minor": row.minor,
        "assent": Assent(row.assent) if row.assent else None,
        "adult_from": majority(date.fromisoformat(adult_on), zone_of(session, row.person_id))
        if adult_on
        else None,
    }


def _basis(session: Session, row: Consent) -> dict[str, Any]:
    on_agreement = row.basis == Basis.CONSENT
    return {
        "basis": Basis(row.basis),
        "article": row.article or "",
        "objection_upheld": not on_agreement and privacy.objection_upheld(session, row.chain_id),
    }


def recipients_of(session: Session, row: Consent) -> Recipients:
    """Whom a version names."""
    named = consents.recipients_of(session, row)
    return Recipients(
        organizations=frozenset(
            OrganizationId(each.organization_id)
            for each in named
            if each.position == 0 and each.organization_id
        ),
        category=next((each.category for each in named if each.category), None),
        fallbacks=tuple(OrganizationId(str(each.organization_id)) for each in named if each.position),
    )


def _restrictions(key: DataKey | None, row: Consent) -> Restrictions:
    channels = row.safe_channels
    return Restrictions(
        no_contact=row.no_contact,
        safe_channels=None if channels is None else frozenset(map(ContactChannel, channels)),
        safe_times=safe_times(key, row),
        no_voicemail=row.no_voicemail,
        interpreter_sex=row.interpreter_sex,
        never_share_with=frozenset(map(OrganizationId, row.never_share_with)),
    )


def safe_times(key: DataKey | None, row: Consent) -> tuple[SafeTime, ...]:
    """The stretches of the day in which the person may be reached; none where any is right."""
    if key is None:
        return ()
    kept = open_json(key, Consent.safe_times_sealed, row.id, row.safe_times_sealed) or ()
    return tuple(
        SafeTime(
            time.fromisoformat(each["opens"]), time.fromisoformat(each["closes"]), frozenset(each["days"])
        )
        for each in kept
    )


def _evidence(key: DataKey | None, row: Consent) -> Evidence | None:
    if key is None or row.evidence_kind is None or row.evidence_sha256_sealed is None:
        return None
    digest = open_bytes(key, Consent.evidence_sha256_sealed, row.id, row.evidence_sha256_sealed)
    return Evidence(EvidenceKind(row.evidence_kind), digest.hex(), row.id)


def _text(key: DataKey | None, row: Consent, column: str) -> str | None:
    return None if key is None else open_text(key, getattr(Consent, column), row.id, getattr(row, column))


def zone_of(session: Session, person_id: str) -> str:
    """The time zone of the region of the person's case; UTC where it has none."""
    person = session.get(Person, person_id)
    case = session.get(Case, person.case_id) if person is not None else None
    region = queries.public_region(session, case.region_id) if case is not None and case.region_id else None
    return profiles.country(region.country_code).time_zone if region is not None else "UTC"


def recipient_of(named: Recipients, grant: Grant) -> Recipient:
    """The organisation behind an access; by the category that it was let in by where nobody named it."""
    own = OrganizationId(grant.organization_id)
    category = named.category
    by_category = category is not None and own not in named.named
    return Recipient(own, frozenset({category}) if by_category and category else frozenset())


def held_of(grants: Collection[Grant]) -> tuple[Held, ...]:
    """The referrals behind accesses, one each: how far they are, and whether data was ever seen."""
    found: dict[str, Held] = {}
    for grant in grants:
        had = grant.reached >= GrantLevel.FACTS
        before = found.get(grant.reference_id)
        had = had or (before is not None and before.had_access)
        found[grant.reference_id] = Held(grant.reference_id, grant.organization_id, phase_of(grant), had)
    return tuple(found.values())


def phase_of(grant: Grant) -> Phase:
    """How far the referral behind an access is, by what the access shows."""
    if grant.ended_at is not None:
        return Phase.ENDED
    return Phase.SERVING if grant.level >= GrantLevel.IDENTITY else Phase.BEFORE_ACCEPTANCE
