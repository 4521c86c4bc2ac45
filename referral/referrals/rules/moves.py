"""One attempt to do something, with all that it is judged by."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from referral.referrals.rules.actions import RECEIVERS_ACTIONS, RECEIVERS_ROLES, Action, Role
from referral.referrals.rules.inputs import Inputs
from referral.referrals.rules.referral import Acting, Facts, Referral

# The latest local date on earth is that of 14 hours later in UTC, the earliest that of 12 hours before.
_EAST, _WEST = timedelta(hours=14), timedelta(hours=12)


class Fault(NamedTuple):
    """Why a move is refused: the problem's code, and a sentence."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Who tries which action on which referral, with which inputs and facts, at which moment."""

    referral: Referral
    action: Action
    acting: Acting
    inputs: Inputs
    facts: Facts
    at: datetime

    @property
    def occurred_at(self) -> datetime:
        """When it happened; now, where nothing else is said."""
        return self.acting.occurred_at or self.at

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that count: the receiver's, where the sender records what the receiver did."""
        if self.acting.told is None:
            return self.acting.roles
        return RECEIVERS_ROLES if self.acting.by_sender and self.action in RECEIVERS_ACTIONS else frozenset()

    def has_begun(self, day: date) -> bool:
        """Whether a local date may have begun, wherever the receiver is."""
        return day <= (self.at + _EAST).date()

    def is_ahead(self, day: date) -> bool:
        """Whether a local date may still be today or later, wherever the receiver is."""
        return day >= (self.occurred_at - _WEST).date()
