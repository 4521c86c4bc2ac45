"""A guardian or relative who is marked as having a conflict of interest.

From the mark on, whatever they do for the person has no effect, and they are shown nothing, not even the mark. For the
child a guardianship authority or a legal obligation stands in, and a supervisor agrees.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from referral.cases.rules.terms import Basis


class HasEffect(StrEnum):
    """What somebody may try to do for a person."""

    CONSENT = "consent"
    WITHDRAWAL = "withdrawal"
    CODE = "code"
    CONTACT = "contact"
    REQUEST = "request"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictMark:
    """Who is marked for which person, since when, by which worker and why; `lifted_at` where it was a mistake."""

    guardian: str
    person: str
    marked_by: str
    reason: str
    since: datetime
    lifted_at: datetime | None = None

    def __post_init__(self) -> None:
        """Refuses a mark without a reason, and one on oneself."""
        if not self.reason.strip():
            raise ValueError("reason: why there is a conflict of interest is missing")
        if self.guardian == self.person:
            raise ValueError("guardian: is the person; right would be somebody else who acts for the person")

    def holds(self, at: datetime) -> bool:
        """Whether the mark counts at a moment."""
        return self.since <= at and (self.lifted_at is None or at < self.lifted_at)


@dataclass(frozen=True, slots=True)
class StandIn:
    """Who stands in for a marked guardian: an authority by its id, or a law by its article; and the supervisor."""

    basis: Basis
    authority: str | None
    article: str
    supervisor: str | None
    proposed_by: str


def has_effect(
    deed: HasEffect, marks: Iterable[ConflictMark], *, actor: str, person: str, at: datetime
) -> bool:
    """Whether what `actor` does for `person` counts: no deed of a marked guardian does. Oneself always counts."""
    if actor == person:
        return True
    return deed not in HasEffect or not any(
        mark.guardian == actor and mark.person == person and mark.holds(at) for mark in marks
    )


def may_stand_in(stand_in: StandIn) -> str | None:
    """None where it may; otherwise what is missing, as a sentence."""
    if stand_in.basis is Basis.CONSENT and stand_in.authority is None:
        return "a guardianship authority is missing; without one right would be a legal obligation"
    if stand_in.basis is not Basis.CONSENT and not stand_in.article.strip():
        return "the law and its article are missing"
    if stand_in.supervisor is None or stand_in.supervisor == stand_in.proposed_by:
        return "a supervisor has to agree, who is somebody else than who proposes it"
    return None
