"""What a person agreed to, as it comes in. What contradicts itself is refused by the rules, in their words."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from referral.cases.rules import (
    Assent,
    Basis,
    Consent,
    ContactChannel,
    DataCategory,
    Direction,
    Evidence,
    EvidenceKind,
    Giver,
    Notice,
    NoticeChannel,
    Purpose,
    Recipients,
    Restrictions,
    SafeTime,
)
from referral.cases.values import check_text
from referral.kit.clock import now
from referral.kit.identity import OrganizationId

LARGEST_EVIDENCE = 10 * 1024 * 1024
_TEXTS = {"relationship": 500, "capacity_note": 2000, "article": 200, "witness": 500, "category": 60}
_NO_HASH = "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """What a record has beside what was said: `zone` is the IANA name of where the person turns 18."""

    id: str = "new"
    person: str = "person"
    version: int = 1
    supersedes: str | None = None
    recorded_by: str = ""
    given_at: datetime
    zone: str = "UTC"


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
    safe_times: tuple[SafeTime, ...] = field(default=(), repr=False)
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
        for name, longest in _TEXTS.items():
            check_text(name, getattr(self, name), longest=longest)
        if self.giver is Giver.SELF and self.representative_id is not None:
            raise ValueError("representative_id: only where somebody else agrees for the person")
        together = (self.evidence is None) == (self.evidence_kind is None)
        if not together or len(self.evidence or b"") > LARGEST_EVIDENCE:
            raise ValueError("evidence: the file and its kind belong together, and it has at most 10 MB")
        self.value(Filed(given_at=self.given_at or now()))

    def value(self, filed: Filed) -> Consent:
        """The version as the rules see it. ValueError for a contradiction."""
        first = filed.version == 1
        return Consent(
            id=filed.id,
            person=filed.person,
            version=filed.version,
            supersedes=None if first else filed.supersedes,
            recorded_by=filed.recorded_by,
            given_at=filed.given_at,
            valid_from=self.valid_from or filed.given_at,
            expires_at=self.expires_at,
            giver=self.giver,
            giver_person=self.representative_id,
            relationship=self.relationship or "",
            capacity_note=self.capacity_note or "",
            minor=self.minor,
            adult_from=majority(self.adult_on, filed.zone),
            assent=self.assent,
            agreed=self.agreed,
            basis=self.basis,
            article=self.article or "",
            purpose=self.purpose,
            recipients=self._recipients(),
            categories=self.categories,
            direction=self.direction,
            restrictions=self._restrictions(),
            notice=Notice(self.notice_version, self.notice_language, self.notice_channel),
            statistics=self.statistics,
            follow_up_until=self.follow_up_until,
            tier_one_at_sent=self.tier_one_at_sent,
            release_on_send=self.release_on_send,
            protection=self.protection,
            evidence=None if self.evidence_kind is None else Evidence(self.evidence_kind, _NO_HASH),
            witness=self.witness or "",
        )

    def _recipients(self) -> Recipients:
        if len(set(self.organizations)) < len(self.organizations):
            raise ValueError(
                "organizations: one is named twice; right would be each of them once, as the fallbacks"
            )
        return Recipients(
            organizations=frozenset(map(OrganizationId, self.organizations)),
            category=self.category,
            fallbacks=tuple(map(OrganizationId, self.fallbacks)),
        )

    def _restrictions(self) -> Restrictions:
        return Restrictions(
            no_contact=self.no_contact,
            safe_channels=self.safe_channels,
            safe_times=self.safe_times,
            no_voicemail=self.no_voicemail,
            interpreter_sex=self.interpreter_sex,
            never_share_with=frozenset(map(OrganizationId, self.never_share_with)),
        )


def majority(adult_on: date | None, zone: str) -> datetime | None:
    """The moment at which somebody is of age: local midnight of the day."""
    return None if adult_on is None else datetime.combine(adult_on, time(), ZoneInfo(zone))
