"""The tables of referrals: the referral, whom it is for, its history, what was missed; enquiries; keys of requests."""

from referral.referrals.models.enquiries import Enquiry, EnquiryService
from referral.referrals.models.history import ReferralBreach, ReferralEvent
from referral.referrals.models.record import ReferralPerson, ReferralRecord
from referral.referrals.models.requests import IdempotencyKey

__all__ = [
    "Enquiry",
    "EnquiryService",
    "IdempotencyKey",
    "ReferralBreach",
    "ReferralEvent",
    "ReferralPerson",
    "ReferralRecord",
]
