"""One version of a consent. It is never edited: what changes is a new version that supersedes this one.

A record whose basis is a law or vital interests has the same shape: it says to whom, for what and which data, and
whether the person agreed all the same.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime

from referral.cases.rules.recipients import Recipients
from referral.cases.rules.restrictions import Restrictions
from referral.cases.rules.terms import (
    Assent,
    Basis,
    DataCategory,
    Direction,
    EvidenceKind,
    Giver,
    NoticeChannel,
    Purpose,
    WithdrawalScope,
    WithdrawalVia,
)

_SHA256 = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Notice:
    """Which text the person was told, in which language (a BCP 47 tag) and how."""

    version: str
    language: str
    channel: NoticeChannel


@dataclass(frozen=True, slots=True)
class Evidence:
    """What shows the agreement: `sha256` in hex of the clear bytes, `blob` the id under which they lie encrypted."""

    kind: EvidenceKind
    sha256: str
    blob: str | None = None

    def __post_init__(self) -> None:
        """Refuses what is no SHA-256."""
        if not _SHA256.fullmatch(self.sha256):
            raise ValueError(
                "evidence: its SHA-256 is not one; right would be 64 hexadecimal digits in small letters"
            )


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """When, how and in which meaning a consent was withdrawn."""

    at: datetime
    via: WithdrawalVia
    scopes: frozenset[WithdrawalScope]

    def __post_init__(self) -> None:
        """Whoever withdraws stops the sharing in any case."""
        object.__setattr__(self, "scopes", self.scopes | {WithdrawalScope.STOP_SHARING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What one person agreed to. Times are aware; `expires_at` is the first moment at which it no longer holds.

    `adult_from` is the moment at which a minor turns 18 (local midnight), None where it is not known. `article` names
    the law where the basis is one. `tier_one_at_sent`: eligibility facts may be seen before anybody acknowledged;
    `release_on_send`: in an emergency identity and contact may be. `protection`: a need of protection, so nobody
    writes to the person unless a safe channel is named. `giver_conflict_since`: from when the giver is marked as
    having a conflict of interest. `objection_upheld`: it rests on a law, and the officer decided for the person who
    objected. ValueError for what contradicts itself.
    """

    id: str
    person: str
    version: int
    giver: Giver
    agreed: bool
    basis: Basis
    purpose: Purpose
    recipients: Recipients
    categories: frozenset[DataCategory]
    direction: Direction
    notice: Notice
    recorded_by: str
    given_at: datetime
    valid_from: datetime
    expires_at: datetime | None
    giver_person: str | None = None
    relationship: str = ""
    capacity_note: str = ""
    minor: bool = False
    adult_from: datetime | None = None
    assent: Assent | None = None
    article: str = ""
    restrictions: Restrictions = field(default_factory=Restrictions)
    statistics: bool = False
    follow_up_until: date | None = None
    tier_one_at_sent: bool = False
    release_on_send: bool = False
    protection: bool = False
    evidence: Evidence | None = None
    witness: str = ""
    withdrawn: Withdrawn | None = None
    giver_conflict_since: datetime | None = None
    objection_upheld: bool = False
    supersedes: str | None = None

    def __post_init__(self) -> None:
        """Refuses contradictions, each with what would be right."""
        _check_times(self)
        _check_giver(self)
        _check_basis(self)
        if both := self.recipients.named & self.restrictions.never_share_with:
            raise ValueError(
                f"recipients: {', '.join(sorted(both))} both named and never to be shared with; right would be one"
            )
        if (self.version == 1) != (self.supersedes is None) or self.version < 1:
            raise ValueError(
                f"version {self.version}: right would be 1 for the first, and from 2 on the id that it supersedes"
            )

    @property
    def rests_on_agreement(self) -> bool:
        """Whether nothing but the person's agreement carries it."""
        return self.basis is Basis.CONSENT

    @property
    def ends_with_majority(self) -> bool:
        """Whether somebody else agreed for a minor, so that the person is asked again at 18."""
        return self.rests_on_agreement and self.minor and self.giver is not Giver.SELF


def _check_times(consent: Consent) -> None:
    ended = consent.withdrawn.at if consent.withdrawn else None
    later = (consent.expires_at, consent.adult_from, consent.giver_conflict_since)
    for moment in (consent.given_at, consent.valid_from, ended, *later):
        if moment is not None and moment.utcoffset() is None:
            raise ValueError(f"a time of a consent needs a zone: {moment.isoformat()}")
    if consent.expires_at is not None and consent.expires_at <= consent.valid_from:
        raise ValueError("expires_at: not after valid_from; right would be a later moment, or none")
    if ended is not None and ended < consent.given_at:
        raise ValueError("withdrawn: before it was given; right would be a moment after given_at")


def _check_giver(consent: Consent) -> None:
    by_self = consent.giver is Giver.SELF
    if not by_self and not consent.relationship.strip():
        raise ValueError(f"relationship: what the {consent.giver} is to the person is missing")
    if not by_self and not consent.minor and not consent.capacity_note.strip():
        raise ValueError("capacity_note: why somebody else agrees for an adult is missing")
    if not by_self and consent.minor and consent.assent is None:
        raise ValueError(
            "assent: what the child says is missing; right would be one of: " + ", ".join(Assent)
        )
    if consent.adult_from is not None and not consent.minor:
        raise ValueError("adult_from: said of an adult; right would be minor, or no such moment")


def _check_basis(consent: Consent) -> None:
    if consent.agreed and not consent.categories:
        raise ValueError("categories: none are agreed to; right would be some of: " + ", ".join(DataCategory))
    if consent.basis is Basis.LEGAL_OBLIGATION and not consent.article.strip():
        raise ValueError("article: the law and its article are missing, which stand in place of a consent")
    if consent.basis is not Basis.CONSENT and consent.withdrawn is not None:
        raise ValueError(
            f"withdrawn: what rests on {consent.basis} is not withdrawn; right would be an objection, which the "
            "data-protection officer decides"
        )
