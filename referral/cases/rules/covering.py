"""The one decision on disclosure: does what the person agreed to cover this recipient, purpose and data, now.

The checks stand in the order of what helps most: first what makes the whole record void or past, so that the person
is asked again and not for one more category; then whom, then what for, then which data.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from referral.cases.rules.consent import Consent
from referral.cases.rules.recipients import Recipient
from referral.cases.rules.terms import Assent, DataCategory, Purpose
from referral.kit.identity import OrganizationId


class Reason(StrEnum):
    """Why a consent does not cover a disclosure, in the order in which it is checked."""

    CONFLICT_OF_INTEREST = "conflict_of_interest"
    REFUSED = "refused"
    CHILD_REFUSED = "child_refused"
    WITHDRAWN = "withdrawn"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    NOW_ADULT = "now_adult"
    NEVER_SHARE = "never_share"
    DIRECTION = "direction"
    RECIPIENT = "recipient"
    FALLBACK_NOT_YET = "fallback_not_yet"
    PURPOSE = "purpose"
    CATEGORIES = "categories"


@dataclass(frozen=True, slots=True)
class Allowed:
    """Covered. `fallback` is 0 for the person's first choice, 1 to 3 for a fallback."""

    consent: str
    version: int
    fallback: int


@dataclass(frozen=True, slots=True)
class Denied:
    """Not covered. `missing` names the categories that were not agreed to, where that is the reason."""

    reason: Reason
    missing: tuple[DataCategory, ...] = ()


Verdict = Allowed | Denied


@dataclass(frozen=True, slots=True)
class _Asked:
    recipient: Recipient
    purpose: Purpose
    categories: frozenset[DataCategory]
    at: datetime


def covers(
    consent: Consent,
    recipient: Recipient,
    purpose: Purpose,
    categories: Collection[DataCategory],
    at: datetime,
) -> Verdict:
    """Whether data of these categories may go to the recipient for the purpose at this moment.

    Raises ValueError for a moment without a zone.
    """
    if at.utcoffset() is None:
        raise ValueError(f"a moment needs a zone: {at.isoformat()}")
    asked = _Asked(recipient, purpose, frozenset(categories), at)
    agreement = _OF_AGREEMENT if consent.rests_on_agreement else ()
    failed = next((reason for reason, fails in (*agreement, *_OF_ALL) if fails(consent, asked)), None)
    if failed is not None:
        return Denied(failed)
    missing = asked.categories - consent.categories
    if missing:
        return Denied(Reason.CATEGORIES, tuple(each for each in DataCategory if each in missing))
    return Allowed(consent.id, consent.version, consent.recipients.place_of(recipient) or 0)


def still_readable(
    consent: Consent, recipient: Recipient, purpose: Purpose, at: datetime
) -> frozenset[DataCategory]:
    """The kinds of data that whoever was given access reads at this moment: those that it covers.

    Running out ends no service: what was released while it held stays readable, and nothing new is.
    """
    ends = [each for each in (consent.expires_at, _lapses(consent)) if each is not None]
    held = min([at, *(each - timedelta(microseconds=1) for each in ends)])
    return frozenset(
        each
        for each in DataCategory
        if isinstance(covers(consent, recipient, purpose, {each}, held), Allowed)
    )


def _lapses(consent: Consent) -> datetime | None:
    return consent.adult_from if consent.ends_with_majority else None


def covers_in_turn(
    consent: Consent,
    recipient: Recipient,
    purpose: Purpose,
    categories: Collection[DataCategory],
    at: datetime,
    *,
    tried: Collection[OrganizationId],
) -> Verdict:
    """The same for sending: a fallback moreover has to be the next one after all `tried` before it."""
    verdict = covers(consent, recipient, purpose, categories, at)
    if isinstance(verdict, Allowed) and verdict.fallback:
        before = consent.recipients.fallbacks[: verdict.fallback - 1]
        first = consent.recipients.organizations or frozenset(tried)
        if not tried or not first <= set(tried) or not set(before) <= set(tried):
            return Denied(Reason.FALLBACK_NOT_YET)
    return verdict


def next_fallback(consent: Consent, tried: Iterable[OrganizationId]) -> OrganizationId | None:
    """The first fallback that was not tried yet; None where there is none left."""
    done = set(tried)
    return next((each for each in consent.recipients.fallbacks if each not in done), None)


_Fails = Callable[[Consent, _Asked], bool]

_OF_AGREEMENT: tuple[tuple[Reason, _Fails], ...] = (
    (
        Reason.CONFLICT_OF_INTEREST,
        lambda consent, asked: (
            consent.giver_conflict_since is not None and asked.at >= consent.giver_conflict_since
        ),
    ),
    (Reason.REFUSED, lambda consent, _: not consent.agreed),
    (Reason.CHILD_REFUSED, lambda consent, _: consent.minor and consent.assent is Assent.REFUSED),
    # Whatever moment is asked about: a withdrawn consent opens nothing, and no clock that is behind can make it.
    (Reason.WITHDRAWN, lambda consent, _: consent.withdrawn is not None),
)

_OF_ALL: tuple[tuple[Reason, _Fails], ...] = (
    (Reason.WITHDRAWN, lambda consent, _: consent.objection_upheld),
    (Reason.NOT_YET_VALID, lambda consent, asked: asked.at < consent.valid_from),
    (
        Reason.EXPIRED,
        lambda consent, asked: consent.expires_at is not None and asked.at >= consent.expires_at,
    ),
    (
        Reason.NOW_ADULT,
        lambda consent, asked: (
            consent.ends_with_majority and consent.adult_from is not None and asked.at >= consent.adult_from
        ),
    ),
    (
        Reason.NEVER_SHARE,
        lambda consent, asked: asked.recipient.organization in consent.restrictions.never_share_with,
    ),
    (Reason.DIRECTION, lambda consent, asked: not consent.direction.sends and bool(asked.categories)),
    (Reason.RECIPIENT, lambda consent, asked: consent.recipients.place_of(asked.recipient) is None),
    (Reason.PURPOSE, lambda consent, asked: asked.purpose is not consent.purpose),
)
