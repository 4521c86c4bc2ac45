"""The tables of referrals: the referral, the people it is for, its history, what was missed, and keys of requests."""

from referral.referrals.models.history import ReferralBreach, ReferralEvent
from referral.referrals.models.record import ReferralPerson, ReferralRecord
from referral.referrals.models.requests import IdempotencyKey

__all__ = [
    "IdempotencyKey",
    "ReferralBreach",
    "ReferralEvent",
    "ReferralPerson",
    "ReferralRecord",
]
