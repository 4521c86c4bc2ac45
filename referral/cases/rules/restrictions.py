"""What a person does not want: contact at all, by some ways or at some times, voicemail, some organisations."""

from dataclasses import dataclass
from datetime import time

from referral.cases.rules.terms import ContactChannel
from referral.kit.identity import OrganizationId

DAYS_OF_WEEK = frozenset(range(7))


@dataclass(frozen=True, slots=True)
class SafeTime:
    """A stretch of the local day on some weekdays (0 is Monday). Closing by the opening time means the next day."""

    opens: time
    closes: time
    days: frozenset[int] = DAYS_OF_WEEK

    def __post_init__(self) -> None:
        """Refuses days that do not exist, and none at all."""
        if not self.days or not self.days <= DAYS_OF_WEEK:
            raise ValueError(
                f"safe times: days {sorted(self.days)}; right would be some of 0 (Monday) to 6 (Sunday)"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Restrictions:
    """`safe_channels` None: the person named none; a set, also an empty one: only these. No safe times: any time."""

    no_contact: bool = False
    safe_channels: frozenset[ContactChannel] | None = None
    safe_times: tuple[SafeTime, ...] = ()
    no_voicemail: bool = False
    interpreter_sex: str | None = None
    never_share_with: frozenset[OrganizationId] = frozenset()

    def __post_init__(self) -> None:
        """Refuses what contradicts itself."""
        if self.no_voicemail and ContactChannel.VOICEMAIL in (self.safe_channels or ()):
            raise ValueError(
                "restrictions: voicemail is both safe and forbidden; right would be one of the two"
            )
        if self.no_contact and self.safe_channels:
            raise ValueError(
                "restrictions: no contact is wanted, yet safe channels are named; right would be one"
            )
