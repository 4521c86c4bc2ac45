"""Whether somebody may write to, call or visit the person now by this channel.

For needs of protection nobody does by default: only a safe channel that was entered explicitly allows it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from referral.cases.rules.consent import Consent
from referral.cases.rules.restrictions import SafeTime
from referral.cases.rules.terms import ContactChannel

_LOOK_AHEAD_DAYS = 8


class WhyNot(StrEnum):
    """Why a contact is not allowed, in the order in which it is checked."""

    CONFLICT_OF_INTEREST = "conflict_of_interest"
    WITHDRAWN = "withdrawn"
    NO_CONTACT = "no_contact"
    NO_VOICEMAIL = "no_voicemail"
    NO_SAFE_CHANNEL = "no_safe_channel"
    UNSAFE_CHANNEL = "unsafe_channel"
    UNSAFE_TIME = "unsafe_time"


@dataclass(frozen=True, slots=True)
class ContactAllowed:
    """Now. `until` in UTC: the end of the safe time; None: at any time."""

    until: datetime | None


@dataclass(frozen=True, slots=True)
class ContactDenied:
    """Not now. `next_at` in UTC where only the time is wrong."""

    reason: WhyNot
    next_at: datetime | None = None


def may_contact(
    consent: Consent, channel: ContactChannel, at: datetime, zone: str
) -> ContactAllowed | ContactDenied:
    """By this channel, at this moment; safe times are those of the person's `zone` (an IANA name).

    An expired consent still lets the person be asked again. Raises ValueError for a moment without a zone.
    """
    if at.utcoffset() is None:
        raise ValueError(f"a moment needs a zone: {at.isoformat()}")
    reason = next((reason for reason, forbids in _FORBIDS if forbids(consent, channel, at)), None)
    if reason is not None:
        return ContactDenied(reason)
    if not consent.restrictions.safe_times:
        return ContactAllowed(None)
    stretches = _stretches(consent.restrictions.safe_times, at, ZoneInfo(zone))
    ends = max((ends for begins, ends in stretches if begins <= at < ends), default=None)
    if ends is not None:
        return ContactAllowed(ends)
    begins = min((begins for begins, _ in stretches if begins > at), default=None)
    return ContactDenied(WhyNot.UNSAFE_TIME, begins)


def _stretches(times: tuple[SafeTime, ...], at: datetime, zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
    """The safe times from yesterday to a week ahead, in UTC; one that the clocks skip whole is none."""
    today = at.astimezone(zone).date()
    found = []
    for ahead in range(-1, _LOOK_AHEAD_DAYS):
        day = today + timedelta(days=ahead)
        for each in times:
            if day.weekday() in each.days:
                last = day if each.closes > each.opens else day + timedelta(days=1)
                begins, ends = (
                    datetime.combine(on, clock, zone).astimezone(UTC)
                    for on, clock in ((day, each.opens), (last, each.closes))
                )
                found.append((begins, ends))
    return [(begins, ends) for begins, ends in found if begins < ends]


_FORBIDS: tuple[tuple[WhyNot, Callable[[Consent, ContactChannel, datetime], bool]], ...] = (
    (
        WhyNot.CONFLICT_OF_INTEREST,
        lambda consent, _, at: (
            consent.giver_conflict_since is not None and at >= consent.giver_conflict_since
        ),
    ),
    (WhyNot.WITHDRAWN, lambda consent, _, __: consent.withdrawn is not None),
    (WhyNot.NO_CONTACT, lambda consent, _, __: consent.restrictions.no_contact),
    (
        WhyNot.NO_VOICEMAIL,
        lambda consent, channel, _: channel is ContactChannel.VOICEMAIL and consent.restrictions.no_voicemail,
    ),
    (
        WhyNot.NO_SAFE_CHANNEL,
        lambda consent, _, __: consent.protection and not consent.restrictions.safe_channels,
    ),
    (
        WhyNot.UNSAFE_CHANNEL,
        lambda consent, channel, _: (
            consent.restrictions.safe_channels is not None
            and channel not in consent.restrictions.safe_channels
        ),
    ),
)
