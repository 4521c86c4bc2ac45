"""Two versions of a consent: what became narrower, what wider, and what already went out that is no longer covered.

A change whose meaning cannot be told from the records alone, as from a category of recipients to named ones, counts as
both: nobody is given more because it could not be told. So where nothing is reported wider, the later version covers
nothing that the earlier did not.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from referral.cases.rules.consent import Consent
from referral.cases.rules.covering import Denied, covers
from referral.cases.rules.duties import Duty, DutyKind, TaskKind
from referral.cases.rules.recipients import Recipient
from referral.cases.rules.restrictions import Restrictions
from referral.cases.rules.terms import Assent, DataCategory, Direction, Purpose

M = TypeVar("M", datetime, date)
_Way = tuple[bool, bool]  # narrower, wider


class Dimension(StrEnum):
    """What two versions may differ in."""

    AGREEMENT = "agreement"
    BASIS = "basis"
    GIVER = "giver"
    PURPOSE = "purpose"
    RECIPIENTS = "recipients"
    CATEGORIES = "categories"
    DIRECTION = "direction"
    PERIOD = "period"
    EXCLUDED = "excluded"
    CONTACT = "contact"
    EARLY_ACCESS = "early_access"
    STATISTICS = "statistics"
    FOLLOW_UP = "follow_up"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The dimensions that became narrower, and those that became wider; what changed in both ways is in both."""

    narrowed: frozenset[Dimension]
    widened: frozenset[Dimension]

    @property
    def must_be_asked(self) -> bool:
        """Whether the person has to agree to the later version; one that only narrows is recorded at once."""
        return bool(self.widened)


@dataclass(frozen=True, slots=True)
class ReleasedItem:
    """Something that an organisation was given under an earlier version."""

    id: str
    recipient: Recipient
    purpose: Purpose
    category: DataCategory


def compare(before: Consent, after: Consent) -> Comparison:
    """What changed from one version to the next."""
    ways = {dimension: way(before, after) for dimension, way in _WAYS.items()}
    return Comparison(
        narrowed=frozenset(each for each, (narrower, _) in ways.items() if narrower),
        widened=frozenset(each for each, (_, wider) in ways.items() if wider),
    )


def outside(
    after: Consent, released: Iterable[ReleasedItem], at: datetime, *, task: TaskKind = TaskKind.RESTRICT
) -> tuple[Duty, ...]:
    """One privacy task for each organisation that holds an item which the version does not cover, in order of ids."""
    holders = {
        item.recipient.organization
        for item in released
        if isinstance(covers(after, item.recipient, item.purpose, {item.category}, at), Denied)
    }
    return tuple(Duty(DutyKind.PRIVACY_TASK, holder, task) for holder in sorted(holders))


def current(versions: Iterable[Consent]) -> Consent | None:
    """The version that no other supersedes; None of none. Raises ValueError where two claim to be the last."""
    known = list(versions)
    superseded = {each.supersedes for each in known}
    last = [each for each in known if each.id not in superseded]
    if len(last) > 1:
        raise ValueError(f"{len(last)} versions of a consent are not superseded; right would be one")
    return last[0] if last else None


def _sets(before: Iterable[object], after: Iterable[object]) -> _Way:
    one, other = set(before), set(after)
    return bool(one - other), bool(other - one)


def _until(before: M | None, after: M | None) -> _Way:
    """The later, the wider; None is never."""
    if before == after:
        return False, False
    wider = after is None or (before is not None and after > before)
    return not wider, wider


def _any(ways: list[_Way]) -> _Way:
    return any(narrower for narrower, _ in ways), any(wider for _, wider in ways)


def _yes(before: bool, after: bool) -> _Way:
    return before and not after, after and not before


def _changed(before: object, after: object) -> _Way:
    return before != after, before != after


def _agreement(before: Consent, after: Consent) -> _Way:
    return _any(
        [
            _yes(before.agreed, after.agreed),
            _yes(before.withdrawn is None, after.withdrawn is None),
            _yes(not _child_refuses(before), not _child_refuses(after)),
        ]
    )


def _child_refuses(consent: Consent) -> bool:
    return consent.minor and consent.assent is Assent.REFUSED


def _period(before: Consent, after: Consent) -> _Way:
    return _any(
        [
            _until(after.valid_from, before.valid_from),
            _until(before.expires_at, after.expires_at),
            _until(_lapses(before), _lapses(after)),
        ]
    )


def _lapses(consent: Consent) -> datetime | None:
    return consent.adult_from if consent.ends_with_majority else None


def _giver(before: Consent, after: Consent) -> _Way:
    marked = _until(before.giver_conflict_since, after.giver_conflict_since)
    return _any([marked, _changed((before.giver, before.giver_person), (after.giver, after.giver_person))])


def _recipients(before: Consent, after: Consent) -> _Way:
    one, other = before.recipients, after.recipients
    order = (
        _changed(one.fallbacks, other.fallbacks)
        if set(one.fallbacks) == set(other.fallbacks)
        else (False, False)
    )
    promoted = bool(other.organizations.intersection(one.fallbacks))
    return _any(
        [_sets(one.named, other.named), _changed(one.category, other.category), order, (False, promoted)]
    )


def _direction(before: Consent, after: Consent) -> _Way:
    return _sets(_ways_of(before.direction), _ways_of(after.direction))


def _ways_of(direction: Direction) -> list[str]:
    return [*(["send"] if direction.sends else []), *(["tell"] if direction.tells_back else [])]


def _contact(before: Consent, after: Consent) -> _Way:
    one, other = before.restrictions, after.restrictions
    flags = [
        _yes(not one.no_contact, not other.no_contact),
        _yes(not one.no_voicemail, not other.no_voicemail),
        _yes(not before.protection, not after.protection),
        _changed(_spoken(one), _spoken(other)),
    ]
    if one.safe_channels is None or other.safe_channels is None:
        return _any([*flags, _changed(one.safe_channels, other.safe_channels)])
    return _any([*flags, _sets(one.safe_channels, other.safe_channels)])


def _spoken(restrictions: Restrictions) -> tuple[object, ...]:
    return frozenset(restrictions.safe_times), restrictions.interpreter_sex


def _follow_up(consent: Consent) -> date:
    """No follow-up is one that ended before any day."""
    return consent.follow_up_until or date.min


_WAYS: dict[Dimension, Callable[[Consent, Consent], _Way]] = {
    Dimension.AGREEMENT: _agreement,
    Dimension.BASIS: lambda one, other: _changed((one.basis, one.article), (other.basis, other.article)),
    Dimension.GIVER: _giver,
    Dimension.PURPOSE: lambda one, other: _changed(one.purpose, other.purpose),
    Dimension.RECIPIENTS: _recipients,
    Dimension.CATEGORIES: lambda one, other: _sets(one.categories, other.categories),
    Dimension.DIRECTION: _direction,
    Dimension.PERIOD: _period,
    Dimension.EXCLUDED: lambda one, other: _sets(
        other.restrictions.never_share_with, one.restrictions.never_share_with
    ),
    Dimension.CONTACT: _contact,
    Dimension.EARLY_ACCESS: lambda one, other: _any(
        [
            _yes(one.tier_one_at_sent, other.tier_one_at_sent),
            _yes(one.release_on_send, other.release_on_send),
        ]
    ),
    Dimension.STATISTICS: lambda one, other: _yes(one.statistics, other.statistics),
    Dimension.FOLLOW_UP: lambda one, other: _until(_follow_up(one), _follow_up(other)),
}
